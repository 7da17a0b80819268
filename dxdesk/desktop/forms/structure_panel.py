"""柱と施策: the tree with its buttons on the left, the fields of what is chosen on the right."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from dxdesk.desktop.forms.row_form import RowForm
from dxdesk.desktop.forms.shares_form import SharesForm
from dxdesk.desktop.forms.structure_tree import StructureTree
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.session import Session
from dxdesk.plan.changes.edits import Changes, delete_row
from dxdesk.plan.changes.numbering import renumber
from dxdesk.plan.changes.structure import add_indicator, add_measure, add_pillar, add_section, drop_row, move_row_by
from dxdesk.plan.rows.change import WHOLE
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Indicator, Measure, Pillar, Section
from dxdesk.plan.rows.table import Row, table_of, title_of
from dxdesk.store import MASTER

NEXT = "続けて同じものを追加"
_EMPTY = "左の「柱を追加」で最初の柱を作ると、その中に施策を加えられます。"


class StructurePanel(QSplitter):
    """Adds, moves, renumbers and removes; every action is one step of undo."""

    opened = Signal(str)  # the id of a measure to show

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.tree = StructureTree(session, self)
        self.tree.current_changed.connect(self._show_current)
        self.tree.dropped.connect(self._drop)
        self.tree.itemActivated.connect(self._focus_form)
        self.stack = QStackedWidget(self)
        self.forms = {
            table: RowForm(session, table, _EMPTY, self.stack) for table in ("pillar", "measure", "section", "indicator")
        }
        self.shares = SharesForm(session, self.forms["measure"].body)
        self.forms["measure"].append(self.shares)
        for form in self.forms.values():
            self.stack.addWidget(form)
        self._make_actions()
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tree, 1)
        column.addLayout(self._bar())
        self.addWidget(left)
        self.addWidget(self.stack)
        self.setChildrenCollapsible(False)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 1)
        self._show_current()

    def _make_actions(self) -> None:
        self.actions_by_name: dict[str, QAction] = {}
        self._adding = QMenu(self)
        self._rest = QMenu(self)
        self._action(self._adding, NEXT, self._add_next, "Ctrl+Return")
        for text, run in (
            ("柱を追加", self._add_pillar),
            ("下に柱を追加", self._add_inner),
            ("施策を追加", self._add_measure),
            ("見出しを追加", self._add_section),
            ("指標を追加", self._add_indicator),
            ("内訳を追加", self._add_part),
        ):
            self._action(self._adding, text, run)
        for text, run, keys in (
            ("上へ", self._up, "Alt+Up"),
            ("下へ", self._down, "Alt+Down"),
            ("削除", self.remove, "Ctrl+Shift+Delete"),
            ("番号を振り直す", self._renumber, ""),
            ("施策を開く", self._open, "Alt+Return"),
        ):
            self._action(self._rest, text, run, keys)
        # These work from the fields as well; the others would move rows while somebody writes in them.
        for text in (NEXT, "施策を開く"):
            self.addAction(self.actions_by_name[text])

    def _action(self, menu: QMenu, text: str, run: Callable[[], None], keys: str = "") -> None:
        """Make an action: in a menu, in the tree's own one, and with its keys."""
        made = QAction(text, self)
        made.triggered.connect(run)
        made.setShortcut(QKeySequence(keys))
        made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        menu.addAction(made)
        self.tree.addAction(made)
        self.actions_by_name[text] = made

    def _bar(self) -> QHBoxLayout:
        """Build the row below the tree: what can be added, and the other actions beside it."""
        row = QHBoxLayout()
        self.more = QPushButton("追加(&A)", self)
        self.more.setMenu(self._adding)
        row.addWidget(self.more)
        for action in self._rest.actions():
            button = QPushButton(action.text(), self)
            button.clicked.connect(action.trigger)
            action.enabledChanged.connect(button.setEnabled)
            row.addWidget(button)
        row.addStretch()
        return row

    def finish(self) -> None:
        """Write what is being typed."""
        for form in self.forms.values():
            form.finish()
        self.shares.finish()

    # showing

    def show_measure(self, measure_id: str | None) -> None:
        """Make a measure current, unless it is or the focus is in it."""
        measure, here = self.session.rows.all(Measure).get(measure_id or ""), self._measure()
        if measure is not None and (here is None or here.id != measure.id):
            self.tree.show_row(measure)

    def _show_current(self) -> None:
        row = self.tree.current()
        table = table_of(row) if row is not None else "pillar"
        for name, form in self.forms.items():
            form.show_row(row.id if row is not None and name == table else None)
        self.shares.show_measure(row.id if isinstance(row, Measure) else None)
        self.stack.setCurrentWidget(self.forms[table])
        self._update_actions(row)

    def _update_actions(self, row: Row | None) -> None:
        """Enable what can be done with the current row."""
        writing = not self.session.read_only and self.session.store.role == MASTER
        within = self._measure() is not None
        possible = {
            "下に柱を追加": isinstance(row, Pillar),
            "施策を追加": row is not None,
            "見出しを追加": within,
            "指標を追加": within,
            "内訳を追加": isinstance(row, Indicator),
            "上へ": row is not None,
            "下へ": row is not None,
            "削除": row is not None,
        }
        for text, action in self.actions_by_name.items():
            action.setEnabled(writing and possible.get(text, True))
        self.actions_by_name["施策を開く"].setEnabled(within)
        self.more.setEnabled(writing)

    def _measure(self) -> Measure | None:
        """Return the measure that is current or contains the current row."""
        row = self.tree.current()
        if isinstance(row, Section | Indicator):
            return self.session.rows.all(Measure).get(row.measure)
        return row if isinstance(row, Measure) else None

    def _pillar(self) -> Pillar | None:
        row, measure = self.tree.current(), self._measure()
        if measure is not None:
            return self.session.outline.pillar_of(measure)
        return row if isinstance(row, Pillar) else None

    def _focus_form(self) -> None:
        row = self.tree.current()
        if row is not None:
            self.forms[table_of(row)].focus_first()

    # actions

    def _write(self, make: Callable[[], Changes], reason: str) -> bool:
        """Write as one step of undo; show why where it cannot be done."""
        self.finish()
        try:
            changes = make()
        except Refused as refused:
            self.session.message.emit(refused.message)
            return False
        return bool(self.session.apply(changes, reason=reason))

    def _add(self, make: Callable[[], Changes]) -> None:
        """Add a row and make it current, its name waiting to be written."""
        made: list[Changes] = []

        def changes() -> Changes:
            made.append(make())
            return made[0]

        if self._write(changes, "追加"):
            fresh = next(c.after for c in reversed(made[0]) if c.field == WHOLE)
            if isinstance(fresh, Row) and self.tree.show_row(fresh):
                form = self.forms[table_of(fresh)]
                form.focus_first()
                form.select_name()

    def _add_next(self) -> None:
        """Add one more row of the current kind, so that a list is written without going back to the tree."""
        row = self.tree.current()
        match row:
            case Measure():
                self._add_measure()
            case Section():
                self._add_section()
            case Indicator(parent=str(parent)):
                self._add_part_of(self.session.rows.all(Indicator)[parent])
            case Indicator():
                self._add_indicator()
            case _:
                self._add_pillar()

    def _add_pillar(self) -> None:
        row = self.tree.current()
        above = self.session.rows.all(Pillar).get(row.parent or "") if isinstance(row, Pillar) else None
        after = row if isinstance(row, Pillar) else None
        self._add(lambda: add_pillar(self.session.outline, self.session.plan, "新しい柱", above, after))

    def _add_inner(self) -> None:
        row = self.tree.current()
        if isinstance(row, Pillar):
            self._add(lambda: add_pillar(self.session.outline, self.session.plan, "新しい柱", row))

    def _add_measure(self) -> None:
        pillar, measure = self._pillar(), self._measure()
        if pillar is not None:
            self._add(lambda: add_measure(self.session.outline, pillar, "新しい施策", measure))

    def _add_section(self) -> None:
        measure, row = self._measure(), self.tree.current()
        if measure is not None:
            after = row if isinstance(row, Section) else None
            self._add(lambda: add_section(self.session.outline, measure, "新しい見出し", after))

    def _add_indicator(self) -> None:
        measure, row = self._measure(), self.tree.current()
        if measure is not None:
            home = row if isinstance(row, Section) else None
            if isinstance(row, Indicator):
                home = self.session.rows.all(Section)[row.section]
            self._add(lambda: add_indicator(self.session.outline, measure, "新しい指標", home))

    def _add_part(self) -> None:
        row = self.tree.current()
        if isinstance(row, Indicator):
            self._add_part_of(row)

    def _add_part_of(self, whole: Indicator) -> None:
        measure = self.session.rows.all(Measure)[whole.measure]
        self._add(lambda: add_indicator(self.session.outline, measure, "新しい内訳", parent=whole))

    def _up(self) -> None:
        self._step(-1)

    def _down(self) -> None:
        self._step(1)

    def _step(self, by: int) -> None:
        row = self.tree.current()
        if isinstance(row, Pillar | Measure | Section | Indicator):
            self._write(lambda: move_row_by(self.session.outline, row, by), "並べ替え")

    def _drop(self, row: Row, at: Row, where: int) -> None:
        self._write(lambda: drop_row(self.session.outline, row, at, where), "移動")

    def _renumber(self) -> None:
        outline, plan = self.session.outline, self.session.plan
        count = len(renumber(outline, plan))
        if not count:
            self.session.message.emit("番号は今の並びのとおりです。")
        elif prompts.ask(
            self,
            f"柱と施策の番号{count:,}件を、今の並びのとおりに振り直します。番号のないものは、ないままです。",
            "振り直す",
            "やめる",
        ):
            self._write(lambda: renumber(outline, plan), "番号の振り直し")

    def remove(self) -> None:
        """Delete the row with all that belongs to it (削除); it can be restored."""
        row = self.tree.current()
        if row is None:
            return
        below = self.session.outline.rows.subtree(table_of(row), row.id)
        name = title_of(row) or "見出しなし"
        more = f"これに属する{len(below) - 1:,}件（値や記載を含みます）もいっしょに消えます。" if len(below) > 1 else ""
        asked = f"「{name}」を削除します。{more}「ごみ箱」から戻せます。"
        if prompts.ask(self, asked, "削除する", "やめる") and self._write(
            lambda: delete_row(self.session.outline, row), "削除"
        ):
            self.session.message.emit(f"「{name}」を削除しました。Ctrl+Zか「ごみ箱」で戻せます。")

    def _open(self) -> None:
        measure = self._measure()
        if measure is not None:
            self.finish()
            self.opened.emit(measure.id)
