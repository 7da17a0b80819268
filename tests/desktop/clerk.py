"""Somebody who works by keyboard alone, with the IME on: every key goes to where the keyboard is."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from dxdesk.desktop.window.main_window import MainWindow
from tests.desktop.plans import compose
from tests.desktop.waiting import at_rest

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier
Key = Qt.Key


class Clerk:
    """Hands on the keyboard, eyes on what is shown."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window

    @property
    def at(self) -> QWidget:
        """Where the keyboard is."""
        here = QApplication.activePopupWidget() or QApplication.focusWidget()
        assert here is not None
        return here

    def press(self, key: Key, modifiers: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        """A key, as often as told."""
        for _ in range(times):
            QTest.keyClick(self.at, key, modifiers)
            at_rest()

    def keys(self, text: str) -> None:
        """Half-width letters, one key each."""
        for letter in text:
            QTest.keyClicks(self.at, letter)
            at_rest()

    def write(self, reading: str, text: str) -> None:
        """Text by IME: the reading grows under composition, then its conversion is committed."""
        for end in range(1, len(reading) + 1):
            compose(self.at, reading[:end])
            at_rest()
        compose(self.at, "", text)
        at_rest()

    def compose(self, reading: str) -> None:
        """A reading that is left under composition."""
        compose(self.at, reading)

    def copied_in_excel(self, text: str) -> None:
        """What Excel has put on the clipboard."""
        QGuiApplication.clipboard().setText(text)

    def tab_to(self, wanted: QWidget, most: int = 40) -> None:
        """Tab until the keyboard is there."""
        for _ in range(most):
            if QApplication.focusWidget() is wanted:
                return
            self.press(Key.Key_Tab)
        raise AssertionError(f"Tab never led to {wanted.accessibleName()}")

    def reads(self) -> str:
        """The sentence at the bottom."""
        return self.window.statusBar().currentMessage()
