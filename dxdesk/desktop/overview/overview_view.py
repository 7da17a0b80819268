"""The overview as a tree with columns; the sparkline of a measure's indicator is drawn beside its text."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPalette, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from dxdesk.desktop.appearance.style import bold
from dxdesk.desktop.overview.grouped_header import GroupedHeader
from dxdesk.desktop.overview.overview_model import MARKS, NAME, SPARKLINE, TARGETS, Index, OverviewModel
from dxdesk.desktop.parts.fits_font import FitsFont
from dxdesk.desktop.parts.frozen_column import FrozenTreeColumn
from dxdesk.plan.analysis.overview import OverviewLine, Sparkline
from dxdesk.plan.analysis.plan_comparison import PlanComparison
from dxdesk.plan.rows.model import Measure

Role = QPalette.ColorRole
_SPARK = 5  # characters
# A column's width in characters; the name takes what is left, and no less. Then those of each plan side by side.
_LETTERS = (20, 4, 12, 13, 8, 26)
_SIDE_LETTERS = (12, 13, 15)


class OverviewDelegate(QStyledItemDelegate):
    """Draws sums in bold, and the sparklines."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Leave some space between the lines."""
        size = super().sizeHint(option, index)
        return QSize(size.width(), option.fontMetrics.height() + 8)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw as the style does, with the sparkline in front of its text."""
        line, across = _model(index).line(index), _model(index).across(index)
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        if across is not None and index.column() and across.cells[_model(index).plan_of(index.column())] is None:
            shown.palette.setColor(Role.Text, shown.palette.color(Role.PlaceholderText))
        if line is not None and not isinstance(line.row, Measure):
            shown.font = bold(shown.font)
        style, widget = option.widget.style(), option.widget
        sparkline = line.sparkline if line is not None and across is None and index.column() == SPARKLINE else None
        if sparkline is None:
            style.drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, widget)
            if across is not None and isinstance(widget, QTreeView) and index == widget.currentIndex():
                self._frame(painter, option)
            return
        text, shown.text = shown.text, ""
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, widget)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        width = _SPARK * option.fontMetrics.horizontalAdvance("あ")
        place = QRectF(option.rect).adjusted(8, 5, 0, -5)
        place.setWidth(width)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(shown.palette.color(Role.HighlightedText if chosen else Role.Highlight), 1.6))
        draw_spark(painter, place, sparkline)
        painter.setPen(shown.palette.color(Role.HighlightedText if chosen else Role.Text))
        room = option.rect.adjusted(width + 18, 0, -4, 0)
        elided = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), elided)
        painter.restore()

    def _frame(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        """Frame the plan's column that is current."""
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setPen(QPen(option.palette.color(Role.HighlightedText if chosen else Role.Highlight), 2))
        painter.drawRect(option.rect.adjusted(2, 2, -3, -3))
        painter.restore()


def draw_spark(painter: QPainter, place: QRectF, sparkline: Sparkline) -> None:
    """Draw a line through the years, broken where one has no number; the last number has a dot."""
    numbers = [float(number) if number is not None else None for number in sparkline.numbers]
    known = [number for number in numbers if number is not None]
    if not known:
        return
    low, high = min(known), max(known)
    step = place.width() / max(len(numbers) - 1, 1)
    run = QPolygonF()
    last = QPointF()
    for at, number in enumerate([*numbers, None]):
        if number is not None:
            share = (number - low) / (high - low) if high > low else 0.5
            last = QPointF(place.left() + at * step, place.bottom() - share * place.height())
            run.append(last)
        elif not run.isEmpty():
            painter.drawPolyline(run)
            run = QPolygonF()
    painter.setBrush(painter.pen().brush())
    painter.drawEllipse(last, 2.2, 2.2)


