"""A window in a process of its own, in which somebody types without end; says what it has saved. Killed from outside."""

import sys

from PySide6.QtCore import QObject, QTimer
from PySide6.QtTest import QTest

from dxdesk.desktop.parts import editors
from dxdesk.desktop.parts.editors import TextEditor
from dxdesk.desktop.window.application import application
from dxdesk.desktop.window.main_window import MainWindow
from tests.desktop.waiting import at_rest

editors.SAVE_AFTER = 30  # the same autosave, more often: each round has many chances to be interrupted


class Typist(QObject):
    """Types a number and a space at a time into the first line."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self.editor: TextEditor = window.plan.view.page.narrative.boxes()[0].field.editor
        self.editor.setPlainText("")
        self.editor.setFocus()
        self.count = 0
        self.timer = QTimer(self)
        self.timer.timeout.connect(self.type)
        self.timer.start(3)
        window.plan.session.saved.connect(self.acknowledge)

    def type(self) -> None:
        self.count += 1
        QTest.keyClicks(self.editor, f"{self.count} ")

    def acknowledge(self) -> None:
        """What stood in the field when the store said that it is written."""
        print(self.editor.text(), flush=True)


if __name__ == "__main__":
    app = application()
    window = MainWindow("山田")
    window.show()
    assert window.open(sys.argv[1])
    at_rest()
    typist = Typist(window)
    sys.exit(app.exec())
