"""The board as a table; how much is filled in is shown as a bar beside its numbers."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from dxdesk.desktop.appearance.style import bold
from dxdesk.desktop.coordinator.board_model import FILLED, NAME, STATE, BoardModel
from dxdesk.desktop.parts.read_table import Index, ReadTable
from dxdesk.submission.status.board import DepartmentStatus, SubmissionState

Role = QPalette.ColorRole
_BAR = 4  # characters


class StatusDelegate(QStyledItemDelegate):
    """Draws the bar, and in bold the states that call for something."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw as the style does, with the bar in front of the numbers."""
        status = _model(index).departments[index.row()]
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if index.column() == STATE and status.state in (SubmissionState.OVERDUE, SubmissionState.RETURNED):
            shown.font = bold(shown.font)
            shown.palette.setColor(Role.Text, shown.palette.color(Role.BrightText))
        widget = option.widget
        style = widget.style()
        if index.column() != FILLED or not status.required:
            style.drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, widget)
            return
        text, shown.text = shown.text, ""
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, widget)
        room: QRect = option.rect.adjusted(8, 0, -8, 0)
        width = min(_BAR * option.fontMetrics.horizontalAdvance("あ"), room.width() // 2)
        bar = QRect(room.left(), room.center().y() - 4, width, 9)
        painter.save()
        ink = shown.palette.color(Role.HighlightedText if chosen else Role.Text)
        painter.setPen(shown.palette.color(Role.HighlightedText if chosen else Role.Dark))
        painter.drawRect(bar)
        full = bar.adjusted(1, 1, 0, 0)
        full.setWidth(full.width() * status.filled // status.required)
        painter.fillRect(full, ink if chosen else shown.palette.color(Role.Highlight))
        painter.setPen(ink)
        painter.drawText(room.adjusted(width + 10, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Leave room for the bar."""
        size = super().sizeHint(option, index)
        bar = _BAR * option.fontMetrics.horizontalAdvance("あ") if index.column() == FILLED else 0
        return QSize(size.width() + bar + 18, size.height())


class BoardView(ReadTable):
    """Enter opens a department's measures."""

    ENTER_OPENS = True
    opened = Signal()
    sorted = Signal()  # another order was chosen

    def __init__(self, parent: QWidget | None = None) -> None:
        self.board = BoardModel()
        super().__init__(self.board, "課ごとの提出状況", parent)
        self.setItemDelegate(StatusDelegate(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.sectionClicked.connect(self._sort)
        self.board.modelReset.connect(self.fit)
        self.doubleClicked.connect(self.opened)
        self.fit()
        self.watch_font()

    def _sort(self, column: int) -> None:
        """Sort by a column, on the second click the other way round, on the third as in the plan."""
        known = {None: (column, False), (column, False): (column, True), (column, True): None}
        self.board.order = known.get(self.board.order, (column, False))
        shown, descending = self.board.order or (-1, False)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(shown, order)
        self.sorted.emit()

    def current(self) -> DepartmentStatus | None:
        """Return the department of the current line."""
        row = self.currentIndex().row()
        return self.board.departments[row] if 0 <= row < len(self.board.departments) else None

    def fit(self) -> None:
        """Size rows and columns to their letters; the name takes what is left, and is never cut."""
        metrics = self.fontMetrics()
        self.verticalHeader().setDefaultSectionSize(metrics.height() + 12)
        self.horizontalHeader().setMinimumSectionSize(4 * metrics.horizontalAdvance("あ"))
        others = [column for column in range(self.board.columnCount()) if column != NAME]
        for column in others:
            self.resizeColumnToContents(column)
        left = self.viewport().width() - sum(map(self.columnWidth, others))
        self.setColumnWidth(NAME, max(left, self.sizeHintForColumn(NAME) + metrics.horizontalAdvance("あ") // 2))


def _model(index: Index) -> BoardModel:
    model = index.model()
    assert isinstance(model, BoardModel)
    return model