class OverviewView(FitsFont, QTreeView):
    """Enter and a double click open a measure."""

    opened = Signal(str)  # a measure's id

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = OverviewModel(self)
        self._frozen: FrozenTreeColumn | None = None  # made when the columns scroll for the first time
        self.setHeader(GroupedHeader(self))
        self.setModel(self.lines)
        self.setItemDelegate(OverviewDelegate(self))
        self.setAccessibleName("計画の概況")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setExpandsOnDoubleClick(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.header().setStretchLastSection(False)
        self.doubleClicked.connect(self._open)
        self.fit()
        self.watch_font()

    def current(self) -> OverviewLine | None:
        """Return the current line."""
        return self.lines.line(self.currentIndex())

    def show_lines(self, lines: Sequence[OverviewLine]) -> None:
        """Show other lines; a column that is empty in all of them is not shown."""
        self.lines.show_lines(lines)
        silent = [(MARKS, not any(line.marks for line in lines)), (TARGETS, not any(line.percents for line in lines))]
        self._show_columns({column for column, nothing in silent if nothing})

    def show_plans(self, city: PlanComparison) -> None:
        """Show the plans of a city side by side; a plan without targets that have results needs no column for them."""
        self.lines.show_lines(city.whole.lines, city.plans)
        wide = len(_SIDE_LETTERS)
        self._show_columns(
            {wide * place + 2 for place, line in enumerate(city.whole.cells) if line is None or not line.percents}
        )

    def _show_columns(self, hidden: set[int]) -> None:
        header = self.header()
        assert isinstance(header, GroupedHeader)
        header.show_groups(self.lines.groups)
        # Side by side it matters which plan's column is current.
        self.setAllColumnsShowFocus(not self.lines.groups)
        for column in range(self.lines.columnCount()):
            self.setColumnHidden(column, column in hidden)
        self.updateGeometries()
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the name what the others leave."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Make columns as wide as their letters need."""
        letter = self.fontMetrics().horizontalAdvance("あ")
        plans = len(self.lines.groups)
        wide = (_LETTERS[NAME], *_SIDE_LETTERS * plans) if plans else _LETTERS
        for column, letters in enumerate(wide):
            self.header().setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(column, letters * letter)
        others = sum(self.columnWidth(c) for c in range(len(wide)) if c != NAME and not self.isColumnHidden(c))
        self.setColumnWidth(NAME, max(self.viewport().width() - others, _LETTERS[NAME] * letter))
        self._freeze_names(others + self.columnWidth(NAME) > self.viewport().width())

    def _freeze_names(self, wide: bool) -> None:
        """Freeze the names where the columns scroll."""
        if wide and self._frozen is None:
            self._frozen = FrozenTreeColumn(self, OverviewDelegate(self))
        if self._frozen is not None:
            self._frozen.fit(wide)

    def expandToDepth(self, depth: int) -> None:
        """Fit afterwards, as Qt opens many lines without any signal."""
        super().expandToDepth(depth)
        self.fit()

    def expandAll(self) -> None:
        """As `expandToDepth`."""
        super().expandAll()
        self.fit()

    def collapseAll(self) -> None:
        """As `expandToDepth`."""
        super().collapseAll()
        self.fit()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring the current cell out from under the names."""
        super().scrollTo(index, hint)
        under = self.columnWidth(NAME) - self.visualRect(index).left()
        if self._frozen is not None and self._frozen.isVisibleTo(self) and index.column() != NAME and under > 0:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - under)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Treat Enter as a double click; side by side, go from plan to plan with ← and →."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        elif not (self.lines.groups and self._move_sideways(event.key())):
            super().keyPressEvent(event)

    def _move_sideways(self, key: int) -> bool:
        """Go to the next column; from the name first open or close."""
        at = self.currentIndex()
        step = {int(Qt.Key.Key_Right): 1, int(Qt.Key.Key_Left): -1}.get(key, 0)
        opens = at.column() == NAME and self.lines.hasChildren(at) and not self.isExpanded(at)
        if not (step and at.isValid()) or (at.column() == NAME and (step < 0 or opens)):
            return False
        column = at.column() + step
        while self.isColumnHidden(column):
            column += step
        if column < self.lines.columnCount():
            self.setCurrentIndex(at.siblingAtColumn(column))
        return True

    def _open(self) -> None:
        line = self.current()
        if line is not None and isinstance(line.row, Measure):
            self.opened.emit(line.row.id)
        elif line is not None:
            self.setExpanded(
                self.currentIndex().siblingAtColumn(0), not self.isExpanded(self.currentIndex().siblingAtColumn(0))
            )


def _model(index: Index) -> OverviewModel:
    model = index.model()
    assert isinstance(model, OverviewModel)
    return model
