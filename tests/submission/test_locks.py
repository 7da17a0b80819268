"""確定: what is final cannot be written by any way in, and opening it again is remembered with its reason."""

from pathlib import Path

import pytest

from dxdesk.jobs.deleted import bring_back, deletions
from dxdesk.jobs.telling import history
from dxdesk.plan.change import WHOLE, Batch, Change
from dxdesk.plan.edits import Changes, delete, set_field, write_figure
from dxdesk.plan.errors import Refused
from dxdesk.plan.model import Figure, Indicator, Measure, Section
from dxdesk.plan.outline import Outline
from dxdesk.store import Store
from dxdesk.submission.board import board
from dxdesk.submission.locking import lock, unlock
from tests.submission.city import (
    BOSS,
    FIGURES,
    INDICATORS,
    MEASURES,
    PILLAR,
    PLAN,
    ROWS,
    THIS_YEAR,
    YEAR,
    edited,
    field,
    figure,
    line,
    merged,
    rows_of,
    sent,
    taken_back,
    text_of,
    waiting_in,
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
    "a figure's death": delete(OUTLINE, PAST),
    "a new figure": born(Figure.new(indicator=INDICATORS[0].id, year=YEAR - 1, role="目標", text="1件")),
    "an indicator with its figures": delete(OUTLINE, INDICATORS[0]),
    "a measure with all of it": delete(OUTLINE, MEASURES[0]),
    "a new measure's figure": born(NEW, SECTION, INDICATOR, Figure.new(indicator=INDICATOR.id, year=YEAR - 1, text="1")),
}


def locked(master: Path, year: int = YEAR - 1) -> None:
    with Store.open(master, author=BOSS) as store:
        assert lock(store, year, author=BOSS)


@pytest.mark.parametrize("changes", WRITES.values(), ids=WRITES.keys())
def test_nothing_of_a_final_year_can_be_written(master: Path, changes: Changes) -> None:
    locked(master)
    with Store.open(master, author=BOSS) as store:
        with pytest.raises(Refused, match=r"^R5 は確定済みのため書けません。"):
            store.apply(Batch(changes, BOSS))
        assert store.load() == ROWS
        assert unlock(store, YEAR - 1, "誤り", author=BOSS)
        assert store.apply(Batch(changes, BOSS)).refused == ()


def test_other_years_and_the_structure_can(master: Path) -> None:
    locked(master)
    with Store.open(master, author=BOSS) as store:
        for changes in (
            write_figure(OUTLINE, INDICATORS[0], YEAR, "12件"),
            set_field(MEASURES[0], "title", "改題"),
            set_field(THIS_YEAR[0], "text", "直した"),
            born(NEW, SECTION, INDICATOR, Figure.new(indicator=INDICATOR.id, year=YEAR, text="1")),
        ):
            assert store.apply(Batch(changes, BOSS)).refused == ()


def test_undo_and_the_bin_stop_at_a_final_year(master: Path) -> None:
    with Store.open(master, author=BOSS) as store:
        store.apply(Batch(set_field(PAST, "text", "11件"), BOSS))
        store.apply(Batch(delete(OUTLINE, FIGURES[1]), BOSS))
        lock(store, YEAR - 1, author=BOSS)
        rows = store.load()
        (gone,) = deletions(store, rows)
        with pytest.raises(Refused, match="R5 は確定済み"):
            bring_back(store, gone, author=BOSS)
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
    edited(copies[0], figure(1, "12件"))
    merged(master, sent(copies[0]))
    locked(master, YEAR)
    with pytest.raises(Refused, match="R6 は確定済み"):
        taken_back(master, "市民課")
    assert text_of(rows_of(master), 1) == "12件"


def test_a_conflict_is_not_let_in_into_a_final_year(master: Path, copies: list[Path]) -> None:
    other = copies[0].with_name("写し.dxdb")
    other.write_bytes(copies[0].read_bytes())
    edited(copies[0], figure(1, "12件"))
    edited(other, figure(1, "13件"))
    merged(master, sent(copies[0]), sent(other))
    locked(master, YEAR)
    edited(copies[0], figure(1, ""))
    merged(master, sent(copies[0]))
    assert text_of(rows_of(master), 1) == "12件"
    assert sorted(h.why for h in waiting_in(master)) == ["conflict", "locked"]


def test_a_copy_knows_what_was_final_when_it_was_handed_out(master: Path) -> None:
    locked(master)
    with Store.open(master, read_only=True) as store:
        assert store.scope().locked == {(PLAN.id, YEAR - 1)}


def test_the_board_and_the_history_tell_who_opened_a_year_again_and_why(master: Path) -> None:
    edited(master, line(1, "した"), author=BOSS)
    locked(master, YEAR)
    with Store.open(master, author=BOSS) as store:
        assert board(store).final
        unlock(store, YEAR, "数値の誤り", author="課長")
        found = board(store)
        assert not found.final
        assert [(lock.locked, lock.author, lock.reason) for lock in found.locks] == [
            (True, BOSS, ""),
            (False, "課長", "数値の誤り"),
        ]
        told = history(store)
    assert [(c["what"], c["author"], c["reason"], c["year"], c["before"], c["after"]) for c in told[:2]] == [
        ("年度の確定の解除", "課長", "数値の誤り", "R6", "確定", ""),
        ("年度の確定", BOSS, "", "R6", "", "確定"),
    ]
    assert told[2]["after"] == "した"


def test_a_department_is_told_what_it_may_write(copies: list[Path]) -> None:
    for work in (field(MEASURES[0], "title", "改題"), figure(2, "1件"), figure(1, "1件", YEAR - 1)):
        with Store.open(copies[0], author="課員") as store:
            changes = work(Outline(store.load()))
            with pytest.raises(Refused, match="市民課が担当する R6 の実績と R7 の実施予定だけを書けます"):
                store.apply(Batch(changes, "課員"))
            assert store.load() == ROWS
