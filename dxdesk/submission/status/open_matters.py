"""What is still open around a year: looked at before it is made final (確定) and before the year turns (年度の切り替え)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dxdesk.plan.changes.publication import older_publications
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.lookup import find_plan
from dxdesk.plan.rows.model import DONE, UNREAD, Measure, Plan
from dxdesk.plan.rows.outline import Outline, kind_of_year, shown_years
from dxdesk.store import Store
from dxdesk.store.tables.records import Held
from dxdesk.submission.merge.cases import cases_of
from dxdesk.submission.merge.conflict_list import describe_conflict
from dxdesk.submission.merge.held import pending
from dxdesk.submission.merge.state import MergeState
from dxdesk.submission.status.board import Board, SubmissionState, board

_NOT_BACK = (SubmissionState.HANDED_OUT, SubmissionState.OVERDUE, SubmissionState.RETURNED)
_NAMED = 5  # departments, before the others are only counted


@dataclass(frozen=True)
class OpenMatter:
    """One thing that is open, in one sentence; `stands_against`: it can no longer be done, or makes no sense, once closed.

    Whoever has not handed in can still do so: what comes then is held.
    """

    text: str
    stands_against: bool = False


def open_matters(store: Store, year: int, plan: str | None = None) -> list[OpenMatter]:
    """Return what is open around a year of a plan, what stands against closing it first. Raises Refused."""
    state = MergeState.of(store)
    outline = Outline(state.rows)
    the_plan = find_plan(outline, plan)
    found = [
        *_planned(the_plan, year),
        *_departments(board(store, year, plan=plan)),
        *_cases(state, the_plan, year),
        *_publications(outline, the_plan, year),
        *_messages(outline, the_plan, year),
        *_earlier_years(state, the_plan, year),
    ]
    return sorted(found, key=_place)


def _place(matter: OpenMatter) -> bool:
    return not matter.stands_against


def _planned(plan: Plan, year: int) -> Iterator[OpenMatter]:
    if kind_of_year(plan, year) != DONE:
        yield OpenMatter(f"{short_year(year)} はまだ実施予定の年度で、実績がありません。", stands_against=True)


def _departments(found: Board) -> Iterator[OpenMatter]:
    """Yield who has not answered; where nobody was handed out anything, that alone."""
    by_state: dict[SubmissionState, list[str]] = {}
    for department in found.departments:
        by_state.setdefault(department.state, []).append(department.name)
    year, never = short_year(found.year), by_state.get(SubmissionState.NOT_HANDED_OUT, [])
    if len(never) == len(found.departments):
        if never:
            yield OpenMatter(f"{year} は、どの課にもまだ配っていません。")
        return
    not_back = [name for state in _NOT_BACK for name in by_state.get(state, [])]
    if not_back:
        yield OpenMatter(f"まだ提出のない課が {len(not_back)} 課あります：{_named(not_back)}。")
    if names := by_state.get(SubmissionState.HANDED_IN):
        yield OpenMatter(f"提出されても記入の足りない課が {len(names)} 課あります：{_named(names)}。")
    if never:
        yield OpenMatter(f"まだ配っていない課が {len(never)} 課あります：{_named(never)}。")


def _cases(state: MergeState, plan: Plan, year: int) -> Iterator[OpenMatter]:
    open_ones = [held for held in pending(state.held.values()) if state.hand_out_of(held).plan == plan.id]
    count = sum(_year_of(case.held, state) == year for case in cases_of(open_ones, state))
    if count:
        yield OpenMatter(f"決めていない食い違いや確認待ちが {count} 件あります。", stands_against=True)


def _year_of(held: Held, state: MergeState) -> int:
    year = describe_conflict(held, state).described.year
    return year if year is not None else state.hand_out_of(held).year


def _publications(outline: Outline, plan: Plan, year: int) -> Iterator[OpenMatter]:
    measures = outline.rows.all(Measure)
    found = [e for e in older_publications(outline) if e.year == year and measures[e.measure].plan == plan.id]
    if found:
        yield OpenMatter(f"記載より古い公表用の文が {len(found)} か所あります。")


def _messages(outline: Outline, plan: Plan, year: int) -> Iterator[OpenMatter]:
    messages = [m for department in outline.departments(plan) for m in outline.messages(department)]
    count = sum(m.year == year and m.state == UNREAD and bool(m.text.strip()) for m in messages)
    if count:
        yield OpenMatter(f"読んでいない課からの連絡が {count} 件あります。")


def _earlier_years(state: MergeState, plan: Plan, year: int) -> Iterator[OpenMatter]:
    earlier = [y for y in shown_years(plan) if y < year and (plan.id, y) not in state.locked]
    if earlier:
        years = "、".join(map(short_year, earlier))
        yield OpenMatter(f"前の年度（{years}）がまだ確定していません。")


def _named(names: Sequence[str]) -> str:
    more = f"ほか{len(names) - _NAMED}課" if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + more
