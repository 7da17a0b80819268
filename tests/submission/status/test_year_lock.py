"""確定: what is final cannot be written by any way in, and opening it again is remembered with its reason."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from dxdesk.jobs.creating import from_seeds
from dxdesk.jobs.editing import FigureRef, LineRef, add_line, set_figure
from dxdesk.jobs.exporting import export
from dxdesk.jobs.history import events, history
from dxdesk.jobs.importing import ImportRequest, import_sheet
from dxdesk.jobs.recycle_bin import deletions, restore_rows
from dxdesk.jobs.rollover import rollover
from dxdesk.plan.changes.edits import (
    Changes,
    NewEntry,
    add_entry,
    assign_entry,
    delete_row,
    move_entry,
    set_field,
    write_figure,
)
from dxdesk.plan.changes.structure import move_indicator, move_measure
from dxdesk.plan.rows.change import WHOLE, Batch, Change
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Figure, Indicator, Measure, Pillar, Plan, Section
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.table import table_of
from dxdesk.store import Store
from dxdesk.store.tables.records import YearLock
from dxdesk.submission.hand_out.copies import HandOutRequest, hand_out
from dxdesk.submission.merge.resolve import resolve
from dxdesk.submission.status.board import board
from dxdesk.submission.status.workbooks import board_book, report_book
from dxdesk.submission.status.year_lock import lock, unlock
from tests.submission.city import (
    BOSS,
    FIGURES,
    INDICATORS,
    LAST_YEAR,
    MEASURES,
    PILLAR,
    PLAN,
    ROWS,
    SECTIONS,
    SHARED,
    TAXES,
    THIS_YEAR,
    YEAR,
    edit,
    field,
    figure,
    figure_text,
    line,
    merge_files,
    pending_in,
    resolve_held,
    rows_of,
    submit_copy,
    undo_merge_of,
)

OUTLINE = Outline(ROWS)
PAST = FIGURES[0]
NEW = Measure.new(plan=PLAN.id, pillar=PILLAR.id, title="新しい施策")
SECTION = Section.new(measure=NEW.id)
INDICATOR = Indicator.new(measure=NEW.id, section=SECTION.id, label="新")


def born(*rows: Measure | Section | Indicator | Figure) -> Changes:
    names = {Measure: "measure", Section: "section", Indicator: "indicator", Figure: "figure"}
    return tuple(Change(names[type(row)], row.id, WHOLE, None, row) for row in rows)


WRITES: dict[str, Changes] = {
    "a figure": set_field(PAST, "text", "11件"),
    "a figure's death": delete_row(OUTLINE, PAST),
    "a new figure": born(Figure.new(indicator=INDICATORS[0].id, year=YEAR - 1, role="目標", text="1件")),
    "a line": set_field(LAST_YEAR[0], "text", "書き直した"),
    "a new line": add_entry(OUTLINE, NewEntry(SHARED, YEAR - 1, "実績", "新しい行")),
    "a line's place": move_entry(OUTLINE, LAST_YEAR[0], 1) or move_entry(OUTLINE, LAST_YEAR[0], -1),
    "whose a line is": assign_entry(LAST_YEAR[0], TAXES),
    "a line's wording for publication": set_field(LAST_YEAR[0], "publication", "公表用"),
    "a line taken out of the year": set_field(LAST_YEAR[0], "year", YEAR),
    "a line moved into the year": set_field(THIS_YEAR[0], "year", YEAR - 1),
    "an indicator with its figures": delete_row(OUTLINE, INDICATORS[0]),
    "a measure with all of it": delete_row(OUTLINE, MEASURES[0]),
    "a new measure's figure": born(NEW, SECTION, INDICATOR, Figure.new(indicator=INDICATOR.id, year=YEAR - 1, text="1")),
}


def lock_year(master: Path, year: int = YEAR - 1) -> None:
    with Store.open(master, author=BOSS) as store:
        assert lock(store, year, author=BOSS)


@pytest.mark.parametrize("changes", WRITES.values(), ids=WRITES.keys())
def test_nothing_of_a_final_year_can_be_written(master: Path, changes: Changes) -> None:
    lock_year(master)
    with Store.open(master, author=BOSS) as store:
        with pytest.raises(Refused, match=r"^R5 は確定済みのため書けません。"):
            store.apply(Batch(changes, BOSS))
        assert store.load() == ROWS
        assert unlock(store, YEAR - 1, "誤り", author=BOSS)
        assert store.apply(Batch(changes, BOSS)).refused == ()


def test_other_years_and_the_structure_can(master: Path) -> None:
    lock_year(master)
    with Store.open(master, author=BOSS) as store:
        for changes in (
            write_figure(OUTLINE, INDICATORS[0], YEAR, "12件"),
            move_indicator(OUTLINE, INDICATORS[1], SECTIONS[0], 0),
            move_measure(OUTLINE, MEASURES[0], PILLAR, 2),
            set_field(MEASURES[0], "title", "改題"),
            set_field(THIS_YEAR[0], "text", "直した"),
            born(NEW, SECTION, INDICATOR, Figure.new(indicator=INDICATOR.id, year=YEAR, text="1")),
        ):
            assert store.apply(Batch(changes, BOSS)).refused == ()


def test_one_figure_or_line_from_the_command_line_stops(master: Path) -> None:
    lock_year(master)
    with Store.open(master, author=BOSS) as store:
        with pytest.raises(Refused, match="R5 は確定済み"):
            set_figure(store, FigureRef("1-(1)", INDICATORS[0].label, YEAR - 1), "11件", author=BOSS)
        with pytest.raises(Refused, match="R5 は確定済み"):
            add_line(store, LineRef("1-(1)", YEAR - 1), "書いた", author=BOSS)
        assert store.load() == ROWS


def test_a_sheet_that_differs_in_a_locked_year_is_not_taken_in(tmp_path: Path) -> None:
    place, book = str(tmp_path / "伊東市.dxdb"), tmp_path / "伊東市.xlsx"
    with from_seeds(place, ["ito"], author=BOSS) as store:
        rows = store.load()
        export(rows, "ito", book)
        lock(store, YEAR - 1, author=BOSS)
    assert import_sheet(place, ImportRequest(book, "ito"), author=BOSS).changed == 0, "what is the same may be read again"
    _rewritten(book, "書き換えた記載")
    with pytest.raises(Refused, match="R5 は確定済み"):
        import_sheet(place, ImportRequest(book, "ito"), author=BOSS)
    assert rows_of(Path(place)) == rows
    with Store.open(place, author=BOSS) as store:
        unlock(store, YEAR - 1, "誤り", author=BOSS)
    import_sheet(place, ImportRequest(book, "ito"), author=BOSS)
    assert rows_of(Path(place)) != rows


def _rewritten(book: Path, text: str) -> None:
    """The first line of R5 in a sheet reads otherwise."""
    with_lines = load_workbook(book)
    for sheet in with_lines:
        column = next((c.column for row in sheet.iter_rows() for c in row if str(c.value).startswith("R5")), None)
        cells = (sheet.cell(row, column) for row in range(1, sheet.max_row + 1)) if column else ()
        found = next((cell for cell in cells if str(cell.value).startswith("・")), None)
        if found is not None:
            found.value = f"・{text}"
            with_lines.save(book)
            return
    raise AssertionError("the sheet has no line of R5")


def test_the_turn_of_the_year_leaves_a_final_year_as_it_is(master: Path) -> None:
    lock_year(master, YEAR)
    with Store.open(master, author=BOSS) as store:
        rollover(store, BOSS)
        kept = store.load()
        assert kept.put([PLAN]) == ROWS
        with pytest.raises(Refused, match="R6 は確定済み"):
            store.apply(Batch(write_figure(Outline(kept), INDICATORS[0], YEAR, "12件"), BOSS))


def test_nothing_is_handed_out_for_a_final_year(master: Path) -> None:
    lock_year(master, YEAR)
    with Store.open(master, author=BOSS) as store, pytest.raises(Refused, match="R6 は確定済みなので配れません"):
        hand_out(store, master.parent / "配布", HandOutRequest(YEAR), author=BOSS)


def test_what_a_department_wrote_in_a_final_year_waits_until_it_is_opened_again(master: Path, copies: list[Path]) -> None:
    edit(copies[0], figure(1, "12件"))
    lock_year(master, YEAR)
    before = rows_of(master)
    merge_files(master, submit_copy(copies[0]), take="theirs")
    (held,) = pending_in(master)
    assert (held.why, rows_of(master)) == ("locked", before)
    with pytest.raises(Refused, match="R6 は確定済み"):
        resolve_held(master, held.number, "theirs")
    with pytest.raises(Refused, match="R6 は確定済み"):
        resolve_held(master, held.number, "14件")
    with Store.open(master, author=BOSS) as store:
        resolve(store, str(held.number), "hold", "確定のあとで決める", author=BOSS)
        assert store.load() == before
        unlock(store, YEAR, "提出の反映", author=BOSS)
    resolve_held(master, held.number, "theirs")
    assert figure_text(rows_of(master), 1) == "12件"
    lock_year(master, YEAR)
    with pytest.raises(Refused, match="R6 は確定済み"):
        resolve_held(master, held.number, "14件")
    with pytest.raises(Refused, match="R6 は確定済み"):
        resolve_held(master, held.number, "master")
    assert resolve_held(master, held.number, "theirs") == 0, "what changes nothing may be decided again"


def test_undo_and_the_bin_stop_at_a_final_year(master: Path) -> None:
    with Store.open(master, author=BOSS) as store:
        store.apply(Batch(set_field(PAST, "text", "11件"), BOSS))
        store.apply(Batch(delete_row(OUTLINE, FIGURES[1]), BOSS))
        lock(store, YEAR - 1, author=BOSS)
        rows = store.load()
        (gone,) = deletions(store, rows)
        with pytest.raises(Refused, match="R5 は確定済み"):
            restore_rows(store, gone, author=BOSS)
        with pytest.raises(Refused, match="R5 は確定済み"):
            store.undo(BOSS)
        assert store.load() == rows
        unlock(store, YEAR - 1, "誤り", author=BOSS)
        assert store.undo(BOSS) is not None
        assert store.undo(BOSS) is not None
        assert store.load() == ROWS
        lock(store, YEAR - 1, author=BOSS)
        with pytest.raises(Refused, match="R5 は確定済み"):
            store.redo(BOSS)


def test_a_merge_is_not_taken_back_out_of_a_final_year(master: Path, copies: list[Path]) -> None:
    edit(copies[0], figure(1, "12件"))
    merge_files(master, submit_copy(copies[0]))
    lock_year(master, YEAR)
    with pytest.raises(Refused, match="R6 は確定済み"):
        undo_merge_of(master, "市民課")
    assert figure_text(rows_of(master), 1) == "12件"


def test_a_conflict_is_not_let_in_into_a_final_year(master: Path, copies: list[Path]) -> None:
    other = copies[0].with_name("写し.dxdb")
    other.write_bytes(copies[0].read_bytes())
    edit(copies[0], figure(1, "12件"))
    edit(other, figure(1, "13件"))
    merge_files(master, submit_copy(copies[0]), submit_copy(other))
    lock_year(master, YEAR)
    edit(copies[0], figure(1, ""))
    merge_files(master, submit_copy(copies[0]))
    assert figure_text(rows_of(master), 1) == "12件"
    assert sorted(h.why for h in pending_in(master)) == ["conflict", "locked"]


def test_a_copy_knows_what_was_final_when_it_was_handed_out(master: Path) -> None:
    lock_year(master)
    with Store.open(master, read_only=True) as store:
        assert store.scope().locked == {(PLAN.id, YEAR - 1)}


def test_the_board_and_the_history_show_who_unlocked_a_year_and_why(master: Path) -> None:
    edit(master, line(1, "した"), author=BOSS)
    lock_year(master, YEAR)
    with Store.open(master, author=BOSS) as store:
        assert board(store).final
        unlock(store, YEAR, "数値の誤り", author="課長")
        found = board(store)
        assert not found.final
        assert [(lock.locked, lock.author, lock.reason) for lock in found.locks] == [
            (True, BOSS, ""),
            (False, "課長", "数値の誤り"),
        ]
        entries = history(store)
    assert [(c["what"], c["author"], c["reason"], c["year"], c["before"], c["after"]) for c in entries[:2]] == [
        ("年度の確定の解除", "課長", "数値の誤り", "R6", "確定", ""),
        ("年度の確定", BOSS, "", "R6", "", "確定"),
    ]
    assert entries[2]["after"] == "した"


def test_the_history_shows_in_order_what_was_merged_before_and_after_a_year_was_locked(
    master: Path, copies: list[Path]
) -> None:
    edit(copies[0], figure(1, "12件"))
    edit(copies[1], figure(2, "22件"))
    merge_files(master, submit_copy(copies[0]))
    lock_year(master, YEAR)
    with Store.open(master, author=BOSS) as store:
        unlock(store, YEAR, "税務課の提出が遅れたため", author=BOSS)
    merge_files(master, submit_copy(copies[1]))
    with Store.open(master, read_only=True) as store:
        rows = store.load()
        entries = [event.described.after or event.reason for event in events(store, rows)[:4]]
        assert entries == ["22件", "税務課の提出が遅れたため", "確定", "12件"]
        assert not [e for e in events(store, rows, measure=MEASURES[0].id) if "確定" in e.described.what]


def test_a_year_is_made_final_and_opened_once_and_never_without_a_reason(master: Path) -> None:
    with Store.open(master, author=BOSS) as store:
        assert not unlock(store, YEAR, "誤り", author=BOSS)
        assert lock(store, YEAR, author=BOSS)
        assert not lock(store, YEAR, author=BOSS)
        with pytest.raises(Refused, match="理由が空です"):
            unlock(store, YEAR, " \n", author=BOSS)
        with pytest.raises(Refused, match="R9 は「試験DX計画」の表示年度"):
            lock(store, 2027, author=BOSS)
        assert len(store.records(YearLock)) == 1
        assert board(store).final


def test_a_copy_makes_no_year_final(copies: list[Path]) -> None:
    with Store.open(copies[0], author="課員") as store:
        with pytest.raises(Refused, match="元の計画ファイル"):
            lock(store, YEAR, author="課員")
        assert store.records(YearLock) == []


def test_a_year_is_final_in_one_plan_and_not_in_the_other(master: Path) -> None:
    other = Plan.new(municipality="試験市", title="別の計画", shown_from=2022, shown_to=2025, planned_from=2025)
    pillar = Pillar.new(plan=other.id, number="1", title="柱")
    measure = Measure.new(plan=other.id, pillar=pillar.id, title="別の施策")
    section = Section.new(measure=measure.id)
    indicator = Indicator.new(measure=measure.id, section=section.id, label="別の指標")
    with Store.open(master, author=BOSS) as store:
        rows = (other, pillar, measure, section, indicator)
        store.apply(Batch(tuple(Change(table_of(row), row.id, WHOLE, None, row) for row in rows), BOSS))
        lock(store, YEAR, author=BOSS, plan="試験DX計画")
        store.apply(Batch(write_figure(Outline(store.load()), indicator, YEAR, "1件"), BOSS))
        with pytest.raises(Refused, match="R6 は確定済み"):
            store.apply(Batch(write_figure(OUTLINE, INDICATORS[0], YEAR, "12件"), BOSS))


def test_the_workbooks_show_who_unlocked_a_year_and_why(master: Path) -> None:
    lock_year(master, YEAR)
    with Store.open(master, author=BOSS) as store:
        unlock(store, YEAR, "数値の誤り", author="課長")
        for book in (board_book(board(store)), report_book(store)):
            page = next(page for page in book.pages if page.name == "年度の確定")
            lines = [[page.cells[row, column].text for column in (0, 2, 3, 4)] for row in (2, 3)]
            assert [tuple(line) for line in lines] == [
                ("R6", BOSS, "確定", ""),
                ("R6", "課長", "確定の解除", "数値の誤り"),
            ]


def test_a_refusal_names_what_a_department_may_write(copies: list[Path]) -> None:
    for work in (field(MEASURES[0], "title", "改題"), figure(2, "1件"), figure(1, "1件", YEAR - 1)):
        with Store.open(copies[0], author="課員") as store:
            before = store.load()
            changes = work(Outline(before))
            with pytest.raises(Refused, match="市民課が担当する R6 の実績と R7 の実施予定だけを書けます"):
                store.apply(Batch(changes, "課員"))
            assert store.load() == before


def test_the_counts_of_a_final_year_stay_what_they_were_and_never_travel(master: Path, copies: list[Path]) -> None:
    edit(copies[0], figure(1, "12件"))
    merge_files(master, submit_copy(copies[0]))
    with Store.open(master, author=BOSS) as store:
        before = [(d.name, d.filled, d.required) for d in board(store, YEAR).departments]
        lock(store, YEAR, author=BOSS)
    edit(master, field(MEASURES[0], "completed", True))  # type: ignore[arg-type]  # a flag
    with Store.open(master, author=BOSS) as store:
        assert [(d.name, d.filled, d.required) for d in board(store, YEAR).departments] == before
        hand_out(store, master.parent / "前年", HandOutRequest(YEAR - 1, ["市民課"]), author=BOSS)
        unlock(store, YEAR, "直すため", author=BOSS)
        assert [(d.name, d.filled, d.required) for d in board(store, YEAR).departments] != before
    with Store.open(master.parent / "前年" / "R5_市民課.dxdb", read_only=True) as copy:
        assert [kept.counts for kept in copy.records(YearLock)] == ["{}"]
