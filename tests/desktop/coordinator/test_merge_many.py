"""Hundreds of things to decide: filtered, chosen together, answered with one reason, and taken back again."""

import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from dxdesk.desktop.coordinator.changes_panel import DECIDED, UNDECIDED
from dxdesk.desktop.coordinator.merge_page import CHANGES, CONFLICTS, MergePage
from dxdesk.desktop.session import READ_ONLY
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.plan.changes.edits import set_field
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.model import DONE, LEAD, Department, Entry, Measure, MeasureDepartment, Pillar, Plan, Section
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Store
from dxdesk.store.tables.records import HeldReason
from dxdesk.submission.hand_in.submit import submit
from dxdesk.submission.hand_out.copies import HandOutRequest, hand_out
from dxdesk.submission.merge.resolve import Resolution
from dxdesk.submission.status.year_lock import lock, unlock
from tests.desktop.clerk import ALT, CTRL, Clerk, Key
from tests.desktop.conftest import Opener
from tests.desktop.offices import BOSS, YEAR, line_texts, merge_page, rows_of, still
from tests.desktop.waiting import at_rest

OFFICES, LINES = 8, 12
LONG = "窓口での案内を続け、申請の受付から交付までの流れを見直した。" * 30


@pytest.fixture
def contested_plan(tmp_path: Path) -> Path:
    """A master in which every line of every department stands otherwise than in what the departments handed in."""
    plan = Plan.new(municipality="試験市", title="試験DX計画", shown_from=2022, shown_to=2025, planned_from=2025)
    pillar = Pillar.new(plan=plan.id, number="1", title="柱")
    offices = [Department.new(plan=plan.id, name=f"第{n}課", rank=f"{n:02}") for n in range(OFFICES)]
    measures = [Measure.new(plan=plan.id, pillar=pillar.id, title=f"施策{n}", rank=f"{n:02}") for n in range(OFFICES)]
    sections = [Section.new(measure=measure.id) for measure in measures]
    shares = [
        MeasureDepartment.new(measure=m.id, department=d.id, role=LEAD) for m, d in zip(measures, offices, strict=True)
    ]
    lines = [
        Entry.new(
            measure=measure.id,
            section=section.id,
            year=YEAR,
            kind=DONE,
            text=f"{LONG}第{n}の行。",
            department=office.id,
            written=office.name,
            rank=f"{n:02}V",
        )
        for measure, section, office in zip(measures, sections, offices, strict=True)
        for n in range(LINES)
    ]
    place = tmp_path / "計画.dxdb"
    rows = Rows.of([plan, pillar, *offices, *measures, *sections, *shares, *lines])
    with Store.create(place, rows, author=BOSS) as store:
        copies = hand_out(store, tmp_path / "配布", HandOutRequest(YEAR), author=BOSS)
        _rewrite(store, lines, "（担当が直した）")
    for folder in ("提出", "写し"):
        (tmp_path / folder).mkdir()
    for copy in copies:
        shutil.copy(copy.file, tmp_path / "写し")
    for copy, office in zip(copies, offices, strict=True):
        with Store.open(copy.file, author="課員") as store:
            _rewrite(store, [line for line in lines if line.department == office.id], "（課が直した）")
        submit(str(copy.file), tmp_path / "提出" / f"{copy.department}.dxdb", author="課長")
    return place


def _rewrite(store: Store, lines: list[Entry], more: str) -> None:
    changes = [change for line in lines for change in set_field(line, "text", line.text.replace("第", f"{more}第", 1))]
    assert not store.apply(Batch(tuple(changes), store.location)).refused


def conflicts_page(window: MainWindow, qtbot: QtBot, folder: Path) -> MergePage:
    """The merge page at what is to be decided."""
    page = merge_page(window, qtbot)
    page.add([folder])
    still(window, page, qtbot)
    page.tabs.setCurrentIndex(CONFLICTS)
    return page


def decide_all(page: MergePage, take: str, reason: str) -> None:
    """Everything that is listed gets one answer."""
    page.conflicts.bulk.all.click()
    action = {Resolution.THEIRS: page.conflicts.bulk.theirs, Resolution.MASTER: page.conflicts.bulk.master}.get(
        take, page.conflicts.bulk.hold
    )
    action.trigger()
    dialog = page.conflicts.bulk.dialog
    assert dialog is not None
    dialog.reason.setPlainText(reason)
    dialog.yes.click()


