"""The menus: every command with its text and keys, and when it can be used."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial

from PySide6.QtCore import QMetaObject, QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from dxdesk.desktop.appearance.style import DRAWING
from dxdesk.desktop.commands.help import HelpCommands
from dxdesk.desktop.commands.new import NewPlanCommands
from dxdesk.desktop.commands.open import OpenCommands
from dxdesk.desktop.window.open_plan import OpenPlan
from dxdesk.views import MEASURES, HeldBy, Menu, ViewSpec, entries_of

Slot = Callable[[], object]


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
    found = {
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
    return {needs for needs, met in found.items() if met}


@dataclass(frozen=True)
class WindowCommands:
    """The commands of a window, with or without a plan."""

    opening: OpenCommands
    new_plans: NewPlanCommands
    help: HelpCommands
    close: Slot


@dataclass(frozen=True)
class Entry:
    """How a command looks in a menu. `keys`: sequences with blanks between them; `drawing`: the icon's name."""

    text: str
    keys: str = ""
    needs: Needs = Needs.NOTHING
    drawing: str = ""


@dataclass(frozen=True)
class WindowEntry:
    """A command of the window."""

    entry: Entry
    run: Callable[[WindowCommands], Slot]


@dataclass(frozen=True)
class PlanEntry:
    """A command of whatever plan is open."""

    entry: Entry
    run: Callable[[OpenPlan], Slot]


Line = WindowEntry | PlanEntry | None  # None: a separator


def _view_entries(menu: Menu) -> list[PlanEntry]:
    """Return the entries that lead to views."""
    needs = {HeldBy.EVERY: Needs.PLAN, HeldBy.MASTER: Needs.MASTER, HeldBy.COPY: Needs.COPY}
    return [PlanEntry(Entry(v.entry, v.keys, needs[v.held_by]), partial(_turning, v)) for v in entries_of(menu)]


def _turning(view: ViewSpec, plan: OpenPlan) -> Slot:
    def turn() -> None:  # a partial would be given `checked`, too
        plan.pages.turn(view.name)

    return turn


def _file_menu() -> list[Line]:
    return [
        WindowEntry(Entry("新しい計画を作る(&N)…", "Ctrl+N", drawing="new"), lambda window: window.new_plans.new_plan),
        WindowEntry(Entry("表から計画を作る(&H)…"), lambda window: window.new_plans.import_new),
        WindowEntry(Entry("伊東市の見本で試す(&T)…"), lambda window: window.new_plans.sample),
        WindowEntry(Entry("開く(&O)…", "Ctrl+O", drawing="open"), lambda window: window.opening.choose_file),
        WindowEntry(Entry("読み取り専用で開く(&R)…", "Ctrl+Shift+O"), lambda window: window.opening.choose_file_to_read),
        PlanEntry(Entry("今すぐ保存(&S)", "Ctrl+S", Needs.WRITING, "save"), lambda plan: plan.edit.save_now),
        WindowEntry(Entry("閉じる(&C)", "Ctrl+W", Needs.PLAN), lambda window: window.opening.close),
        PlanEntry(Entry("引き継ぎ用に閉じる(&L)…", needs=Needs.HANDING_IN), lambda plan: plan.hand_in.ask_over),
        None,
        PlanEntry(Entry("表を取り込む(&I)…", "Ctrl+I", Needs.WRITING, "import"), lambda plan: plan.sheets.choose_import),
        PlanEntry(Entry("表に書き出す(&E)…", "Ctrl+E", Needs.PLAN, "export"), lambda plan: plan.sheets.choose_export),
        PlanEntry(Entry("バックアップ(&B)…", "", Needs.PLAN, "backup"), lambda plan: plan.backups.show),
        None,
        WindowEntry(Entry("終了(&X)", "Alt+F4"), lambda window: window.close),
    ]


def _edit_menu() -> list[Line]:
    line = Needs.LINE
    return [
        PlanEntry(Entry("元に戻す(&U)", "Undo", Needs.WRITING, "undo"), lambda plan: plan.edit.undo),
        PlanEntry(Entry("やり直す(&R)", "Ctrl+Y Ctrl+Shift+Z", Needs.WRITING, "redo"), lambda plan: plan.edit.redo),
        None,
        PlanEntry(Entry("行を追加(&A)", "Ctrl+Return", line, "add"), lambda plan: plan.edit.add_line),
        PlanEntry(Entry("行を上へ", "Alt+Up", line, "up"), lambda plan: plan.edit.move_line_up),
        PlanEntry(Entry("行を下へ", "Alt+Down", line, "down"), lambda plan: plan.edit.move_line_down),
        PlanEntry(Entry("行を削除(&D)", "Ctrl+Shift+Delete", line, "delete"), lambda plan: plan.edit.delete_line),
        PlanEntry(Entry("行頭の記号(&B)…", "Ctrl+Shift+L", line), lambda plan: plan.edit.choose_sign),
        PlanEntry(Entry("公表用の文(&P)", "Ctrl+Shift+P", line), lambda plan: plan.edit.write_publication),
        None,
        PlanEntry(Entry("前年度の文を写す(&L)", "Ctrl+Shift+D", line), lambda plan: plan.edit.copy_last_year),
        PlanEntry(Entry("施策の文をすべて前年度から写す(&M)", needs=line), lambda plan: plan.edit.copy_measure),
        PlanEntry(Entry("前年度のままでよい(&K)", "Ctrl+Shift+Return", line), lambda plan: plan.edit.keep_line),
        None,
        PlanEntry(Entry("変更の履歴(&H)…", "Ctrl+H", Needs.PLAN, "history"), lambda plan: plan.sheets.show_history),
    ]


