"""バックアップ: a list, one more now, and the way back."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout, QWidget

from dxdesk.desktop.background.operation import Operation
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.parts.dialog import Dialog
from dxdesk.desktop.parts.labels import wrapped_label
from dxdesk.desktop.parts.text_table import TextTable
from dxdesk.store.file.backup import Backup, back_up, backup_folder, backups_of

_ABOUT = (
    "バックアップは、取り込みの前などに自動で作られ、「{}」に置かれます。"
    "今日の分はすべて、それより前は日・週・月ごとに1つずつ残ります。"
)


class BackupsDialog(Dialog):
    """Of one plan file; restoring is the window's work, as the file has to be closed for it."""

    restore_requested = Signal(Path)

    def __init__(self, location: str, can_restore: bool, parent: QWidget | None = None) -> None:
        super().__init__("バックアップ", parent)
        self.location = location
        self.can_restore = can_restore
        self.backups: list[Backup] = []
        self._making = Operation(self).on_success(self._made).on_failure(self._failed)
        self.make_room(48, 24)
        about = wrapped_label(_ABOUT.format(backup_folder(Path(location))), self)
        self.message = wrapped_label("", self)
        self.table = TextTable(("作った時", "大きさ", "ファイル"), (0, 0, 1), "バックアップの一覧", self)
        self.buttons = QDialogButtonBox(self)
        role = QDialogButtonBox.ButtonRole
        self.make = self.buttons.addButton("今すぐ作る", role.ActionRole)
        self.back = self.buttons.addButton("この時点に戻す…", role.ActionRole)
        self.folder = self.buttons.addButton("フォルダを開く", role.ActionRole)
        self.buttons.addButton("閉じる", role.RejectRole)
        self.make.clicked.connect(self.make_one)
        self.back.clicked.connect(self.restore)
        self.folder.clicked.connect(self.open_folder)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for widget in (about, self.table, self.message, self.buttons):
            column.addWidget(widget)
        self.list()

    def list(self) -> None:
        """List what is in the folder."""
        self.backups = backups_of(self.location)
        self.table.show_lines([(f"{b.made:%Y-%m-%d %H:%M:%S}", _size(b.size), b.path.name) for b in self.backups])
        self.back.setEnabled(bool(self.backups) and self.can_restore)
        self.folder.setEnabled(bool(self.backups))
        if not self.backups:
            self.message.setText("バックアップはまだありません。「今すぐ作る」で作れます。")

    def make_one(self) -> None:
        """Make one more backup (今すぐ作る)."""
        self.make.setEnabled(False)
        self.message.setText("バックアップを作り、中身を確かめています…")
        self._making.start(partial(back_up, self.location))

    def _made(self, path: Path) -> None:
        self.make.setEnabled(True)
        self.list()
        self.message.setText(f"「{path.name}」を作り、中身を確かめました。")

    def _failed(self, sentence: str) -> None:
        self.make.setEnabled(True)
        self.message.setText(sentence)

    def restore(self) -> None:
        """Ask, then restore the chosen backup (この時点に戻す)."""
        row = self.table.currentIndex().row()
        if not 0 <= row < len(self.backups):
            return
        backup = self.backups[row]
        if prompts.ask(
            self,
            f"計画を {backup.made:%Y-%m-%d %H:%M:%S} の状態に戻します。\n"
            "そのあとの変更は計画から消えますが、今の状態もバックアップに残すので、また戻せます。",
            "戻す",
            "やめる",
        ):
            self.accept()
            self.restore_requested.emit(backup.path)

    def open_folder(self) -> None:
        """Open the folder (フォルダを開く)."""
        folder = backup_folder(Path(self.location)).absolute()
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.message.setText(f"フォルダ「{folder}」を開けませんでした。エクスプローラーで開いてください。")


def _size(count: int) -> str:
    """Format as Windows lists files: `1,024 KB`."""
    return f"{-(-count // 1024):,} KB"
