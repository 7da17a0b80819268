"""What the checks found, below the measure."""

from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.desktop.workspace.findings_panel import FindingsModel, FindingsPanel
from dxdesk.plan import checks
from dxdesk.plan.checks import Finding, Level
from tests.desktop.conftest import Opener
from tests.desktop.plans import editor_with, go, grid_of, page_of, session_of
from tests.desktop.waiting import at_rest


def panel_of(window: MainWindow) -> FindingsPanel:
    window.plan.view.findings.load_now()
    at_rest()
    return window.plan.view.findings


def choose(panel: FindingsPanel, rule: str) -> None:
    """Enter on the first finding of a rule."""
    row = next(place for place, f in enumerate(panel.model.findings) if f.rule == rule)
    panel.view.setCurrentIndex(panel.model.index(row))
    QTest.keyClick(panel.view, Qt.Key.Key_Return)


def test_the_plan_is_checked_by_itself_beside_the_window(opened: Opener, plan_file: Path, qtbot: QtBot) -> None:
    window = opened(plan_file)
    panel = window.plan.view.findings
    qtbot.waitUntil(lambda: panel.heading.text().startswith("確認するところ"))
    assert [f.message for f in panel._all] == [f.message for f in checks.check(session_of(window).outline)]
    assert panel.heading.text() == f"確認するところ {len(panel.findings_here())}件"


def test_typing_brings_up_what_is_wrong_and_takes_it_away(opened: Opener, plan_file: Path, qtbot: QtBot) -> None:
    window = opened(plan_file)
    panel = panel_of(window)
    before = len(panel.model.findings)
    editor = editor_with(window, "一行目")
    editor.setFocus()
    editor.setPlainText("昨年は窓口を増やした。")
    editor.save()
    qtbot.waitUntil(lambda: len(panel.model.findings) == before + 1)
    assert "前年度と同じ文です" in panel.model.findings[-1].message
    window.plan.edit.undo()
    window.plan.edit.undo()
    qtbot.waitUntil(lambda: len(panel.model.findings) == before)


def test_enter_leads_to_the_line_or_the_cell(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    editor = editor_with(window, "一行目")
    editor.setFocus()
    editor.setPlainText("昨年は窓口を増やした。")
    editor.save()
    go(window, "1-(2)")
    panel = panel_of(window)
    panel.everywhere.setChecked(True)
    choose(panel, "narrative-unchanged")
    assert page_of(window).head.title.text() == "1-(1) 手続"
    focused = page_of(window).narrative.focused_box()
    assert focused is not None
    assert focused.field.editor.text() == "昨年は窓口を増やした。"
    choose(panel, "missing-year")
    grid = grid_of(window)
    assert grid.hasFocus()
    place = grid.kpis.figure_key(grid.currentIndex())
    assert place is not None
    assert (place[0].label, place[1]) == ("手続数", 2024)


def test_a_finding_of_the_whole_plan_says_that_it_has_no_field(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    panel = panel_of(window)
    panel.everywhere.setChecked(True)
    panel.model.show_findings([Finding(Level.ERROR, "x", None, None, "全体の話です。", "department", "いない")])
    choose(panel, "x")
    assert "計画全体" in window.statusBar().currentMessage()


def test_a_measure_deleted_meanwhile_is_no_harm(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    panel = panel_of(window)
    gone = panel._all[0]
    assert gone.measure is not None
    window.plan.view.jump(Finding(gone.level, gone.rule, gone.measure.replace(id="ない"), gone.year, "", gone.table, "ない"))
    assert window.statusBar().currentMessage()


def test_nothing_found_is_said(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    go(window, "1-(2)")
    panel = panel_of(window)
    assert panel.heading.text() == "確認するところ 0件"
    assert panel.empty.isVisible()
    assert not panel.view.isVisible()


def test_its_model_keeps_qts_rules(opened: Opener, plan_file: Path) -> None:
    found = panel_of(opened(plan_file))._all
    model = FindingsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.show_findings(found)
    assert model.rowCount() == len(found)
    assert model.data(model.index(0)).startswith(found[0].level)
    assert not model.data(model.index(0), Qt.ItemDataRole.DecorationRole).isNull()
    assert model.data(QModelIndex()) is None
    model.show_findings([])
    del tester


def test_closing_while_the_plan_is_checked_is_no_harm(opened: Opener, ito_file: Path) -> None:
    window = opened(ito_file)
    for _ in range(3):
        window.plan.view.findings.check()
    assert window.close()


def test_a_bug_in_a_rule_is_not_swallowed(
    opened: Opener, plan_file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(plan_file)
    panel = panel_of(window)

    def breaks(*_: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(checks, "RULES", (checks.Rule("breaks", "壊れている", breaks),))  # type: ignore[arg-type]
    with qtbot.captureExceptions() as caught:
        panel.check()
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError
