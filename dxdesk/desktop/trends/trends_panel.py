"""On the right: how the indicator develops over the years, and what that means in sentences."""

import importlib
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QImage, QPainter, QPalette, QShowEvent
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from dxdesk.desktop.appearance.style import bold, small
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.parts.labels import secondary_label, wrapped_label
from dxdesk.desktop.parts.later import later
from dxdesk.desktop.parts.scroll import VerticalScrollArea
from dxdesk.desktop.session import Session
from dxdesk.desktop.trends.legend import Legend
from dxdesk.files import replacing
from dxdesk.plan.analysis.trend import (
    Series,
    describe_trend,
    first_with_numbers,
    indicator_series,
    related_indicators,
    trend_years,
)
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.errors import DxdeskError, EnvironmentFault
from dxdesk.plan.rows.model import Indicator, Measure
from dxdesk.plan.rows.outline import full_name

if TYPE_CHECKING:
    from dxdesk.desktop.trends.chart import Chart

NOTHING_YET = "数値のある年度が2つ以上になると、ここに推移が出ます。"
NO_INDICATOR = "この施策には指標がありません。"
_SOON = 60  # ms: whoever leafs through measures does not wait for charts
_TABLES = ("figure", "indicator", "plan", "measure")
_CHART = "dxdesk.desktop.trends.chart"
_MOST = 8  # lines that can still be distinguished


