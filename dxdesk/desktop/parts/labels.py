"""Texts on labels and in tooltips: shown as they are written, as nothing in a plan is ever markup.

Those of sentences break their lines in whatever width there is, and never ask for more.
"""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class Label(QLabel):
    """A label that shows plain text: Qt's own takes what looks like HTML for it, and would open what it names."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)


def plain_tooltip(text: str) -> str:
    """Return a text as a tooltip that shows it as it is written: Qt has no plain ones."""
    return f"<qt>{escape(text)}</qt>".replace("\n", "<br>") if "<" in text else text


def wrapped_label(text: str, parent: QWidget) -> QLabel:
    """Make a label that wraps."""
    label = Label(text, parent)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    label.setWordWrap(True)
    return label


def secondary_label(text: str, parent: QWidget) -> QLabel:
    """Make a label of secondary text."""
    label = wrapped_label(text, parent)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def error_label(parent: QWidget) -> QLabel:
    """Make a label for why something is refused; blank at first."""
    label = wrapped_label("", parent)
    label.setForegroundRole(QPalette.ColorRole.BrightText)
    return label
