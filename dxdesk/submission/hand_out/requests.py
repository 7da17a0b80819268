"""Requests by hand: the coordinator asks a department about a measure, or takes that off, at hand-out or later."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dxdesk.plan.analysis.required import RequiredItem, required_items, required_items_in_plan, unasked_departments
from dxdesk.plan.rows.dates import short_year, utc_now
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.lookup import find_department, find_measure, find_plan
from dxdesk.plan.rows.model import Department, Measure, Plan
from dxdesk.plan.rows.outline import Outline, measure_name
from dxdesk.plan.rows.requests import Requests
from dxdesk.store import Store
from dxdesk.store.tables.records import Request, YearLock, locked_years
from dxdesk.submission.roles import require_master


@dataclass(frozen=True)
class RequestByHand:
    """That a department (name) is wanted to answer about a measure (number, title or id), or no longer."""

    department: str
    measure: str
    wanted: bool = True


@dataclass(frozen=True)
class RequestChange:
    """What became of a request by hand; `needs_copy`: the department's copy or form does not ask for it yet."""

    department: str
    measure: str
    wanted: bool
    done: bool
    needs_copy: bool = False

    @property
    def sentence(self) -> str:
        """What became of it, for people."""
        about = f"{self.department}：{self.measure}"
        if not self.done:
            return f"{about} の記入は、すでに{'頼んでいます' if self.wanted else '頼んでいません'}。"
        if self.wanted and self.needs_copy:
            return f"{about} の記入を頼みました。配布済みの写しや様式には載っていません。配り直すか、課に知らせてください。"
        if not self.wanted and self.needs_copy:
            return f"{about} の記入を頼むのをやめました。配布済みの写しや様式には残っています。課に知らせてください。"
        return f"{about} の記入を{'頼みました' if self.wanted else '頼むのをやめました'}。"


def change_requests(
    store: Store, year: int, wanted: Sequence[RequestByHand], *, plan: str | None, author: str
) -> list[RequestChange]:
    """Ask departments about measures by hand, or take that off; all or nothing. Raises Refused."""
    require_master(store)
    outline = store.outline()
    the_plan = find_plan(outline, plan)
    require_open_year(store, the_plan, year)
    records = request_records(outline, the_plan, year, wanted, author)
    store.transaction(lambda transaction: [transaction.insert(record) for record in records if record is not None])
    changes = []
    for by_hand, record in zip(wanted, records, strict=True):
        department, measure = _found(outline, the_plan, by_hand)
        needs_copy = (department.id, year) in outline.requests.handed_out
        changes.append(RequestChange(department.name, measure_name(measure), by_hand.wanted, record is not None, needs_copy))
    return changes


def request_records(
    outline: Outline, plan: Plan, year: int, wanted: Iterable[RequestByHand], author: str
) -> list[Request | None]:
    """Return the record of each request, None of one that changes nothing. Raises Refused."""
    records: list[Request | None] = []
    for by_hand in wanted:
        department, measure = _found(outline, plan, by_hand)
        asked = any(item.owner == department for item in required_items(outline, measure, year))
        record = Request(
            id=str(uuid.uuid4()),
            plan=plan.id,
            department=department.id,
            year=year,
            measure=measure.id,
            wanted=by_hand.wanted,
            at=utc_now(),
            author=author,
        )
        if by_hand.wanted and measure.completed:
            raise Refused(f"「{measure_name(measure)}」は完了した施策なので、記入を頼めません。")
        records.append(record if asked != by_hand.wanted else None)
    return records


def with_requests(outline: Outline, records: Iterable[Request | None]) -> Outline:
    """Return the outline in which further requests by hand count."""
    before = outline.requests
    by_hand = {place: dict(departments) for place, departments in before.by_hand.items()}
    for record in filter(None, records):
        by_hand.setdefault((record.measure, record.year), {})[record.department] = record.wanted
    return Outline(outline.rows, outline, replace(before, by_hand=by_hand))


def required_anew(outline: Outline, plan: Plan, year: int, departments: Sequence[Department]) -> list[RequiredItem]:
    """Return what a plan requires where departments (none: all of them) are about to be handed out (again)."""
    ids = {department.id for department in departments}
    kept = {
        place: keys
        for place, keys in outline.requests.handed_out.items()
        if place[1] != year or (ids and place[0] not in ids)
    }
    fresh = Requests(outline.requests.by_hand, kept, outline.requests.years)
    return required_items_in_plan(Outline(outline.rows, outline, fresh), plan, year)


def unasked(store: Store, year: int | None, plan: str | None) -> tuple[int, list[tuple[str, int | None]]]:
    """Return the year (None: that of the newest hand-out), who is asked for nothing in it, and from which year on."""
    outline = store.outline()
    the_plan = find_plan(outline, plan)
    asked = year if year is not None else outline.asked_year(the_plan)
    if asked is None:
        return the_plan.shown_to, []
    return asked, [(department.name, first) for department, first in unasked_departments(outline, the_plan, asked)]


def unasked_lines(year: int, departments: Sequence[tuple[str, int | None]]) -> list[str]:
    """Say which departments are asked for nothing in a year, and from which year on they are."""
    by_year: dict[int | None, list[str]] = {}
    for name, first in departments:
        by_year.setdefault(first, []).append(name)
    return [
        f"{short_year(year)} は記入を頼むことがない課（{short_year(first)} から頼みます）：{'、'.join(names)}"
        if first is not None
        else f"{short_year(year)} は記入を頼むことがない課（依頼を足せば頼めます）：{'、'.join(names)}"
        for first, names in by_year.items()
    ]


def require_open_year(store: Store, plan: Plan, year: int) -> None:
    """Raise Refused for a year that the plan does not show, or that is locked."""
    if not plan.shown_from <= year <= plan.shown_to:
        shown = f"{short_year(plan.shown_from)}～{short_year(plan.shown_to)}"
        raise Refused(f"{short_year(year)} は「{plan.title}」の表示年度（{shown}）にありません。年度を確かめてください。")
    if (plan.id, year) in locked_years(store.records(YearLock)):
        raise Refused(f"{short_year(year)} は確定済みなので配れません。年度を確かめるか、先に確定を解除してください。")


def _found(outline: Outline, plan: Plan, by_hand: RequestByHand) -> tuple[Department, Measure]:
    known = outline.rows.all(Measure).get(by_hand.measure)
    return find_department(outline, plan, by_hand.department), known or find_measure(outline, plan, by_hand.measure)