class TrendsPanel(VerticalScrollArea):
    """Follows the measure and the indicator that is selected in it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.measure_id: str | None = None
        self.indicator_id: str | None = None
        self.overlaid: set[str] = set()
        self._loading: threading.Thread | None = None
        self._soon = later(_SOON, self.refresh, self)
        self._polling = later(20, self._chart_loaded, self)
        self.setAccessibleName("推移")
        body = QWidget(self)
        self.setWidget(body)
        self.sheet = ChartSheet(body)
        self.empty = _readable(secondary_label("", body))
        self.overlay_button = QPushButton("ほかの指標を重ねる", body)
        self.overlay_button.setMenu(QMenu(self.overlay_button))
        self.overlay_button.menu().aboutToShow.connect(self._offer_overlays)
        self.overlay_button.menu().triggered.connect(self._toggle_overlay)
        self.copy_button = _button(body, "画像をコピー", self.copy)
        self.png_button = _button(body, "PNG…", self.save_png, "グラフをPNGで保存")
        self.svg_button = _button(body, "SVG…", self.save_svg, "グラフをSVGで保存")
        self.heading = _readable(wrapped_label("去年との違い", body))
        self.heading.setFont(bold(self.font()))
        self.sentences = _readable(wrapped_label("", body))
        self.note_heading = _readable(wrapped_label("算定方法・出典", body))
        self.note_heading.setFont(bold(self.font()))
        self.note = _readable(secondary_label("", body))
        row = QHBoxLayout()
        for button in (self.copy_button, self.png_button, self.svg_button):
            row.addWidget(button)
        row.addStretch()
        column = QVBoxLayout(body)
        column.setContentsMargins(12, 14, 12, 14)
        column.setSpacing(8)
        column.addWidget(self.sheet)
        column.addWidget(self.empty)
        column.addWidget(self.overlay_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(row)
        for label in (self.heading, self.sentences, self.note_heading, self.note):
            column.addWidget(label)
        column.addStretch()
        session.changed.connect(self._changed)

    # following

    def show_measure(self, measure_id: str) -> None:
        """Show another measure: its first indicator with numbers."""
        if measure_id != self.measure_id:
            self.measure_id, self.indicator_id = measure_id, None
            self.overlaid.clear()
            self._soon.start()

    def show_indicator(self, indicator_id: str) -> None:
        """Show another indicator of the measure."""
        if indicator_id != self.indicator_id:
            self.indicator_id = indicator_id
            self.overlaid.clear()
            self._soon.start()

    def load_now(self) -> None:
        """Load everything now, for pictures."""
        self.refresh()
        if self._loading is not None:
            self._loading.join()
            self._chart_loaded()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw, as there is room for a chart again."""
        super().showEvent(event)
        self._soon.start()

    def _changed(self, batch: Batch) -> None:
        if any(change.table in _TABLES for change in batch.changes):
            self._soon.start()

    def indicator(self) -> Indicator | None:
        """Return the indicator shown: the one selected, else the first with numbers, else the first."""
        outline = self.session.outline
        measure = self.session.rows.all(Measure).get(self.measure_id or "")
        chosen = self.session.rows.all(Indicator).get(self.indicator_id or "")
        if chosen is not None or measure is None:
            return chosen
        return first_with_numbers(outline, measure) or next(iter(outline.indicators_of(measure)), None)

    # showing

    def refresh(self) -> None:
        """Show the plan as it is now."""
        self._soon.stop()
        indicator = self.indicator()
        shown = self._series(indicator) if indicator is not None else []
        years = {p.year for series in shown for p in series.points if p.number is not None}
        drawn = len(years) > 1
        self.sheet.setVisible(drawn)
        for button in (self.copy_button, self.png_button, self.svg_button):
            button.setVisible(drawn)
        self.overlay_button.setVisible(
            drawn and bool(related_indicators(self.session.outline, indicator)) if indicator else False
        )
        self.empty.setVisible(not drawn)
        self.empty.setText(
            f"{full_name(self.session.rows, indicator)}\n{NOTHING_YET}"
            if indicator is not None
            else NO_INDICATOR
            if self.measure_id
            else ""
        )
        if drawn:
            self.sheet.show_series(shown)
            if not self.isHidden():
                self._load_chart()
        self._show_sentences(indicator)

    def _series(self, indicator: Indicator) -> list[Series]:
        outline = self.session.outline
        known = [i for i in related_indicators(outline, indicator) if i.id in self.overlaid]
        shown = [indicator, *known]
        years = trend_years(outline, self.session.plan, shown)
        return [series for one in shown for series in indicator_series(outline, one, years)]

    def _show_sentences(self, indicator: Indicator | None) -> None:
        sentences = describe_trend(self.session.outline, self.session.plan, indicator) if indicator is not None else []
        self.heading.setVisible(bool(sentences))
        self.sentences.setVisible(bool(sentences))
        self.sentences.setText("\n".join(sentences))
        note = "\n".join(filter(None, (indicator.definition, indicator.observed))) if indicator is not None else ""
        self.note_heading.setVisible(bool(note))
        self.note.setVisible(bool(note))
        self.note.setText(note)

    def _load_chart(self) -> None:
        """Load pyqtgraph with the first chart, in another thread: it takes longer than a person's patience with a key."""
        if self.sheet.chart is None and self._loading is None:
            self._loading = threading.Thread(target=importlib.import_module, args=(_CHART,))
            self._loading.start()
            self._polling.start()

    def _chart_loaded(self) -> None:
        if self._loading is not None and self._loading.is_alive():
            self._polling.start()
            return
        self._polling.stop()
        self._loading = None
        if self.sheet.chart is None:
            self.sheet.set_chart(sys.modules[_CHART].Chart())

    # several indicators

    def _offer_overlays(self) -> None:
        menu = self.overlay_button.menu()
        menu.clear()
        indicator = self.indicator()
        for other in related_indicators(self.session.outline, indicator) if indicator is not None else []:
            action = QAction(full_name(self.session.rows, other), menu)
            action.setCheckable(True)
            action.setChecked(other.id in self.overlaid)
            action.setEnabled(other.id in self.overlaid or len(self.overlaid) < _MOST - 1)
            action.setData(other.id)
            menu.addAction(action)

    def _toggle_overlay(self, action: QAction) -> None:
        self.overlaid ^= {action.data()}
        self.refresh()

    # saving

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the same as the buttons."""
        if self.sheet.isHidden():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, run in (("画像をコピー", self.copy), ("PNGで保存…", self.save_png), ("SVGで保存…", self.save_svg)):
            action = QAction(text, menu)
            action.triggered.connect(run)
            menu.addAction(action)
        menu.popup(event.globalPos())

    def copy(self) -> None:
        """Copy the chart with its title to the clipboard, for Word and mail."""
        QGuiApplication.clipboard().setImage(self.sheet.image())
        self.session.message.emit("グラフの画像をコピーしました。")

    def save_png(self) -> None:
        """Save as an image."""
        self._save("PNG画像 (*.png)", ".png", self.sheet.write_png)

    def save_svg(self) -> None:
        """Save as a drawing that stays sharp at any size."""
        self._save("SVG画像 (*.svg)", ".svg", self.sheet.write_svg)

    def _save(self, kind: str, suffix: str, write: Callable[[Path], None]) -> None:
        indicator = self.indicator()
        name = "".join("_" if c in '\\/:*?"<>|\n\t' else c for c in indicator.label) if indicator is not None else ""
        out = prompts.save_file(self, "グラフを保存", f"{name or 'グラフ'}{suffix}", kind)
        if not out:
            return
        target = Path(out) if Path(out).suffix else Path(out + suffix)
        try:
            with replacing(target) as temporary:
                write(temporary)
        except DxdeskError as error:
            prompts.warn(self, error.message)
            return
        self.session.message.emit(f"グラフを「{target}」に保存しました。")


class ChartSheet(QFrame):
    """The chart with what makes it readable on its own: title, unit, legend."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart: Chart | None = None
        self._shown: list[Series] = []
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.title = _readable(wrapped_label("", self))
        self.title.setFont(bold(self.font()))
        self.unit = _readable(secondary_label("", self))
        self.unit.setFont(small(self.font()))
        self.legend = Legend(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 8, 8, 8)
        self._column.setSpacing(4)
        for widget in (self.title, self.unit, self.legend):
            self._column.addWidget(widget)

    def show_series(self, shown: list[Series]) -> None:
        """Show the series of an indicator, and after them those of the indicators laid over it."""
        self._shown = shown
        self.title.setText(shown[0].name)
        units = list(dict.fromkeys(series.indicator.unit for series in shown if series.indicator.unit))
        self.unit.setText(f"単位：{'、'.join(units)}" if units else "")
        self.unit.setVisible(bool(units))
        self.legend.show_series(shown)
        self._draw()

    def set_chart(self, chart: "Chart") -> None:
        """Take the chart itself, as soon as there is one."""
        self.chart = chart
        chart.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._column.insertWidget(2, chart)
        self._draw()

    def _draw(self) -> None:
        if self.chart is not None and self._shown:
            points = self._shown[0].points
            self.chart.draw(self._shown, range(points[0].year, points[-1].year + 1))

    def image(self) -> QImage:
        """Return an image twice as sharp as on the screen."""
        made = QImage(self.size() * 2, QImage.Format.Format_RGB32)
        made.setDevicePixelRatio(2)
        self.render(made)
        return made

    def write_png(self, out: Path) -> None:
        """Write the image. Raises EnvironmentFault."""
        if not self.image().save(str(out), "PNG"):  # type: ignore[call-overload]  # the stub says bytes, Qt takes str
            raise EnvironmentFault(f"「{out}」に画像を書けません。保存先の場所と空きを確かめてください。")

    def write_svg(self, out: Path) -> None:
        """Write the drawing. Raises EnvironmentFault."""
        drawing = QSvgGenerator()
        drawing.setFileName(str(out))
        drawing.setSize(QSize(self.size()))
        drawing.setViewBox(self.rect())
        drawing.setTitle(self.title.text())
        painter = QPainter()
        if not painter.begin(drawing):
            raise EnvironmentFault(f"「{out}」に画像を書けません。保存先の場所と空きを確かめてください。")
        self.render(painter, QPoint())
        painter.end()


def _readable(label: QLabel) -> QLabel:
    """Let the text of a label be selected and copied."""
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _button(parent: QWidget, text: str, run: Callable[[], Any], name: str = "") -> QPushButton:
    button = QPushButton(text, parent)
    button.setAccessibleName(name or text)
    button.clicked.connect(run)
    return button
