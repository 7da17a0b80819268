"""Every question that stops the person: the one place for modal dialogs, which tests replace."""

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

PLAN_FILES = "計画ファイル (*.dxdb)"
EXCEL_FILES = "Excelブック (*.xlsx)"


def open_file(parent: QWidget | None, title: str, kinds: str) -> str:
    """The file a person picks to open, blank for none."""
    return QFileDialog.getOpenFileName(parent, title, "", kinds)[0]


def open_files(parent: QWidget | None, title: str, kinds: str) -> list[str]:
    """The files a person picks to open, empty for none."""
    return list(QFileDialog.getOpenFileNames(parent, title, "", kinds)[0])


def open_folder(parent: QWidget | None, title: str) -> str:
    """The folder a person picks, blank for none."""
    return QFileDialog.getExistingDirectory(parent, title)


def save_file(parent: QWidget | None, title: str, suggested: str, kinds: str) -> str:
    """The name a person picks to save under (an existing one after asking), blank for none."""
    return QFileDialog.getSaveFileName(parent, title, suggested, kinds)[0]


def ask(parent: QWidget | None, text: str, yes: str, no: str) -> bool:
    """A question with two answers; closing the dialog means `no`."""
    box = QMessageBox(QMessageBox.Icon.Question, "dxdesk", text, parent=parent)
    agreed = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    refused = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(refused)
    box.setEscapeButton(refused)
    box.exec()
    clicked = box.clickedButton()
    box.deleteLater()
    return clicked is agreed


def choose(parent: QWidget | None, text: str, answers: list[str]) -> int:
    """A question with several answers: the place of the one given; closing the dialog means the last."""
    box = QMessageBox(QMessageBox.Icon.Question, "dxdesk", text, parent=parent)
    buttons = [box.addButton(words, QMessageBox.ButtonRole.ActionRole) for words in answers]
    box.setDefaultButton(buttons[-1])
    box.setEscapeButton(buttons[-1])
    box.exec()
    chosen = buttons.index(clicked) if (clicked := box.clickedButton()) in buttons else len(answers) - 1
    box.deleteLater()
    return chosen


def warn(parent: QWidget | None, text: str) -> None:
    """One sentence that has to be read."""
    box = QMessageBox(QMessageBox.Icon.Warning, "dxdesk", text, parent=parent)
    box.addButton("閉じる", QMessageBox.ButtonRole.AcceptRole)
    box.exec()
    box.deleteLater()
