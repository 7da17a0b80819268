"""The overview as a tree with columns; the course of a measure's indicator is drawn beside its words."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
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
from dxdesk.desktop.overview.overview_model import COURSE, MARKS, NAME, TARGETS, Index, OverviewModel
from dxdesk.plan.model import Measure
from dxdesk.plan.overview import Course, Line

Role = QPalette.ColorRole
_SPARK = 5  # characters
_LETTERS = (20, 4, 12, 13, 8, 26)  # a column's width in characters; the name takes what is left, and no less


class OverviewDelegate(QStyledItemDelegate):
    """Draws what is summed up in bold, and the sparklines."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """With some air between the lines."""
        size = super().sizeHint(option, index)
        return QSize(size.width(), option.fontMetrics.height() + 8)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """As the style has it, with the course in front of its words."""
        line = _model(index).line(index)
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        if line is not None and not isinstance(line.row, Measure):
            shown.font = bold(shown.font)
        style, widget = option.widget.style(), option.widget
        course = line.course if line is not None and index.column() == COURSE else None
        if course is None:
            style.drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, widget)
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
        draw_spark(painter, place, course)
        painter.setPen(shown.palette.color(Role.HighlightedText if chosen else Role.Text))
        room = option.rect.adjusted(width + 18, 0, -4, 0)
        words = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), words)
        painter.restore()


def draw_spark(painter: QPainter, place: QRectF, course: Course) -> None:
    """A line through the years, broken where one has no number; the last number has a dot."""
    numbers = [float(number) if number is not None else None for number in course.numbers]
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


class OverviewView(QTreeView):
    """Enter and a double click open a measure."""

    opened = Signal(str)  # a measure's id

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = OverviewModel(self)
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

    def current(self) -> Line | None:
        """The line the keyboard is on."""
        return self.lines.line(self.currentIndex())

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Other lines; a column in which none of them says anything is not shown."""
        self.lines.show_lines(lines)
        self.setColumnHidden(MARKS, not any(line.marks for line in lines))
        self.setColumnHidden(TARGETS, not any(line.percents for line in lines))
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The name has what the others leave."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Columns as wide as their letters ask for."""
        letter = self.fontMetrics().horizontalAdvance("あ")
        for column, letters in enumerate(_LETTERS):
            self.header().setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(column, letters * letter)
        others = sum(self.columnWidth(c) for c in range(len(_LETTERS)) if c != NAME and not self.isColumnHidden(c))
        self.setColumnWidth(NAME, max(self.viewport().width() - others, _LETTERS[NAME] * letter))

    def changeEvent(self, event: QEvent) -> None:
        """Larger letters need more room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "lines"):
            self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is a double click."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)

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
