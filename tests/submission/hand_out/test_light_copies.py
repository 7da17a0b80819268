"""A department's copy holds its own measures whole and the others by number and title; what is nobody's business stays."""

from dataclasses import replace
from pathlib import Path

import pytest

from dxdesk.jobs.creating import from_seeds
from dxdesk.plan.changes.permissions import Objection, objections
from dxdesk.plan.rows.model import Department, Entry, Indicator, Measure, Note, Pillar, Plan, Section
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import COPY, Extras, Store
from dxdesk.store.tables.compress import sorted_by_id
from dxdesk.store.tables.records import HandOut, HeldReason
from dxdesk.submission.hand_out.copies import HandOutRequest, hand_out
from dxdesk.submission.merge.undo import UndoRequest, undo_merge
from dxdesk.submission.status.send_back import SendBackRequest, send_back
from tests.plan_builder import PlanBuilder
from tests.submission.city import (
    BOSS,
    CITIZENS,
    INDICATORS,
    LAST_YEAR,
    MEASURES,
    NAMES,
    PLAN,
    ROWS,
    SECTIONS,
    SHARED,
    TAXES,
    THIS_YEAR,
    deletion,
    edit,
    field,
    figure,
    figure_text,
    line,
    master_in,
    merge_files,
    pending_in,
    rows_of,
    submit_copy,
)

OWN = (MEASURES[0], SHARED)  # of 市民課
OTHERS = (MEASURES[1], MEASURES[2])
NOTES = [Note.new(measure=measure.id, text="内輪の話") for measure in (*OWN, *OTHERS)]
_OTHER_PLAN = PlanBuilder(fixed_ids=False, title="別の計画")
_OTHER_PLAN.measure(_OTHER_PLAN.pillar("1", "別の柱"), "1-(1)", "別の施策")
_OTHER_PLAN.department("別の課")
TITLE = PLAN.title
SECRET = Indicator.new(measure=SHARED.id, section=SECTIONS[3].id, label="非公表の指標", published=False, department=TAXES.id)
PART = Indicator.new(measure=SHARED.id, section=SECTIONS[3].id, label="その内訳", parent=SECRET.id, department=TAXES.id)
# What must stay with the coordinator, on rows that go and on rows that do not.
FULL = ROWS.put(
    [
        *NOTES,
        *_OTHER_PLAN.rows,
        *(entry.replace(publication="公表用") for entry in (*LAST_YEAR, *THIS_YEAR)),
        *(m.replace(description="概要の文", kpi_published=True) for m in MEASURES),
        SECRET,
        PART,
        INDICATORS[3].replace(published=False),  # of 市民課
    ]
)


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """A master with all that must not travel."""
    return master_in(tmp_path, FULL)


def copies_of(master: Path, *names: str, whole: bool = False, excel: bool = False) -> list[Path]:
    """Light copies, or whole ones."""
    with Store.open(master, author=BOSS) as store:
        folder = master.parent / f"配布{len(list(master.parent.glob('配布*')))}"
        asking = HandOutRequest(None, names, plan=TITLE, whole=whole, excel=excel)
        return [handed.file for handed in hand_out(store, folder, asking, author=BOSS)]


def ids(rows: Rows, table: str) -> set[str]:
    return set(rows.tables[table])


def test_own_measures_come_whole_with_the_lines_of_others_and_the_rest_by_number_and_title(full: Path) -> None:
    rows = rows_of(copies_of(full, "市民課")[0])
    for measure in OWN:
        assert rows.all(Measure)[measure.id] == FULL.all(Measure)[measure.id]
    for measure in OTHERS:
        by_name = Measure.new(
            **{name: getattr(measure, name) for name in ("id", "plan", "pillar", "number", "title", "rank")}
        )
        assert rows.all(Measure)[measure.id] == by_name
    assert ids(rows, "entry") == {e.id for e in (*LAST_YEAR, THIS_YEAR[0])}
    assert {s.measure for s in rows.all(Section).values()} == {m.id for m in OWN}
    assert {d.name for d in rows.all(Department).values()} == set(NAMES)
    assert rows.all(Pillar).keys() == {MEASURES[0].pillar}


