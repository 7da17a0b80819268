"""One figure's cell: how it is drawn, and the editor in it."""

from collections.abc import Callable

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QRect, QSize, Qt, QTimer
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetrics,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from dxdesk.desktop.appearance.style import bold, small, wrap_flag
from dxdesk.desktop.measure.kpi_model import Index, KpiModel
from dxdesk.desktop.parts.editors import SAVE_AFTER, clean_text, commit_composition, track_composition
from dxdesk.desktop.session import Session, new_group

_MARGIN, _INDENT = 8, 16
_ROOM = 1_000_000  # characters: a text that is too long is refused with a reason, where Qt's own limit would cut it silently
_CHOSEN = 0.12  # how strongly the accent tints the cells of a range
Role = QPalette.ColorRole

# Keys that finish a cell, and where they lead: down, right.
STEPS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Return: (1, 0),
    Qt.Key.Key_Enter: (1, 0),
    Qt.Key.Key_Tab: (0, 1),
    Qt.Key.Key_Backtab: (0, -1),
}
# These do so, as in Excel, only while a text that replaces the old one is typed; after F2 they move in the text.
_ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


def key_step(event: QKeyEvent) -> tuple[int, int]:
    """Return where a finishing key leads. Shift+Tab arrives as Backtab, Shift+Enter as Enter: it goes up."""
    down, right = STEPS[event.key()]
    return (-down, right) if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else (down, right)


