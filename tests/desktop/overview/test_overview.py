"""The overview: counts by pillar and department, a line leads to its measure, and the sheet says the same."""

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from dxdesk.desktop.overview.overview_model import FILLED, MARKS, TARGETS, OverviewModel
from dxdesk.desktop.overview.overview_page import OverviewPage
from dxdesk.desktop.overview.overview_view import OverviewView
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.desktop.window.screenshot import Shot, picture
from dxdesk.jobs.creating import from_seeds
from dxdesk.plan.rows.model import Measure
from dxdesk.views import MEASURES, OVERVIEW
from tests.desktop.conftest import Opener, Person
from tests.desktop.plans import session_of


def shown(window: MainWindow, qtbot: QtBot) -> OverviewPage:
    """The page, counted."""
    qtbot.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    page = window.plan.pages.page(OVERVIEW)
    assert isinstance(page, OverviewPage)
    qtbot.waitUntil(lambda: bool(page.overviews))
    return page


def texts(model: OverviewModel, column: int, parent: QModelIndex) -> list[str]:
    return [model.index(row, column, parent).data() for row in range(model.rowCount(parent))]


def test_the_keyboard_leads_to_a_measure_and_back(opened: Opener, ito_file: Path, qtbot: QtBot) -> None:
    window = opened(ito_file)
    page = shown(window, qtbot)
    view = page.view
    assert view.hasFocus()
    assert texts(view.lines, FILLED, QModelIndex()) == ["50／56", "9／16", "23／26", "10／11", "26／31", "6／6"]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(view, key)
    assert window.plan.pages.name == MEASURES
    assert session_of(window).rows.all(Measure)[window.plan.view.page.measure_id or ""].number == "1-(2)"


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
    page.grouping.setCurrentIndex(1)
    assert "情報政策課" in texts(model, 0, QModelIndex())


@pytest.fixture
def two_plans(tmp_path: Path) -> Path:
    """前期計画 and its 改定版 in one file."""
    place = tmp_path / "二つ.dxdb"
    from_seeds(place, ["isehara-evaluation", "isehara-action"], author="準備").close()
    return place


def side_by_side_page(window: MainWindow, qtbot: QtBot) -> OverviewPage:
    """The page with the plans side by side."""
    page = shown(window, qtbot)
    page.grouping.setCurrentIndex(page.grouping.findText("計画を並べる"))
    return page


def row_named(view: OverviewView, words: str) -> QModelIndex:
    """The row whose name begins so, opened as far as needed."""
    view.expandAll()
    index = view.lines.index(0, 0)
    while index.isValid() and not index.data().startswith(words):
        index = view.indexBelow(index)
    return index


def test_the_names_stay_where_the_columns_scroll(opened: Opener, two_plans: Path, qtbot: QtBot) -> None:
    window = opened(two_plans)
    window.resize(1366, 768)
    window.appearance.zoom_to(200)
    view = side_by_side_page(window, qtbot).view
    bar = view.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    names = view._frozen
    assert names is not None
    assert names.isVisible()
    view.setCurrentIndex(row_named(view, "2-2 定例業務").siblingAtColumn(6))
    assert bar.value() > 0
    for _ in range(4):
        qtbot.keyClick(view, Qt.Key.Key_Left)
        assert view.visualRect(view.currentIndex()).left() >= view.columnWidth(0)
    for line in (view.currentIndex().siblingAtColumn(0), row_named(view, "1-12")):
        view.scrollTo(line)
        tops = [v.viewport().mapToGlobal(v.visualRect(line).topLeft()) for v in (names, view)]
        assert tops[0].y() == tops[1].y()
    # A click on a name is one on its line; what is closed here is closed there.
    bar.setValue(bar.maximum())
    line = names.indexAt(names.viewport().rect().center())
    qtbot.mouseClick(names.viewport(), Qt.MouseButton.LeftButton, pos=names.visualRect(line).center())
    assert view.currentIndex() == line
    assert view.hasFocus()
    first = view.lines.index(0, 0)
    names.collapse(first)
    assert not view.isExpanded(first)
    view.expandAll()
    assert names.isExpanded(first)
    window.appearance.zoom_to(100)
    window.resize(2400, 900)
    qtbot.waitUntil(lambda: not names.isVisible())


def test_one_plan_of_a_city_is_not_offered_beside_others(opened: Opener, ito_file: Path, qtbot: QtBot) -> None:
    assert shown(opened(ito_file), qtbot).grouping.findText("計画を並べる") < 0


def test_plans_of_a_city_stand_side_by_side(opened: Opener, two_plans: Path, qtbot: QtBot) -> None:
    page = side_by_side_page(opened(two_plans), qtbot)
    view = page.view
    assert view.lines.groups == ["【前期計画】", "【改定版】アクションプラン"]
    assert page.year.isHidden()
    assert page.message.text().startswith("引き継がれた施策 3　終了 31　新規 31")
    both = row_named(view, "2-2 定例業務")
    assert [both.siblingAtColumn(c).data() for c in range(7)] == [
        "2-2 定例業務におけるRPA [※] の活用（前は 2-1-2 定例業務におけるRPAの活用・検討）",
        "◎",
        "2／2指標（平均 398%）",
        "20　RPA活用業務数",
        "",
        "",
        "20　RPA活用業務数",
    ]
    assert row_named(view, "1-1-1").siblingAtColumn(4).data() == "（前の計画で終了）"
    assert row_named(view, "1-12").siblingAtColumn(1).data() == "（新：次の計画から）"
    spoken = both.siblingAtColumn(4).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "【改定版】アクションプラン 評価 なし"
    page.grouping.setCurrentIndex(0)
    assert not page.year.isHidden()
    assert view.lines.columnCount() == 6


