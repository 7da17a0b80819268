"""What is not one's own to write looks so and says why: in a department's copy, and in a year that is final."""

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.qtbot import QtBot

from dxdesk.desktop.commands.coordinator_jobs import CoordinatorJobs
from dxdesk.desktop.measure.kpi_model import KpiModel
from dxdesk.desktop.measure.line_box import LineBox
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.plan.rows.model import Department, Entry, Indicator, Measure
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.owners import entry_owner, figure_owner
from dxdesk.store import Store
from tests.desktop.clerk import NONE, Clerk, Key
from tests.desktop.conftest import Opener
from tests.desktop.offices import BOSS, YEAR, handed
from tests.desktop.plans import session_of
from tests.desktop.waiting import at_rest

NAME = "企画課"
EDITABLE = Qt.ItemFlag.ItemIsEditable


@pytest.fixture
def copy(ito_file: Path) -> Path:
    """The copy of 企画課."""
    return next(copy.file for copy in handed(ito_file) if copy.name == NAME)


def outline_of(window: MainWindow) -> Outline:
    return session_of(window).outline


def shared_measure(window: MainWindow) -> Measure:
    """A measure in which both 企画課 and others have figures of their own."""
    outline = outline_of(window)
    owners: dict[str, set[str]] = {}
    for indicator in outline.rows.all(Indicator).values():
        owner = figure_owner(outline, indicator)
        owners.setdefault(indicator.measure, set()).add(owner.name if owner is not None else "")
    found = next(measure for measure, names in owners.items() if NAME in names and len(names) > 1)
    return outline.rows.all(Measure)[found]


def cells_asked(window: MainWindow, *, own: bool, year: int = YEAR) -> list[QModelIndex]:
    """The cells of the asked year that are the department's, or are not."""
    model, outline = window.plan.view.page.grid.kpis, outline_of(window)
    found = []
    for row, line in enumerate(model.rows):
        column = next(n for n, place in enumerate(model.columns, 1) if place.year == year)
        owner = figure_owner(outline, line.indicator) if line.indicator is not None else None
        if line.indicator is not None and (owner is not None and owner.name == NAME) == own:
            found.append(model.index(row, column))
    return found


def model_of(window: MainWindow) -> KpiModel:
    return window.plan.view.page.grid.kpis


def boxes_asked(window: MainWindow, *, own: bool) -> list[LineBox]:
    """The lines of the asked year that are the department's, or are not."""
    outline = outline_of(window)
    found = []
    for box in window.plan.view.page.narrative.boxes():
        entry = box.entry
        if entry is not None and (entry.year, entry.kind) == (YEAR, "実績"):
            owner = entry_owner(outline, entry)
            if (owner is not None and owner.name == NAME) == own:
                found.append(box)
    return found


def test_others_figures_cannot_be_opened_and_say_why(opened: Opener, copy: Path) -> None:
    window = opened(copy)
    window.show_measure(shared_measure(window).id)
    model = model_of(window)
    own, others = cells_asked(window, own=True), cells_asked(window, own=False)
    assert own
    assert others
    assert all(model.flags(index) & EDITABLE for index in own)
    assert not any(model.flags(index) & EDITABLE for index in others)
    assert NAME in str(model.data(others[0], Qt.ItemDataRole.ToolTipRole))
    assert "書けません" in str(model.data(others[0], Qt.ItemDataRole.AccessibleTextRole))
    assert model.data(own[0], Qt.ItemDataRole.ToolTipRole) is None
    last_year = cells_asked(window, own=True, year=YEAR - 1)
    assert not any(model.flags(index) & EDITABLE for index in last_year)
    window.plan.pages.turn("desk")
    window.plan.view.page.grid.setFocus()
    window.plan.view.page.grid.setCurrentIndex(others[0])
    Clerk(window).press(Key.Key_5, NONE)
    assert window.plan.view.page.grid.delegate.editor is None
    assert NAME in window.statusBar().currentMessage()


def test_others_lines_are_read_and_not_written(opened: Opener, copy: Path) -> None:
    window = opened(copy)
    window.plan.pages.turn("desk")
    theirs = next(
        entry
        for entry in outline_of(window).rows.all(Entry).values()
        if (entry.year, entry.kind) == (YEAR, "実績")
        and (owner := entry_owner(outline_of(window), entry)) is not None
        and owner.name != NAME
    )
    window.show_measure(theirs.measure)
    box = next(box for box in boxes_asked(window, own=False) if box.entry_id == theirs.id)
    editor = box.field.editor
    assert editor.isReadOnly()
    assert NAME in editor.toolTip()
    assert not box.chooser.isEnabled()
    editor.setFocus()
    assert not box.tools.isVisible()
    Clerk(window).keys("x")
    assert session_of(window).rows.all(Entry)[theirs.id].text == theirs.text
    assert NAME in window.statusBar().currentMessage()


