"""Hands on mouse and keyboard: everything on the screen is found by the name that a screen reader says."""

import re
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from tests.desktop.clerk import CTRL, Clerk, Key
from tests.desktop.waiting import at_rest

W = TypeVar("W", bound=QWidget)
_MNEMONIC = re.compile(r"\(&?\w\)|…$")


class Hands(Clerk):
    """A clerk who also has a mouse. Whatever is not on the screen cannot be touched."""

    # seeing

    def named(self, kind: type[W], name: str, within: QWidget | None = None) -> list[W]:
        """What can be seen of a kind and name, as it stands on the screen."""
        top = within or QApplication.activeModalWidget() or self.window
        found = [w for w in top.findChildren(kind) if w.isVisible() and told_name(w) == name]
        return sorted(found, key=lambda w: (w.mapToGlobal(QPoint(0, 0)).y(), w.mapToGlobal(QPoint(0, 0)).x()))

    def the(self, kind: type[W], name: str, within: QWidget | None = None) -> W:
        """The one of that name."""
        found = self.named(kind, name, within)
        assert len(found) == 1, f"{kind.__name__}「{name}」: {len(found)} on the screen"
        return found[0]

    # mouse

    def click(self, widget: QWidget, place: QPoint | None = None) -> None:
        """A click in the middle of something, or at a place in it."""
        assert widget.isEnabled(), f"「{told_name(widget)}」 cannot be used"
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place or widget.rect().center())
        at_rest()

    def press_button(self, name: str, within: QWidget | None = None) -> None:
        """A button."""
        self.click(self.the(QAbstractButton, name, within))

    def pick(self, words: str) -> None:
        """A command of the menu that is open."""
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu), "no menu is open"
        action = next(action for action in menu.actions() if action.text() == words)
        assert action.isEnabled(), f"「{words}」 cannot be chosen"
        self.click(menu, menu.actionGeometry(action).center())

    def turn_to(self, tab: str) -> None:
        """A tab by its words."""
        for bar in self.window.findChildren(QTabBar):
            for place in range(bar.count()):
                if bar.isVisible() and bar.tabText(place) == tab:
                    self.click(bar, bar.tabRect(place).center())
                    return
        raise AssertionError(f"no tab「{tab}」")

    # fields

    def field(self, name: str, within: QWidget | None = None) -> QPlainTextEdit | QLineEdit:
        """The text field of that name."""
        found = [*self.named(QPlainTextEdit, name, within), *self.named(QLineEdit, name, within)]
        assert len(found) == 1, f"field「{name}」: {len(found)} on the screen"
        return found[0]

    def type_into(self, name: str, text: str, within: QWidget | None = None) -> None:
        """A text field: what stands there goes, what is typed comes by IME, line by line."""
        field = self.field(name, within)
        self.click(field.viewport() if isinstance(field, QPlainTextEdit) else field)
        self.press(Key.Key_A, CTRL)
        self.press(Key.Key_Delete)
        self.write_lines(text)
        self.press(Key.Key_Tab)

    def write_lines(self, text: str) -> None:
        """By IME, with Enter between the lines."""
        for number, line in enumerate(text.split("\n")):
            if number:
                self.press(Key.Key_Return)
            if line:
                self.write(line[:1], line)

    def choose(self, name: str, words: str, within: QWidget | None = None) -> None:
        """One of a choice's words, from its open list."""
        box = self.the(QComboBox, name, within)
        place = box.findText(words)
        assert place >= 0, f"「{words}」 is none of {[box.itemText(i) for i in range(box.count())]}"
        assert box.isEnabled(), f"「{name}」 cannot be used"
        box.setFocus(Qt.FocusReason.MouseFocusReason)
        self.press(Key.Key_Space)
        steps, view = place - max(box.currentIndex(), 0), box.view()
        for _ in range(abs(steps)):
            QTest.keyClick(view, Key.Key_Down if steps > 0 else Key.Key_Up)
        QTest.keyClick(view, Key.Key_Return)
        at_rest()

    def tick(self, name: str, on: bool, within: QWidget | None = None) -> None:
        """A box to tick."""
        box = self.the(QCheckBox, name, within)
        if box.isChecked() != on:
            box.setFocus(Qt.FocusReason.MouseFocusReason)
            self.press(Key.Key_Space)
        assert box.isChecked() == on


def told_name(widget: QWidget) -> str:
    """What a screen reader calls it, without the letter of its key."""
    name = widget.accessibleName()
    if not name and isinstance(widget, QAbstractButton):
        name = widget.text()
    if not name:
        labels = widget.window().findChildren(QLabel)
        name = next((label.text() for label in labels if label.buddy() in (widget, widget.parentWidget())), "")
    return _MNEMONIC.sub("", name).strip()
