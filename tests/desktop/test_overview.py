"""The overview: counts by pillar and department, a line leads to its measure, and the sheet says the same."""

from pathlib import Path

import openpyxl
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from dxdesk.desktop.main_window import MainWindow
from dxdesk.desktop.overview.overview_model import FILLED, MARKS, TARGETS, OverviewModel
from dxdesk.desktop.overview.overview_page import OverviewPage
from dxdesk.desktop.picture import picture
from dxdesk.desktop.plan_pages import OVERVIEW
from dxdesk.desktop.views import DESK
from dxdesk.jobs.creating import from_seeds
from dxdesk.plan.model import Measure
from tests.desktop.conftest import Opener, Person
from tests.desktop.plans import session_of


def shown(window: MainWindow, qtbot: QtBot) -> OverviewPage:
    """The page, counted."""
    qtbot.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    page = window.views.page(OVERVIEW) if window.views is not None else None
    assert isinstance(page, OverviewPage)
    qtbot.waitUntil(lambda: bool(page.told))
    return page


def texts(model: OverviewModel, column: int, parent: QModelIndex) -> list[str]:
    return [model.index(row, column, parent).data() for row in range(model.rowCount(parent))]


def test_the_keyboard_leads_to_a_measure_and_back(opened: Opener, ito_file: Path, qtbot: QtBot) -> None:
    window = opened(ito_file)
    page = shown(window, qtbot)
    view = page.view
    assert view.hasFocus()
    assert texts(view.lines, FILLED, QModelIndex()) == ["36／38", "2／2", "20／22", "5／5", "21／25", "6／6"]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(view, key)
    assert window.views is not None
    assert window.views.name == DESK
    assert window.page is not None
    assert session_of(window).rows.all(Measure)[window.page.measure_id or ""].number == "1-(2)"


def test_what_nobody_has_takes_no_column(opened: Opener, ito_file: Path, qtbot: QtBot) -> None:
    view = shown(opened(ito_file), qtbot).view
    assert view.isColumnHidden(MARKS)
    assert view.isColumnHidden(TARGETS)


def test_several_plans_stand_one_under_the_other(opened: Opener, tmp_path: Path, qtbot: QtBot) -> None:
    place = tmp_path / "二つ.dxdb"
    from_seeds(place, ["isehara-evaluation", "isehara-action"], author="準備").close()
    page = shown(opened(place), qtbot)
    model = page.view.lines
    assert texts(model, MARKS, QModelIndex()) == ["◎12　○12　△7　●3", ""]
    assert texts(model, MARKS, model.index(0, 0)) == ["◎10　○3　△3", "◎2　○4　△3　●3", "○5　△1"]
    page.sides.setCurrentIndex(1)
    assert "情報政策課" in texts(model, 0, QModelIndex())


def test_the_model_keeps_qts_rules(opened: Opener, ito_file: Path, qtbot: QtBot) -> None:
    page = shown(opened(ito_file), qtbot)
    tester = QAbstractItemModelTester(page.view.lines, QAbstractItemModelTester.FailureReportingMode.Warning)
    page.sides.setCurrentIndex(1)
    page.sides.setCurrentIndex(0)
    page.view.expandAll()
    del tester


def test_a_figure_that_is_written_counts_at_once(opened: Opener, ito_file: Path, qtbot: QtBot) -> None:
    window = opened(ito_file)
    page = shown(window, qtbot)
    before = page.told
    page.year.setCurrentIndex(page.year.findData(2023))
    page.refresh()
    qtbot.waitUntil(lambda: page.told != before)
    assert "R5" in page.message.text()


def test_the_sheet_says_what_the_page_says(opened: Opener, ito_file: Path, qtbot: QtBot, person: Person) -> None:
    window = opened(ito_file)
    page = shown(window, qtbot)
    out = ito_file.with_name("概況.xlsx")
    person.answers.append(str(out))
    page.sheet.click()
    qtbot.waitUntil(out.exists)
    qtbot.waitUntil(lambda: not window.work.tasks)
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["柱ごと", "課ごと"]
    rows = [[cell.value for cell in row] for row in book["柱ごと"].iter_rows(min_row=3)]
    assert rows[0][0] == "1 デジタル技術の活用による行政サービスの推進"
    assert rows[0][4] == "36／38"
    assert rows[-1][0] == "計"


def test_a_picture_shows_it_without_a_display(ito_file: Path, tmp_path: Path) -> None:
    picture(str(ito_file), "overview", out=tmp_path / "概況.png")
    assert QImage(str(tmp_path / "概況.png")).width() >= 1366
