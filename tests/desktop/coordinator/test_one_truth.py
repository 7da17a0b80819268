"""Tree, overview, findings, board, hand-in list, form and reminder never contradict one another, on any plan."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from dxdesk.desktop.contents.measure_index import MeasureIndex
from dxdesk.desktop.session import Session
from dxdesk.jobs.creating import from_seeds
from dxdesk.pages.layouts.form.cell_ids import FIGURE
from dxdesk.pages.layouts.form.questions import questions
from dxdesk.plan.analysis.overview import overview
from dxdesk.plan.analysis.required import RequiredItem, required_items, required_items_in_plan
from dxdesk.plan.changes.edits import Changes, NewEntry, add_entry, write_figure
from dxdesk.plan.checks import check
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.model import Department, Plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.store import Store
from dxdesk.store.tables.records import HandOut
from dxdesk.submission.hand_in.completeness import todos_of
from dxdesk.submission.hand_out.copies import HandOutRequest, hand_out
from dxdesk.submission.hand_out.requests import RequestByHand, change_requests
from dxdesk.submission.status.board import Board, board
from dxdesk.submission.status.reminders import is_remindable, reminder

BOSS = "係長"
SEEDS = ("ito", "isehara-evaluation", "isehara-action", "izunokuni", "shibata")
TEXTS = ("5件", "-", "該当なし", "0")


def filled_at_random(outline: Outline, plan: Plan, year: int, chance: random.Random) -> Changes:
    """Fill in some of what is asked, some of it with a statement or with last year's line."""
    changes: list[object] = []
    for item in required_items_in_plan(outline, plan, year):
        if item.filled or chance.random() < 0.5:
            continue
        if item.indicator is not None:
            changes += write_figure(outline, item.indicator, year, chance.choice(TEXTS))
            continue
        last = [e.text for e in outline.all_entries(item.measure) if (e.year, e.kind) == (item.year - 1, item.kind)]
        text = chance.choice([*last, "今年の記載"])
        changes += add_entry(outline, NewEntry(item.measure, item.year, item.kind, text, item.owner))
    return tuple(changes)  # type: ignore[arg-type]


def apply(store: Store, changes: Changes) -> None:
    if changes:
        store.apply(Batch(changes, BOSS))


def asked_at_random(store: Store, plan: Plan, year: int, chance: random.Random) -> None:
    """Add and take off some requests by hand."""
    outline = store.outline()
    measures = [m for m in outline.measures(plan) if not m.completed]
    departments = outline.departments(plan)
    wanted = [
        RequestByHand(chance.choice(departments).name, chance.choice(measures).id, chance.random() < 0.6) for _ in range(6)
    ]
    change_requests(store, year, wanted, plan=plan.title, author=BOSS)


@pytest.fixture(params=[("ito", 0), *((seed, 1) for seed in SEEDS)], ids=lambda p: f"{p[0]}-{p[1]}")
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Store, Plan, int]]:
    """A plan that was handed out and is half filled in; of one without departments, one that is half filled in."""
    seed, number = request.param
    chance = random.Random(f"{seed}{number}")
    with from_seeds(tmp_path / "計画.dxdb", [seed], author=BOSS) as store:
        outline = store.outline()
        plan = outline.plans[0]
        year = outline.asked_year(plan) or plan.shown_from
        apply(store, filled_at_random(outline, plan, year, chance))
        if outline.departments(plan):
            asked_at_random(store, plan, year, chance)
            hand_out(store, tmp_path / "配布", HandOutRequest(year, plan=plan.title), author=BOSS)
            asked_at_random(store, plan, year, chance)
            apply(store, filled_at_random(store.outline(), plan, year, chance))
        yield store, plan, year


def by_owner(outline: Outline, plan: Plan, year: int) -> dict[Department | None, list[RequiredItem]]:
    found: dict[Department | None, list[RequiredItem]] = {}
    for item in required_items_in_plan(outline, plan, year):
        found.setdefault(item.owner, []).append(item)
    return found


def counted(items: list[RequiredItem]) -> tuple[int, int]:
    return sum(item.filled for item in items), len(items)