def test_own_lines_are_written_and_new_ones_are_one_s_own(opened: Opener, copy: Path) -> None:
    window = opened(copy)
    window.plan.pages.turn("desk")
    window.show_measure(shared_measure(window).id)
    at_rest()
    offered = {(cell.year, cell.kind) for cell in window.plan.view.page.narrative.cells if cell.add.isVisible()}
    assert offered == {(YEAR, "実績"), (YEAR + 1, "実施予定")}
    before = set(session_of(window).rows.all(Entry))
    cell = window.plan.view.page.narrative.asked_cell()
    cell.add_line()
    (born,) = (e for e in session_of(window).rows.all(Entry).values() if e.id not in before)
    assert outline_of(window).department_name(born.department) == NAME
    box = window.plan.view.page.narrative.box_of(born.id)
    assert box is not None
    assert not box.field.editor.isReadOnly()
    assert box.chooser.isEnabled()


def test_where_the_department_takes_no_part_nothing_is_offered(opened: Opener, ito_file: Path) -> None:
    window = opened(next(copy.file for copy in handed(ito_file, whole=True) if copy.name == NAME))
    window.plan.pages.turn("desk")
    outline = outline_of(window)
    own = next(d for d in outline.rows.all(Department).values() if d.name == NAME)
    taking_part = {e.measure for e in outline.rows.all(Entry).values() if entry_owner(outline, e) == own}
    measure = next(
        m
        for plan in outline.plans
        for m in outline.measures(plan)
        if own not in [d for _, d in outline.department_roles(m)] and m.id not in taking_part
    )
    window.show_measure(measure.id)
    at_rest()
    offered = {(cell.year, cell.kind) for cell in window.plan.view.page.narrative.cells if cell.add.isVisible()}
    assert offered == {(YEAR, "実績"), (YEAR + 1, "実施予定")}, "a line of its own it may add anywhere"
    assert not window.plan.view.page.notes.add.isVisible()
    assert window.plan.view.page.head.description.editor.isReadOnly()
    window.plan.view.tabs.show_tab(3)
    evaluation = window.plan.view.tabs.stack.currentWidget()
    assert not any(box.mark.isEnabled() for box in evaluation.boxes)  # type: ignore[union-attr]
    assert all(box.opinion.editor.isReadOnly() for box in evaluation.boxes)  # type: ignore[union-attr]


def test_a_final_year_closes_and_opens_while_the_plan_is_shown(opened: Opener, ito_file: Path, qtbot: QtBot) -> None:
    window = opened(ito_file, author=BOSS)
    session, coordinator = session_of(window), window.plan.coordinator
    jobs = CoordinatorJobs(session.store, BOSS, session.plan.title)
    model = model_of(window)
    column = next(n for n, place in enumerate(model.columns, 1) if place.year == YEAR)
    row = next(n for n, line in enumerate(model.rows) if line.indicator is not None)
    line = next(box for box in window.plan.view.page.narrative.boxes() if box.entry is not None and box.entry.year == YEAR)
    other = next(
        box for box in window.plan.view.page.narrative.boxes() if box.entry is not None and box.entry.year == YEAR - 1
    )
    assert model.flags(model.index(row, column)) & EDITABLE
    coordinator._write("…", partial(jobs.lock, YEAR))
    qtbot.waitUntil(lambda: not window.progress.running)
    assert not model.flags(model.index(row, column)) & EDITABLE
    assert "確定済み" in str(model.data(model.index(row, column), Qt.ItemDataRole.ToolTipRole))
    assert line.field.editor.isReadOnly()
    assert "確定済み" in line.field.editor.toolTip()
    assert not other.field.editor.isReadOnly()
    asked = window.plan.view.page.narrative.asked_cell()
    assert not asked.add.isVisible()
    coordinator._write("…", partial(jobs.unlock, YEAR, "誤り"))
    qtbot.waitUntil(lambda: not window.progress.running)
    assert model.flags(model.index(row, column)) & EDITABLE
    assert not line.field.editor.isReadOnly()
    assert asked.add.isVisible()


def test_what_somebody_else_made_final_is_seen_when_the_file_is_looked_at(opened: Opener, ito_file: Path) -> None:
    window = opened(ito_file, author=BOSS)
    session = session_of(window)
    CoordinatorJobs(session.store, BOSS, session.plan.title).lock(YEAR)
    assert not session.scope.locked
    session.reload()
    assert session.scope.locked
    with Store.open(ito_file, read_only=True) as store:
        assert store.scope() == session.scope
