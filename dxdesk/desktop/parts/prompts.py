"""Every question that stops the person: the one place for modal dialogs, which tests replace."""

import os
from collections.abc import Sequence

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton, QWidget

from dxdesk.desktop import window_settings
from dxdesk.pages.formats import FORMATS

PLAN_FILES = "計画ファイル (*.dxdb)"
EXCEL_FILES = "Excelブック (*.xlsx)"
SUBMISSION_FILES = "提出ファイル (*.dxdb *.xlsx *.ods)"
_SHEETS = " ".join("*" + suffix for kind in FORMATS.values() for suffix in kind.suffixes)
SHEET_FILES = f"表のファイル ({_SHEETS})"
MAILS = "メール (*.eml)"
MAP_FILES = "列の対応表 (*.toml)"
_QUESTION, _WARNING = QMessageBox.Icon.Question, QMessageBox.Icon.Warning


def open_file(parent: QWidget | None, title: str, kinds: str) -> str:
    """Return the file a person picks to open, blank for none."""
    return _chosen(QFileDialog.getOpenFileName(parent, title, start_path(), kinds)[0])


def open_files(parent: QWidget | None, title: str, kinds: str) -> list[str]:
    """Return the files a person picks to open, empty for none."""
    files = list(QFileDialog.getOpenFileNames(parent, title, start_path(), kinds)[0])
    _chosen(files[0] if files else "")
    return files


def open_folder(parent: QWidget | None, title: str) -> str:
    """Return the folder a person picks, blank for none."""
    return _chosen(QFileDialog.getExistingDirectory(parent, title, start_path()))


def save_file(parent: QWidget | None, title: str, suggested: str, kinds: str) -> str:
    """Return the name a person picks to save under (an existing one after asking), blank for none."""
    return _chosen(QFileDialog.getSaveFileName(parent, title, start_path(suggested), kinds)[0])


def start_path(suggested: str = "") -> str:
    """Return where a file dialog begins: where the person works, never where the program happened to be started from."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return os.path.join(window_settings.folder() or documents, suggested)


def _chosen(place: str) -> str:
    if place:
        window_settings.remember_folder(place if os.path.isdir(place) else os.path.dirname(place))
    return place


def ask(parent: QWidget | None, text: str, yes: str, no: str) -> bool:
    """Ask a question with two answers; closing the dialog means `no`."""
    return _answer(parent, text, [yes, no]) == 0


def choose(parent: QWidget | None, text: str, answers: list[str]) -> int:
    """Ask a question with several answers; return the place of the one given, the last where the dialog is closed."""
    return _answer(parent, text, answers)


def warn(parent: QWidget | None, text: str) -> None:
    """Show one sentence that has to be read."""
    _answer(parent, text, ["閉じる"], _WARNING)


def message_box(
    parent: QWidget | None, text: str, answers: Sequence[str], icon: QMessageBox.Icon = _QUESTION
) -> tuple[QMessageBox, list[QPushButton]]:
    """Make the dialog, not shown yet, with its buttons; the last answer is the safe one: Enter and Esc mean it."""
    if parent is not None and not parent.isVisible():
        parent = QApplication.activeWindow()  # the window is not shown yet: over the one in its place
    made = QMessageBox(icon, "dxdesk", text, parent=parent)
    made.setTextFormat(Qt.TextFormat.PlainText)  # what it is about may have any name
    buttons = [made.addButton(answer, QMessageBox.ButtonRole.ActionRole) for answer in answers]
    made.setDefaultButton(buttons[-1])
    made.setEscapeButton(buttons[-1])
    return made, buttons


def _answer(parent: QWidget | None, text: str, answers: Sequence[str], icon: QMessageBox.Icon = _QUESTION) -> int:
    made, buttons = message_box(parent, text, answers, icon)
    made.exec()
    clicked = made.clickedButton()
    made.deleteLater()
    return buttons.index(clicked) if clicked in buttons else len(buttons) - 1
