"""What is done in a moment, once, however often it is asked for till then."""

from PySide6.QtCore import QObject, QTimer


def later(pause: int, run: object, parent: QObject) -> QTimer:
    """A timer that runs something once, `pause` ms after it was last started."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(pause)
    timer.timeout.connect(run)
    return timer
