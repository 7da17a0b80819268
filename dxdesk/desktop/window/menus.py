"""The menus: every command with its text and keys, and when it can be used."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from typing import Protocol

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from dxdesk.desktop.appearance.style import DRAWING
from dxdesk.desktop.commands.help import HelpCommands
from dxdesk.desktop.commands.new import NewPlanCommands
from dxdesk.desktop.commands.open import OpenCommands
from dxdesk.desktop.window.appearance_menu import Appearance
from dxdesk.desktop.window.open_plan import OpenPlan
from dxdesk.views import MEASURES, HeldBy, Menu, ViewSpec, entries_of

UNDO = "Undo"  # the keys for it are the platform's


class Needs(Enum):
    """What a command needs."""

    NOTHING = auto()
    PLAN = auto()
    WRITING = auto()
    MEASURES = auto()  # the measures are shown
    LINE = auto()  # and can be written
    MASTER = auto()  # the coordinator's own file, not a department's copy
    COPY = auto()  # a department's copy
    COORDINATING = auto()  # a master that can be written
    HANDING_IN = auto()  # a copy that can be written


def fulfilled_by(plan: OpenPlan) -> set[Needs]:
    """Return the needs that an open plan and its page shown meet."""
    writing, measures = not plan.session.read_only, plan.pages.name == MEASURES
    met = {
        Needs.NOTHING: True,
        Needs.PLAN: True,
        Needs.WRITING: writing,
        Needs.MEASURES: measures,
        Needs.LINE: measures and writing,
        Needs.MASTER: plan.master,
        Needs.COPY: not plan.master,
        Needs.COORDINATING: plan.master and writing,
        Needs.HANDING_IN: not plan.master and writing,
    }
    return {needs for needs, is_met in met.items() if is_met}


class Window(Protocol):
    """Whoever has the commands; `plan` only where one is open."""

    opening: OpenCommands
    new_plans: NewPlanCommands
    help: HelpCommands
    appearance: Appearance

    @property
    def plan(self) -> OpenPlan:
        """The plan that is open."""

    def close(self) -> bool:
        """Close the window."""


@dataclass(frozen=True)
class Command:
    """A line in a menu. `keys`: sequences with blanks between them; `drawing`: the icon's name."""

    text: str
    run: Callable[[Window], object]
    keys: str = ""
    needs: Needs = Needs.NOTHING
    drawing: str = ""


Lines = list[Command | None]  # None: a separator


def _file_menu() -> Lines:
    plan, writing = Needs.PLAN, Needs.WRITING
    return [
        Command("新しい計画を作る(&N)…", lambda window: window.new_plans.new_plan(), "Ctrl+N", drawing="new"),
        Command("表から計画を作る(&H)…", lambda window: window.new_plans.import_new()),
        Command("伊東市の見本で試す(&T)…", lambda window: window.new_plans.sample()),
        Command("開く(&O)…", lambda window: window.opening.choose_file(), "Ctrl+O", drawing="open"),
        Command("読み取り専用で開く(&R)…", lambda window: window.opening.choose_file_to_read(), "Ctrl+Shift+O"),
        Command("今すぐ保存(&S)", lambda window: window.plan.edit.save_now(), "Ctrl+S", writing, "save"),
        Command("閉じる(&C)", lambda window: window.opening.close(), "Ctrl+W", plan),
        Command("引き継ぎ用に閉じる(&L)…", lambda window: window.plan.hand_in.ask_over(), needs=Needs.HANDING_IN),
        None,
        Command("表を取り込む(&I)…", lambda window: window.plan.sheets.choose_import(), "Ctrl+I", writing, "import"),
        Command("表に書き出す(&E)…", lambda window: window.plan.sheets.choose_export(), "Ctrl+E", plan, "export"),
        Command("バックアップ(&B)…", lambda window: window.plan.backups.show(), "", plan, "backup"),
        None,
        Command("終了(&X)", lambda window: window.close(), "Alt+F4"),
    ]


def _edit_menu() -> Lines:
    writing, line = Needs.WRITING, Needs.LINE
    return [
        Command("元に戻す(&U)", lambda window: window.plan.edit.undo(), UNDO, writing, "undo"),
        Command("やり直す(&R)", lambda window: window.plan.edit.redo(), "Ctrl+Y Ctrl+Shift+Z", writing, "redo"),
        None,
        Command("行を追加(&A)", lambda window: window.plan.edit.add_line(), "Ctrl+Return", line, "add"),
        Command("行を上へ", lambda window: window.plan.edit.move_line_up(), "Alt+Up", line, "up"),
        Command("行を下へ", lambda window: window.plan.edit.move_line_down(), "Alt+Down", line, "down"),
        Command("行を削除(&D)", lambda window: window.plan.edit.delete_line(), "Ctrl+Shift+Delete", line, "delete"),
        Command("行頭の記号(&B)…", lambda window: window.plan.edit.choose_sign(), "Ctrl+Shift+L", line),
        Command("公表用の文(&P)", lambda window: window.plan.edit.write_publication(), "Ctrl+Shift+P", line),
        None,
        Command("前年度の文を写す(&L)", lambda window: window.plan.edit.copy_last_year(), "Ctrl+Shift+D", line),
        Command("施策の文をすべて前年度から写す(&M)", lambda window: window.plan.edit.copy_measure(), needs=line),
        Command("前年度のままでよい(&K)", lambda window: window.plan.edit.keep_line(), "Ctrl+Shift+Return", line),
        None,
        Command("変更の履歴(&H)…", lambda window: window.plan.sheets.show_history(), "Ctrl+H", Needs.PLAN, "history"),
    ]


