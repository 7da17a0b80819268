"""The turn of the year: the window moves on, everything that was written stays."""

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from dxdesk.jobs.creating import NewPlan, empty, from_seeds
from dxdesk.jobs.editing import LineRef, add_line
from dxdesk.jobs.exporting import export
from dxdesk.jobs.history import history
from dxdesk.jobs.rollover import last_rollover, rollover, rollover_of, undo_rollover
from dxdesk.plan.changes.edits import set_field
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import FORECAST, PLANNED, Entry, Figure, Plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Extras, Store
from dxdesk.store.file.backup import backups_of
from dxdesk.submission.status.year_lock import lock, unlock


def plan_of(rows: Rows) -> Plan:
    (plan,) = rows.all(Plan).values()
    return plan


def test_the_window_moves_on_and_nothing_else_changes(tmp_path: Path) -> None:
    with from_seeds(tmp_path / "計画.dxdb", ["ito"], author="係長") as store:
        before = store.load()
        done = rollover(store, "係長")
        after = store.load()
    assert done.years == "R5-R8"
    old, new = plan_of(before), plan_of(after)
    assert (new.shown_from, new.shown_to, new.planned_from) == (2023, 2026, 2026)
    assert after == before.put([replace(old, shown_from=2023, shown_to=2026, planned_from=2026)])
    assert any(entry.year == 2025 and entry.kind == PLANNED for entry in after.all(Entry).values())


def test_a_verified_backup_holds_the_years_before(tmp_path: Path) -> None:
    with from_seeds(tmp_path / "計画.dxdb", ["ito"], author="係長") as store:
        before = store.load()
        done = rollover(store, "係長")
    assert [backup.path for backup in backups_of(tmp_path / "計画.dxdb")] == [done.backup]
    assert done.backup is not None
    with Store.open(done.backup, read_only=True) as kept:
        assert kept.load() == before


def test_the_history_says_it_in_one_batch_that_undo_leaves_alone(tmp_path: Path) -> None:
    with from_seeds(tmp_path / "計画.dxdb", ["ito"], author="係長") as store:
        rollover(store, "係長")
        recorded = [r for r in store.history() if r.kind == "rollover"]
        assert len({r.group for r in recorded}) == 1
        assert {r.change.field for r in recorded} == {"shown_from", "shown_to", "planned_from"}
        told = history(store)[: len(recorded)]
        assert {line["reason"] for line in told} == {"年度の切り替え（R4-R7 から R5-R8 へ）"}
        assert ("R7", "R8") in {(line["before"], line["after"]) for line in told}
        assert store.undo("係長") is None


