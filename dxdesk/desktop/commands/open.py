"""Choosing a plan file and opening it, whoever else has it open; and work on a file that has to be closed meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from dxdesk.desktop import window_settings
from dxdesk.desktop.background.operation import Operation
from dxdesk.desktop.background.progress import Progress
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.session import Session
from dxdesk.plan.rows.errors import DxdeskError
from dxdesk.store import Locked, Store

TO_READ = "読み取り専用で開くことを選びました。"
_TAKE_OVER = (
    "{who}さんが今も入力していると、ここからあとの{who}さんの入力は保存されなくなります。\n"
    "{who}さんが閉じ忘れたことを確かめてから、引き継いでください。"
)


@dataclass(frozen=True)
class OpenedFile:
    """A plan file that was just opened: why it is read-only (blank: it is not), the page to show (blank: the last one)."""

    session: Session
    why_read_only: str = ""
    page: str = ""


@dataclass(frozen=True)
class OnClosedFile:
    """Work in a worker on a plan file that the window has closed for it.

    `work` returns a sentence about what it did, `sentence` is shown meanwhile, `page` when the file is open again. Where
    `reopens` is False it is opened again only if the work failed.
    """

    location: str
    work: Callable[[], str]
    sentence: str
    page: str = ""
    reopens: bool = True


class OpenCommands(QObject):
    """Open one file in place of another; a refusal is shown and leaves the window as it is."""

    opened = Signal(object)  # an OpenedFile

    def __init__(self, author: str, leave: Callable[[], bool], progress: Progress, window: QWidget, remembers: bool) -> None:
        """`leave` closes the file that is open, and returns False where the person wants to stay."""
        super().__init__(window)
        self.author = author
        self.leave = leave
        self.progress = progress
        self._window = window
        self._remembers = remembers

    def open(self, location: str, read_only: bool = False, page: str = "") -> bool:
        """Open a plan file. Return whether it is open now."""
        try:
            found = self._store(location, read_only)
            if found is None:
                return False
            session = self._session(found[0])
        except DxdeskError as error:
            prompts.warn(self._window, error.message)
            return False
        if not self.leave():
            session.close()
            return False
        if self._remembers:
            window_settings.remember_recent(location)
        self.opened.emit(OpenedFile(session, found[1], page))
        return True

    def _store(self, location: str, read_only: bool) -> tuple[Store, str] | None:
        """Return the file and why it can only be read, None where the person would rather not."""
        try:
            return Store.open(location, read_only=read_only, author=self.author), TO_READ if read_only else ""
        except Locked as locked:
            return self._locked(location, locked)

    def _locked(self, location: str, locked: Locked) -> tuple[Store, str] | None:
        who, where, since = locked.who, locked.where, locked.since
        held = f"{who}さんが「{where}」で {since} から編集しています。"
        answer = prompts.choose(
            self._window,
            f"この計画は、{held}\n読み取り専用なら、今の内容を見られます。",
            ["読み取り専用で開く", "ロックを引き継ぐ…", "やめる"],
        )
        if answer == 0:
            return Store.open(location, read_only=True, author=self.author), held
        if answer == 1 and prompts.ask(self._window, _TAKE_OVER.format(who=who), "引き継いで開く", "やめる"):
            return Store.open(location, author=self.author, take_over=True), ""
        return None

    def _session(self, store: Store) -> Session:
        try:
            return Session(store, self.author)
        except BaseException:
            store.close()
            raise

    def choose_file(self) -> None:
        """ファイル > 開く."""
        location = prompts.open_file(self._window, "計画を開く", prompts.PLAN_FILES)
        if location:
            self.open(location)

    def choose_file_to_read(self) -> None:
        """ファイル > 読み取り専用で開く."""
        location = prompts.open_file(self._window, "計画を読み取り専用で開く", prompts.PLAN_FILES)
        if location:
            self.open(location, read_only=True)

    def close(self) -> None:
        """ファイル > 閉じる."""
        self.leave()

    def run_closed(self, job: OnClosedFile) -> None:
        """Close the open file, do the job, and open the file again."""
        if self.leave():
            running = Operation(self).with_progress(self.progress, job.sentence)
            running.on_success(partial(self._done, job)).on_failure(partial(self._refused, job)).start(job.work)

    def _done(self, job: OnClosedFile, message: str) -> None:
        settled = not job.reopens or self.open(job.location, page=job.page)
        if settled and message:
            self.progress.message.emit(message)

    def _refused(self, job: OnClosedFile, sentence: str) -> None:
        prompts.warn(self._window, sentence)
        self.open(job.location, page=job.page)
