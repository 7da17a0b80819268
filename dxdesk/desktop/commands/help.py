"""ヘルプ: pages about the view that is shown, every key, and which program this is."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, qVersion
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from dxdesk import __version__
from dxdesk.desktop import window_settings
from dxdesk.logs import log_file
from dxdesk.store.version import NEWEST

if TYPE_CHECKING:
    from dxdesk.desktop.dialogs.help_window import HelpWindow

START, KEYS, ABOUT = "start", "keys", "about"


class HelpCommands(QObject):
    """Open the help beside the work; what is shown in the window stays as it is."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.page = START  # about what is shown in the window
        self.dialog: HelpWindow | None = None

    def show(self) -> None:
        """ヘルプ > 使い方: about the view that is shown."""
        self._open(self.page)

    def show_keys(self) -> None:
        """ヘルプ > キーの一覧."""
        self._open(KEYS)

    def show_about(self) -> None:
        """ヘルプ > このソフトについて."""
        self._open(ABOUT)

    def _open(self, page: str) -> None:
        from dxdesk.desktop.dialogs.help_window import HelpWindow  # 4 ms

        if self.dialog is None:
            self.dialog = HelpWindow({KEYS: self._keys, ABOUT: about}, self._window)
            self.dialog.finished.connect(self._closed)
        self.dialog.open_page(page)

    def _closed(self) -> None:
        self.dialog = None

    def _keys(self) -> str:
        """Return the commands that have keys as a table, in the menus' order."""
        lines = ["| キー | 命令 |", "| --- | --- |"]
        for menu in self._window.menuBar().findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
            lines += [f"| {keys} | {menu_text(menu.title())} ＞ {text} |" for keys, text in _commands(menu)]
        return "\n".join(lines)


def _commands(menu: QMenu) -> Iterator[tuple[str, str]]:
    for action in menu.actions():
        keys = [key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts()]
        if keys:
            yield "、".join(keys), menu_text(action.text())


def menu_text(text: str) -> str:
    """Return a menu's text without the letter that leads there: 行を追加 of `行を追加(&A)`."""
    return text.partition("(&")[0].rstrip("…")


def about() -> str:
    """Return as a table what somebody who helps from afar asks for."""
    found = (
        ("dxdesk", __version__),
        ("計画ファイルの形式", f"{NEWEST // 1000}.{NEWEST % 1000}"),
        ("Python", sys.version.split()[0]),
        ("Qt", str(qVersion())),
        ("SQLite", sqlite3.sqlite_version),
        ("不具合の記録", str(log_file())),
        ("画面の設定", str(window_settings.settings_file())),
    )
    return "\n".join(("| 項目 | 内容 |", "| --- | --- |", *(f"| {item} | {value} |" for item, value in found)))
