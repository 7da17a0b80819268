"""The evaluation of a measure: its marks over the years, and the last 見解 beside this one, also of the plan before."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from dxdesk.desktop.parts.differences import Part
from dxdesk.desktop.tabs.evaluation_tab import EvaluationTab
from dxdesk.desktop.tabs.past_evaluations import compared
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.plan.rows.lookup import find_measure
from tests.desktop.conftest import Opener
from tests.desktop.plans import session_of
from tests.desktop.two_plans import SAID, two_plans


@pytest.fixture
def assessed_plans(tmp_path: Path) -> Path:
    return two_plans(tmp_path / "評価.dxdb")


def tab_of(window: MainWindow, measure: str, plan: str) -> EvaluationTab:
    """The tab of a measure in a plan of the file."""
    session = session_of(window)
    found = next(p for p in session.outline.plans if plan in p.title)
    window.show_measure(find_measure(session.outline, found, measure).id)
    window.plan.view.tabs.show_tab(3)
    tab = window.plan.view.tabs.current()
    assert isinstance(tab, EvaluationTab)
    return tab


def marks_table(tab: EvaluationTab) -> list[list[str]]:
    return [tab.marks.texts.headings, *(list(line) for line in tab.marks.texts.lines)]


def test_the_marks_of_all_years_stand_in_a_table(opened: Opener, assessed_plans: Path) -> None:
    tab = tab_of(opened(assessed_plans), "2-1-2", "前期")
    assert marks_table(tab) == [
        ["評価するもの", "R1", "R3", "R4"],
        ["施策の評価", "△", "○", "◎"],
        ["【RPA活用業務数】", "", "○", "◎"],
        ["【削減時間数】", "", "", "◎"],
    ]
    index = tab.marks.texts.index(2, 1)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "【削減時間数】 R1 評価なし"
    assert not tab.marks.isHidden()


def test_one_year_alone_is_no_history(opened: Opener, assessed_plans: Path) -> None:
    assert tab_of(opened(assessed_plans), "1-1-1", "前期").marks.isHidden()


def test_a_year_of_the_table_turns_the_page_to_it(opened: Opener, assessed_plans: Path, qtbot: QtBot) -> None:
    tab = tab_of(opened(assessed_plans), "2-1-2", "前期")
    tab.marks.setCurrentIndex(tab.marks.texts.index(0, 1))
    qtbot.keyClick(tab.marks, Qt.Key.Key_Return)
    assert tab.year.currentData() == 2019
    assert tab.boxes[0].opinion.editor.text() == "税3業務で試した。"
    assert tab.boxes[0].comparison.isHidden()


def test_the_last_mark_and_view_stand_beside_these_with_what_differs(opened: Opener, assessed_plans: Path) -> None:
    tab = tab_of(opened(assessed_plans), "2-1-2", "前期")
    box = tab.boxes[0]
    assert box.comparison.text() == "前回（R3） ○ 計画どおり　→　今回（R4） ◎ 目標以上の成果"
    assert box.last_opinion.accessible_text == SAID.replace("税9業務", "税［消える：5］［加わる：9］業務")
    assert "消える：5" in box.opinion.editor.accessibleDescription()
    assert tab.boxes[1].comparison.text().startswith("前回（R3） ○")
    assert tab.boxes[1].last_opinion.isHidden()
    assert tab.boxes[2].comparison.isHidden()


def test_another_mark_is_seen_at_once(opened: Opener, assessed_plans: Path) -> None:
    tab = tab_of(opened(assessed_plans), "2-1-2", "前期")
    box = tab.boxes[0]
    box.mark.setCurrentIndex(box.mark.findData("△"))
    box.mark.activated.emit(box.mark.currentIndex())
    assert box.comparison.text().endswith("△ 進捗に遅れ")
    assert marks_table(tab)[1] == ["施策の評価", "△", "○", "△"]


def test_the_evaluation_of_the_plan_before_is_the_last_one(opened: Opener, assessed_plans: Path, qtbot: QtBot) -> None:
    tab = tab_of(opened(assessed_plans), "2-2", "改定版")
    assert marks_table(tab)[0] == ["評価するもの", "【前期計画】R1", "【前期計画】R3", "【前期計画】R4", "R4"]
    assert marks_table(tab)[1][1:4] == ["△", "○", "◎"]
    box = tab.boxes[0]
    assert box.comparison.text().startswith("前回（「伊勢原市ICT推進計画【前期計画】」 R4） ◎ 目標以上の成果　→　今回")
    assert box.comparison.text().endswith("（未評価）")
    assert box.last_opinion.accessible_text == SAID
    year = tab.year.currentData()
    tab.marks.setCurrentIndex(tab.marks.texts.index(0, 1))
    qtbot.keyClick(tab.marks, Qt.Key.Key_Return)
    assert tab.year.currentData() == year  # another plan's year cannot be turned to here


def test_the_view_of_the_plan_before_is_copied_and_may_stay(opened: Opener, assessed_plans: Path, qtbot: QtBot) -> None:
    window = opened(assessed_plans)
    box = tab_of(window, "2-2", "改定版").boxes[0]
    assert box.copy.text() == "⟲ R4の見解を写す"
    qtbot.mouseClick(box.copy, Qt.MouseButton.LeftButton)
    assert box.opinion.editor.text() == SAID
    assert box.unchanged.isVisibleTo(box)
    assert not box.copy.isVisibleTo(box)
    qtbot.mouseClick(box.unchanged.keep, Qt.MouseButton.LeftButton)
    assert not box.unchanged.isVisibleTo(box)
    for _ in range(2):
        window.plan.edit.undo()
    assert box.opinion.editor.text() == ""
    assert box.copy.isVisibleTo(box)


def test_the_table_keeps_qts_rules(opened: Opener, assessed_plans: Path) -> None:
    window = opened(assessed_plans)
    tab = tab_of(window, "2-1-2", "前期")
    tester = QAbstractItemModelTester(tab.marks.texts, QAbstractItemModelTester.FailureReportingMode.Warning)
    for number, plan in (("1-1-1", "前期"), ("2-2", "改定版"), ("2-1-2", "前期")):
        tab_of(window, number, plan)
    del tester


def test_texts_that_have_little_in_common_are_not_marked() -> None:
    assert compared("窓口を増やした。", "オンライン申請に切り替えたので相談が減った。")[0].text == "窓口を増やした。"
    assert [part for part, _ in compared("窓口を増やした。", "")] == [Part.SAME]
    assert Part.NEW in {part for part, _ in compared("窓口を増やした。", "窓口を二つ増やした。")}
