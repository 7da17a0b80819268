"""The figures of a measure, typed as in Excel: type, F2, Enter down, Tab right, Esc back, arrows."""

from collections.abc import Callable

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetrics,
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPalette,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from dxdesk.desktop.editors import SAVE_AFTER, commit_composition
from dxdesk.desktop.kpi_model import Index, KpiModel
from dxdesk.desktop.session import Session, new_group
from dxdesk.desktop.style import WRAP, bold, small
from dxdesk.plan.change import Batch
from dxdesk.plan.outline import asked_year

_MARGIN, _INDENT = 8, 16
_LABEL_SHARE = 0.28
_ELSEWHERE = ("entry", "note", "term")  # what is written there does not show in the grid
_STEPS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Return: (1, 0),
    Qt.Key.Key_Enter: (1, 0),
    Qt.Key.Key_Tab: (0, 1),
    Qt.Key.Key_Backtab: (0, -1),
}
Role = QPalette.ColorRole


class CellEditor(QLineEdit):
    """Edits one figure in place. What was typed is written while it is typed, and taken back by Esc."""

    def __init__(self, parent: QWidget, index: Index, before: str) -> None:
        super().__init__(parent)
        self.index = index
        self.original = self.before = before
        self.group = new_group()
        self.filled = False
        self.preedit = ""
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(SAVE_AFTER)
        self.textEdited.connect(self._typed)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFrame(False)
        self.setAutoFillBackground(True)
        self.setTextMargins(4, 0, 4, 0)

    def _typed(self) -> None:
        if not self.timer.isActive():
            self.timer.start()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Follows the composition."""
        self.preedit = event.preeditString()
        super().inputMethodEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turning the wheel scrolls the page."""
        event.ignore()


class CellDelegate(QStyledItemDelegate):
    """Draws a value with its note and runs the editor."""

    def __init__(self, session: Session, move: Callable[[int, int], None], parent: QObject) -> None:
        super().__init__(parent)
        self.session = session
        self.editor: CellEditor | None = None
        self._move = move

    # drawing

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The text, under it the note; the current cell in a frame as in Excel."""
        model = _model(index)
        palette = option.palette
        painter.save()
        line = model.rows[index.row()]
        asked = index.column() > 0 and model.years[index.column() - 1] == asked_year(self.session.plan)
        ground = Role.Midlight if line.indicator is None else Role.AlternateBase if asked else Role.Base
        painter.fillRect(option.rect, palette.color(ground))
        inner = self._inner(option.rect, index)
        align = int(Qt.AlignmentFlag.AlignRight if model.place(index) else Qt.AlignmentFlag.AlignLeft) | WRAP
        painter.setFont(option.font if line.indicator else bold(option.font))
        painter.setPen(palette.color(Role.BrightText if model.held(index) else Role.Text))
        used = painter.drawText(inner, align, str(model.data(index) or ""))
        note = model.note(index)
        if note.text:
            painter.setFont(small(option.font))
            painter.setPen(palette.color(Role.BrightText if note.alarm else Role.PlaceholderText))
            painter.drawText(inner.adjusted(0, used.height() if model.data(index) else 0, 0, 0), align, note.text)
        if self._is_current(index):
            painter.setPen(QPen(palette.color(Role.Highlight), 2))
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Room for all of the text and its note at the column's width."""
        model, view = _model(index), self.parent()
        width = view.columnWidth(index.column()) if isinstance(view, QTableView) else option.rect.width()
        inner = self._inner(QRect(0, 0, width, 10_000), index)
        height = 0
        for text, font in ((str(model.data(index) or ""), option.font), (model.note(index).text, small(option.font))):
            if text:
                height += _metrics_height(text, font, inner)
        return QSize(width, max(height, option.fontMetrics.height()) + 10)

    def _inner(self, rect: QRect, index: Index) -> QRect:
        model = _model(index)
        indent = _INDENT * model.rows[index.row()].depth if index.column() == 0 else 0
        return rect.adjusted(_MARGIN + indent, 4, -_MARGIN, -4)

    def _is_current(self, index: Index) -> bool:
        view = self.parent()
        return isinstance(view, QAbstractItemView) and view.hasFocus() and view.currentIndex() == index

    # editing

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """An editor that remembers what it was opened over; a held text goes over what is there by now, as its note says."""
        model = _model(index)
        editor = CellEditor(parent, index, model.value(index))
        editor.setAccessibleName(model.label(index))
        editor.timer.timeout.connect(self.save)
        self.editor = editor
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Once: a change from elsewhere must not replace what is being typed."""
        if isinstance(editor, CellEditor) and not editor.filled:
            editor.setText(str(_model(index).data(index) or ""))
            editor.filled = True

    def setModelData(self, editor: QWidget, _: QAbstractItemModel, index: Index) -> None:
        """Writes through the plan, over what the editor was opened over."""
        if isinstance(editor, CellEditor):
            self._write(editor, index, editor.text())

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        """The editor goes."""
        if self.editor is editor:
            self.editor = None
        super().destroyEditor(editor, index)

    def save(self) -> None:
        """Writes what stands in the open editor; while the IME composes it waits for the next round."""
        editor = self.editor
        if editor is None:
            return
        if editor.preedit:
            editor.timer.start()
        else:
            self._write(editor, editor.index, editor.text())

    def finish(self) -> None:
        """Commits the composition, writes and closes the open editor."""
        editor = self.editor
        if editor is not None:
            commit_composition(editor, editor.preedit)
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter and Tab write and go on; Esc puts back what stood there; leaving commits the composition first."""
        if isinstance(editor, CellEditor):
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                if event.key() in _STEPS:
                    self.finish()
                    self._move(*_step(event))
                    return True
                if event.key() == Qt.Key.Key_Escape:
                    self._take_back(editor)
            elif isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
                commit_composition(editor, editor.preedit)
        return super().eventFilter(editor, event)

    def _write(self, editor: CellEditor, index: Index, text: str) -> None:
        editor.timer.stop()
        if _model(index).write(index, editor.before, text, editor.group):
            editor.before = text

    def _take_back(self, editor: CellEditor) -> None:
        """Also what was written meanwhile, and a text that was held here."""
        cell = _model(editor.index).cell(editor.index)
        editor.timer.stop()
        if cell is not None:
            self.session.hold(cell, None)
            _model(editor.index).refresh()
        if editor.before != editor.original:
            self._write(editor, editor.index, editor.original)


