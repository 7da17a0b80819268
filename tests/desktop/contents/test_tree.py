"""The contents on the left."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from dxdesk.desktop.contents.tree import ALL_DEPARTMENTS, NOTHING_FOUND, TreePanel
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.plan.changes import edits
from dxdesk.plan.rows.model import Measure
from tests.desktop.conftest import Opener
from tests.desktop.plans import compose, go, grid_of, page_of, scroll, session_of


def tree_of(window: MainWindow) -> TreePanel:
    return window.plan.view.tree


def titles(panel: TreePanel) -> list[str]:
    """The measures as listed."""
    return [panel.model.index_of(measure).data() for measure in panel.model.measures()]


def mark(panel: TreePanel, number: str) -> str:
    """What stands at the right of a measure."""
    measure = next(m for m in panel.session.rows.all(Measure).values() if m.number == number)
    node = panel.model.node(panel.model.index_of(measure.id))
    assert node is not None
    tally = panel.model.tally(node)
    assert tally is not None
    return tally.mark


def test_it_lists_pillars_and_measures_in_order(opened: Opener, ito_file: Path) -> None:
    panel = tree_of(opened(ito_file))
    assert panel.model.rowCount() == 6
    assert len(titles(panel)) == 21
    assert titles(panel)[0] == "1-(1) 行政手続のオンライン化 ※"


def test_the_model_is_sound_while_it_is_filtered_and_changed(opened: Opener, ito_file: Path) -> None:
    window = opened(ito_file)
    panel = tree_of(window)
    tester = QAbstractItemModelTester(panel.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    for word in ("公営競技", "けいりん", "どこにもない語", "", "観光課"):
        panel.box.setText(word)
    panel.box.setText("")
    session = session_of(window)
    first = next(iter(session.rows.all(Measure).values()))
    session.apply(edits.set_field(first, "title", "改めた名"))
    session.apply(edits.delete_row(session.outline, first))
    assert len(titles(panel)) == 20
    assert tester.model() is panel.model


def test_the_filter_looks_at_words_and_departments(opened: Opener, ito_file: Path) -> None:
    window = opened(ito_file)
    panel = tree_of(window)
    go(window, "1-(3)")
    panel.box.setText("選挙管理委員会")
    assert [t[:5] for t in titles(panel)] == ["1-(3)"]
    panel.box.setText("ｒｐａ")
    assert "3-(1) AI・RPA等の推進 ※" in titles(panel)
    panel.box.setText("")
    assert len(titles(panel)) == 21
    assert panel.model.measure_at(panel.view.currentIndex()) == page_of(window).measure_id


def test_the_keyboard_goes_from_measure_to_measure(opened: Opener, ito_file: Path, qtbot: QtBot) -> None:
    window = opened(ito_file)
    panel = tree_of(window)
    panel.view.setFocus()
    qtbot.waitUntil(panel.view.hasFocus)
    QTest.keyClick(panel.view, Qt.Key.Key_Down)
    assert page_of(window).head.title.text() == "1-(2) キャッシュレス決済の拡充"
    panel.box.setFocus()
    QTest.keyClick(panel.box, Qt.Key.Key_Down)
    assert panel.view.hasFocus()


def test_a_title_changed_elsewhere_shows(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    session = session_of(window)
    second = next(m for m in session.rows.all(Measure).values() if m.number == "1-(2)")
    session.apply(edits.set_field(second, "title", "新しい名"))
    assert "1-(2) 新しい名" in titles(tree_of(window))


def test_several_words_must_all_occur(opened: Opener, ito_file: Path) -> None:
    panel = tree_of(opened(ito_file))
    panel.box.setText("市民課 コンビニ　カード")
    assert [t[:5] for t in titles(panel)] == ["1-(3)", "1-(4)"]
    assert panel.found.text() == "2件"
    panel.box.setText("どこにもない語")
    assert panel.found.text() == NOTHING_FOUND
    assert panel.found.isVisible()


def test_marks_say_in_words_what_is_missing(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    panel = tree_of(window)
    # Asked are 手続数, 相談数 and its part (had a figure last year), 実績 and 実施予定.
    assert mark(panel, "1-(1)") == "残3"
    index = panel.model.index_of(panel.model.measures()[0])
    assert (
        index.data(Qt.ItemDataRole.ToolTipRole)
        == "未入力：市民課 【手続数】R6実績、市民課 【相談数】R6実績、市民課 【相談数：企画課】R6実績"
    )
    assert str(index.data(Qt.ItemDataRole.AccessibleTextRole)).endswith("未入力3件")
    grid = grid_of(window)
    for row, text in enumerate(("5件", "該当なし", "-")):
        assert mark(panel, "1-(1)") == f"残{3 - row}"
        grid.kpis.setData(grid.kpis.index(row, 3), text)
    assert mark(panel, "1-(1)") == "✓ 済"
    session = session_of(window)
    second = next(m for m in session.rows.all(Measure).values() if m.number == "1-(2)")
    session.apply(edits.set_field(second, "completed", True))
    assert mark(panel, "1-(2)") == "—"


def test_only_what_is_missing_and_nobody_loses_the_measure_at_work(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    panel = tree_of(window)
    panel.missing.setChecked(True)
    assert [t[:5] for t in titles(panel)] == ["1-(1)", "1-(2)"]
    grid = grid_of(window)
    for row in range(3):
        grid.kpis.setData(grid.kpis.index(row, 3), "5件")
    session_of(window).apply(edits.set_field(session_of(window).plan, "title", "改めた計画名"))
    assert [t[:5] for t in titles(panel)] == ["1-(1)", "1-(2)"]
    panel.missing.setChecked(False)
    panel.missing.setChecked(True)
    assert [t[:5] for t in titles(panel)] == ["1-(2)"]


def test_a_department_shows_its_measures_and_its_part_of_what_is_missing(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    panel = tree_of(window)
    assert [panel.department.itemText(i) for i in range(3)] == [ALL_DEPARTMENTS, "市民課", "企画課"]
    panel.department.setCurrentIndex(1)
    assert [t[:5] for t in titles(panel)] == ["1-(1)"]
    panel.department.setCurrentIndex(2)
    assert [t[:5] for t in titles(panel)] == ["1-(2)"]
    assert mark(panel, "1-(2)") == "残1"  # it has a line of this year, and is asked what it plans
    QTest.keyClick(panel.department, Qt.Key.Key_Escape)
    assert len(titles(panel)) == 2
    assert panel.department.currentText() == ALL_DEPARTMENTS
    scroll(panel.department)
    assert panel.department.currentText() == ALL_DEPARTMENTS


def test_the_filter_by_keyboard(opened: Opener, ito_file: Path) -> None:
    window = opened(ito_file)
    panel = tree_of(window)
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert panel.box.hasFocus()
    compose(panel.box, "せん")
    assert len(titles(panel)) == 21  # what is being composed is not looked for yet
    compose(panel.box, "", "選挙管理委員会")
    assert [t[:5] for t in titles(panel)] == ["1-(3)"]
    QTest.keyClick(panel.box, Qt.Key.Key_Return)
    assert page_of(window).head.title.text().startswith("1-(3)")
    assert grid_of(window).hasFocus()
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert panel.box.selectedText() == "選挙管理委員会"
    QTest.keyClick(panel.box, Qt.Key.Key_Escape)
    assert panel.box.text() == ""
    assert len(titles(panel)) == 21
    QTest.keyClick(panel.box, Qt.Key.Key_Escape)
    assert panel.view.hasFocus()


def test_a_filter_without_hits_says_so_and_how_to_take_it_off(opened: Opener, ito_file: Path) -> None:
    tree = opened(ito_file).plan.view.tree
    assert tree.clear_button.isHidden()
    tree.missing.setChecked(True)
    tree.box.setText("どこにもない言葉")
    assert tree.model.measures() == []
    assert tree.found.text() == NOTHING_FOUND
    assert tree.clear_button.isVisible()
    tree.clear_button.setFocus()
    tree.clear_button.click()
    assert len(tree.model.measures()) == 21
    assert tree.box.text() == ""
    assert not tree.missing.isChecked()
    assert tree.clear_button.isHidden()
    assert tree.view.hasFocus()


def test_nothing_is_left_to_clear_in_a_filter_that_was_taken_off(opened: Opener, ito_file: Path, qtbot: QtBot) -> None:
    panel = tree_of(opened(ito_file))
    panel.box.setText("マイナ")
    (cross,) = panel.box.findChildren(QToolButton)
    qtbot.waitUntil(cross.isVisible)
    panel.clear_filter()
    qtbot.waitUntil(cross.isHidden)
    assert len(titles(panel)) > 2


def test_f6_goes_round_the_areas_and_back(opened: Opener, ito_file: Path) -> None:
    window = opened(ito_file)
    panel = tree_of(window)
    panel.box.setFocus()
    QTest.keyClick(panel.box, Qt.Key.Key_F6)
    assert panel.view.hasFocus()
    QTest.keyClick(panel.view, Qt.Key.Key_F6)
    grid = grid_of(window)
    assert grid.hasFocus()
    grid.setCurrentIndex(grid.kpis.index(0, 1))
    QTest.keyClick(grid, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert panel.view.hasFocus()
    QTest.keyClick(panel.view, Qt.Key.Key_F6)
    assert grid.hasFocus()
    assert grid.currentIndex().column() == 1


def test_an_edit_reads_only_its_own_measure_again(opened: Opener, ito_file: Path) -> None:
    window = opened(ito_file)
    catalogue = tree_of(window).model.measure_index
    session = session_of(window)
    measures = session.outline.measures(session.plan)
    before = {m.id: catalogue.text(m) for m in measures}
    entry = session.outline.all_entries(measures[3])[0]
    session.apply(edits.set_field(entry, "text", "まったく新しい記載"))
    assert "まったく新しい記載" in catalogue.text(measures[3])
    assert all(catalogue.text(m) is before[m.id] for m in measures if m.id != measures[3].id)
