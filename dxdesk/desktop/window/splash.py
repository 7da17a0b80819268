"""The splash: an empty frame in the place of the window, there at once while the window is being built."""

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QMainWindow

from dxdesk.desktop import window_settings
from dxdesk.desktop.parts.labels import Label

SIZE = (1366, 768)


class Splash(QMainWindow):
    """Can be closed; then no window follows."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("dxdesk")
        self.resize(*SIZE)
        label = Label("開いています…", self)
        label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        label.move(24, 20)
        shape = window_settings.shape()
        if "window" in shape:
            self.restoreGeometry(QByteArray.fromBase64(shape["window"].encode()))