@pytest.mark.parametrize("whole", [False, True])
def test_notes_publications_unpublished_indicators_and_other_plans_stay_with_the_coordinator(
    full: Path, whole: bool
) -> None:
    for copy, name in zip(copies_of(full, whole=whole), NAMES, strict=True):
        rows = rows_of(copy)
        assert not rows.all(Note)
        assert {entry.publication for entry in rows.all(Entry).values()} == {None}
        assert [plan.id for plan in rows.all(Plan).values()] == [MEASURES[0].plan]
        assert not {"別の柱", "別の施策"} & {row.title for row in (*rows.all(Pillar).values(), *rows.all(Measure).values())}
        assert (
            ids(rows, "indicator") >= {SECRET.id, PART.id}
            if name == "税務課"
            else not ids(rows, "indicator")
            & {
                SECRET.id,
                PART.id,
            }
        )
        assert (INDICATORS[3].id in ids(rows, "indicator")) == (name == "市民課")
        content = copy.read_bytes()
        for secret in ("内輪の話", "公表用", "別の計画"):
            assert secret.encode() not in content


def test_a_copy_has_the_remarks_on_what_is_whole_in_it(full: Path) -> None:
    remarks = [("measure", OWN[0].id, "市民課に"), ("measure", OTHERS[0].id, "税務課に"), ("entry", THIS_YEAR[1].id, "行に")]
    with Store.open(full, author=BOSS) as store:
        request = HandOutRequest(None, plan=TITLE, notes=remarks)
        handed = hand_out(store, full.parent / "注意", request, author=BOSS)
    texts = {}
    for copy in handed:
        with Store.open(copy.file, read_only=True) as store:
            (record,) = store.records(HandOut)
        texts[copy.department] = [text for _, _, text in record.remarks]
    assert texts == {"市民課": ["市民課に"], "税務課": ["税務課に", "行に"], "観光課": []}


def test_whole_copies_hold_every_measure(full: Path) -> None:
    rows = rows_of(copies_of(full, "観光課", whole=True)[0])
    assert ids(rows, "entry") == {e.id for e in (*LAST_YEAR, *THIS_YEAR)}
    assert all(rows.all(Measure)[m.id].description for m in MEASURES)


def test_what_a_copy_lacks_is_never_taken_for_deleted(full: Path) -> None:
    copies = copies_of(full)
    for number, copy in enumerate(copies, 1):
        edit(copy, figure(number, f"{number}0件"))
    merged = merge_files(full, *map(submit_copy, copies))
    assert [(v.status, v.applied, v.conflicts, v.out_of_scope) for v in merged.files] == [("merged", 1, 0, 0)] * 3
    after = rows_of(full)
    assert [figure_text(after, number) for number in (1, 2, 3)] == ["10件", "20件", "30件"]
    assert {table: set(rows) - {"figure"} for table, rows in after.tables.items() if table != "figure"} == {
        table: set(rows) for table, rows in FULL.tables.items() if table != "figure"
    }
    assert all(entry.publication == "公表用" for entry in after.all(Entry).values())
    for name in NAMES:
        with Store.open(full, author=BOSS) as store:
            undo_merge(store, UndoRequest(name, TITLE), author=BOSS)
    assert rows_of(full) == FULL


def test_a_line_taken_out_waits_where_the_coordinator_keeps_a_wording_for_publication(full: Path) -> None:
    (copy,) = copies_of(full, "市民課")
    edit(copy, deletion(THIS_YEAR[0]))
    (result,) = merge_files(full, submit_copy(copy)).files
    assert (result.applied, result.conflicts) == (0, 1)
    assert rows_of(full).get("entry", THIS_YEAR[0].id) is not None


def test_a_later_submission_of_a_light_copy_goes_on_from_the_earlier_one(full: Path) -> None:
    (copy,) = copies_of(full, "市民課")
    edit(copy, figure(1, "1件"))
    merge_files(full, submit_copy(copy))
    edit(copy, figure(1, "2件"))
    (result,) = merge_files(full, submit_copy(copy)).files
    assert (result.applied, result.conflicts) == (1, 0)
    assert figure_text(rows_of(full), 1) == "2件"