def test_side_by_side_a_column_leads_to_its_own_plans_measure(opened: Opener, two_plans: Path, qtbot: QtBot) -> None:
    window = opened(two_plans)
    page = side_by_side_page(window, qtbot)
    view = page.view
    for right, number in ((1, "2-1-2"), (4, "2-2")):
        view.setCurrentIndex(row_named(view, "2-2 定例業務"))
        for _ in range(right):
            qtbot.keyClick(view, Qt.Key.Key_Right)
        qtbot.keyClick(view, Qt.Key.Key_Return)
        assert session_of(window).rows.all(Measure)[window.plan.view.page.measure_id or ""].number == number
        page = side_by_side_page(window, qtbot)
    view.setCurrentIndex(row_named(view, "1-1-1").siblingAtColumn(4))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert session_of(window).rows.all(Measure)[window.plan.view.page.measure_id or ""].number == "1-1-1"


def test_right_and_left_open_lines_and_go_from_column_to_column(opened: Opener, two_plans: Path, qtbot: QtBot) -> None:
    view = side_by_side_page(opened(two_plans), qtbot).view
    view.collapseAll()
    first = view.lines.index(0, 0)
    view.setCurrentIndex(first)
    columns = []
    for key in (Qt.Key.Key_Right, *[Qt.Key.Key_Right] * 6, *[Qt.Key.Key_Left] * 6):
        qtbot.keyClick(view, key)
        columns.append(view.currentIndex().column())
    # The revision has no results yet: nothing is said of its targets.
    assert view.isExpanded(first) or columns[-1] == 0
    assert columns == [0, 1, 2, 3, 4, 6, 6, 4, 3, 2, 1, 0, 0]
    assert not view.isExpanded(first)


def test_the_sheet_has_the_plans_side_by_side(opened: Opener, two_plans: Path, qtbot: QtBot, person: Person) -> None:
    window = opened(two_plans)
    page = side_by_side_page(window, qtbot)
    out = two_plans.with_name("概況.xlsx")
    person.answers.append(str(out))
    page.sheet.click()
    qtbot.waitUntil(out.exists)
    qtbot.waitUntil(lambda: not window.progress.running)
    sheet = openpyxl.load_workbook(out)["計画を並べる"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[1][1] == "【前期計画】"
    assert rows[1][4] == "【改定版】アクションプラン"
    assert rows[2][1:4] == ["評価", "目標の達成", "主な指標の最新値"]
    assert rows[3][1] == "◎10　○3　△3"
    assert rows[-1][:2] == ["計", "◎12　○12　△7　●3"]
    assert sum(row[1] == "（新：次の計画から）" for row in rows) == 31 + 2  # two pillars are new


def test_the_model_keeps_qts_rules(opened: Opener, ito_file: Path, qtbot: QtBot) -> None:
    page = shown(opened(ito_file), qtbot)
    tester = QAbstractItemModelTester(page.view.lines, QAbstractItemModelTester.FailureReportingMode.Warning)
    page.grouping.setCurrentIndex(1)
    page.grouping.setCurrentIndex(0)
    page.view.expandAll()
    del tester


def test_the_model_keeps_qts_rules_side_by_side(opened: Opener, two_plans: Path, qtbot: QtBot) -> None:
    page = shown(opened(two_plans), qtbot)
    tester = QAbstractItemModelTester(page.view.lines, QAbstractItemModelTester.FailureReportingMode.Warning)
    for place in (2, 0, 2, 1):
        page.grouping.setCurrentIndex(place)
    page.view.expandAll()
    del tester


def test_a_figure_that_is_written_counts_at_once(opened: Opener, ito_file: Path, qtbot: QtBot) -> None:
    window = opened(ito_file)
    page = shown(window, qtbot)
    before = page.overviews
    page.year.setCurrentIndex(page.year.findData(2023))
    page.refresh()
    qtbot.waitUntil(lambda: page.overviews != before)
    assert "R5" in page.message.text()


def test_the_sheet_says_what_the_page_says(opened: Opener, ito_file: Path, qtbot: QtBot, person: Person) -> None:
    window = opened(ito_file)
    page = shown(window, qtbot)
    out = ito_file.with_name("概況.xlsx")
    person.answers.append(str(out))
    page.sheet.click()
    qtbot.waitUntil(out.exists)
    qtbot.waitUntil(lambda: not window.progress.running)
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["柱ごと", "課ごと"]
    rows = [[cell.value for cell in row] for row in book["柱ごと"].iter_rows(min_row=3)]
    assert rows[0][0] == "1 デジタル技術の活用による行政サービスの推進"
    assert rows[0][4] == "50／56"
    assert rows[-1][0] == "計"


def test_a_picture_shows_it_without_a_display(ito_file: Path, tmp_path: Path) -> None:
    picture(str(ito_file), tmp_path / "概況.png", Shot("overview"))
    assert QImage(str(tmp_path / "概況.png")).width() >= 1366
