"""How an indicator goes, beside the measure."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from dxdesk.desktop.appearance.style import bold
from dxdesk.desktop.trends.trends_panel import NO_INDICATOR, NOTHING_YET, TrendsPanel
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.plan.changes.edits import write_figure
from dxdesk.plan.rows.change import insertions
from dxdesk.plan.rows.model import FORECAST, RESULT, TARGET, Figure, Indicator
from tests.desktop.conftest import Opener, Person
from tests.desktop.plans import go, grid_of, session_of
from tests.desktop.waiting import at_rest


def trends_of(window: MainWindow) -> TrendsPanel:
    trends = window.plan.view.trends
    trends.load_now()
    at_rest()
    return trends


def indicator_named(window: MainWindow, label: str) -> Indicator:
    return next(i for i in session_of(window).rows.all(Indicator).values() if i.label == label)


def write_value(window: MainWindow, label: str, year: int, text: str, role: str = RESULT) -> None:
    session = session_of(window)
    assert session.apply(write_figure(session.outline, indicator_named(window, label), year, text, role))


def test_it_opens_at_the_first_indicator_with_numbers(opened: Opener, plan_file: Path) -> None:
    trends = trends_of(opened(plan_file))
    assert trends.sheet.title.text() == "手続数"
    assert trends.sheet.unit.text() == "単位：件"
    assert [c.role for c in trends.sheet.chart.series] == [RESULT, FORECAST]  # type: ignore[union-attr]
    assert trends.sheet.legend.labels() == ["実績", "見込"]
    assert trends.sentences.text().startswith("R5 は R4 より 111件 減。")


def test_it_follows_the_cell_and_what_is_typed(opened: Opener, plan_file: Path, qtbot: QtBot) -> None:
    window = opened(plan_file)
    trends = trends_of(window)
    grid = grid_of(window)
    grid.setCurrentIndex(grid.kpis.index(2, 3))
    trends = trends_of(window)
    assert trends.empty.text() == f"相談数：企画課\n{NOTHING_YET}"
    assert trends.sheet.isHidden()
    write_value(window, "企画課", 2024, "9件")
    qtbot.waitUntil(trends.sheet.isVisible)
    assert trends.sentences.text() == "R6 は R5 より 5件 増。"


def test_a_measure_without_indicators_says_so(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    go(window, "1-(2)")
    assert trends_of(window).empty.text() == NO_INDICATOR


@pytest.mark.parametrize(
    "texts",
    [
        ("システム未導入", "該当なし", "-"),
        ("1e400", "9" * 400, "0"),
        ("5件", "数値なし", "７件"),
        ("△5", "0.0001%", "999999999999999999999件"),
        ("5件", "5件", "5件"),
    ],
)
def test_no_figure_breaks_the_chart(opened: Opener, plan_file: Path, texts: tuple[str, ...]) -> None:
    window = opened(plan_file)
    for year, text in enumerate(texts, 2022):
        write_value(window, "手続数", year, text)
    trends = trends_of(window)
    trends.grab()
    assert trends.sheet.image().width() > 0


def test_the_axis_names_fiscal_years_and_whole_numbers_with_commas(opened: Opener, plan_file: Path) -> None:
    chart = trends_of(opened(plan_file)).sheet.chart
    assert chart is not None
    ticks = chart.years.tickValues(2021.5, 2025.5, 300)
    assert chart.years.tickStrings(ticks[0][1][::-1], 1, 1) == ["R4", "R5", "R6", "R7"]
    assert chart.values.tickStrings([54133.0, -5.0], 1, 1) == ["54,133", "△5"]
    assert all(step >= 1 for step, _ in chart.values.tickSpacing(1, 3, 400))
    crowded = chart.years.tickValues(1999.5, 2025.5, 200)[0][1]
    assert 2025.0 in crowded
    assert len(crowded) < 10


def test_others_of_the_same_unit_are_laid_over(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    write_value(window, "企画課", 2024, "9件")
    trends = trends_of(window)
    menu = trends.overlay_button.menu()
    menu.aboutToShow.emit()
    assert [a.text() for a in menu.actions()] == ["相談数", "相談数：企画課"]
    menu.actions()[1].trigger()
    assert trends.sheet.legend.labels() == ["手続数　実績", "手続数　見込", "相談数：企画課　実績"]
    legend, room = trends.sheet.legend, trends.sheet.legend.height()
    legend.setFont(bold(legend.font(), 2))  # at the same width
    assert legend.height() > room
    menu.aboutToShow.emit()
    assert menu.actions()[1].isChecked()
    menu.actions()[1].trigger()
    assert trends.sheet.legend.labels() == ["実績", "見込"]


def test_a_point_tells_its_year_text_and_change(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    chart = trends_of(window).sheet.chart
    assert chart is not None
    point = chart.series[0].points[1]
    chart.scene().sigMouseMoved.emit(chart._place(point))
    assert QToolTip.text() == "手続数 R5実績：1,100件（対前年比 △111）"
    chart.scene().sigMouseMoved.emit(chart._place(point) * 3)
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Left)
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.accessibleDescription() == "手続数 R4実績：1,211件"
    QTest.keyClick(chart, Qt.Key.Key_Down)
    assert chart.accessibleDescription() == "手続数 R7見込：2,000件"
    QToolTip.hideText()


def test_a_gap_is_not_bridged(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    write_value(window, "手続数", 2023, "数値なし")
    write_value(window, "手続数", 2024, "5件")
    trends = trends_of(window)
    assert "R5 は数値がないため、線が切れています。" in trends.sentences.text()


def test_the_chart_goes_to_the_clipboard_and_into_files(
    opened: Opener, plan_file: Path, tmp_path: Path, person: Person
) -> None:
    window = opened(plan_file)
    trends = trends_of(window)
    trends.copy()
    assert QGuiApplication.clipboard().image().size() == trends.sheet.size() * 2
    person.answers = [str(tmp_path / "推移"), str(tmp_path / "推移.svg"), ""]
    trends.save_png()
    trends.save_svg()
    trends.save_png()
    assert QImage(str(tmp_path / "推移.png")).size() == trends.sheet.size() * 2
    svg = (tmp_path / "推移.svg").read_text(encoding="utf-8")
    assert "<svg" in svg
    assert "手続数" in svg
    assert sorted(p.suffix for p in tmp_path.glob("推移*")) == [".png", ".svg"]


def test_a_chart_that_cannot_be_written_is_told(opened: Opener, plan_file: Path, tmp_path: Path, person: Person) -> None:
    trends = trends_of(opened(plan_file))
    person.answers = [str(tmp_path / "ない" / "推移.svg"), None]
    trends.save_svg()
    assert "推移.svg" in person.asked[1]


def test_targets_far_ahead_are_shown(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    aim = Figure.new(indicator=indicator_named(window, "手続数").id, year=2027, role=TARGET, text="3,000件")
    assert session_of(window).apply(insertions([("figure", aim)]))
    trends = trends_of(window)
    assert trends.sheet.chart is not None
    assert trends.sheet.chart.span[-1] == 2027
    assert "R9 の目標 3,000件 に対し、R5 は 1,100件" in trends.sentences.text()


def test_no_library_for_charts_is_loaded_before_the_first_chart() -> None:
    code = "import dxdesk.desktop.window.main_window, sys; print([m for m in ('pyqtgraph', 'numpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_narrow_window_leaves_the_room_to_the_measure(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    assert trends_of(window).isVisible()
    window.resize(900, 700)
    at_rest()
    assert not window.plan.view.trends.isVisible()
    window.resize(1366, 768)
    at_rest()
    assert window.plan.view.trends.isVisible()


def test_a_person_can_have_it_otherwise(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    desk = window.plan.view
    assert desk is not None
    QTest.keyClick(window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert desk.trends.isHidden()
    window.resize(900, 700)
    at_rest()
    QTest.keyClick(window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert desk.trends.isVisible()
    window.plan.focus.toggle_findings()
    assert desk.findings.isHidden()
    window.plan.focus.toggle_findings()
    assert desk.findings.isVisible()