class KpiGrid(QTableView):
    """As tall as its lines: the page scrolls, the grid does not."""

    moved = Signal(QRect)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.kpis = KpiModel(session, self)
        self.delegate = CellDelegate(session, self.move_by, self)
        self.setModel(self.kpis)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName("指標と値")
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAutoScroll(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        self.selectionModel().currentChanged.connect(self._current_moved)
        session.changed.connect(self._changed)

    def show_measure(self, measure_id: str) -> None:
        """Turns to another measure."""
        self.delegate.finish()
        self.kpis.show_measure(measure_id)
        self._shape()

    def go_to(self, figure_id: str) -> bool:
        """The keyboard to a figure's cell; False where it is not shown."""
        index = self.kpis.index_of(figure_id)
        if index.isValid():
            self.setFocus()
            self.setCurrentIndex(index)
            self._current_moved(index, index)
        return index.isValid()

    def _changed(self, batch: Batch) -> None:
        if self.kpis.measure_id is None or all(change.table in _ELSEWHERE for change in batch.changes):
            return
        if self.kpis.fits():
            self.kpis.refresh()
            self._fit()
        else:
            self.show_measure(self.kpis.measure_id)

    # size

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The columns share the width; the lines wrap anew."""
        super().resizeEvent(event)
        self._fit()

    def _shape(self) -> None:
        self.clearSpans()
        for place, line in enumerate(self.kpis.rows):
            if line.indicator is None:
                self.setSpan(place, 0, 1, self.kpis.columnCount())
        self.setVisible(bool(self.kpis.rows))
        self._fit()

    def _fit(self) -> None:
        count = len(self.kpis.years)
        if not count:
            return
        width = self.viewport().width()
        label = int(width * _LABEL_SHARE)
        each = (width - label) // count
        self.setColumnWidth(0, width - each * count)
        for column in range(1, count + 1):
            self.setColumnWidth(column, each)
        self.resizeRowsToContents()
        rows = sum(self.rowHeight(row) for row in range(self.kpis.rowCount()))
        self.setFixedHeight(rows + self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth())

    # moving

    def move_by(self, down: int, right: int) -> None:
        """To the next value; sideways past the last one the focus leaves the grid."""
        if not self._stepped(down, right) and right:
            QWidget.focusNextPrevChild(self, right > 0)

    def _stepped(self, down: int, right: int) -> bool:
        """Whether there was a value to go to in that direction."""
        row, column = self.currentIndex().row(), self.currentIndex().column()
        while True:
            row, column = self._after(row, column, down, right)
            if not 0 <= row < self.kpis.rowCount():
                return False
            if self.kpis.place(self.kpis.index(row, column)) is not None:
                self.setCurrentIndex(self.kpis.index(row, column))
                return True

    def _after(self, row: int, column: int, down: int, right: int) -> tuple[int, int]:
        column += right
        if column > len(self.kpis.years):
            return row + 1, 1
        if right < 0 and column < 1:
            return row - 1, len(self.kpis.years)
        return row + down, column

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Tab move, Delete empties; the rest is Qt's: arrows, F2, typing."""
        index = self.currentIndex()
        if event.key() in _STEPS:
            self.move_by(*_step(event))
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.kpis.place(index) is not None:
            if self.kpis.value(index) or self.kpis.held(index):
                self.kpis.setData(index, "")
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming in by keyboard, the first value of the asked year is current."""
        super().focusInEvent(event)
        if self.kpis.place(self.currentIndex()) is None:
            asked = asked_year(self.session.plan)
            column = self.kpis.years.index(asked) + 1 if asked in self.kpis.years else 1
            row = next((place for place, line in enumerate(self.kpis.rows) if line.indicator), None)
            if row is not None:
                self.setCurrentIndex(self.kpis.index(row, column))

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes through the values before it leaves."""
        return self._stepped(0, 1 if forward else -1) or QWidget.focusNextPrevChild(self, forward)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turning the wheel scrolls the page."""
        event.ignore()

    def _current_moved(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.moved.emit(self.visualRect(current).translated(0, self.horizontalHeader().height()))
        self.viewport().update()


def _model(index: Index) -> KpiModel:
    model = index.model()
    assert isinstance(model, KpiModel)
    return model


def _step(event: QKeyEvent) -> tuple[int, int]:
    down, right = _STEPS[event.key()]
    # Shift+Tab arrives as Backtab, Shift+Enter as Enter: it goes up, as in Excel.
    return (-down, right) if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else (down, right)


def _metrics_height(text: str, font: QFont, room: QRect) -> int:
    metrics = QFontMetrics(font)
    if "\n" not in text and metrics.horizontalAdvance(text) < room.width():
        return metrics.height()  # the usual case, without laying the text out
    return metrics.boundingRect(room, WRAP, text).height()
