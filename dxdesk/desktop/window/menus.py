"""The menus: every command with its words and keys, and when it can be used."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from dxdesk.desktop.appearance.style import DRAWING
from dxdesk.desktop.commands.backup import Backups
from dxdesk.desktop.commands.coordinate import Coordination
from dxdesk.desktop.commands.edit import Editing
from dxdesk.desktop.commands.focus import Areas
from dxdesk.desktop.commands.hand_in import Handing
from dxdesk.desktop.commands.help import Helping
from dxdesk.desktop.commands.import_export import Sheets
from dxdesk.desktop.commands.new import Starting
from dxdesk.desktop.commands.open import Opening
from dxdesk.desktop.commands.pages import PlanPages
from dxdesk.desktop.commands.rollover import Turning


class Needs(Enum):
    """What a command needs."""

    NOTHING = 0
    PLAN = 1
    WRITING = 2
    DESK = 3  # the measures are shown
    LINE = 4  # and can be written
    MASTER = 5  # the coordinator's own file, not a department's copy
    COPY = 7  # a department's copy
    COORDINATING = 6  # and it can be written
    HANDING = 8  # a department's copy that can be written


@dataclass(frozen=True)
class Commands:
    """Everything a person can ask of the window, by whom it is done."""

    opening: Opening
    starting: Starting
    backups: Backups
    sheets: Sheets
    editing: Editing
    areas: Areas
    handing: Handing
    plan_pages: PlanPages
    coordination: Coordination
    turning: Turning


class Actions:
    """The window's menus, filled once; `enable` follows the file that is open."""

    def __init__(self, window: QMainWindow, commands: Commands) -> None:
        self._window = window
        self._needs: dict[QAction, Needs] = {}
        self._files(commands)
        self._edits(commands)
        self._moves(commands)
        self._submissions(commands.coordination, commands.turning)
        self.enable(plan=False, writing=False)

    def enable(self, *, plan: bool, writing: bool, desk: bool = False, master: bool = False) -> None:
        """`plan`: one is open; `writing`: it can be changed; `desk`: the measures are shown; `master`: not a copy."""
        possible = {
            Needs.NOTHING: True,
            Needs.PLAN: plan,
            Needs.WRITING: plan and writing,
            Needs.DESK: desk,
            Needs.LINE: desk and writing,
            Needs.MASTER: plan and master,
            Needs.COPY: plan and not master,
            Needs.COORDINATING: plan and master and writing,
            Needs.HANDING: plan and writing and not master,
        }
        self.coordinating.menuAction().setVisible(master)
        self.coordinating.setTitle("提出(&S)" if master else "提出")  # a hidden menu would still hold its letter
        for action, needs in self._needs.items():
            action.setEnabled(possible[needs])

    def add(
        self, menu: QMenu, text: str, run: object, keys: str = "", needs: Needs = Needs.NOTHING, drawing: str = ""
    ) -> QAction:
        """One command at the end of a menu; `keys` are sequences with blanks between them, `drawing` names an icon."""
        action = QAction(text, self._window)
        action.setProperty(DRAWING, drawing)
        action.setShortcuts([QKeySequence(key) for key in keys.split()])
        action.triggered.connect(run)
        menu.addAction(action)
        self._needs[action] = needs
        return action

    def _files(self, commands: Commands) -> None:
        opening, starting, sheets, editing = commands.opening, commands.starting, commands.sheets, commands.editing
        menu = self._window.menuBar().addMenu("ファイル(&F)")
        self.add(menu, "新しい計画を作る(&N)…", starting.new_plan, "Ctrl+N", drawing="new")
        self.add(menu, "表から計画を作る(&H)…", starting.import_new)
        self.add(menu, "伊東市の見本で試す(&T)…", starting.sample)
        self.add(menu, "開く(&O)…", opening.choose_file, "Ctrl+O", drawing="open")
        self.add(menu, "読み取り専用で開く(&R)…", opening.choose_file_to_read, "Ctrl+Shift+O")
        self.add(menu, "今すぐ保存(&S)", editing.save_now, "Ctrl+S", Needs.WRITING, drawing="save")
        self.add(menu, "閉じる(&C)", opening.close, "Ctrl+W", Needs.PLAN)
        self.add(menu, "引き継ぎ用に閉じる(&L)…", commands.handing.ask_over, needs=Needs.HANDING)
        menu.addSeparator()
        self.add(menu, "表を取り込む(&I)…", sheets.choose_import, "Ctrl+I", Needs.WRITING, drawing="import")
        self.export = self.add(menu, "表に書き出す(&E)…", sheets.choose_export, "Ctrl+E", Needs.PLAN, drawing="export")
        self.add(menu, "バックアップ(&B)…", commands.backups.show, needs=Needs.PLAN, drawing="backup")
        menu.addSeparator()
        self.add(menu, "終了(&X)", self._window.close, "Alt+F4")

    def _edits(self, commands: Commands) -> None:
        editing = commands.editing
        menu = self._window.menuBar().addMenu("編集(&E)")
        undo = self.add(menu, "元に戻す(&U)", editing.undo, needs=Needs.WRITING, drawing="undo")
        undo.setShortcuts(QKeySequence.StandardKey.Undo)
        self.add(menu, "やり直す(&R)", editing.redo, "Ctrl+Y Ctrl+Shift+Z", Needs.WRITING, drawing="redo")
        menu.addSeparator()
        self.add(menu, "行を追加(&A)", editing.add_line, "Ctrl+Return", Needs.LINE, drawing="add")
        self.add(menu, "行を上へ", editing.move_line_up, "Alt+Up", Needs.LINE, drawing="up")
        self.add(menu, "行を下へ", editing.move_line_down, "Alt+Down", Needs.LINE, drawing="down")
        self.add(menu, "行を削除(&D)", editing.delete_line, "Ctrl+Shift+Delete", Needs.LINE, drawing="delete")
        self.add(menu, "行頭の記号(&B)…", editing.choose_sign, "Ctrl+Shift+L", Needs.LINE)
        self.add(menu, "公表用の文(&P)", editing.write_publication, "Ctrl+Shift+P", Needs.LINE)
        menu.addSeparator()
        self.add(menu, "前年度の文を写す(&L)", editing.copy_last_year, "Ctrl+Shift+D", Needs.LINE)
        self.add(menu, "施策の文をすべて前年度から写す(&M)", editing.copy_measure, needs=Needs.LINE)
        self.add(menu, "前年度のままでよい(&K)", editing.keep_line, "Ctrl+Shift+Return", Needs.LINE)
        menu.addSeparator()
        self.add(menu, "変更の履歴(&H)…", commands.sheets.show_history, "Ctrl+H", Needs.PLAN, drawing="history")

    def _moves(self, commands: Commands) -> None:
        areas = commands.areas
        menu = self._window.menuBar().addMenu("移動(&G)")
        self.add(menu, "施策の画面(&1)", commands.coordination.show_desk, "Ctrl+1", Needs.PLAN)
        self.add(menu, "記入と提出(&H)", commands.handing.show, "Ctrl+2", Needs.COPY)
        self.add(menu, "概況(&O)", commands.plan_pages.show_overview, "Ctrl+4", Needs.PLAN)
        self.add(menu, "計画の構成(&S)", commands.plan_pages.show_structure, "Ctrl+5", Needs.PLAN)
        self.add(menu, "用語集(&W)", commands.plan_pages.show_glossary, "Ctrl+6", Needs.PLAN)
        self.add(menu, "施策を絞り込む(&F)", areas.look, "Ctrl+F", Needs.DESK)
        self.add(menu, "次の領域へ(&N)", areas.next, "F6", Needs.PLAN)
        self.add(menu, "前の領域へ(&P)", areas.previous, "Shift+F6", Needs.PLAN)
        menu.addSeparator()
        self.add(menu, "推移を表示・隠す(&T)", areas.turn_trends, "Ctrl+T", Needs.DESK)
        self.add(menu, "確認するところを表示・隠す(&K)", areas.turn_findings, "Ctrl+Shift+K", Needs.DESK)

    def _submissions(self, coordination: Coordination, turning: Turning) -> None:
        """Between the master and the departments' copies."""
        self.coordinating = menu = self._window.menuBar().addMenu("提出")
        self.add(menu, "提出の統合(&M)", coordination.show_merge, "Ctrl+2", Needs.MASTER)
        self.add(menu, "提出状況(&B)", coordination.show_board, "Ctrl+3", Needs.MASTER)
        menu.addSeparator()
        self.add(menu, "配布(&H)…", coordination.choose_hand_out, needs=Needs.COORDINATING)
        self.add(menu, "差戻し(&R)…", coordination.choose_return, needs=Needs.COORDINATING)
        self.add(menu, "年度の確定・解除(&L)…", coordination.turn_lock, needs=Needs.COORDINATING)
        self.add(menu, "年度の切り替え(&Y)…", turning.show, needs=Needs.MASTER)

    def helps(self, helping: Helping) -> None:
        """The last menu, after those that others add."""
        menu = self._window.menuBar().addMenu("ヘルプ(&H)")
        self.add(menu, "使い方(&U)…", helping.show, "F1")
        self.add(menu, "キーの一覧(&K)…", helping.show_keys)
        self.add(menu, "このソフトについて(&A)…", helping.show_about)
