"""The submissions that are in the plan; each can be undone, a department's newest one be sent back."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dxdesk.desktop.coordinator.merge_jobs import MergedFile
from dxdesk.desktop.parts.labels import secondary_label
from dxdesk.desktop.parts.wrapped_table import WrappedModel, WrappedTable
from dxdesk.plan.rows.dates import local_time, short_year

_NOTHING = "統合した提出はまだありません。"
_ABOUT = "取り消すと、統合する前の内容に戻ります。差し戻せるのは、課と年度ごとに最後の提出です。"


class MergedPanel(QWidget):
    """Newest first."""

    undo_requested = Signal(object)  # a MergedFile
    return_requested = Signal(str, int)  # a department's name, the year

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.merged: Sequence[MergedFile] = ()
        self._writing = True
        self.about = secondary_label("", self)
        self.model = WrappedModel(("課", "年度", "ファイル", "連絡先", "提出", "統合", "反映"), self)
        self.table = WrappedTable(self.model, (5, 3, 7, 4, 5, 5, 3), "統合した提出", (0, 2, 3), self)
        self.table.selectionModel().currentRowChanged.connect(self._offer)
        self.undo = QPushButton("統合を取り消す(&Z)…", self)
        self.back = QPushButton("差戻し(&R)…", self)
        self.undo.clicked.connect(self._undo)
        self.back.clicked.connect(self._return)
        row = QHBoxLayout()
        row.addWidget(self.undo)
        row.addWidget(self.back)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.addWidget(self.about, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.table, 1)
        column.addLayout(row)
        self.show_merged((), True)

    def show_merged(self, merged: Sequence[MergedFile], writing: bool) -> None:
        """Show the merged submissions, newest first."""
        self.merged, self._writing = merged, writing
        self.model.show_lines(
            [
                (
                    m.department,
                    short_year(m.year),
                    m.file,
                    m.person,
                    local_time(m.submitted),
                    local_time(m.at),
                    f"{m.applied:,}か所",
                )
                for m in merged
            ]
        )
        self.about.setText(_ABOUT if merged else _NOTHING)
        self.table.setVisible(bool(merged))
        if merged and not self.table.currentIndex().isValid():
            self.table.select_row(0)
        self._offer()

    def _current(self) -> MergedFile | None:
        row = self.table.currentIndex().row()
        return self.merged[row] if 0 <= row < len(self.merged) else None

    def _offer(self) -> None:
        """Enable undoing any, and sending back a department's newest one."""
        current = self._current()
        own = (
            m for m in self.merged if current is not None and (m.department, m.year) == (current.department, current.year)
        )
        newest = next(own, None)
        for button, possible in ((self.undo, current is not None), (self.back, current is not None and current is newest)):
            button.setVisible(bool(self.merged))
            button.setEnabled(possible and self._writing)

    def _undo(self) -> None:
        current = self._current()
        if current is not None:
            self.undo_requested.emit(current)

    def _return(self) -> None:
        current = self._current()
        if current is not None:
            self.return_requested.emit(current.department, current.year)
