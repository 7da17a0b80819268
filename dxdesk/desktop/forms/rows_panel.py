"""Rows of one kind in their order, the fields of one of them beside: departments, marks, terms, the city's own columns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QSplitter, QVBoxLayout, QWidget

from dxdesk.desktop.forms.row_form import RowForm
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.session import Session
from dxdesk.plan.changes.edits import Changes, delete_row
from dxdesk.plan.changes.ordering import moved_by
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row
from dxdesk.store import MASTER


@dataclass(frozen=True)
class RowList:
    """What a RowsPanel lists: rows of one table, what one of them is called, and how a new one is made."""

    table: str
    name: str
    rows: Callable[[], Sequence[Row]]
    text: Callable[[Row], str]  # of a row in the list
    new: Callable[[], Changes]  # the creation of a row, the row itself last
    hint: str  # shown while there is no row


class RowsPanel(QSplitter):
    """A list with its buttons on the left, a form on the right."""

    current_changed = Signal(object)  # the current row, None for none

    def __init__(self, session: Session, listed: RowList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.listed = listed
        kind = listed.name
        self._shown: list[tuple[str, str]] | None = None
        self.list = QListWidget(self)
        self.list.setAccessibleName(f"{kind}の一覧")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(self._show_current)
        self.list.itemActivated.connect(self._focus_form)
        self.form = RowForm(session, listed.table, listed.hint, self)
        self.buttons: list[QPushButton] = []
        self._bar = QHBoxLayout()
        self.add_button = self.button(f"{kind}を追加(&A)", self.add, needs_row=False, keys="Ctrl+Return")
        self.up_button = self.button("上へ", self._step_up, keys="Alt+Up")
        self.down_button = self.button("下へ", self._step_down, keys="Alt+Down")
        self.remove_button = self.button("削除(&D)", self.remove, keys="Ctrl+Shift+Delete")
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list, 1)
        column.addLayout(self._bar)
        self.addWidget(left)
        self.addWidget(self.form)
        self.setChildrenCollapsible(False)
        self.setStretchFactor(0, 2)
        self.setStretchFactor(1, 3)
        session.changed.connect(self.refresh)
        self.refresh()

    def button(self, text: str, run: Callable[[], None], *, needs_row: bool = True, keys: str = "") -> QPushButton:
        """Add a button under the list."""
        made = QPushButton(text, self)
        made.setAccessibleName(f"{self.listed.name}：{text}")
        made.clicked.connect(run)
        made.setProperty("needs_row", needs_row)
        if keys:
            made.setToolTip(keys)
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(made.click)
        self.buttons.append(made)
        self._bar.addWidget(made)
        return made

    def refresh(self) -> None:
        """Show the plan as it is now; the place in the list stays."""
        current = self.current_id()
        rows = self.listed.rows()
        shown = [(row.id, self.listed.text(row) or "（名称なし）") for row in rows]
        if shown == self._shown:
            return  # most changes of a plan do not concern this list
        self._shown = shown
        self.list.blockSignals(True)
        self.list.clear()
        for row_id, text in shown:
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, row_id)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self.show_row(current)
        if rows and self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        elif not rows:
            self._show_current()

    def current_id(self) -> str | None:
        """Return the id of the current row."""
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else None

    def current(self) -> Row | None:
        """Return the current row."""
        row_id = self.current_id()
        return self.session.rows.get(self.form.table, row_id) if row_id is not None else None

    def show_row(self, row_id: str | None) -> None:
        """Make a row of the list the current one."""
        for place in range(self.list.count()):
            if self.list.item(place).data(Qt.ItemDataRole.UserRole) == row_id:
                self.list.setCurrentRow(place)

    def add(self) -> None:
        """Add a row (追加): it becomes current, and its first field waits for a name."""
        self.form.finish()
        changes = self.listed.new()
        if self.session.apply(changes):
            self.show_row(changes[-1].id)
            self.form.select_name()

    def remove(self) -> None:
        """Delete the row with all that belongs to it (削除), after asking where that is more than the row."""
        row = self.current()
        if row is None:
            return
        outline = self.session.outline
        below = len(outline.rows.subtree(self.form.table, row.id)) - 1
        more = f"これに属する{below:,}件もいっしょに消えます。" if below else ""
        if not below or prompts.ask(
            self, f"「{self.listed.text(row)}」を削除します。{more}「ごみ箱」から戻せます。", "削除する", "やめる"
        ):
            place = self.list.currentRow()
            self.session.apply(delete_row(outline, row), reason="削除")
            self.list.setCurrentRow(min(place, self.list.count() - 1))

    def _step_up(self) -> None:
        self._step(-1)

    def _step_down(self) -> None:
        self._step(1)

    def _step(self, by: int) -> None:
        row = self.current()
        if row is not None:
            self.session.apply(moved_by(row, self.listed.rows(), by), reason="並べ替え")

    def _show_current(self) -> None:
        row = self.current()
        self.form.show_row(row.id if row is not None else None)
        writing = not self.session.read_only and self.session.store.role == MASTER
        for made in self.buttons:
            made.setEnabled(writing and (row is not None or not made.property("needs_row")))
        self.current_changed.emit(row)

    def _focus_form(self) -> None:
        self.form.focus_first()

    def finish(self) -> None:
        """Write what is being typed."""
        self.form.finish()


def unused_name(rows: Rows, table: str, field: str, name: str) -> str:
    """Return a name that no row of the table has yet: `新しい課`, `新しい課 2`."""
    known = {str(getattr(row, field)) for row in rows.tables[table].values()}
    return next(n for n in (name, *(f"{name} {count}" for count in range(2, len(known) + 3))) if n not in known)
