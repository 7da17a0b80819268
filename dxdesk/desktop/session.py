"""The session of one open plan file: its rows now, and the only way from the window to `Store.apply`."""

import uuid
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from dxdesk.desktop.runtime import freeze_objects, unfreeze_objects
from dxdesk.plan.changes.compare import compare
from dxdesk.plan.changes.describe import describe_place, summarise
from dxdesk.plan.changes.edits import write_text
from dxdesk.plan.changes.permissions import Scope, require_permission
from dxdesk.plan.checks.texts import text_fault
from dxdesk.plan.rows.change import WHOLE, Batch, Change
from dxdesk.plan.rows.errors import DxdeskError
from dxdesk.plan.rows.extract import is_by_name
from dxdesk.plan.rows.fields import specs
from dxdesk.plan.rows.lookup import find_plan
from dxdesk.plan.rows.model import TABLES, Measure, Plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.requests import NO_REQUESTS
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row, table_of
from dxdesk.store import Store, UndoResult

READ_ONLY = "読み取り専用で開いているため、変更できません。書き込むには、閉じてから開き直してください。"
LOOK_EVERY = 5_000  # ms between two looks at the file for changes from outside
T = TypeVar("T")


class EditedCell(NamedTuple):
    """One field of one row."""

    table: str
    id: str
    field: str


@dataclass(frozen=True)
class Outcome:
    """How a write ended. `reason` is blank when it is done.

    `stale`: the cell had been changed by somebody else; `wrong`: such a text is not allowed there; else the machine failed.
    """

    reason: str = ""
    stale: bool = False
    wrong: bool = False

    def __bool__(self) -> bool:
        return not self.reason


@dataclass(frozen=True)
class HeldText:
    """A text that could not be written: the text it was typed over, why, and the row it was in.

    `newborn`: the row that comes into being with it, where that is not in the plan yet.
    """

    text: str
    before: str
    outcome: Outcome
    row: Row | None = None
    newborn: Row | None = None

    @property
    def can_be_tried(self) -> bool:
        """Whether it is written by itself once the machine lets it: nobody has to choose or to correct anything."""
        return not (self.outcome.stale or self.outcome.wrong)


