"""The help says what is true: its words stand in the window, its links lead somewhere, its keys are the menus'."""

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QTextBrowser

import dxdesk
from dxdesk import __version__
from dxdesk.desktop.commands.help import menu_text
from dxdesk.desktop.dialogs.help_window import PAGES, HelpWindow
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.files import shipped_file
from dxdesk.logs import log_file
from tests.desktop.conftest import Opener

HELP = shipped_file("resources", "help")


def opened_help(window: MainWindow) -> HelpWindow:
    assert window.help.dialog is not None
    return window.help.dialog


@pytest.mark.parametrize(
    ("view", "page"),
    [
        ("desk", "enter"),
        ("merge", "coordinate"),
        ("board", "coordinate"),
        ("overview", "structure"),
        ("structure", "structure"),
        ("glossary", "structure"),
    ],
)
def test_f1_helps_with_the_view_that_is_shown(opened: Opener, ito_file: Path, view: str, page: str) -> None:
    window = opened(ito_file)
    window.plan.pages.turn(view)
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert opened_help(window).page == page
    assert window.isEnabled()  # one reads beside the work
    assert not opened_help(window).isModal()


def test_before_a_plan_is_open_it_says_where_to_begin(opened: Opener, ito_file: Path) -> None:
    window = opened(ito_file)
    window.close_file()
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert opened_help(window).page == "start"
    assert "伊東市の見本で試す" in opened_help(window).text.toPlainText()


def test_a_link_and_the_contents_lead_to_a_page(opened: Opener, ito_file: Path) -> None:
    window = opened(ito_file)
    window.help.show_keys()
    help_ = opened_help(window)
    help_.contents.setCurrentRow(PAGES.index("trouble"))
    assert help_.text.toPlainText().startswith("困ったとき")
    help_.text.anchorClicked.emit("about.md")
    assert help_.page == "about"


def test_closed_it_can_be_opened_again(opened: Opener, ito_file: Path) -> None:
    window = opened(ito_file)
    window.help.show()
    help_ = opened_help(window)
    next(button for button in help_.findChildren(QPushButton) if button.text() == "閉じる").click()
    assert window.help.dialog is None
    window.help.show()
    assert opened_help(window).isVisible()


def test_every_link_names_a_page() -> None:
    assert sorted(path.stem for path in HELP.iterdir()) == sorted(PAGES)
    for path in HELP.iterdir():
        for link in re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8")):
            assert link.removesuffix(".md") in PAGES, f"{path.name}: {link}"


def test_what_is_bold_stands_so_in_the_window() -> None:
    said = {word for path in HELP.iterdir() for word in re.findall(r"\*\*(.+?)\*\*", path.read_text(encoding="utf-8"))}
    roles = {"課の担当者", "取りまとめの担当", "計画をこれから入れる担当", "見るだけの人"}
    words = "\n".join(_literals())
    assert sorted(word for word in said - roles if word not in words) == []


def _literals() -> list[str]:
    """Every text of the window's modules, as a person reads it."""
    found = []
    for path in (Path(dxdesk.__file__).parent / "desktop").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += [menu_text(n.value) for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return found


def test_every_key_of_the_menus_is_told(opened: Opener, ito_file: Path) -> None:
    window = opened(ito_file)
    window.help.show_keys()
    told = opened_help(window).text.toPlainText()
    with_keys = [action for action in window.findChildren(QAction) if action.shortcuts() and action.text()]
    assert len(with_keys) > 25
    for action in with_keys:
        assert menu_text(action.text()) in told
        for key in action.shortcuts():
            assert key.toString(QKeySequence.SequenceFormat.NativeText) in told


def test_no_two_commands_of_a_menu_answer_to_one_letter(opened: Opener, ito_file: Path) -> None:
    window = opened(ito_file)
    bars = [window.menuBar().actions(), *(m.menu().actions() for m in window.menuBar().actions())]
    for actions in bars:
        letters = re.findall(r"&(.)", "".join(action.text() for action in actions))
        assert len(letters) == len(set(letters)), [action.text() for action in actions]


def test_who_helps_from_afar_learns_what_runs_here(opened: Opener, ito_file: Path) -> None:
    window = opened(ito_file)
    window.help.show_about()
    told = opened_help(window).findChildren(QTextBrowser)[0].toPlainText()
    assert __version__ in told
    assert str(log_file()) in told
