"""The figures of a measure, typed as in Excel: type, F2, Enter down, Tab right, Esc back, arrows, ranges."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from dxdesk.desktop.measure.kpi_cells import STEPS, CellDelegate, key_step
from dxdesk.desktop.measure.kpi_model import KpiModel
from dxdesk.desktop.measure.kpi_ranges import Ranges
from dxdesk.desktop.parts.editors import TEMPORARY_FOCUS_REASONS
from dxdesk.desktop.parts.fits_font import FitsFont
from dxdesk.desktop.parts.frozen_column import FrozenTableColumn
from dxdesk.desktop.session import READ_ONLY, Outcome, Session
from dxdesk.plan.rows.change import Batch

_LABEL_SHARE = 0.28
_ELSEWHERE = ("entry", "note", "term")  # tables whose rows do not show in the grid
Trigger = QAbstractItemView.EditTrigger
Move = QAbstractItemView.CursorAction
_EXTENDING: dict[int, Move] = {
    Qt.Key.Key_Up: Move.MoveUp,
    Qt.Key.Key_Down: Move.MoveDown,
    Qt.Key.Key_Left: Move.MoveLeft,
    Qt.Key.Key_Right: Move.MoveRight,
    Qt.Key.Key_Home: Move.MoveHome,
    Qt.Key.Key_End: Move.MoveEnd,
}
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class KpiGrid(FitsFont, QTableView):
    """As tall as its lines: the page scrolls, the grid does not."""

    moved = Signal(QRect)

    def __init__(
        self, session: Session, parent: QWidget | None = None, kpis: KpiModel | None = None, least: int = 0
    ) -> None:
        """`kpis`: other figures than the printed table's; `least`: characters, narrower columns scroll away instead."""
        super().__init__(parent)
        self._least = least
        self._frozen: FrozenTableColumn | None = None  # made for the first measure whose columns scroll
        self.session = session
        self.kpis = kpis or KpiModel(session, self)
        self.delegate = CellDelegate(session, self.move_by, self)
        self.setModel(self.kpis)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName("指標と値")
        self.ranges = Ranges(self, self.kpis)
        self._tabbed_from: int | None = None  # the column where a run of Tabs began: Enter leads back below it
        self.setEditTriggers(Trigger.AnyKeyPressed | Trigger.EditKeyPressed | Trigger.DoubleClicked)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAutoScroll(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        self.selectionModel().currentChanged.connect(self._current_moved)
        self.selectionModel().selectionChanged.connect(self._selection_changed)
        session.changed.connect(self._changed)
        session.permitted.connect(self.kpis.refresh)
        session.retried.connect(self.kpis.refresh)
        self.watch_font()

    def show_measure(self, measure_id: str) -> None:
        """Show another measure."""
        self.delegate.finish()
        self.kpis.show_measure(measure_id)
        self._shape()

    def go_to(self, figure_id: str) -> bool:
        """Focus a figure's cell; False where it is not shown."""
        index = self.kpis.index_of(figure_id)
        if index.isValid():
            self.setFocus()
            self.setCurrentIndex(index)
            self._current_moved(index, index)
        return index.isValid()

    def _changed(self, batch: Batch) -> None:
        if self.kpis.measure_id is None or all(change.table in _ELSEWHERE for change in batch.changes):
            return
        if self.kpis.same_shape():
            self.kpis.refresh()
            self.fit()
        else:
            self.show_measure(self.kpis.measure_id)

    # size

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the columns and wrap the lines anew."""
        super().resizeEvent(event)
        self.fit()

    def _shape(self) -> None:
        self.setVisible(bool(self.kpis.rows))
        self.fit()

    def fit(self) -> None:
        """Share the width among the columns and wrap the lines anew."""
        count = len(self.kpis.columns)
        if not count:
            return
        width = self.viewport().width()
        label = int(width * _LABEL_SHARE)
        least = self._least * self.fontMetrics().horizontalAdvance("あ")
        each = max((width - label) // count, least)
        self.setColumnWidth(0, max(width - each * count, label))
        for column in range(1, count + 1):
            self.setColumnWidth(column, each)
        self.kpis.lines = next((lines for lines in (1, 2) if self._widest(lines) <= each), 3)
        wide = label + each * count > width
        self._span(wide)
        self.resizeRowsToContents()
        rows = sum(self.rowHeight(row) for row in range(self.kpis.rowCount()))
        bar = self.horizontalScrollBar().sizeHint().height() if wide else 0
        bars = Qt.ScrollBarPolicy
        self.setHorizontalScrollBarPolicy(bars.ScrollBarAlwaysOn if wide else bars.ScrollBarAlwaysOff)
        self.setFixedHeight(rows + self.horizontalHeader().sizeHint().height() + bar + 2 * self.frameWidth())
        if wide and self._frozen is None:
            self._frozen = FrozenTableColumn(self, CellDelegate(self.session, self.move_by, self))
        if self._frozen is not None:
            self._frozen.fit(wide)

    def _span(self, wide: bool) -> None:
        """Let headings span all columns, unless these scroll away under them."""
        self.clearSpans()
        for place, line in enumerate(self.kpis.rows):
            if line.indicator is None and not wide:
                self.setSpan(place, 0, 1, self.kpis.columnCount())

    def _widest(self, lines: int) -> float:
        """Return the width of the widest line of the headings, broken into so many: bold, with the heading's padding."""
        titles = (self.kpis.heading(column, lines) for column in range(1, len(self.kpis.columns) + 1))
        return 1.1 * max(self.fontMetrics().horizontalAdvance(line) for t in titles for line in t.split("\n")) + 18

    # moving

    def move_by(self, down: int, right: int) -> None:
        """Go to the next value; sideways past the last one the focus leaves the grid."""
        column = self.currentIndex().column()
        if right and self._tabbed_from is None:
            self._tabbed_from = column
        start = self._tabbed_from
        if down > 0 and start is not None and start != column:
            self.setCurrentIndex(self.kpis.index(self.currentIndex().row(), start))
        if not self._move_to_value(down, right) and right:
            QWidget.focusNextPrevChild(self, right > 0)
        self._tabbed_from = start if right else None

    def _move_to_value(self, down: int, right: int) -> bool:
        """Go to the next value in that direction; False where there is none."""
        row, column = self.currentIndex().row(), self.currentIndex().column()
        while True:
            row, column = self._after(row, column, down, right)
            if not 0 <= row < self.kpis.rowCount():
                return False
            if self.kpis.figure_key(self.kpis.index(row, column)) is not None:
                self.setCurrentIndex(self.kpis.index(row, column))
                return True

    def _after(self, row: int, column: int, down: int, right: int) -> tuple[int, int]:
        column += right
        if column > len(self.kpis.columns):
            return row + 1, 1
        if right < 0 and column < 1:
            return row - 1, len(self.kpis.columns)
        return row + down, column

    def moveCursor(self, action: Move, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Lead to the edge of the figures with Home, End and Ctrl with arrows; Qt itself extends the range with Shift."""
        current = self.currentIndex()
        figures = [place for place, line in enumerate(self.kpis.rows) if line.indicator is not None]
        ctrl = bool(modifiers & _CTRL)
        if current.isValid() and figures:
            row, column = current.row(), current.column()
            if action in (Move.MoveHome, Move.MoveEnd):
                last = action == Move.MoveEnd
                row = (figures[-1] if last else figures[0]) if ctrl else row
                return self.kpis.index(row, len(self.kpis.columns) if last else 1)
            if ctrl and action in (Move.MoveUp, Move.MoveDown):
                return self.kpis.index(figures[0] if action == Move.MoveUp else figures[-1], column)
            if ctrl and action in (Move.MoveLeft, Move.MoveRight):
                return self.kpis.index(row, 1 if action == Move.MoveLeft else len(self.kpis.columns))
        return super().moveCursor(action, modifiers)

    # typing

    def event(self, event: QEvent) -> bool:
        """Keep the keys of a range for the grid while it has the focus, whatever menus say."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._range_key(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with Enter and Tab, clear with Delete, select, copy and fill ranges; the rest is Qt's: arrows, F2, typing."""
        work = self._range_key(event)
        typed = event.key() == Qt.Key.Key_F2 or (
            event.text().isprintable() and event.text() and not event.modifiers() & _CTRL
        )
        if event.key() in STEPS and not event.modifiers() & _CTRL:
            self.move_by(*key_step(event))
        elif typed:
            self._explain_refusal()
            super().keyPressEvent(event)
        else:
            self._tabbed_from = None
            if work is not None:
                work()
            elif event.key() in _EXTENDING and event.modifiers() & _SHIFT:
                self._extend(self.moveCursor(_EXTENDING[event.key()], event.modifiers()))
            elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                self.ranges.clear()
            elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
                event.ignore()  # the page scrolls
            else:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """End a run of Tabs and what is typed: a first composition still has the focus here, and would be dropped."""
        self._tabbed_from = None
        self.delegate.finish()
        super().mousePressEvent(event)

    def _extend(self, to: QModelIndex) -> None:
        """Extend the range from its corner opposite the current cell; Qt's own corner is stale after Enter and Tab."""
        span, current, choice = self.ranges.selected(), self.currentIndex(), QItemSelectionModel.SelectionFlag
        if span is None or not to.isValid():
            return
        top, left, bottom, right = span
        row = top if current.row() == bottom else bottom
        column = left if current.column() == right else right
        corners = (
            self.kpis.index(min(row, to.row()), min(column, to.column())),
            self.kpis.index(max(row, to.row()), max(column, to.column())),
        )
        self.selectionModel().setCurrentIndex(to, choice.NoUpdate)
        self.selectionModel().select(QItemSelection(*corners), choice.ClearAndSelect)

    def _range_key(self, event: QKeyEvent) -> Callable[[], object] | None:
        """Return what a key does with a range, None for any other key."""
        standard = QKeySequence.StandardKey
        for key, work in (
            (standard.Copy, self.ranges.copy),
            (standard.Cut, self.ranges.cut),
            (standard.Paste, self.ranges.paste),
        ):
            if event.matches(key):
                return work
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier != _CTRL:
            return None
        return {Qt.Key.Key_D: self.ranges.fill_down, Qt.Key.Key_R: self.ranges.fill_right}.get(Qt.Key(event.key()))

    def edit(self, index: QModelIndex, trigger: Trigger = Trigger.AllEditTriggers, event: QEvent | None = None) -> bool:  # type: ignore[override]  # Qt overloads it
        """Note how an editor is opened: what is typed replaces the old text, F2 continues it."""
        self.delegate.replacing = trigger == Trigger.AnyKeyPressed
        return super().edit(index, trigger, event)  # type: ignore[arg-type]  # Qt takes no event as None

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Open the editor with the first composed character, which goes into it; say why where nothing can be written."""
        editor = self.delegate.editor
        if event.preeditString() or event.commitString():
            self._explain_refusal()
        elif editor is not None and editor.preedit:
            editor.filled = False  # taken back: the old text comes again
        super().inputMethodEvent(event)
        self.updateMicroFocus()  # the IME shows its candidates beside the editor, though the focus is still here

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: what is typed is written, never searched for.

        Some IMEs commit a text once more when Qt then gives the editor the focus: searching would leave the cell.
        """

    def _explain_refusal(self) -> None:
        """Answer typing with the reason where nothing can be written."""
        reason = READ_ONLY if self.session.read_only else self.kpis.objection(self.currentIndex())
        if reason:
            self.session.refuse(Outcome(reason))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Make the first value of the asked year current when the focus comes by keyboard."""
        super().focusInEvent(event)
        if self.kpis.figure_key(self.currentIndex()) is None:
            column = next((c for c in range(1, len(self.kpis.columns) + 1) if self.kpis.is_asked(c)), 1)
            row = next((place for place, line in enumerate(self.kpis.rows) if line.indicator), None)
            if row is not None:
                self.setCurrentIndex(self.kpis.index(row, column))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Commit before leaving: Qt keeps the focus here until the first composition in a cell is committed."""
        super().focusOutEvent(event)
        editor = self.delegate.editor
        if editor is not None and editor.preedit and not editor.hasFocus() and event.reason() not in TEMPORARY_FOCUS_REASONS:
            self.delegate.finish()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go through the values with Tab before leaving."""
        return self._move_to_value(0, 1 if forward else -1) or QWidget.focusNextPrevChild(self, forward)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the wheel scroll the page."""
        event.ignore()

    def _selection_changed(self, _more: QItemSelection, _less: QItemSelection) -> None:
        span = self.ranges.selected()
        self.delegate.range_selected = span is not None and span[:2] != span[2:]
        self.viewport().update()

    def _scroll_to(self, current: QModelIndex) -> None:
        """Scroll into view, beside the names that stay."""
        self.scrollTo(current)
        hidden = self.columnWidth(0) - self.visualRect(current).left()
        if current.column() and hidden > 0:
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - hidden)

    def _current_moved(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            if self._frozen is not None and self._frozen.isVisibleTo(self):
                self._scroll_to(current)
            self.moved.emit(self.visualRect(current).translated(0, self.horizontalHeader().height()))
        self.viewport().update()
