"""A table of plain texts to read: changes, places, backups."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from dxdesk.desktop.appearance.style import BOXED, set_look
from dxdesk.desktop.parts.labels import plain_tooltip
from dxdesk.desktop.parts.read_table import Index, ReadModel, ReadTable

_LONGEST = 300  # characters of a cell that are laid out; the tooltip shows them all
_MEASURED = 200  # rows whose texts decide the width of a column
_ROOM = 24  # px around a text
_LEAST = 6  # characters of a column with a share of the width


class TextModel(ReadModel[str]):
    """Plain texts."""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text on one line; all of it as a tooltip."""
        if not index.isValid():
            return None
        text = self.lines[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            line = " ".join(text.split())
            return line if len(line) <= _LONGEST else line[:_LONGEST] + "…"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(text)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return text
        return None


class RowDetail(QPlainTextEdit):
    """All of a table's current row, for texts that are longer than their columns."""

    def __init__(self, table: "TextTable", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self.setReadOnly(True)
        set_look(self, BOXED)
        self.setAccessibleName(f"{table.accessibleName()}：選んだ行の全文")
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        table.selectionModel().currentRowChanged.connect(self.show_current)
        table.texts.modelReset.connect(self.clear)

    def sizeHint(self) -> QSize:
        """Some lines; the rest is scrolled to."""
        return self._of(5)

    def minimumSizeHint(self) -> QSize:
        """Fewer where large letters leave no room."""
        return self._of(2)

    def _of(self, lines: int) -> QSize:
        return QSize(super().minimumSizeHint().width(), lines * self.fontMetrics().lineSpacing() + 12)

    def current_line(self) -> Sequence[str] | None:
        """Return the current row, None for none."""
        row, lines = self._table.currentIndex().row(), self._table.texts.lines
        return lines[row] if 0 <= row < len(lines) else None

    def show_current(self) -> None:
        """Show the row as `heading：text`, a line each."""
        line = self.current_line()
        if line is not None:
            named = zip(self._table.texts.headings, line, strict=True)
            self.setPlainText("\n".join(f"{heading}：{text}" for heading, text in named if text))


class TextTable(ReadTable):
    """Shows a TextModel; the widths are shares of what there is, and no heading is ever cut."""

    def __init__(self, headings: Sequence[str], shares: Sequence[int], name: str, parent: QWidget | None = None) -> None:
        """`shares`: of the width, one for each column; 0: as wide as its texts."""
        self.texts = TextModel(headings)
        super().__init__(self.texts, name, parent)
        self.setWordWrap(False)
        self._shares = list(shares)
        self._natural = [0] * len(self._shares)  # px that the texts of a column need
        self.fit()
        self.watch_font()

    def show_lines(self, lines: Sequence[Sequence[str]]) -> None:
        """Show other rows, the first of them current."""
        self.texts.show_lines(lines)
        self.fit()
        if lines:
            self.setCurrentIndex(self.texts.index(0, 0))

    def fit(self) -> None:
        """Set heights and widths for the present font."""
        metrics = self.fontMetrics()
        self.verticalHeader().setDefaultSectionSize(metrics.height() + 10)
        lines = self.texts.lines[:_MEASURED]
        for column, share in enumerate(self._shares):
            texts = () if share else [line[column] for line in lines]
            self._natural[column] = max((metrics.horizontalAdvance(text) for text in texts), default=0) + _ROOM
        self.fit_width()

    def fit_width(self) -> None:
        """Share out what the texts of the other columns leave, among those with a share; scroll sideways rather than cut."""
        header = self.horizontalHeader()
        widths = [max(header.sectionSizeHint(column), asked) for column, asked in enumerate(self._natural)]
        left = self.viewport().width() - sum(w for w, share in zip(widths, self._shares, strict=True) if not share)
        least = _LEAST * self.fontMetrics().horizontalAdvance("あ")
        for column, share in enumerate(self._shares):
            wide = max(widths[column], least, left * share // sum(self._shares)) if share else widths[column]
            self.setColumnWidth(column, wide)
