"""Labels of sentences: they break their lines in whatever width there is, and never ask for more."""

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


def wrapped_label(text: str, parent: QWidget) -> QLabel:
    """A sentence."""
    label = QLabel(text, parent)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    label.setWordWrap(True)
    return label


def secondary_label(text: str, parent: QWidget) -> QLabel:
    """A sentence that is secondary."""
    label = wrapped_label(text, parent)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def error_label(parent: QWidget) -> QLabel:
    """Room for why something is refused; blank to begin with."""
    label = wrapped_label("", parent)
    label.setForegroundRole(QPalette.ColorRole.BrightText)
    return label