def test_the_sheet_has_the_next_years_columns(tmp_path: Path) -> None:
    with from_seeds(tmp_path / "計画.dxdb", ["ito"], author="係長") as store:
        rollover(store, "係長")
        done = export(store.load(), "ito", tmp_path / "表.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "表.xlsx")["1"]
    assert [cell.value for cell in sheet[5]] == ["R5実績", "R6実績", "R7実績", "R8実施予定"]
    # What was planned for R7 has no column any more; it is told, and stands in the plan as before.
    assert any("実施予定" in line for line in done.left_out)


def test_year_after_year(tmp_path: Path) -> None:
    with from_seeds(tmp_path / "計画.dxdb", ["ito"], author="係長") as store:
        assert [rollover(store, "係長").years for _ in range(3)] == ["R5-R8", "R6-R9", "R7-R10"]


def test_a_plan_without_a_planned_year_keeps_none(tmp_path: Path) -> None:
    with empty(tmp_path / "計画.dxdb", NewPlan("試験市", "試験市DX計画", (2024, 2024)), author="係長") as store:
        rollover(store, "係長")
        plan = plan_of(store.load())
    assert (plan.shown_from, plan.shown_to, plan.planned_from) == (2025, 2025, None)


def test_one_of_several_plans_is_named(tmp_path: Path) -> None:
    rows = Rows.of(
        Plan.new(municipality="試験市", title=title, shown_from=2022, shown_to=2025)
        for title in ("第一次計画", "第二次計画")
    )
    with Store.create(tmp_path / "計画.dxdb", rows, author="係長") as store:
        with pytest.raises(Refused, match="--plan"):
            rollover(store, "係長")
        rollover(store, "係長", "第二次計画")
        assert {p.title: p.shown_to for p in store.load().all(Plan).values()} == {"第一次計画": 2025, "第二次計画": 2026}


def test_what_cannot_roll_is_refused_and_leaves_no_backup(tmp_path: Path) -> None:
    last = Plan.new(municipality="試験市", title="計画", shown_from=2198, shown_to=2199)
    with (
        Store.create(tmp_path / "終.dxdb", Rows.of([last]), author="係長") as store,
        pytest.raises(Refused, match="後の年度"),
    ):
        rollover(store, "係長")
    with Store.open(tmp_path / "終.dxdb", read_only=True) as store, pytest.raises(Refused, match="読み取り専用"):
        rollover(store, "係長")
    copy = Store.create(tmp_path / "写し.dxdb", Rows.of([last]), author="係長", extras=Extras(role="copy"))
    with copy as store, pytest.raises(Refused, match="写し"):
        rollover(store, "係長")
    with (
        Store.create(tmp_path / "空.dxdb", Rows(), author="係長") as store,
        pytest.raises(Refused, match="計画がありません"),
    ):
        rollover(store, "係長")
    assert not any(backups_of(path) for path in tmp_path.glob("*.dxdb"))


def test_what_will_happen_is_told_before(tmp_path: Path) -> None:
    with from_seeds(tmp_path / "計画.dxdb", ["ito"], author="係長") as store:
        rows = store.load()
        told = rollover_of(store, Outline(rows), plan_of(rows))
    planned = [e for e in rows.all(Entry).values() if (e.year, e.kind) == (2025, PLANNED)]
    assert told.years == ("R4-R7", "R5-R8")
    assert (told.year, told.lines, told.measures) == (2025, len(planned), len({e.measure for e in planned}))
    assert told.forecasts == sum(f.year == 2025 and f.role == FORECAST for f in rows.all(Figure).values())
    assert told.in_sight


def test_a_plan_of_nothing_but_planned_years_loses_the_year_from_sight(tmp_path: Path) -> None:
    with from_seeds(tmp_path / "計画.dxdb", ["izunokuni"], author="係長") as store:
        rows = store.load()
        told = rollover_of(store, Outline(rows), plan_of(rows))
    assert (told.year, told.in_sight) == (2023, False)


def test_a_year_that_is_final_does_not_become_the_one_that_is_asked(tmp_path: Path) -> None:
    with from_seeds(tmp_path / "計画.dxdb", ["ito"], author="係長") as store:
        lock(store, 2024, author="係長")
        lock(store, 2025, author="係長")
        before = store.load()
        with pytest.raises(Refused, match="R7 は確定済み"):
            rollover(store, "係長")
        assert store.load() == before
        unlock(store, 2025, "切り替えるため", author="係長")
        assert rollover(store, "係長").years == "R5-R8"  # R6 being final is as it should be
    assert len(backups_of(tmp_path / "計画.dxdb")) == 1


def test_what_somebody_agreed_to_is_not_done_twice(tmp_path: Path) -> None:
    with from_seeds(tmp_path / "計画.dxdb", ["ito"], author="係長") as store:
        rows = store.load()
        seen = rollover_of(store, Outline(rows), plan_of(rows))
        rollover(store, "係長", seen=seen)
        with pytest.raises(Refused, match="すでに R5-R8"):
            rollover(store, "係長", seen=seen)
        assert plan_of(store.load()).shown_to == 2026


def test_the_turn_has_its_own_undo_that_leaves_what_was_written_since(tmp_path: Path) -> None:
    with from_seeds(tmp_path / "計画.dxdb", ["ito"], author="係長") as store:
        old = plan_of(store.load())
        assert last_rollover(store, old) is None
        with pytest.raises(Refused, match="取り消せる年度の切り替えがありません"):
            undo_rollover(store, "係長", old.id)
        rollover(store, "係長")
        rollover(store, "主任")
        add_line(store, LineRef("1-(1)", 2027, PLANNED, "デジタル政策課"), "続ける。", author="係長")
        turned = last_rollover(store, plan_of(store.load()))
        assert turned is not None
        assert (turned.author, turned.years) == ("主任", "R5-R8")
        assert undo_rollover(store, "係長", old.id).years == "R5-R8"
        assert undo_rollover(store, "係長", old.id).years == "R4-R7"
        assert plan_of(store.load()) == old
        assert any(e.year == 2027 for e in store.load().all(Entry).values())
        assert last_rollover(store, old) is None
        assert rollover(store, "係長").years == "R5-R8"
        assert undo_rollover(store, "係長", old.id).years == "R4-R7"


def test_years_set_by_hand_since_are_not_turned_back(tmp_path: Path) -> None:
    with from_seeds(tmp_path / "計画.dxdb", ["ito"], author="係長") as store:
        rollover(store, "係長")
        plan = plan_of(store.load())
        store.apply(Batch(set_field(plan, "shown_to", 2028), "係長"))
        assert last_rollover(store, plan_of(store.load())) is None
