"""Choosing a plan file and opening it, whoever else has it open."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from dxdesk.desktop import prompts
from dxdesk.desktop.session import Session
from dxdesk.plan.errors import DxdeskError
from dxdesk.store import Locked, Store


class Opening(QObject):
    """Opens one file in place of another; a refusal is told and leaves the window as it is."""

    opened = Signal(object)  # the Session

    def __init__(self, author: str, leave: Callable[[], bool], window: QWidget) -> None:
        """`leave` closes the file that is open; False where the person wants to stay."""
        super().__init__(window)
        self.author = author
        self.leave = leave
        self._window = window

    def open(self, location: str, read_only: bool = False) -> bool:
        """Opens a plan file; whether it is open now."""
        try:
            session = self._session(location, read_only)
        except DxdeskError as error:
            prompts.warn(self._window, error.message)
            return False
        if session is None or not self.leave():
            if session is not None:
                session.close()
            return False
        self.opened.emit(session)
        return True

    def _session(self, location: str, read_only: bool) -> Session | None:
        try:
            store = Store.open(location, read_only=read_only, author=self.author)
        except Locked as locked:
            if not prompts.ask(self._window, locked.message, "読み取り専用で開く", "開かない"):
                return None
            store = Store.open(location, read_only=True, author=self.author)
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
