"""The contents on the left."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from dxdesk.desktop.main_window import MainWindow
from dxdesk.desktop.tree import TreePanel
from dxdesk.plan import edits
from dxdesk.plan.model import Measure
from tests.desktop.conftest import Opener
from tests.desktop.plans import go, page_of, session_of


def tree_of(window: MainWindow) -> TreePanel:
    assert window.tree is not None
    return window.tree


def titles(panel: TreePanel) -> list[str]:
    """The measures as listed."""
    return [n.title for n in panel.model._nodes if n.is_measure]


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
    session.apply(edits.delete(session.outline, first))
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
    assert page_of(window).title.text() == "1-(2) キャッシュレス決済の拡充"
    panel.box.setFocus()
    QTest.keyClick(panel.box, Qt.Key.Key_Down)
    assert panel.view.hasFocus()


def test_a_title_changed_elsewhere_shows(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    session = session_of(window)
    second = next(m for m in session.rows.all(Measure).values() if m.number == "1-(2)")
    session.apply(edits.set_field(second, "title", "新しい名"))
    assert "1-(2) 新しい名" in titles(tree_of(window))