@pytest.mark.usefixtures("qapp")
def test_every_view_counts_the_same(case: tuple[Store, Plan, int]) -> None:
    store, plan, year = case
    outline = store.outline()
    owners = by_owner(outline, plan, year)
    shown = board(store, year, plan=plan.title)
    standing = {d.name: (d.filled, d.required) for d in shown.departments}
    assert standing == {owner.name: counted(items) for owner, items in owners.items() if owner is not None}
    at_a_glance = overview(outline, plan, year)
    lines = {line.name: (line.filled, line.required) for line in at_a_glance.departments if line.required}
    assert lines == standing
    everything = [item for items in owners.values() for item in items]
    assert (at_a_glance.pillars.filled, at_a_glance.pillars.required) == counted(everything)
    session = Session(store, BOSS)
    try:
        index = MeasureIndex(session)
        if outline.asked_year(plan) == year:
            for owner in filter(None, owners):
                tallies = [index.tally(m, owner.id) for m in outline.measures(plan)]
                assert (sum(t.asked - t.missing for t in tallies), sum(t.asked for t in tallies)) == standing[owner.name]
                marks = {m.id: index.tally(m, owner.id).mark for m in outline.measures(plan)}
                done = {item.measure.id for item in owners[owner]} - {i.measure.id for i in owners[owner] if not i.filled}
                assert {measure for measure, mark in marks.items() if mark == "✓ 済"} == done
    finally:
        session._looking.stop()


def test_what_is_missing_is_named_alike_and_a_finding_is_missing_everywhere(case: tuple[Store, Plan, int]) -> None:
    store, plan, year = case
    outline = store.outline()
    shown = board(store, year, plan=plan.title)
    for status in shown.departments:
        missing = [
            item
            for item in required_items_in_plan(outline, plan, year, outline.rows.all(Department)[status.department])
            if not item.filled
        ]
        assert len(status.missing) == len(missing)
        assert all(item.field(outline) in text for item, text in zip(missing, status.missing, strict=True))
        if is_remindable(status):
            text = reminder(shown, status)
            assert all(f"・{one}\n" in text for one in status.missing)
    unfilled = {
        item.indicator.id if item.indicator else item.measure.id
        for item in required_items_in_plan(outline, plan, year)
        if not item.filled
    }
    for finding in check(outline):
        if (
            finding.rule == "missing-year"
            and finding.year == outline.asked_year(plan)
            and "どの課にも" not in finding.message
        ):
            assert finding.id in unfilled, finding.message


def test_a_copy_and_a_form_ask_for_what_the_board_counts(case: tuple[Store, Plan, int], tmp_path: Path) -> None:
    store, plan, year = case
    before = store.outline()
    if not before.departments(plan):
        return
    again = hand_out(store, tmp_path / "配り直し", HandOutRequest(year, plan=plan.title), author=BOSS)
    outline = store.outline()
    standing = {d.name: (d.missing, d.required) for d in board(store, year, plan=plan.title).departments}
    assert standing.keys() >= {copy.department for copy in again}
    for copy in again:
        with Store.open(copy.file, read_only=True) as handed:
            record = handed.records(HandOut)[0]
            todos = todos_of(handed.outline(), record)
        missing, required = standing[copy.department]
        assert (tuple(todo.text for todo in todos if not todo.filled), len(todos)) == (missing, required)
        department = outline.rows.all(Department)[record.department]
        asked = questions(outline, department, year, record.required_keys)
        figures = {question.key[1] for question in asked if question.key[0] == FIGURE}
        measures = {question.measure.id for question in asked}
        for measure, _, _, indicator in record.required_keys:
            assert indicator in figures if indicator else measure in measures


def test_the_board_of_a_year_is_the_same_read_twice(case: tuple[Store, Plan, int]) -> None:
    store, plan, year = case
    boards: list[Board] = [board(store, year, plan=plan.title) for _ in range(2)]
    assert boards[0] == boards[1]
    items = [item for m in store.outline().measures(plan) for item in required_items(store.outline(), m, year)]
    assert len({(item.key, item.owner) for item in items}) == len(items), "nobody is asked twice for the same"
