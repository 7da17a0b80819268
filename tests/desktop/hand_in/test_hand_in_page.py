"""記入と提出: however much there is to read first, the list keeps its room, and what was read stays folded away."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dxdesk.desktop.hand_in.hand_in_page import HandInPage
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.plan.rows.model import Measure
from dxdesk.store import Store
from dxdesk.submission.hand_in.completeness import todos_of
from dxdesk.submission.hand_out.copies import HandOutRequest, hand_out
from dxdesk.views import HAND_IN
from tests.desktop.clerk import ALT, NONE, Clerk, Key
from tests.desktop.conftest import Opener
from tests.desktop.offices import BOSS, YEAR
from tests.desktop.plans import session_of
from tests.desktop.waiting import at_rest

LETTER = "令和6年度の実績と令和7年度の実施予定を記入してください。\n" * 40


@pytest.fixture
def copies(ito_file: Path) -> list[Path]:
    """Copies with a long letter, for two departments."""
    with Store.open(ito_file, author=BOSS) as store:
        asking = HandOutRequest(
            YEAR, ("収納課", "デジタル政策課"), message=LETTER, guide="該当がないときは「-」を入れます。"
        )
        return [handed.file for handed in hand_out(store, ito_file.parent / "配布", asking, author=BOSS)]


def page_of(window: MainWindow) -> HandInPage:
    page = window.plan.pages.turn(HAND_IN)
    assert isinstance(page, HandInPage)
    at_rest()
    return page


@pytest.mark.parametrize("zoom", [100, 200])
def test_a_long_letter_leaves_room_for_the_list(opened: Opener, copies: list[Path], zoom: int) -> None:
    window = opened(copies[0])
    window.resize(1366, 768)
    window.appearance.zoom_to(zoom)
    page = page_of(window)
    at_rest()
    assert page.letter.isVisible()
    assert page.readings.height() <= page.height() * 0.4
    assert page.readings.verticalScrollBar().maximum() > 0
    assert page.list.height() >= 3 * page.list.fontMetrics().height()
    window.appearance.zoom_back()


def test_the_letter_stays_folded_away_in_this_copy_and_not_in_another(opened: Opener, copies: list[Path]) -> None:
    window = opened(copies[0])
    page = page_of(window)
    page.fold.setFocus()
    Clerk(window).press(Key.Key_Return, NONE)
    assert not page.letter.isVisible()
    assert "表示" in page.fold.text()
    assert window.close()
    other = opened(copies[1])
    assert page_of(other).letter.isVisible()
    again = opened(copies[0])
    assert not page_of(again).letter.isVisible()
    page_of(again).fold.click()
    assert page_of(again).letter.isVisible()
    assert again.close()
    assert page_of(opened(copies[0])).letter.isVisible()


def test_every_thing_that_is_missing_leads_to_where_it_is_written(opened: Opener, copies: list[Path]) -> None:
    window = opened(copies[1])
    page = page_of(window)
    assert page.todos == todos_of(session_of(window).outline, page.hand_out)
    for todo in page.todos:
        window.plan.pages.turn(HAND_IN)
        window.plan.hand_in.open_todo(todo)
        at_rest()
        focused = QApplication.focusWidget()
        assert focused is not None
        assert window.plan.view.page.measure_id == todo.measure
        if todo.table == "figure":
            cell = window.plan.view.page.grid.kpis.cell(window.plan.view.page.grid.currentIndex())
            assert cell is not None
            assert (window.plan.view.page.grid.hasFocus(), cell.id) == (True, todo.row)
            assert not window.plan.view.page.grid.kpis.objection(window.plan.view.page.grid.currentIndex())
        else:
            cells = [cell for cell in window.plan.view.page.narrative.cells if cell.isAncestorOf(focused)]
            assert [cell.year for cell in cells] == [todo.year]


def test_the_contents_begin_with_what_is_the_department_s(opened: Opener, copies: list[Path]) -> None:
    window = opened(copies[0])
    page = page_of(window)
    listed = set(window.plan.view.tree.model.measures())
    assert {todo.measure for todo in page.todos} <= listed
    assert 0 < len(listed) < len(session_of(window).rows.all(Measure))
    window.plan.view.tree.clear_filter()
    assert set(window.plan.view.tree.model.measures()) == set(session_of(window).rows.all(Measure))


def test_a_line_that_is_still_last_year_s_is_gone_to_itself_and_in_view(opened: Opener, ito_file: Path) -> None:
    with Store.open(ito_file, author=BOSS) as store:
        (handed,) = hand_out(store, ito_file.parent / "配布", HandOutRequest(YEAR, ("市民課",)), author=BOSS)
    window = opened(handed.file)
    page = page_of(window)
    page.next_button.click()
    at_rest()
    editor = QApplication.focusWidget()
    box = window.plan.view.page.narrative.focused_box()
    assert box is not None
    assert box.unchanged is not None
    assert box.unchanged.isVisible()
    assert editor is box.field.editor
    top = editor.mapTo(window.plan.view.page.viewport(), QPoint(0, 0)).y()
    assert 0 <= top <= window.plan.view.page.viewport().height() - editor.height()


def test_in_a_copy_the_letter_of_handing_in_belongs_to_its_button(opened: Opener, copies: list[Path], qtbot: QtBot) -> None:
    window = opened(copies[0])
    page = page_of(window)
    page.handing_in.disconnect()
    with qtbot.waitSignal(page.handing_in):
        Clerk(window).press(Key.Key_S, ALT)
