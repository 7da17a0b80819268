"""What is to be done with a submission that was made: a mail text to copy, and its folder."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

from dxdesk.desktop import window_settings
from dxdesk.desktop.parts.buttons import FlowLayout
from dxdesk.desktop.session import Session
from dxdesk.store.tables.records import HandOut, Submit
from dxdesk.submission.hand_in.mail import submission_mail


class SubmittedRow(QWidget):
    """Hidden until something was made to send."""

    def __init__(self, session: Session, hand_out: HandOut, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._hand_out = session, hand_out
        self._submit: Submit | None = None
        self.mail = QPushButton("送付のメール文をコピー(&C)", self)
        self.mail.clicked.connect(self.copy_mail)
        self.folder = QPushButton("フォルダを開く(&F)", self)
        self.folder.clicked.connect(self.open_folder)
        buttons = FlowLayout()
        for button in (self.mail, self.folder):
            buttons.addWidget(button)
        self.setLayout(buttons)
        self.hide()

    @property
    def file(self) -> Path | None:
        """The file that was made last, as far as it is known and still there."""
        noted = window_settings.submission_of(self._session.store.location)
        return Path(noted) if noted and Path(noted).exists() else None

    def show_submit(self, submit: Submit | None) -> None:
        """Show what was made last; None for nothing."""
        self._submit = submit
        self.setVisible(submit is not None)
        if submit is None:
            return
        file = self.file
        self.folder.setVisible(file is not None)
        self.folder.setToolTip(f"「{file.name}」のあるフォルダを開きます。" if file is not None else "")
        self.mail.setToolTip(self._text())

    def _text(self) -> str:
        if self._submit is None:
            return ""
        file = self.file
        name = file.name if file is not None else ""
        return submission_mail(self._session.outline, self._hand_out, self._submit, name).whole

    def copy_mail(self) -> None:
        """Copy the mail's text."""
        QGuiApplication.clipboard().setText(self._text())
        self._session.message.emit("送付のメール文をコピーしました。メールに貼り付け、提出ファイルを添付してください。")

    def open_folder(self) -> None:
        """Open the folder of the file (フォルダを開く)."""
        file = self.file
        if file is not None and not QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.absolute().parent))):
            self._session.message.emit(f"フォルダ「{file.parent}」を開けませんでした。エクスプローラーで開いてください。")
