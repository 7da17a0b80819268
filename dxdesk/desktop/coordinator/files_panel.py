"""The files that came back, dropped or chosen, and what would become of each."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QPalette
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dxdesk.desktop.parts import prompts
from dxdesk.desktop.parts.labels import wrapped_label
from dxdesk.desktop.parts.wrapped_table import WrappedModel, WrappedTable
from dxdesk.submission.merge.command import FileResult
from dxdesk.submission.merge.found_files import UnreadFile

CAN, DECIDE, DONE, KNOWN, REFUSED, UNREAD = (
    "統合できます",
    "統合できます（決めるところあり）",
    "統合しました",
    "統合済",
    "受け取れません",
    "読みません",
)
_HINT = (
    "課から届いた提出ファイルや記入様式（Excel）、そのフォルダを、ここに落としてください。\n"
    "統合する前に、何が変わるかを右で確かめられます。まだ何も書き込みません。"
)


_SAME_PERSON = "選んだ様式は、同じ人の出し直しです"
_SAME_PERSON_TIP = (
    "担当者名のない様式です。同じ人の出し直しなら、前の様式の記入をこの様式の記入で直します。\n"
    "そうでなければ別の人の記入として統合し、違う内容は「決めるところ」に並べます。"
)


class FilesTable(WrappedTable):
    """Delete removes a file from the list."""

    remove_requested = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove from the list on Delete; the file itself stays."""
        if event.key() == Qt.Key.Key_Delete:
            self.remove_requested.emit()
        else:
            super().keyPressEvent(event)


class FilesPanel(QWidget):
    """Accepts files and folders; `added` emits them.

    Of a form without a name it asks once whether the same person has filled it in anew; `same_person` has those for which
    the answer was yes.
    """

    added = Signal(object)  # paths
    removed = Signal(object)  # a path
    answered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.results: list[FileResult] = []
        self.same_person: set[Path] = set()
        self.setAcceptDrops(True)
        self.zone = QFrame(self)
        self.zone.setFrameStyle(QFrame.Shape.Box | QFrame.Shadow.Plain)
        self.zone.setForegroundRole(QPalette.ColorRole.Mid)
        self.zone.setBackgroundRole(QPalette.ColorRole.AlternateBase)
        self.zone.setAutoFillBackground(True)
        self.hint = wrapped_label(_HINT, self.zone)
        self.files = QPushButton("ファイルを選ぶ(&O)…", self.zone)
        self.folder = QPushButton("フォルダを選ぶ(&D)…", self.zone)
        self.files.clicked.connect(self.choose_files)
        self.folder.clicked.connect(self.choose_folder)
        self.remove = QPushButton("一覧から外す", self)
        self.remove.setToolTip("選んだファイルを一覧から外します。ファイルは消しません（Delete）。")
        self.remove.clicked.connect(self._remove)
        self.model = WrappedModel(("課・ファイル", "変更", "決定", "結果"), self)
        self.table = FilesTable(self.model, (16, 7, 7, 19), "届いたファイル", (0, 3), self)
        self.table.remove_requested.connect(self._remove)
        self.table.selectionModel().currentRowChanged.connect(self._show_question)
        self.again = QCheckBox(_SAME_PERSON, self)
        self.again.setToolTip(_SAME_PERSON_TIP)
        self.again.clicked.connect(self._answer)
        buttons = QHBoxLayout()
        buttons.addWidget(self.files)
        buttons.addWidget(self.folder)
        buttons.addStretch()
        zone = QVBoxLayout(self.zone)
        zone.addWidget(self.hint)
        zone.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 6, 8)
        column.addWidget(self.zone)
        column.addWidget(self.table, 1)
        column.addWidget(self.again)
        column.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_results([])

    def show_results(self, results: Sequence[FileResult], merged: bool = False, unread: Sequence[UnreadFile] = ()) -> None:
        """Show what would become, or (`merged`) became, of each file, then what in the folders is not read."""
        before = self._current()
        self.results = list(results)
        lines = [_line(file_result, merged) for file_result in results]
        lines += [(one.file.name, "—", "—", f"{UNREAD}：{one.reason}") for one in unread]
        self.model.show_lines(lines)
        self.table.setVisible(bool(lines))
        self.hint.setVisible(not lines)  # once files are listed, the list needs the room
        self.remove.setVisible(bool(lines))
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.setAlignment(self.zone, Qt.AlignmentFlag(0) if lines else Qt.AlignmentFlag.AlignTop)
        if lines and not self.table.currentIndex().isValid():
            # The one that was looked at, else one about which there is a question.
            wanted = [one for one in self.results if before is not None and one.file == before.file]
            wanted += [one for one in self.results if one.asked_about]
            self.table.select_row(self.results.index(wanted[0]) if wanted else 0)
        self._show_question()

    def _current(self) -> FileResult | None:
        row = self.table.currentIndex().row()
        return self.results[row] if 0 <= row < len(self.results) else None

    def _show_question(self) -> None:
        """Show the question for a form that may be a colleague's or the same person's."""
        current = self._current()
        asked = current is not None and (bool(current.asked_about) or current.file in self.same_person)
        self.again.setVisible(asked)
        self.again.setChecked(current is not None and current.file in self.same_person)

    def _answer(self, same: bool) -> None:
        if (current := self._current()) is not None:
            (self.same_person.add if same else self.same_person.discard)(current.file)
            self.answered.emit()

    def choose_files(self) -> None:
        """ファイルを選ぶ…"""
        chosen = prompts.open_files(self, "提出ファイルを選ぶ", prompts.SUBMISSION_FILES)
        if chosen:
            self.added.emit([Path(file) for file in chosen])

    def choose_folder(self) -> None:
        """フォルダを選ぶ…"""
        chosen = prompts.open_folder(self, "提出ファイルのあるフォルダを選ぶ")
        if chosen:
            self.added.emit([Path(chosen)])

    def _remove(self) -> None:
        current = self._current()
        if current is not None and self.remove.isEnabled():
            self.removed.emit(current.file)

    def set_busy(self, busy: bool) -> None:
        """Keep the list as it is while files are read or merged."""
        for widget in (self.files, self.folder, self.remove, self.again):
            widget.setEnabled(not busy)
        self.setAcceptDrops(not busy)

    # drag and drop

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files only."""
        if dropped(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Accept anywhere on the panel."""
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take files and folders."""
        event.acceptProposedAction()
        self.added.emit(dropped(event.mimeData()))


def dropped(data: QMimeData) -> list[Path]:
    """Return the files and folders in what is dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def _line(file_result: FileResult, merged: bool) -> tuple[str, ...]:
    name = f"{file_result.department}\n{file_result.file.name}" if file_result.department else file_result.file.name
    if file_result.status == "refused":
        return (name, "—", "—", f"{REFUSED}：{file_result.reason.replace(str(file_result.file), file_result.file.name)}")
    if file_result.status == "already":
        return (name, "0", "0", KNOWN)
    decide = file_result.conflicts + file_result.out_of_scope
    outcome = DONE if merged else DECIDE if decide else CAN
    outcome = f"{outcome}・締切後の提出" if file_result.late else outcome
    if file_result.asked_about and not merged:
        outcome += f"\n前の様式「{file_result.asked_about}」と同じ人の出し直しですか（下の欄で答えてください）"
    return (name, f"{file_result.applied:,}", f"{decide:,}", f"{outcome}\n{file_result.reason}".strip())