def carry_out(window: MainWindow, page: MergePage, qtbot: QtBot) -> None:
    page.merge.click()
    still(window, page, qtbot)


def test_one_department_s_words_are_all_taken_with_one_reason_and_given_back(
    opened: Opener, qtbot: QtBot, contested_plan: Path
) -> None:
    window = opened(contested_plan, author=BOSS)
    before = rows_of(window)
    page = conflicts_page(window, qtbot, contested_plan.parent / "提出")
    assert len(page.conflicts.groups) == OFFICES * LINES
    page.filters.department.choose("第3課")
    assert len(page.conflicts.shown) == LINES
    decide_all(page, Resolution.THEIRS, "第3課に電話で確かめた")
    assert f"決定 {LINES}件を反映します" in page.summary.text()
    assert f"決めていない{(OFFICES - 1) * LINES}件は保留します" in page.summary.text()
    assert {line[4] for line in page.conflicts.model.lines} == {"課の記入（未反映）"}
    assert len(page.conflicts.selected()) == LINES
    carry_out(window, page, qtbot)
    texts = line_texts(rows_of(window))
    assert sum("課が直した" in text for text in texts) == LINES
    assert sum(group.decided for group in page.conflicts.groups) == LINES
    assert window.plan.session.rows == rows_of(window)
    # Taken back: what was decided waits again, and the plan is as it was.
    page.filters.kind.choose(DECIDED)
    decide_all(page, "", "やはり会議で決める")
    assert page.merge.text().startswith("決定を反映")
    carry_out(window, page, qtbot)
    assert rows_of(window) == before
    assert not any(group.decided for group in page.conflicts.groups)


def test_what_is_listed_is_narrowed_by_kind(opened: Opener, qtbot: QtBot, contested_plan: Path) -> None:
    window = opened(contested_plan, author=BOSS)
    page = conflicts_page(window, qtbot, contested_plan.parent / "提出")
    for kind, count in (
        (HeldReason.CONFLICT, OFFICES * LINES),
        (HeldReason.LOCKED, 0),
        (UNDECIDED, OFFICES * LINES),
        (DECIDED, 0),
    ):
        page.filters.kind.choose(kind)
        assert len(page.conflicts.shown) == count
        assert page.conflicts.bulk.isVisible() == (count > 1)
    assert "絞り込みを解いて" in page.conflicts.empty.text()
    page.filters.kind.choose("")
    page.filters.measure.choose("施策5")
    assert {group.entries[0].text.department for group in page.conflicts.shown} == {"第5課"}
    page.tabs.setCurrentIndex(CHANGES)
    assert not page.filters.kind.isVisible()


def test_the_keyboard_chooses_and_without_a_reason_nothing_is_decided(
    opened: Opener, qtbot: QtBot, contested_plan: Path
) -> None:
    window = opened(contested_plan, author=BOSS)
    page = conflicts_page(window, qtbot, contested_plan.parent / "提出")
    assert not page.conflicts.bulk.decide.isEnabled()
    page.conflicts.table.setFocus()
    Clerk(window).press(Key.Key_A, CTRL)
    assert "選んだ96件" in page.conflicts.bulk.decide.text()
    assert page.conflicts.bulk.decide.isEnabled()
    page.conflicts.bulk.master.trigger()
    dialog = page.conflicts.bulk.dialog
    assert dialog is not None
    dialog.yes.click()
    assert "理由" in dialog.message.text()
    dialog.reject()
    assert not page.conflicts.ready_decisions()
    decide_all(page, Resolution.MASTER, "計画のほうが新しい")
    assert len(page.conflicts.ready_decisions()) == OFFICES * LINES
    page.conflicts.bulk.drop.trigger()
    assert not page.conflicts.ready_decisions()


def test_one_of_many_gets_another_answer_before_it_is_carried_out(
    opened: Opener, qtbot: QtBot, contested_plan: Path
) -> None:
    window = opened(contested_plan, author=BOSS)
    page = conflicts_page(window, qtbot, contested_plan.parent / "提出")
    page.filters.department.choose("第0課")
    decide_all(page, Resolution.THEIRS, "課に確かめた")
    page.conflicts.table.select_row(1)
    page.conflicts.view.own.click()
    page.conflicts.view.text.setPlainText("両方を合わせた文")
    page.merge.click()
    still(window, page, qtbot)
    texts = line_texts(rows_of(window))
    assert "両方を合わせた文" in texts
    assert sum("課が直した" in text for text in texts) == LINES - 1