def _go_menu() -> Lines:
    plan, measures = Needs.PLAN, Needs.MEASURES
    return [
        *_view_commands(Menu.GO),
        Command("施策を絞り込む(&F)", lambda window: window.plan.focus.filter(), "Ctrl+F", measures),
        Command("次の領域へ(&N)", lambda window: window.plan.focus.next(), "F6", plan),
        Command("前の領域へ(&P)", lambda window: window.plan.focus.previous(), "Shift+F6", plan),
        None,
        Command("推移を表示・隠す(&T)", lambda window: window.plan.focus.toggle_trends(), "Ctrl+T", measures),
        Command(
            "確認するところを表示・隠す(&K)", lambda window: window.plan.focus.toggle_findings(), "Ctrl+Shift+K", measures
        ),
    ]


def _submission_menu() -> Lines:
    """Return the commands between the master and the departments' copies."""
    coordinating = Needs.COORDINATING
    return [
        *_view_commands(Menu.SUBMISSIONS),
        None,
        Command("配布(&H)…", lambda window: window.plan.coordinator.choose_hand_out(), needs=coordinating),
        Command(
            "この施策の記入の依頼(&Q)…", lambda window: window.plan.coordinator.requests.ask_about(), needs=coordinating
        ),
        Command("差戻し(&R)…", lambda window: window.plan.coordinator.choose_return(), needs=coordinating),
        Command("年度の確定・解除(&L)…", lambda window: window.plan.coordinator.turn_lock(), needs=coordinating),
        Command("年度の切り替え(&Y)…", lambda window: window.plan.rollover.show(), needs=Needs.MASTER),
    ]


def _view_commands(menu: Menu) -> Lines:
    """Return the commands that turn to views."""
    needs = {HeldBy.EVERY: Needs.PLAN, HeldBy.MASTER: Needs.MASTER, HeldBy.COPY: Needs.COPY}
    return [Command(view.entry, partial(_turn, view), view.keys, needs[view.held_by]) for view in entries_of(menu)]


def _turn(view: ViewSpec, window: Window) -> None:
    window.plan.pages.turn(view.name)


def _appearance_menu() -> Lines:
    return [
        Command("拡大(&I)", lambda window: window.appearance.zoom_in(), "Ctrl++ Ctrl+=", drawing="larger"),
        Command("縮小(&O)", lambda window: window.appearance.zoom_out(), "Ctrl+-", drawing="smaller"),
        Command("標準の大きさ(&Z)", lambda window: window.appearance.zoom_back(), "Ctrl+0"),
        None,
    ]


def _help_menu() -> Lines:
    return [
        Command("使い方(&U)…", lambda window: window.help.show(), "F1"),
        Command("キーの一覧(&K)…", lambda window: window.help.show_keys()),
        Command("このソフトについて(&A)…", lambda window: window.help.show_about()),
    ]


class CommandAction(QAction):
    """A command in the menu of a window."""

    def __init__(self, command: Command, window: Window, menu: QMenu) -> None:
        super().__init__(command.text, menu)
        self.command = command
        self._window = window
        self.setProperty(DRAWING, command.drawing)
        keys = [QKeySequence(key) for key in command.keys.split()]
        self.setShortcuts(QKeySequence.StandardKey.Undo if command.keys == UNDO else keys)
        self.triggered.connect(self._run)

    def _run(self) -> None:
        self.command.run(self._window)


class Menus:
    """The window's menus, filled once; their commands act on whatever plan is open."""

    def __init__(self, bar: QMenuBar, window: Window) -> None:
        self._bar, self._window = bar, window
        self._actions: list[CommandAction] = []
        self._fill("ファイル(&F)", _file_menu())
        self._fill("編集(&E)", _edit_menu())
        self._fill(Menu.GO.value, _go_menu())
        self.submissions = self._fill(Menu.SUBMISSIONS.value, _submission_menu())
        self.appearance = self._fill("表示(&V)", _appearance_menu())
        self._fill("ヘルプ(&H)", _help_menu())
        self.enable({Needs.NOTHING})

    def _fill(self, title: str, lines: Lines) -> QMenu:
        menu = self._bar.addMenu(title)
        for line in lines:
            if line is None:
                menu.addSeparator()
            else:
                self._actions.append(CommandAction(line, self._window, menu))
                menu.addAction(self._actions[-1])
        return menu

    def action(self, text: str) -> QAction:
        """Return the action whose text begins so. Raises StopIteration."""
        return next(action for action in self._actions if action.text().startswith(text))

    def enable(self, met: Collection[Needs]) -> None:
        """Offer the commands whose needs are met."""
        master = Needs.MASTER in met
        self.submissions.menuAction().setVisible(master)
        self.submissions.setTitle(Menu.SUBMISSIONS.value if master else "提出")  # a hidden menu would still hold its letter
        for action in self._actions:
            action.setEnabled(action.command.needs in met)