def test_what_is_written_of_another_departments_measure_waits_for_the_coordinator(full: Path) -> None:
    (copy,) = copies_of(full, "市民課")
    edit(copy, field(OTHERS[0], "title", "別の名前"))
    (result,) = merge_files(full, submit_copy(copy)).files
    assert (result.applied, result.out_of_scope) == (0, 1)
    assert [held.why for held in pending_in(full)] == [HeldReason.SCOPE]
    assert rows_of(full).all(Measure)[OTHERS[0].id].title == OTHERS[0].title


def test_nothing_can_be_written_on_a_measure_that_is_there_by_name(full: Path) -> None:
    (copy,) = copies_of(full, "市民課")
    with Store.open(copy, author="課員") as store:
        outline = Outline(store.load())
        assert store.scope().department == CITIZENS.id
        changes = line(2, "書いてみる", CITIZENS)(outline)
        assert {why for _, why in objections(store.scope(), outline, changes)} == {Objection.OUTSIDE}


def test_a_returned_copy_holds_what_the_copy_held_and_is_merged_again(full: Path, tmp_path: Path) -> None:
    (copy,) = copies_of(full, "市民課")
    edit(copy, figure(1, "1件"))
    merge_files(full, submit_copy(copy))
    with Store.open(full, author=BOSS) as store:
        send_back(store, SendBackRequest("市民課", "確かめてください", TITLE), tmp_path / "差戻し.dxdb", author=BOSS)
    returned = tmp_path / "差戻し.dxdb"
    assert rows_of(returned) == rows_of(copy)
    edit(returned, figure(1, "3件"))
    (result,) = merge_files(full, submit_copy(returned)).files
    assert (result.status, result.applied, result.conflicts) == ("merged", 1, 0)
    assert figure_text(rows_of(full), 1) == "3件"


def handed_out_by_an_earlier_release(master: Path) -> Path:
    """Return a copy of 市民課 as it was until 1002: with every row of the file, and that as its baseline."""
    with Store.open(master, author=BOSS) as store:
        (copy,) = hand_out(store, master.parent / "以前", HandOutRequest(None, ("市民課",), plan=TITLE), author=BOSS)
        (record,) = store.records(HandOut)
        store.transaction(lambda t: t.update([replace(record, base=t.insert_base(FULL))]))
    copy.file.unlink()
    extras = Extras(role=COPY, records=[replace(record, base=None)])
    Store.create(copy.file, sorted_by_id(FULL), author=BOSS, extras=extras).close()
    return copy.file


def test_a_copy_of_an_earlier_release_is_sent_back_without_what_stays_and_merged_again(full: Path, tmp_path: Path) -> None:
    copy = handed_out_by_an_earlier_release(full)
    edit(copy, figure(1, "1件"))
    merge_files(full, submit_copy(copy))
    returned = tmp_path / "差戻し.dxdb"
    with Store.open(full, author=BOSS) as store:
        send_back(store, SendBackRequest("市民課", "確かめてください", TITLE), returned, author=BOSS)
    content = returned.read_bytes()
    assert not [secret for secret in ("内輪の話", "公表用", "別の計画", SECRET.label) if secret.encode() in content]
    assert figure_text(rows_of(returned), 1) == "1件"
    edit(returned, figure(1, "3件"))
    (result,) = merge_files(full, submit_copy(returned)).files
    assert (result.status, result.applied, result.conflicts, result.out_of_scope) == ("merged", 1, 0, 0)
    assert figure_text(rows_of(full), 1) == "3件"
    assert len(rows_of(full).all(Note)) == len(NOTES)


def test_copies_of_the_city_of_ito_are_small_enough_for_mail(tmp_path: Path) -> None:
    with from_seeds(tmp_path / "m.dxdb", ["ito"], author=BOSS) as store:
        handed = hand_out(store, tmp_path / "out", HandOutRequest(2024), author=BOSS)
    sizes = [copy.file.stat().st_size for copy in handed]
    assert len(sizes) == 24
    assert sum(sizes) <= 8_000_000
    assert sum(submit_copy(copy.file).stat().st_size for copy in handed) <= 8_000_000