def test_departments_that_differ_are_left_to_be_decided_one_by_one(
    opened: Opener, qtbot: QtBot, contested_plan: Path
) -> None:
    colleague = contested_plan.parent / "写し" / "R6_第3課.dxdb"
    with Store.open(colleague, author="別の課員") as store:
        line = next(e for e in store.load().all(Entry).values() if e.written == "第3課")
        assert not store.apply(Batch(set_field(line, "text", "まったく別の文"), "別の課員")).refused
    submit(str(colleague), contested_plan.parent / "提出" / "別の写し.dxdb", author="課長")
    window = opened(contested_plan, author=BOSS)
    page = conflicts_page(window, qtbot, contested_plan.parent / "提出")
    page.filters.department.choose("第3課")
    page.conflicts.bulk.all.click()
    page.conflicts.bulk.theirs.trigger()
    dialog = page.conflicts.bulk.dialog
    assert dialog is not None
    dialog.reason.setPlainText("課に確かめた")
    dialog.yes.click()
    assert len(page.conflicts.ready_decisions()) == LINES - 1
    carry_out(window, page, qtbot)
    assert [len(group.entries) for group in page.conflicts.groups if not group.decided and len(group.entries) > 1] == [2]


def test_long_texts_are_scrolled_to_where_they_differ(opened: Opener, qtbot: QtBot, contested_plan: Path) -> None:
    window = opened(contested_plan, author=BOSS)
    page = conflicts_page(window, qtbot, contested_plan.parent / "提出")
    page.conflicts.table.select_row(2)
    at_rest()
    handed, theirs, plan = page.conflicts.view._cards
    assert all(card.text.verticalScrollBar().value() > 0 for card in (handed, theirs, plan))


def test_a_final_year_says_how_to_take_what_came_too_late(opened: Opener, qtbot: QtBot, contested_plan: Path) -> None:
    with Store.open(contested_plan, author=BOSS) as store:
        lock(store, YEAR, author=BOSS)
    window = opened(contested_plan, author=BOSS)
    page = conflicts_page(window, qtbot, contested_plan.parent / "提出")
    assert {group.entries[0].held.why for group in page.conflicts.groups} == {HeldReason.LOCKED}
    assert "年度の確定を解除すると採用できます" in page.summary.text()
    assert "確定を解除" in page.conflicts.view.about.text()
    page.filters.department.choose("第3課")
    decide_all(page, Resolution.THEIRS, "課に確かめた")
    carried = page.conflicts.ready_decisions()
    page.merge.click()
    still(window, page, qtbot)
    dialog = window.plan.coordinator.dialog
    assert dialog is not None
    dialog.reject()
    assert page.conflicts.ready_decisions() == carried, "what could not be decided is still there"
    unlock(window.plan.session.store, YEAR, "遅れて届いた提出", author=BOSS)
    carry_out(window, page, qtbot)
    assert sum("課が直した" in text for text in line_texts(rows_of(window))) == LINES


def test_reading_only_it_says_why_nothing_can_be_decided(opened: Opener, qtbot: QtBot, contested_plan: Path) -> None:
    window = opened(contested_plan, read_only=True)
    page = conflicts_page(window, qtbot, contested_plan.parent / "提出")
    assert page.summary.text() == READ_ONLY
    assert not page.merge.isEnabled()
    page.conflicts.bulk.all.click()
    assert not page.conflicts.bulk.decide.isEnabled()
    assert not page.conflicts.view.hold.isEnabled()


def test_one_after_the_other_by_keyboard(opened: Opener, qtbot: QtBot, contested_plan: Path) -> None:
    window = opened(contested_plan, author=BOSS)
    page = conflicts_page(window, qtbot, contested_plan.parent / "提出")
    page.filters.department.choose("第2課")
    clerk = Clerk(window)
    page.conflicts.table.setFocus()
    clerk.press(Key.Key_Return)  # to the choices
    for row in range(LINES):
        assert page.conflicts.table.currentIndex().row() == row
        clerk.press(Key.Key_1, ALT)
        page.conflicts.view.reason.setFocus()
        clerk.write("かくにん", "確認した")
        clerk.press(Key.Key_Return, CTRL)
    assert len(page.conflicts.ready_decisions()) == LINES
    assert page.conflicts.table.currentIndex().row() == LINES - 1, "there is nothing left to go to"
