"""The board, and the report on all submissions, as workbooks."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dxdesk.files import replacing
from dxdesk.pages.formats import writer
from dxdesk.pages.page import Book, Page
from dxdesk.plan.rows.dates import local_time, long_year, short_year
from dxdesk.plan.rows.lookup import find_plan
from dxdesk.plan.rows.model import Plan
from dxdesk.plan.rows.outline import Outline, measure_name
from dxdesk.store import Store
from dxdesk.store.tables.records import YearLock
from dxdesk.submission.merge.state import MergeState
from dxdesk.submission.roles import require_master
from dxdesk.submission.status.board import Board
from dxdesk.submission.status.report import Report, ReportLine, report, report_on, united

_BOARD = ("課", "状態", "記入済", "必要", "提出の回数", "最後の提出", "締切", "締切後", "担当者", "内線", "dxdesk の版")
_BOARD_WIDTHS = [24, 10, 8, 8, 10, 18, 12, 8, 16, 10, 12]
_REPORT = ("課", "施策", "ところ", "配布時", "課の記入", "結果", "今の計画", "理由")
_REPORT_WIDTHS = [16, 28, 26, 36, 36, 12, 36, 30]
_LOCKS = ("年度", "いつ", "誰が", "操作", "理由")
_LOCKS_WIDTHS = [10, 18, 18, 14, 60]


def board_book(board: Board) -> Book:
    """Return the board (提出状況) as a workbook, one row for each department."""
    page = Page(f"提出状況_{short_year(board.year)}", widths=list(_BOARD_WIDTHS), repeat_rows=(1, 1), freeze=(2, 1))
    final = "（確定済み）" if board.final else ""
    page.put(0, 0, f"{board.title}　{long_year(board.year)}の提出状況{final}", "title", columns=len(_BOARD))
    lines = [
        (
            s.name,
            s.state.value,
            str(s.filled),
            str(s.required),
            str(s.version),
            local_time(s.at or ""),
            s.due or "",
            "締切後" if s.late else "",
            s.person,
            s.extension,
            s.made_with,
        )
        for s in board.departments
    ]
    _table(page, _BOARD, lines)
    return Book(f"{board.title}の提出状況", [page, *_locks(board.title, board.locks)])


def report_book(store: Store, plan: str | None = None, *, department: str | None = None, year: int | None = None) -> Book:
    """Return the report on all departments, or on one and a year, as a workbook, as the plan is now. Raises Refused."""
    outline = Outline(store.load())
    the_plan = find_plan(outline, plan)
    title = "統合の報告"
    if department is None:
        found = reports(store, plan, year)
    else:
        found = [_by_measure(report(store, department, plan=plan, year=year), outline, the_plan)]
        title = f"{found[0].department}の統合の報告"
    page = Page("統合の報告", widths=list(_REPORT_WIDTHS), repeat_rows=(1, 1), freeze=(2, 1))
    page.put(0, 0, f"{the_plan.title}　提出の統合の報告", "title", columns=len(_REPORT))
    lines = [
        (
            one.department,
            _measure(line),
            line.described.what,
            line.described.before,
            line.described.after,
            line.outcome.value,
            line.current,
            line.why,
        )
        for one in found
        for line in one.lines
    ]
    _table(page, _REPORT, lines)
    locks = [lock for lock in store.records(YearLock) if lock.plan == the_plan.id]
    return Book(f"{the_plan.title}の{title}", [page, *_locks(the_plan.title, locks)])


def _locks(title: str, locks: Sequence[YearLock]) -> list[Page]:
    """Return a page about when and why years were locked and unlocked; none where no year ever was."""
    if not locks:
        return []
    page = Page("年度の確定", widths=list(_LOCKS_WIDTHS), repeat_rows=(1, 1), freeze=(2, 1))
    page.put(0, 0, f"{title}　年度の確定", "title", columns=len(_LOCKS))
    _table(
        page, _LOCKS, [(short_year(lock.year), local_time(lock.at), lock.author, lock.done, lock.reason) for lock in locks]
    )
    return [page]


def reports(store: Store, plan: str | None = None, year: int | None = None) -> list[Report]:
    """Return a report on each department and year, in the order in which they first came, each by measure.

    As `report` has it: complete also where several people of a department handed in. Only of one year where it is given.
    """
    require_master(store)
    state = MergeState.of(store)
    outline = Outline(state.rows)
    the_plan = find_plan(outline, plan)
    heads: dict[tuple[str, int], list[Report]] = {}
    for accepted in state.heads():
        hand_out = state.hand_outs[accepted.hand_out]
        if hand_out.plan == the_plan.id and year in (None, hand_out.year):
            heads.setdefault((hand_out.department, hand_out.year), []).append(report_on(state, accepted))
    return [_by_measure(united(found), outline, the_plan) for found in heads.values()]


def _by_measure(report: Report, outline: Outline, plan: Plan) -> Report:
    """Return a report with its lines in the printed order of measures, those of the whole plan first."""
    order = {measure.id: place for place, measure in enumerate(outline.measures(plan))}

    def place(line: ReportLine) -> int:
        measure = line.described.measure
        return -1 if measure is None else order.get(measure.id, len(order))

    return replace(report, lines=tuple(sorted(report.lines, key=place)))


def _measure(line: ReportLine) -> str:
    return measure_name(line.described.measure) if line.described.measure is not None else "計画全体"


def _table(page: Page, headings: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    for column, heading in enumerate(headings):
        page.put(1, column, heading, "heading")
    for row, line in enumerate(lines, 2):
        for column, text in enumerate(line):
            page.put(row, column, text, "cell")


def write_book(book: Book, out: str | Path) -> Path:
    """Write a workbook, whole or not at all. Raises EnvironmentFault."""
    target = Path(out)
    with replacing(target) as temporary:
        writer("xlsx")(book, temporary)
    return target
