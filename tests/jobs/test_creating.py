"""A new plan file from nothing, from seeds and from another plan file."""

import shutil
from pathlib import Path

import pytest

from dxdesk.jobs.creating import NewPlan, SourcePlan, empty, from_seeds, next_year, plans_in, read_levels, revision
from dxdesk.jobs.rollover import last_rollover, rollover, undo_rollover
from dxdesk.plan.analysis.evaluation_scale import SCALES
from dxdesk.plan.changes.edits import set_field
from dxdesk.plan.checks import Level, check
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import (
    Assessment,
    Department,
    Entry,
    Figure,
    Indicator,
    Mark,
    Measure,
    MeasureDepartment,
    Phase,
    Pillar,
    Plan,
    Section,
)
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Store
from dxdesk.store.file.backup import restore
from dxdesk.store.tables.records import HandOut, YearLock
from dxdesk.submission.hand_out.copies import HandOutRequest, hand_out
from dxdesk.submission.status.year_lock import lock


@pytest.fixture(scope="module")
def worked_with(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with 伊東市's plan as it was worked with: handed out, a year final."""
    folder = tmp_path_factory.mktemp("last year")
    with from_seeds(folder / "R6.dxdb", ["ito"], author="係長") as store:
        hand_out(store, folder / "写し", HandOutRequest(2024), author="係長")
        lock(store, 2024, author="係長")
    return folder


@pytest.fixture
def last_year(worked_with: Path, tmp_path: Path) -> Path:
    """A fresh copy of that plan, with what was handed out beside it."""
    shutil.copytree(worked_with, tmp_path, dirs_exist_ok=True)
    return tmp_path / "R6.dxdb"


def rows_of(place: Path) -> Rows:
    with Store.open(place, read_only=True) as store:
        return store.load()


def the_plan(place: Path) -> Plan:
    return Outline(rows_of(place)).plans[0]


def test_an_empty_plan_has_its_levels_and_its_scale(tmp_path: Path) -> None:
    place = tmp_path / "計画.dxdb"
    empty(place, NewPlan("試験市", "計画", (2026, 2029), "基本方針＞ 施策 >取組", "A～D"), author="係長").close()
    outline = Outline(rows_of(place))
    (plan,) = outline.plans
    assert (plan.levels, plan.first_year, plan.shown_to, plan.planned_from) == ("基本方針 > 施策 > 取組", 2026, 2029, 2029)
    assert [(m.symbol, m.at_least) for m in outline.marks(plan)] == [("A", 100), ("B", 80), ("C", 50), ("D", 0)]


@pytest.mark.parametrize("scale", SCALES)
def test_every_scale_is_sound(tmp_path: Path, scale: str) -> None:
    empty(tmp_path / "計画.dxdb", NewPlan("試験市", "計画", (2026, 2029), scale=scale), author="係長").close()
    assert not [f for f in check(Outline(rows_of(tmp_path / "計画.dxdb"))) if f.level == Level.ERROR]


@pytest.mark.parametrize("levels", [">", "柱 >", "柱 > > 取組", " "])
def test_a_level_without_a_name_is_refused(levels: str) -> None:
    with pytest.raises(Refused, match="名前のない階層"):
        read_levels(levels)


def test_last_years_file_is_copied_whole_and_shows_the_next_years(last_year: Path, tmp_path: Path) -> None:
    before, content = rows_of(last_year), last_year.read_bytes()
    plan = the_plan(last_year)
    new = tmp_path / "R7.dxdb"
    with next_year(new, SourcePlan(last_year, plan), author="主任") as store:
        assert store.load() == before.put([plan.replace(shown_from=2023, shown_to=2026, planned_from=2026)])
        assert store.records(HandOut)
        assert [record.year for record in store.records(YearLock)] == [2024]
        turned = last_rollover(store, the_plan(new))
        assert turned is not None
        assert turned.author == "主任"
        assert undo_rollover(store, "主任", plan.id).years == "R4-R7"
        with Store.open(last_year, read_only=True) as old:
            assert store.file_id != old.file_id
    assert last_year.read_bytes() == content


def test_a_backup_of_last_years_file_is_not_taken_for_one_of_this_years(last_year: Path, tmp_path: Path) -> None:
    new = tmp_path / "R7.dxdb"
    with Store.open(last_year, author="係長") as store:
        kept = rollover(store, "係長").backup
    next_year(new, SourcePlan(last_year, the_plan(last_year)), author="主任").close()
    assert kept is not None
    with pytest.raises(Refused, match="別の計画ファイルのバックアップ"):
        restore(new, kept)


def test_a_file_that_somebody_works_in_is_copied_as_it_stands(last_year: Path, tmp_path: Path) -> None:
    with Store.open(last_year, author="係長") as store:
        plan = the_plan(last_year)
        store.apply(Batch(set_field(plan, "vision", "めざす姿"), "係長"))
        next_year(tmp_path / "R7.dxdb", SourcePlan(last_year, plan), author="主任").close()
    assert the_plan(tmp_path / "R7.dxdb").vision == "めざす姿"


def test_what_there_is_in_a_file_is_told(last_year: Path, tmp_path: Path) -> None:
    (found,) = plans_in(last_year)
    assert found.rollover is not None
    assert found.rollover.years == ("R4-R7", "R5-R8")
    with Store.open(last_year, author="係長") as store:
        lock(store, 2025, author="係長")
    (found,) = plans_in(last_year)
    assert found.rollover is None
    assert "R7 は確定済み" in found.why
    with pytest.raises(Refused, match="R7 は確定済み"):
        next_year(tmp_path / "R7.dxdb", found, author="主任")
    assert not (tmp_path / "R7.dxdb").exists()


def test_what_is_no_plan_to_begin_with_is_refused_and_nothing_is_left(last_year: Path, tmp_path: Path) -> None:
    copy = next((tmp_path / "写し").glob("*.dxdb"))
    (tmp_path / "壊れ.dxdb").write_bytes(b"x" * 5000)
    for place, why in ((copy, "課に配られた写し"), (tmp_path / "壊れ.dxdb", "計画ファイル"), ("postgresql://x", "サーバー")):
        with pytest.raises(Refused, match=why):
            plans_in(place)
    taken = tmp_path / "R7.dxdb"
    taken.write_bytes(b"mine")
    with pytest.raises(Refused, match="すでにあります"):
        next_year(taken, SourcePlan(last_year, the_plan(last_year)), author="主任")
    assert taken.read_bytes() == b"mine"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["R6.dxdb", "R7.dxdb", "写し", "壊れ.dxdb"]


def test_a_revision_stands_beside_the_plan_it_follows_without_its_results(last_year: Path, tmp_path: Path) -> None:
    before = rows_of(last_year)
    old = the_plan(last_year)
    new = tmp_path / "改定.dxdb"
    revision(new, SourcePlan(last_year, old), "伊東市DX推進計画（改定版）", (2026, 2029), author="主任").close()
    outline = Outline(rows_of(new))
    first, second = outline.plans
    assert (first, second.follows, second.title) == (old, old.id, "伊東市DX推進計画（改定版）")
    assert (second.shown_from, second.shown_to, second.planned_from, second.levels) == (2026, 2029, 2029, old.levels)
    assert [m.title for m in outline.measures(second)] == [m.title for m in outline.measures(old) if not m.completed]
    for table in (Figure, Entry, Phase, Assessment):
        assert outline.rows.all(table) == before.all(table)
    measure = next(m for m in outline.measures(second) if m.number == "1-(3)")
    twin = next(m for m in outline.measures(old) if m.number == "1-(3)")
    assert [i.label for i in outline.indicators_of(measure)] == [i.label for i in outline.indicators_of(twin)]
    assert not [f for f in check(outline) if f.level == Level.ERROR]
    with Store.open(new, author="主任") as store:
        assert store.undo("主任") is None


def test_what_ended_does_not_go_on_and_its_work_goes_to_who_took_it_over(tmp_path: Path) -> None:
    plan = Plan.new(municipality="試験市", title="前期計画", shown_from=2022, shown_to=2025)
    new = Department.new(plan=plan.id, name="デジタル課")
    old = Department.new(plan=plan.id, name="情報課", last_year=2024, successor=new.id)
    pillar = Pillar.new(plan=plan.id, title="柱")
    on = Measure.new(plan=plan.id, pillar=pillar.id, title="続く", newly=True)
    done = Measure.new(plan=plan.id, pillar=pillar.id, title="完了", completed=True)
    over = Measure.new(plan=plan.id, pillar=pillar.id, title="終了", last_year=2025)
    section = Section.new(measure=on.id)
    count = Indicator.new(measure=on.id, section=section.id, label="件数", department=old.id)
    gone = Indicator.new(measure=on.id, section=section.id, label="廃止", last_year=2024)
    part = Indicator.new(measure=on.id, section=section.id, parent=gone.id, label="内訳")
    shares = [MeasureDepartment.new(measure=on.id, department=d.id) for d in (old, new)]
    mark = Mark.new(plan=plan.id, symbol="◎")
    rows = Rows.of([plan, new, old, pillar, on, done, over, section, count, gone, part, *shares, mark])
    Store.create(tmp_path / "前期.dxdb", rows, author="係長").close()
    earlier = SourcePlan(tmp_path / "前期.dxdb", plan)
    revision(tmp_path / "後期.dxdb", earlier, "後期計画", (2026, 2029), author="係長").close()
    outline = Outline(rows_of(tmp_path / "後期.dxdb"))
    follow = outline.plans[1]
    assert [d.name for d in outline.departments(follow)] == ["デジタル課"]
    (measure,) = outline.measures(follow)
    assert (measure.title, measure.newly) == ("続く", False)
    assert [d.name for _, d in outline.department_roles(measure)] == ["デジタル課"]
    (indicator,) = outline.indicators_of(measure)
    assert outline.department_name(indicator.department) == "デジタル課"
    assert [m.symbol for m in outline.marks(follow)] == ["◎"]


def test_a_revision_has_a_name_of_its_own(last_year: Path, tmp_path: Path) -> None:
    plan = the_plan(last_year)
    for title, why in ((plan.title, "すでにあります"), (" ", "計画名が空")):
        with pytest.raises(Refused, match=why):
            revision(tmp_path / "改定.dxdb", SourcePlan(last_year, plan), title, (2026, 2029), author="主任")
    assert not (tmp_path / "改定.dxdb").exists()
