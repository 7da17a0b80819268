"""Labels of sentences: they break their lines in whatever width there is, and never ask for more."""

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


def wrapped_label(text: str, parent: QWidget) -> QLabel:
    """Make a label that wraps."""
    label = QLabel(text, parent)
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
