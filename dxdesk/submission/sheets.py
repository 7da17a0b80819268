"""The board, and what became of submissions, as sheets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dxdesk.files import replacing
from dxdesk.pages.formats import writer
from dxdesk.pages.page import Book, Page
from dxdesk.plan.change import WHOLE, Change
from dxdesk.plan.fields import Value
from dxdesk.plan.model import Row
from dxdesk.plan.outline import Outline, measure_name
from dxdesk.plan.places import find_plan
from dxdesk.plan.rows import Rows
from dxdesk.plan.wording import tell
from dxdesk.plan.years import long, short
from dxdesk.store import Store
from dxdesk.store.packing import unpacked_changes
from dxdesk.store.records import CONFLICT, LOCKED, SCOPE, Accepted, Held
from dxdesk.submission.board import Board
from dxdesk.submission.desk import Desk
from dxdesk.submission.handing_out import require_master

_BOARD = ("課", "状態", "記入済", "必要", "提出の回数", "最後の提出", "締切", "締切後", "担当者", "内線")
_BOARD_WIDTHS = [24, 10, 8, 8, 10, 18, 12, 8, 16, 10]
_REPORT = ("課", "施策", "ところ", "配布時", "課の記入", "結果", "今の計画")
_REPORT_WIDTHS = [16, 28, 26, 40, 40, 18, 40]
_WAITS = {CONFLICT: "保留（食い違い）", SCOPE: "保留（担当の範囲外）", LOCKED: "保留（確定済みの年度）"}
APPLIED, OTHER = "反映", "計画は別の内容"


@dataclass(frozen=True)
class Fate:
    """One thing that a department wrote, and what became of it."""

    department: str
    measure: str
    what: str
    before: str
    after: str
    fate: str
    now: str


def board_book(board: Board) -> Book:
    """提出状況, a department a row."""
    page = Page(f"提出状況_{short(board.year)}", widths=list(_BOARD_WIDTHS), repeat_rows=(1, 1), freeze=(2, 1))
    final = "（確定済み）" if board.final else ""
    page.put(0, 0, f"{board.title}　{long(board.year)}の提出状況{final}", "title", columns=len(_BOARD))
    lines = [
        (
            s.name,
            s.state,
            str(s.filled),
            str(s.required),
            str(s.version),
            local(s.at),
            s.due or "",
            "締切後" if s.late else "",
            s.person,
            s.extension,
        )
        for s in board.standings
    ]
    _table(page, _BOARD, lines)
    return Book(f"{board.title}の提出状況", [page])


def report_book(store: Store, plan: str | None = None) -> Book:
    """What every department wrote and what became of it, as the plan stands now. Raises Refused."""
    the_plan = find_plan(Outline(store.load()), plan)
    page = Page("統合の報告", widths=list(_REPORT_WIDTHS), repeat_rows=(1, 1), freeze=(2, 1))
    page.put(0, 0, f"{the_plan.title}　提出の統合の報告", "title", columns=len(_REPORT))
    lines = [(f.department, f.measure, f.what, f.before, f.after, f.fate, f.now) for f in fates(store, plan)]
    _table(page, _REPORT, lines)
    return Book(f"{the_plan.title}の統合の報告", [page])


def fates(store: Store, plan: str | None = None) -> list[Fate]:
    """By department in the order they came, then by measure; of several submissions of one copy the newest counts."""
    require_master(store)
    desk = Desk.of(store)
    the_plan = find_plan(Outline(desk.rows), plan)
    newest = {a.hand_out: a for a in desk.merged if desk.hand_outs[a.hand_out].plan == the_plan.id}
    return [fate for accepted in newest.values() for fate in _fates(desk, accepted)]


def _fates(desk: Desk, accepted: Accepted) -> list[Fate]:
    outline = Outline(desk.rows)
    order = {m.id: n for plan in outline.plans for n, m in enumerate(outline.measures(plan))}
    said = desk.rows.put(row for c in unpacked_changes(accepted.changes) if isinstance(row := c.after, Row))
    waiting = desk.open_of(accepted)
    found: list[tuple[int, Fate]] = []
    for change in unpacked_changes(accepted.changes):
        told = tell(change, said)
        held = next((h for h in waiting if _about(h, change)), None)
        now = _standing(desk.rows, change)
        same = now == change.after
        shown = tell(Change(change.table, change.id, change.field, now, change.after), said).before
        place = order.get(told.measure.id, len(order)) if told.measure is not None else -1
        name = measure_name(told.measure) if told.measure is not None else "計画全体"
        became = _became(held, same)
        found.append(
            (place, Fate(desk.hand_outs[accepted.hand_out].name, name, told.what, told.before, told.after, became, shown))
        )
    return [fate for _, fate in sorted(found, key=lambda line: line[0])]


def _about(held: Held, change: Change) -> bool:
    """Whether something waits of the cell, or of the whole row."""
    same_row = (held.table_name, held.row_id) == (change.table, change.id)
    return same_row and (held.field == change.field or WHOLE in (held.field, change.field))


def _became(held: Held | None, same: bool) -> str:
    if held is not None:
        return _WAITS[held.why]
    return APPLIED if same else OTHER


def _standing(rows: Rows, change: Change) -> Value | Row:
    row = rows.get(change.table, change.id)
    if row is None or change.field == WHOLE:
        return row
    value: Value = getattr(row, change.field)
    return value


def _table(page: Page, headings: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    for column, heading in enumerate(headings):
        page.put(1, column, heading, "heading")
    for row, line in enumerate(lines, 2):
        for column, text in enumerate(line):
            page.put(row, column, text, "cell")


def local(at: str | None) -> str:
    """A record's time as the clock on the wall showed it."""
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M") if at else ""


def write_book(book: Book, out: str | Path) -> Path:
    """As a workbook, whole or not at all. Raises EnvironmentFault."""
    target = Path(out)
    with replacing(target) as temporary:
        writer("xlsx")(book, temporary)
    return target