class Session(QObject):
    """Owns the store; every widget reads `rows` and `outline` and writes through `apply`."""

    # The Batch that was written. A field ignores the echo of its own writing: it has the focus, or text of its own.
    changed = Signal(object)
    message = Signal(str)  # one sentence for the status bar
    saved = Signal(object)  # datetime of the last write, local
    holding = Signal()  # what is held has changed
    retried = Signal(object, str)  # an EditedCell whose held text was written after all, and the text
    requested = Signal()  # what departments are asked has changed
    permitted = Signal()  # what may be written has changed: a year was made final, or opened again
    about_to_rest = Signal()  # every field writes what is being typed
    rest_changed = Signal(bool)  # whether a worker writes into the file now: no field may wait for it
    resumed = Signal()  # after that, when everything can be used again

    def __init__(self, store: Store, author: str, plan: str | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self.author = author
        self.rows = store.load()
        self.outline = Outline(self.rows, requests=_read(store.requests, NO_REQUESTS))
        freeze_objects()
        # A file may hold several plans: the first is shown until a measure of another one is.
        named = plan is not None or not self.outline.plans
        self.plan_id = (find_plan(self.outline, plan) if named else self.outline.plans[0]).id
        self.saved_at: datetime | None = None
        self.held: dict[EditedCell, HeldText] = {}
        self._quiet = False  # trying again by itself: nobody is to hear every few seconds that it failed
        self.scope = _read(store.scope, Scope())
        self._objections: dict[EditedCell, str] = {}
        self.resting = False
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_EVERY)
        self._looking.timeout.connect(self.look_outside)
        self._looking.start()

    @property
    def plan(self) -> Plan:
        """The plan shown."""
        return self.rows.all(Plan)[self.plan_id]

    @property
    def asked_year(self) -> int | None:
        """The year in question of the plan shown."""
        return self.outline.asked_year(self.plan)

    def show_plan_of(self, measure_id: str) -> None:
        """Make the plan of this measure the one shown."""
        self.plan_id = self.rows.all(Measure)[measure_id].plan

    @property
    def read_only(self) -> bool:
        """Whether the file was opened for reading only."""
        return self.store.read_only

    def is_by_name(self, measure_id: str) -> bool:
        """Whether this copy holds only the number and title of a measure: it is another department's."""
        return self.scope.department is not None and is_by_name(self.outline, self.rows.all(Measure)[measure_id])

    def text(self, cell: EditedCell) -> str | None:
        """Return a cell's text now, None where its row is gone."""
        row = self.rows.get(cell.table, cell.id)
        value = None if row is None else getattr(row, cell.field)
        return None if row is None else str(value or "")

    @property
    def free(self) -> bool:
        """Whether everything may be written."""
        return not self.read_only and self.scope.department is None and not self.scope.locked

    def objection(self, changes: Collection[Change]) -> str:
        """Return why changes may not be written here, in one sentence; blank where they may. Asked before anybody types."""
        if self.read_only:
            return READ_ONLY
        if self.free:
            return ""
        try:
            require_permission(self.scope, self.outline, changes)
        except DxdeskError as error:
            return error.message
        return ""

    def objection_to(self, cell: EditedCell, newborn: Row | None = None) -> str:
        """Return the same of one cell; `newborn`: its row, where that is not there yet."""
        if cell not in self._objections:
            row = self.rows.get(cell.table, cell.id)
            if row is not None:
                value = getattr(row, cell.field)
                self._objections[cell] = self.objection((Change(*cell, value, value),))
            elif newborn is not None:
                self._objections[cell] = self.objection((Change(cell.table, cell.id, WHOLE, None, newborn),))
            else:
                return (
                    READ_ONLY if self.read_only else ""
                )  # deleted elsewhere: whether it comes back is asked in its own place
        return self._objections[cell]

    def write(self, cell: EditedCell, before: str, after: str, *, group: str = "", newborn: Row | None = None) -> Outcome:
        """Write a text typed over `before`; refused as stale where the cell has another one by now.

        `newborn`: the row that comes into being with its first text.
        """
        spec = specs(TABLES[cell.table])[cell.field]
        fault = text_fault(after) or (
            f"{spec.label}が空です。名称を書いてください。" if spec.mandatory and not after.strip() else ""
        )
        if fault:
            return self.refuse(Outcome(fault, wrong=True))
        now = self.text(cell)
        row = self.rows.get(cell.table, cell.id)
        if row is None and not before:
            row, now = newborn, "" if newborn is not None else None
        if row is not None and now == after != before:
            return Outcome()  # somebody else has written the same
        if row is None or now != before:
            return self.refuse(Outcome(_overtaken(cell, now), stale=True))
        return self.apply(write_text(self.outline, row, cell.field, after), group=group)

    def revive(self, row: Row) -> Outcome:
        """Bring a row back that was deleted elsewhere, with the text that was typed here."""
        return self.apply((Change(table_of(row), row.id, WHOLE, None, row),), reason="消された行を残す")

    def apply(self, changes: Collection[Change], *, reason: str = "", group: str = "") -> Outcome:
        """Write changes as one batch, or none of them; a refusal is shown in one sentence."""
        if not changes:
            return Outcome()
        if self.read_only:
            return self.refuse(Outcome(READ_ONLY))
        batch = Batch(tuple(changes), self.author, reason, group=group or new_group())
        try:
            with self._patience():
                applied = self.store.apply(batch)
            if applied.batch:
                self._take(applied.batch)
                self._mark_saved()
            if not applied.refused:
                return Outcome()
            self.reload()
        except DxdeskError as error:
            return self.refuse(Outcome(error.message))
        first = applied.refused[0].change
        now = self.text(EditedCell(first.table, first.id, first.field)) if first.field != WHOLE else None
        return self.refuse(Outcome(_stale_sentence(now), stale=True))

    def undo(self) -> Batch | None:
        """Undo the author's last group; cells that changed since stay, and their number is shown."""
        return self._step("undo", "元に戻しました", "元に戻す操作はもうありません。")

    def redo(self) -> Batch | None:
        """Redo the group that was undone last."""
        return self._step("redo", "やり直しました", "やり直す操作はもうありません。")

    def look_outside(self) -> None:
        """Reload the rows where another program wrote into the file."""
        try:
            # While something is held the plan may be out of reach: whoever tries again looks, too.
            if not self.waiting() and self.store.changed_outside(wait=False):
                self.reload()
        except DxdeskError as error:
            self.message.emit(error.message)

    def reload(self) -> None:
        """Read the file again and emit the differences."""
        rows = self.store.load()
        self._look_at_scope()
        differences = compare(self.rows, rows)
        if differences:
            self._set(rows)
            self.changed.emit(Batch(differences, ""))
        self._look_at_requests()

    def take_in(self, batch: Batch) -> None:
        """Take over what a worker wrote into the file."""
        self._take(batch)
        self._mark_saved()

    def rest(self) -> None:
        """Leave the file to a worker that is about to write into it."""
        self.about_to_rest.emit()
        self.resting = True
        self._looking.stop()
        self.rest_changed.emit(True)

    def resume(self) -> None:
        """Take the file back from the worker."""
        self.resting = False
        self._looking.start()
        self._look_at_scope()
        self._look_at_requests()
        self.rest_changed.emit(False)
        self.resumed.emit()

    def _look_at_scope(self) -> None:
        scope = _read(self.store.scope, Scope())
        if scope != self.scope:
            self.scope = scope
            self._objections = {}
            self.permitted.emit()

    def _look_at_requests(self) -> None:
        requests = _read(self.store.requests, NO_REQUESTS)
        if requests != self.outline.requests:
            self.outline = Outline(self.rows, self.outline, requests)
            self.requested.emit()

    def orphans(self) -> list[Row]:
        """Return the rows deleted elsewhere while somebody typed in them here: shown until that is settled."""
        return [h.row for cell, h in self.held.items() if h.row is not None and self.rows.get(cell.table, cell.id) is None]

    def hold(self, cell: EditedCell, held: HeldText | None) -> None:
        """Keep a text that could not be written; None when it is settled."""
        if held is None:
            if self.held.pop(cell, None) is not None:
                self.holding.emit()
        elif self.held.get(cell) != held:
            self.held[cell] = held
            self.holding.emit()

    def _patience(self) -> AbstractContextManager[None]:
        """Wait for another program that has the file once only: not again while something is held because of it."""
        return self.store.without_waiting() if self.waiting() else nullcontext()

    def waiting(self) -> list[tuple[EditedCell, HeldText]]:
        """Return what is held only because the machine failed."""
        return [] if self.read_only else [(cell, held) for cell, held in self.held.items() if held.can_be_tried]

    def retry(self) -> int:
        """Try to write all that is held because the machine failed; return how much of it remains."""
        done = 0
        for cell, held in self.waiting():
            self._quiet = True
            try:
                outcome = self.write(cell, held.before, held.text, newborn=held.newborn or held.row)
            finally:
                self._quiet = False
            if outcome:
                done += 1
                self.hold(cell, None)
                self.retried.emit(cell, held.text)
            else:
                self.hold(cell, replace(held, outcome=outcome))
                if held.can_be_tried and self.held[cell].can_be_tried:
                    break  # the rest would fail for the same reason, and each try may take a while
        if done:
            self.message.emit(f"保存できなかった記載 {done}か所を保存しました。")
        return len(self.waiting())

    def place_of(self, cell: EditedCell) -> str:
        """Describe where a text is held: `1-(3) 【交付枚数】R6実績`."""
        held = self.held[cell]
        row = self.rows.get(cell.table, cell.id) or held.row or held.newborn
        return describe_place(self.rows.put([row]) if row is not None else self.rows, cell.table, cell.id)

    def close(self) -> None:
        """Close the file."""
        self._looking.stop()
        self.store.close()
        unfreeze_objects()

    def _step(self, name: str, done: str, nothing: str) -> Batch | None:
        if self.read_only:
            self.refuse(Outcome(READ_ONLY))
            return None
        try:
            undone: UndoResult | None = getattr(self.store, name)(self.author)
        except DxdeskError as error:
            self.refuse(Outcome(error.message))
            return None
        if undone is None:
            self.message.emit(nothing)
            return None
        if undone.batch:
            self._take(undone.batch)
            self._mark_saved()
        sentences = [f"{done}：{summarise(undone.batch.changes, self.rows)}"] if undone.batch else []
        if undone.skipped:
            sentences.append(f"{len(undone.skipped)}か所は、そのあとに変わっていたため、そのままにしました。")
        self.message.emit("　".join(sentences))
        return undone.batch

    def _take(self, batch: Batch) -> None:
        self._set(self.rows.apply(batch.changes))
        self.changed.emit(batch)

    def _set(self, rows: Rows) -> None:
        self.rows = rows
        self.outline = Outline(rows, self.outline)
        self._objections = {}

    def _mark_saved(self) -> None:
        self.saved_at = datetime.now()
        self.saved.emit(self.saved_at)

    def refuse(self, outcome: Outcome) -> Outcome:
        """Show why something was not written."""
        if not self._quiet:
            self.message.emit(outcome.reason)
        return outcome


def _read(read: Callable[[], T], otherwise: T) -> T:
    """Return what the file says, or what holds without it: the store refuses the first write of a copy without hand-out."""
    try:
        return read()
    except DxdeskError:
        return otherwise


def new_group() -> str:
    """Return a fresh group, which is undone as one."""
    return str(uuid.uuid4())


def _overtaken(cell: EditedCell, now: str | None) -> str:
    """Return why a text is refused as stale; nobody chooses between two figures, as one is quickly typed again."""
    if cell.table == "figure" and cell.field == "text":
        return f"この値は、書いている間にほかで「{now or '（空白）'}」に変わりました。"
    return _stale_sentence(now)


def _stale_sentence(now: str | None) -> str:
    if now is None:
        return "この行は、書いている間にほかで消されました。残すか、消すかを選んでください。"
    return f"この欄は、書いている間にほかで「{now or '（空白）'}」に変わりました。どちらにするか選んでください。"
