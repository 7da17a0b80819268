"""前回 → 今回: the last 見解 beside this one, with what differs marked."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dxdesk.desktop.appearance.style import small
from dxdesk.desktop.parts.differences import Part, Piece, Pieces, accessible_text, inline
from dxdesk.desktop.parts.fits_font import FitsFontAndTheme
from dxdesk.desktop.parts.labels import secondary_label, sentence
from dxdesk.desktop.parts.marks import write

_ALIKE = 0.5  # of the last text: less in common, and the marks would only hide what either says


def compared(last: str, now: str) -> Pieces:
    """The last text with what has changed since; plain where nothing is written yet, or something else altogether."""
    pieces = inline(last, now) if now.strip() else ()
    same = sum(len(text) for part, text in pieces if part is Part.SAME)
    return pieces if same >= _ALIKE * len(last) else (Piece(Part.SAME, last),)


class LastView(FitsFontAndTheme, QWidget):
    """Read, never written; hidden where there is none."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = secondary_label("", self)
        self.title.setFont(small(self.font()))
        self.text = sentence("", self)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._pieces: Pieces = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addStretch()
        self.watch_font()

    def show_texts(self, title: str, last: str, now: str) -> None:
        """The last 見解 (blank: none) against the one of now, under a title."""
        self._pieces = compared(last, now) if last.strip() else ()
        changed = any(part is not Part.SAME for part, _ in self._pieces)
        self.title.setText(f"{title}（取消線は消えた文、下線は加わった文）" if changed else title)
        self.setVisible(bool(self._pieces))
        self.fit()

    @property
    def accessible_text(self) -> str:
        """The same in words."""
        return accessible_text(self._pieces)

    def fit(self) -> None:
        """Write the text in the letters and inks of now."""
        document = QTextDocument()
        document.setDefaultFont(self.text.font())
        write(document, self._pieces, self.palette())
        self.text.setText(document.toHtml())