def _go_menu() -> list[Line]:
    measures = Needs.MEASURES
    return [
        *_view_entries(Menu.GO),
        PlanEntry(Entry("施策を絞り込む(&F)", "Ctrl+F", measures), lambda plan: plan.focus.filter),
        PlanEntry(Entry("次の領域へ(&N)", "F6", Needs.PLAN), lambda plan: plan.focus.next),
        PlanEntry(Entry("前の領域へ(&P)", "Shift+F6", Needs.PLAN), lambda plan: plan.focus.previous),
        None,
        PlanEntry(Entry("推移を表示・隠す(&T)", "Ctrl+T", measures), lambda plan: plan.focus.toggle_trends),
        PlanEntry(
            Entry("確認するところを表示・隠す(&K)", "Ctrl+Shift+K", measures), lambda plan: plan.focus.toggle_findings
        ),
    ]


def _submission_menu() -> list[Line]:
    """Return what happens between the master and the departments' copies."""
    coordinating = Needs.COORDINATING
    return [
        *_view_entries(Menu.SUBMISSIONS),
        None,
        PlanEntry(Entry("配布(&H)…", needs=coordinating), lambda plan: plan.coordinator.choose_hand_out),
        PlanEntry(Entry("差戻し(&R)…", needs=coordinating), lambda plan: plan.coordinator.choose_return),
        PlanEntry(Entry("年度の確定・解除(&L)…", needs=coordinating), lambda plan: plan.coordinator.turn_lock),
        PlanEntry(Entry("年度の切り替え(&Y)…", needs=Needs.MASTER), lambda plan: plan.rollover.show),
    ]


def _help_menu() -> list[Line]:
    return [
        WindowEntry(Entry("使い方(&U)…", "F1"), lambda window: window.help.show),
        WindowEntry(Entry("キーの一覧(&K)…"), lambda window: window.help.show_keys),
        WindowEntry(Entry("このソフトについて(&A)…"), lambda window: window.help.show_about),
    ]


class Menus:
    """The window's menus, filled once; what they do follows the plan that is open."""

    def __init__(self, window: QMainWindow, commands: WindowCommands) -> None:
        self._window = window
        self._commands = commands
        self._actions: list[tuple[QAction, Entry]] = []
        self._of_plan: list[tuple[QAction, PlanEntry]] = []
        self._connections: list[QMetaObject.Connection] = []
        self._fill("ファイル(&F)", _file_menu())
        self._fill("編集(&E)", _edit_menu())
        self._fill(Menu.GO.value, _go_menu())
        self.submissions = self._fill(Menu.SUBMISSIONS.value, _submission_menu())
        self.appearance = window.menuBar().addMenu("表示(&V)")
        self._fill("ヘルプ(&H)", _help_menu())
        self.enable({Needs.NOTHING})

    def _fill(self, title: str, lines: Collection[Line]) -> QMenu:
        menu = self._window.menuBar().addMenu(title)
        for line in lines:
            if line is None:
                menu.addSeparator()
            elif isinstance(line, PlanEntry):
                self._of_plan.append((self._add(menu, line.entry), line))
            else:
                self.add(menu, line.entry, line.run(self._commands))
        return menu

    def add(self, menu: QMenu, entry: Entry, run: Slot) -> None:
        """Add a command of the window to the end of a menu."""
        self._add(menu, entry).triggered.connect(run)

    def _add(self, menu: QMenu, entry: Entry) -> QAction:
        action = QAction(entry.text, self._window)
        action.setProperty(DRAWING, entry.drawing)
        undo = QKeySequence.StandardKey.Undo
        action.setShortcuts(undo if entry.keys == "Undo" else [QKeySequence(key) for key in entry.keys.split()])
        menu.addAction(action)
        self._actions.append((action, entry))
        return action

    def action(self, text: str) -> QAction:
        """Return the action whose text begins so. Raises StopIteration."""
        return next(action for action, entry in self._actions if entry.text.startswith(text))

    def connect_plan(self, plan: OpenPlan) -> None:
        """Let the commands of a plan act on this one."""
        self._connections = [action.triggered.connect(line.run(plan)) for action, line in self._of_plan]

    def disconnect_plan(self) -> None:
        """No plan is open any more: offer only what needs none."""
        for connection in self._connections:
            QObject.disconnect(connection)
        self._connections = []
        self.enable({Needs.NOTHING})

    def enable(self, met: Collection[Needs]) -> None:
        """Offer the commands whose needs are met."""
        master = Needs.MASTER in met
        self.submissions.menuAction().setVisible(master)
        self.submissions.setTitle(Menu.SUBMISSIONS.value if master else "提出")  # a hidden menu would still hold its letter
        for action, entry in self._actions:
            action.setEnabled(entry.needs in met)
