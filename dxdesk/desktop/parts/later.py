"""A timer for what is done once, a moment after it was last asked for."""

from PySide6.QtCore import QObject, QTimer


def later(pause: int, run: object, parent: QObject) -> QTimer:
    """Make a timer that calls `run` once, `pause` ms after it was last started."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(pause)
    timer.timeout.connect(run)
    return timer