class CellEditor(QLineEdit):
    """Edits one figure in place. What is typed is written meanwhile, and taken back by Esc."""

    def __init__(self, parent: QWidget, index: Index, before: str, replacing: bool) -> None:
        """`replacing`: opened by typing, not by F2 or the mouse."""
        super().__init__(parent)
        self.index = index
        self.original = self.before = before
        self.replacing = replacing
        self.group = new_group()
        self.filled = False
        self.preedit = ""
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(SAVE_AFTER)
        self.textEdited.connect(self._typed)
        self.setMaxLength(_ROOM)
        # The letters stay where the cell draws them.
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self.setTextMargins(4, 3, 4, 0)
        self.setFrame(False)
        self.setAutoFillBackground(True)

    def _typed(self, text: str) -> None:
        plain = clean_text(text)
        if plain != text:
            place = self.cursorPosition()
            self.setText(plain)
            self.setCursorPosition(place - (len(text) - len(plain)))
        if not self.timer.isActive():
            self.timer.start()

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window where there is nothing of its own to take back."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo, redo = (event.matches(key) for key in (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo))
            if (undo and not self.isUndoAvailable()) or (redo and not self.isRedoAvailable()):
                event.ignore()
                return False
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Follow the composition."""
        self.preedit = track_composition(self, self.preedit, event)
        super().inputMethodEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Put the cursor behind the text after F2, as in Excel; Qt would select it all."""
        super().focusInEvent(event)
        if not self.replacing:
            self.end(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame of the current cell, as in Excel."""
        super().paintEvent(event)
        draw_frame(QPainter(self), self.rect(), self.palette())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the wheel scroll the page."""
        event.ignore()


class CellDelegate(QStyledItemDelegate):
    """Draws a value with its caption and runs the editor."""

    def __init__(self, session: Session, move: Callable[[int, int], None], grid: QTableView) -> None:
        super().__init__(grid)
        self.session = session
        self.editor: CellEditor | None = None
        self.replacing = False  # whether the next editor replaces the old text
        self.range_selected = False  # whether several cells are chosen
        self._grid = grid
        self._move = move

    # drawing

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the text, under it the caption; the current cell in a frame as in Excel."""
        model = model_of(index)
        palette = option.palette
        painter.save()
        line = model.rows[index.row()]
        asked = model.is_asked(index.column())
        ground = Role.Midlight if line.indicator is None else Role.AlternateBase if asked else Role.Base
        if model.objection(index):
            # As all that cannot be written; where the theme makes that look like a field, as a heading.
            ground = Role.Window if palette.color(Role.Window) != palette.color(Role.Base) else Role.Midlight
        painter.fillRect(option.rect, palette.color(ground))
        if self.range_selected and option.state & QStyle.StateFlag.State_Selected:
            tint = palette.color(Role.Highlight)
            tint.setAlphaF(_CHOSEN)
            painter.fillRect(option.rect, tint)
        inner = self._inner(option.rect, index)
        align = int(Qt.AlignmentFlag.AlignRight if model.figure_key(index) else Qt.AlignmentFlag.AlignLeft)
        painter.setFont(option.font if line.indicator else bold(option.font))
        painter.setPen(palette.color(Role.BrightText if model.held(index) else Role.Text))
        text, note = str(model.data(index) or ""), model.caption(index)
        used = painter.drawText(inner, align | wrap_flag(text, painter.font(), inner.width()), text)
        if note.text:
            painter.setFont(small(option.font))
            painter.setPen(palette.color(Role.BrightText if note.alarm else Role.PlaceholderText))
            below = inner.adjusted(0, used.height() if text else 0, 0, 0)
            painter.drawText(below, align | wrap_flag(note.text, painter.font(), below.width()), note.text)
        if self._grid.hasFocus() and self._grid.currentIndex() == index:
            draw_frame(painter, option.rect, palette)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Leave room for all of the text and its caption at the width it has; a section's heading spans the whole row."""
        model = model_of(index)
        heads = model.rows[index.row()].indicator is None
        columns = self._grid.columnSpan(index.row(), index.column())
        width = sum(self._grid.columnWidth(index.column() + beside) for beside in range(columns))
        inner = self._inner(QRect(0, 0, width, 10_000), index)
        font = bold(option.font) if heads else option.font
        height = 0
        for text, letters in ((str(model.data(index) or ""), font), (model.caption(index).text, small(option.font))):
            if text:
                height += _metrics_height(text, letters, inner)
        return QSize(width, max(height, option.fontMetrics.height()) + 10)

    def _inner(self, rect: QRect, index: Index) -> QRect:
        model = model_of(index)
        indent = _INDENT * model.rows[index.row()].depth if index.column() == 0 else 0
        return rect.adjusted(_MARGIN + indent, 4, -_MARGIN, -4)

    # editing

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Make an editor that remembers the text it was opened over; a held text replaces the one there, see its caption."""
        model = model_of(index)
        editor = CellEditor(parent, index, model.value(index), self.replacing)
        editor.setAccessibleName(model.cell_name(index))
        editor.timer.timeout.connect(self.save)
        self.editor = editor
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Fill the editor once: a change from elsewhere must not replace what is being typed."""
        if isinstance(editor, CellEditor) and not editor.filled:
            editor.setText(str(model_of(index).data(index) or ""))
            editor.filled = True

    def setModelData(self, editor: QWidget, _: QAbstractItemModel, index: Index) -> None:
        """Write through the plan, over what the editor was opened over."""
        if isinstance(editor, CellEditor):
            self._write(editor, index, editor.text())

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        """Forget the editor."""
        if self.editor is editor:
            self.editor = None
        super().destroyEditor(editor, index)

    def save(self) -> None:
        """Write the text of the open editor; while the IME composes, wait for the next round."""
        editor = self.editor
        if editor is None:
            return
        if editor.preedit:
            editor.timer.start()
        else:
            self._write(editor, editor.index, editor.text())

    def finish(self) -> None:
        """Commit the composition, write and close the open editor."""
        editor = self.editor
        if editor is not None:
            commit_composition(editor, editor.preedit)
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Let Enter and Tab write and go on, Esc restore the old text; commit the composition before leaving."""
        if isinstance(editor, CellEditor):
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._key(editor, event) or super().eventFilter(editor, event)
            if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
                commit_composition(editor, editor.preedit)
        return super().eventFilter(editor, event)

    def _key(self, editor: CellEditor, event: QKeyEvent) -> bool:
        """Handle a key that is meant for the grid; False for any other."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in STEPS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.finish()
            self._move(*key_step(event))
            return True
        if event.key() in _ARROWS and editor.replacing and plain and not editor.preedit:
            self.finish()
            self._move(*_ARROWS[event.key()])
            return True
        if event.key() == Qt.Key.Key_F2:
            editor.replacing = not editor.replacing
            return True
        if event.key() == Qt.Key.Key_Escape:
            self._take_back(editor)
        return False

    def _write(self, editor: CellEditor, index: Index, text: str) -> None:
        editor.timer.stop()
        if model_of(index).write(index, editor.before, text, editor.group):
            editor.before = text

    def _take_back(self, editor: CellEditor) -> None:
        """Take back what was written meanwhile, and a text that was held here."""
        cell = model_of(editor.index).cell(editor.index)
        editor.timer.stop()
        if cell is not None:
            self.session.hold(cell, None)
            model_of(editor.index).refresh()
        if editor.before != editor.original:
            self._write(editor, editor.index, editor.original)


def draw_frame(painter: QPainter, cell: QRect, palette: QPalette) -> None:
    """Draw the frame around the current cell."""
    painter.setPen(QPen(palette.color(Role.Highlight), 2))
    painter.drawRect(cell.adjusted(1, 1, -1, -1))


def model_of(index: Index) -> KpiModel:
    """Return the model behind an index."""
    model = index.model()
    assert isinstance(model, KpiModel)
    return model


def _metrics_height(text: str, font: QFont, room: QRect) -> int:
    metrics = QFontMetrics(font)
    if "\n" not in text and metrics.horizontalAdvance(text) < room.width():
        return metrics.height()  # the usual case, without laying the text out
    return metrics.boundingRect(room, wrap_flag(text, font, room.width()), text).height()
