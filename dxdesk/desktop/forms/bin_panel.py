"""ごみ箱: what was deleted, and the way back."""

from functools import partial

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dxdesk.desktop.background.operation import Operation
from dxdesk.desktop.parts.labels import Label
from dxdesk.desktop.parts.text_table import RowDetail, TextTable
from dxdesk.desktop.session import Session
from dxdesk.jobs.recycle_bin import Deletion, deletions, restoring_changes
from dxdesk.plan.rows.dates import local_time
from dxdesk.plan.rows.errors import DxdeskError
from dxdesk.plan.rows.outline import measure_name
from dxdesk.store import MASTER

_HEADINGS = ("いつ", "誰が", "消したもの", "施策", "内容")
_EMPTY = "削除したものはありません。"


class BinPanel(QWidget):
    """Read in the background when it is shown."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.deletions: list[Deletion] = []
        self.message = Label("読んでいます…", self)
        self.message.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.reading = Operation(self).on_success(self._show).on_failure(self.message.setText)
        self.table = TextTable(_HEADINGS, (0, 0, 2, 2, 3), "削除したもの", self)
        self.restore_button = QPushButton("元に戻す(&B)", self)
        self.restore_button.clicked.connect(self.restore)
        row = QHBoxLayout()
        row.addWidget(self.restore_button)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.message)
        column.addWidget(self.table, 1)
        column.addWidget(RowDetail(self.table, self))
        column.addLayout(row)
        self._offer()

    def refresh(self) -> None:
        """Read again."""
        self.reading.start(partial(deletions, self.session.store, self.session.rows))

    def _show(self, gone: list[Deletion]) -> None:
        self.deletions = gone
        self.table.show_lines([_line(deletion) for deletion in gone])
        self.message.setText(
            f"削除したもの {len(gone):,}件。行を選んで「元に戻す」で、消す前のとおりに戻せます。" if gone else _EMPTY
        )
        self._offer()

    def _offer(self) -> None:
        writing = not self.session.read_only and self.session.store.role == MASTER
        self.restore_button.setEnabled(writing and bool(self.deletions))

    def restore(self) -> None:
        """Restore the current deletion (元に戻す)."""
        place = self.table.currentIndex().row()
        if not 0 <= place < len(self.deletions):
            return
        deletion = self.deletions[place]
        try:
            changes = restoring_changes(self.session.outline, deletion)
        except DxdeskError as error:
            self.session.message.emit(error.message)
            return
        if self.session.apply(changes, reason="削除したものを戻す"):
            self.session.message.emit(f"{deletion.described.what.removesuffix('の削除')}を戻しました。")
            self.refresh()


def _line(deletion: Deletion) -> tuple[str, str, str, str, str]:
    described = deletion.described
    more = f"（ほか{len(deletion.rows) - 1:,}件）" if len(deletion.rows) > 1 else ""
    where = measure_name(described.measure) if described.measure is not None else ""
    return local_time(deletion.at), deletion.author, described.what.removesuffix("の削除") + more, where, described.before
