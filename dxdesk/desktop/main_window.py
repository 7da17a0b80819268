"""The window: the contents on the left, one measure in the middle, what happened at the bottom."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QMenu, QPushButton, QSplitter, QVBoxLayout, QWidget

from dxdesk.desktop import memory, prompts
from dxdesk.desktop.editors import TextEditor
from dxdesk.desktop.line_box import LineBox
from dxdesk.desktop.measure_page import MeasurePage
from dxdesk.desktop.session import Session
from dxdesk.desktop.tasks import Task
from dxdesk.desktop.tree import TreePanel
from dxdesk.jobs.exporting import Exported, export
from dxdesk.plan.change import Batch
from dxdesk.plan.errors import DxdeskError
from dxdesk.plan.model import Measure
from dxdesk.plan.wording import tell
from dxdesk.store import Locked, Store

TOLD_FOR = 8_000  # ms a sentence stays in the status bar
LAYOUT = "ito"


class MainWindow(QMainWindow):
    """Shows one plan file, or the way to open one."""

    def __init__(self, author: str, remembers: bool = True) -> None:
        """`remembers`: comes back in the shape and to the place it was left."""
        super().__init__()
        self.author = author
        self._remembers = remembers
        self.session: Session | None = None
        self.tree: TreePanel | None = None
        self.page: MeasurePage | None = None
        self._tasks: list[Task] = []
        self._leaving = False
        self._edits: list[QAction] = []
        self.setWindowTitle("dxdesk")
        self.resize(1366, 768)
        self._build_menu()
        self._build_status()
        self._show_empty()
        shape = memory.shape()
        if remembers and "window" in shape:
            self.restoreGeometry(QByteArray.fromBase64(shape["window"].encode()))

    # files

    def open(self, location: str, read_only: bool = False) -> bool:
        """Opens a plan file in place of the one shown; a refusal is told and leaves the window as it is."""
        try:
            session = self._session(location, read_only)
        except DxdeskError as error:
            prompts.warn(self, error.message)
            return False
        if session is None or not self.close_file():
            if session is not None:
                session.close()
            return False
        self.show_session(session)
        return True

    def show_session(self, session: Session) -> None:
        """Shows an open plan, at the place left last time."""
        self.session = session
        session.setParent(self)
        self.tree = TreePanel(session)
        self.page = MeasurePage(session)
        self.tree.picked.connect(self.show_measure)
        self.tree.entered.connect(self.page.enter)
        splitter = QSplitter(self)
        splitter.addWidget(self.tree)
        splitter.addWidget(self.page)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([300, 1066])
        splitter.setChildrenCollapsible(False)
        self.setCentralWidget(splitter)
        session.told.connect(self.tell)
        session.saved.connect(self._saved)
        session.holding.connect(self._show_holding)
        self._author_label.setText("読み取り専用" if session.read_only else f"記入者：{session.author}")
        self._saved_label.setText("")
        self._enable()
        known = memory.place_in(session.store.location) if self._remembers else None
        first = known if known in session.rows.all(Measure) else self.tree.model.first_measure(session.plan)
        self._show_title()
        if first is not None:
            self.show_measure(first)

    def close_file(self) -> bool:
        """Writes what is being typed and closes the file; False where the person wants to stay."""
        session, page = self.session, self.page
        if session is None or page is None:
            return True
        page.finish()
        if session.held and not prompts.ask(
            self,
            f"保存できていない記載が{len(session.held)}か所あります。閉じると、その記載は失われます。",
            "閉じる",
            "閉じずに確かめる",
        ):
            return False
        if self._remembers and page.measure_id is not None:
            memory.remember_place(session.store.location, page.measure_id)
        self.session = self.page = self.tree = None
        self._show_empty()
        session.close()
        session.deleteLater()
        return True

    def _session(self, location: str, read_only: bool) -> Session | None:
        try:
            store = Store.open(location, read_only=read_only, author=self.author)
        except Locked as locked:
            if not prompts.ask(self, locked.message, "読み取り専用で開く", "開かない"):
                return None
            store = Store.open(location, read_only=True, author=self.author)
        try:
            return Session(store, self.author)
        except BaseException:
            store.close()
            raise

    def choose_file(self) -> None:
        """ファイル > 開く."""
        location = prompts.open_file(self, "計画を開く", prompts.PLAN_FILES)
        if location:
            self.open(location)

    def choose_file_to_read(self) -> None:
        """ファイル > 読み取り専用で開く."""
        location = prompts.open_file(self, "計画を読み取り専用で開く", prompts.PLAN_FILES)
        if location:
            self.open(location, read_only=True)

    def save_now(self) -> None:
        """Ctrl+S out of habit: writes what is being typed, and says that it would have been anyway."""
        if self.page is not None:
            self.page.finish()
            if self.session is not None and not self.session.held:
                self.tell("保存しました（入力した内容は、ふだんも自動で保存されます）。")

    def _close_file_asked(self) -> None:
        self.close_file()

    # places

    def show_measure(self, measure_id: str) -> None:
        """Turns tree and page to a measure."""
        if self.tree is not None and self.page is not None and self.session is not None:
            self.tree.show_measure(measure_id)
            if self.page.measure_id != measure_id:
                self.page.finish()
                self.session.turn_to(measure_id)
                self._show_title()
                self.page.show_measure(measure_id)
                if QApplication.focusWidget() is None and self.isActiveWindow():
                    self.tree.view.setFocus()  # the keyboard must not be left nowhere

    def _show_title(self) -> None:
        if self.session is not None:
            plan = self.session.plan
            mark = "［読み取り専用］" if self.session.read_only else ""
            self.setWindowTitle(f"{plan.municipality} {plan.title}{mark}")

    def _follow(self, batch: Batch | None) -> None:
        """After undo: to where it took place, so that nobody undoes unseen."""
        if batch is None or not batch or self.session is None:
            return
        measure = tell(batch.changes[0], self.session.rows).measure
        if measure is not None and measure.id in self.session.rows.all(Measure):
            self.show_measure(measure.id)

    # editing

    def undo(self) -> None:
        """The field's own typing first, then the plan's history."""
        self._step("undo")

    def redo(self) -> None:
        """The field's own typing first, then the plan's history."""
        self._step("redo")

    def _step(self, name: str) -> None:
        if self.session is None or self.page is None:
            return
        focused = QApplication.focusWidget()
        if isinstance(focused, TextEditor):
            document = focused.document()
            if document.isUndoAvailable() if name == "undo" else document.isRedoAvailable():
                focused.undo() if name == "undo" else focused.redo()
                return
        self.page.finish()
        self._follow(self.session.undo() if name == "undo" else self.session.redo())
        if isinstance(focused, TextEditor):
            focused.take_over()

    def _line(self) -> LineBox | None:
        return self.page.narrative.focused_box() if self.page is not None else None

    def add_line(self) -> None:
        """A line right after the one the cursor is in."""
        box = self._line()
        if box is None or box.entry is None or self.page is None:
            self.tell("行を追加する列の記載にカーソルを置いてください。")
            return
        box.field.editor.finish()
        entry = box.entry
        self.page.narrative.add_line(entry.year, entry.section, entry)

    def move_line_up(self) -> None:
        """The line the cursor is in, one place up."""
        box = self._line()
        if box is not None:
            box.move_up()

    def move_line_down(self) -> None:
        """The line the cursor is in, one place down."""
        box = self._line()
        if box is not None:
            box.move_down()

    def delete_line(self) -> None:
        """The line the cursor is in."""
        box = self._line()
        if box is not None:
            box.delete()

    # sheets

    def choose_export(self) -> None:
        """ファイル > Excelに書き出す; written in a worker from the rows as they stand."""
        if self.session is None or self.page is None:
            return
        self.page.finish()
        suggested = str(Path(self.session.store.location).with_suffix(".xlsx").name)
        out = prompts.save_file(self, "Excelに書き出す", suggested, prompts.EXCEL_FILES)
        if out:
            # The window's shape of the file name: Windows adds the ending itself, others leave it out.
            target = out if Path(out).suffix else f"{out}.xlsx"
            self.start(partial(export, self.session.rows, LAYOUT, target), self._exported, "Excelに書き出しています…")

    def start(self, work: Callable[[], object], done: object, busy: str) -> Task:
        """Runs long work beside the window; what fails is told."""
        task = Task(work, self)
        task.finished.connect(done)
        task.failed.connect(self._failed)
        task.broke.connect(self._broke)
        task.ended.connect(self._ended)
        self._tasks.append(task)
        self.tell(busy)
        task.start()
        return task

    def _exported(self, outcome: Exported) -> None:
        self.tell(f"「{outcome.file}」に{outcome.pages}ページを書き出しました。")
        if outcome.left_out:
            prompts.warn(self, "この様式に欄がないため、次は書き出していません。\n" + "\n".join(outcome.left_out[:10]))

    def _failed(self, sentence: str) -> None:
        self.statusBar().clearMessage()
        prompts.warn(self, sentence)

    def _broke(self, error: Exception) -> None:
        raise error  # a bug: the application's hook logs it and tells

    def _ended(self) -> None:
        task = self.sender()
        if isinstance(task, Task):
            self._tasks.remove(task)
            task.deleteLater()
        if self._leaving and not self._tasks:
            self.close()

    # telling

    def tell(self, sentence: str) -> None:
        """One sentence at the bottom."""
        self.statusBar().showMessage(sentence, TOLD_FOR)

    def _saved(self, at: datetime) -> None:
        self._saved_label.setText(f"保存済 {at:%H:%M}")
        self._show_holding()

    def _show_holding(self) -> None:
        count = len(self.session.held) if self.session is not None else 0
        self._held_label.setText(f"未保存 {count}か所" if count else "")

    # building

    def _build_menu(self) -> None:
        files = self.menuBar().addMenu("ファイル(&F)")
        self._action(files, "開く(&O)…", "Ctrl+O", self.choose_file)
        self._action(files, "読み取り専用で開く(&R)…", "Ctrl+Shift+O", self.choose_file_to_read)
        self._save = self._action(files, "今すぐ保存(&S)", "Ctrl+S", self.save_now)
        self._close = self._action(files, "閉じる(&C)", "Ctrl+W", self._close_file_asked)
        files.addSeparator()
        self._export = self._action(files, "Excelに書き出す(&E)…", "Ctrl+E", self.choose_export)
        files.addSeparator()
        self._action(files, "終了(&X)", "Alt+F4", self.close)
        editing = self.menuBar().addMenu("編集(&E)")
        undo = self._action(editing, "元に戻す(&U)", "", self.undo)
        undo.setShortcuts(QKeySequence.StandardKey.Undo)
        redo = self._action(editing, "やり直す(&R)", "", self.redo)
        redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        editing.addSeparator()
        self._edits = [
            undo,
            redo,
            self._action(editing, "行を追加(&A)", "Ctrl+Return", self.add_line),
            self._action(editing, "行を上へ", "Alt+Up", self.move_line_up),
            self._action(editing, "行を下へ", "Alt+Down", self.move_line_down),
            self._action(editing, "行を削除(&D)", "Ctrl+Shift+Delete", self.delete_line),
        ]

    def _action(self, menu: QMenu, text: str, keys: str, run: object) -> QAction:
        action = QAction(text, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(run)
        menu.addAction(action)
        return action

    def _build_status(self) -> None:
        self._held_label = QLabel(self)
        self._held_label.setForegroundRole(self.palette().ColorRole.BrightText)
        self._saved_label = QLabel(self)
        self._author_label = QLabel(self)
        for label in (self._held_label, self._saved_label, self._author_label):
            label.setContentsMargins(6, 0, 6, 0)
            self.statusBar().addPermanentWidget(label)

    def _show_empty(self) -> None:
        """What a window without a file teaches."""
        empty = QWidget(self)
        column = QVBoxLayout(empty)
        words = QLabel("計画のファイル（.dxdb）を開いてください。", empty)
        button = QPushButton("計画を開く…", empty)
        button.clicked.connect(self.choose_file)
        column.addStretch()
        column.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        self.setCentralWidget(empty)
        self.setWindowTitle("dxdesk")
        for label in (self._held_label, self._saved_label, self._author_label):
            label.setText("")
        self._enable()

    def _enable(self) -> None:
        for action in (self._close, self._export):
            action.setEnabled(self.session is not None)
        for action in (*self._edits, self._save):
            action.setEnabled(self.session is not None and not self.session.read_only)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing typed is lost, and work that runs ends first."""
        if self._tasks:
            self._leaving = True
            self.tell("書き出しが終わったら閉じます。")
            event.ignore()
            return
        self._leaving = False
        if not self.close_file():
            event.ignore()
            return
        if self._remembers:
            memory.remember_shape({"window": bytes(self.saveGeometry().toBase64().data()).decode()})
        event.accept()
