"""How much of what a department was asked is filled in."""

from dataclasses import dataclass

from dxdesk.plan.analysis.required import RequiredItem, items_of_department, required_items_in_plan
from dxdesk.plan.rows.model import RESULT, Department, Figure, Plan
from dxdesk.plan.rows.outline import Outline, measure_name
from dxdesk.plan.rows.requests import Requests, RequiredKey
from dxdesk.plan.rows.rows import RowKey
from dxdesk.store.tables.records import HandOut


@dataclass(frozen=True)
class Completeness:
    """The number of required items, and the missing ones described: `1-(1) … 【…】R6実績`."""

    required: int
    missing: tuple[str, ...]

    @property
    def filled(self) -> int:
        """The number of items that are filled in."""
        return self.required - len(self.missing)


@dataclass(frozen=True)
class Todo:
    """One required item described; `table` and `row`: where it is entered; `stale`: it still has last year's text."""

    key: RequiredKey
    text: str
    table: str
    row: str
    measure: str
    year: int
    filled: bool
    stale: bool = False


def completeness_of(outline: Outline, hand_out: HandOut) -> Completeness:
    """Return how much of what a department is asked a plan has."""
    return completeness(outline, asked_of(outline, hand_out))


def completeness(outline: Outline, items: list[RequiredItem]) -> Completeness:
    """Return how much of these items is filled."""
    return Completeness(len(items), tuple(described(outline, item) for item in items if not item.filled))


def todos_of(outline: Outline, hand_out: HandOut) -> list[Todo]:
    """Return everything that a department is asked, in printed order."""
    return [_todo(outline, item) for item in asked_of(outline, hand_out)]


def missing_rows(outline: Outline, hand_out: HandOut) -> list[RowKey]:
    """Return the rows with missing items: indicators for figures, measures for lines."""
    missing = [item for item in asked_of(outline, hand_out) if not item.filled]
    return [("indicator", i.indicator.id) if i.indicator is not None else ("measure", i.measure.id) for i in missing]


def asked_of(outline: Outline, hand_out: HandOut) -> list[RequiredItem]:
    """Return what the department of a hand-out is asked; on rows without requests, what it was handed out."""
    plan = outline.rows.all(Plan).get(hand_out.plan)
    department = outline.rows.all(Department).get(hand_out.department)
    if plan is None or department is None:
        return []
    if (hand_out.department, hand_out.year) not in outline.requests.handed_out:
        handed = {(hand_out.department, hand_out.year): frozenset(hand_out.required_keys)}
        outline = Outline(outline.rows, outline, Requests(handed_out=handed, only=hand_out.department))
    items = required_items_in_plan(outline, plan, hand_out.year)
    return items_of_department(outline, items, department, hand_out.year)


def described(outline: Outline, item: RequiredItem) -> str:
    """Return an item in words, after its measure: `1-(2) キャッシュレス決済の拡充 【窓口：税】R6実績`."""
    return f"{measure_name(item.measure)} {item.field(outline)}"


def _todo(outline: Outline, item: RequiredItem) -> Todo:
    """Return an item: a figure is entered in its cell, a line in its measure."""
    table, row = "measure", item.measure.id
    if item.indicator is not None:
        table, row = "figure", Figure.new(indicator=item.indicator.id, year=item.year, role=RESULT).id
    return Todo(item.key, described(outline, item), table, row, item.measure.id, item.year, item.filled, item.stale)
