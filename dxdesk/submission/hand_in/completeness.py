"""How much of what a hand-out asked for is filled in; what was asked for was fixed when it was handed out."""

from dataclasses import dataclass

from dxdesk.plan.analysis.required import RequiredItem, RequiredKey, required_items
from dxdesk.plan.changes.describe import year_column
from dxdesk.plan.rows.model import RESULT, Figure, Indicator, Measure
from dxdesk.plan.rows.outline import Outline, full_name, measure_name
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
    """Return how much of what a hand-out asked for a plan has."""
    missing = _missing_keys(outline, hand_out)
    return Completeness(len(hand_out.required_keys), tuple(_described(outline, key) for key in missing))


def todos_of(outline: Outline, hand_out: HandOut) -> list[Todo]:
    """Return everything that a hand-out asked for, in the order in which it was fixed."""
    return [_todo(outline, key, item) for key, item in _items(outline, hand_out).items()]


def missing_rows(outline: Outline, hand_out: HandOut) -> list[RowKey]:
    """Return the rows with missing items: indicators for figures, measures for lines."""
    return [("indicator", key[3]) if key[3] else ("measure", key[0]) for key in _missing_keys(outline, hand_out)]


def _missing_keys(outline: Outline, hand_out: HandOut) -> list[RequiredKey]:
    return [key for key, item in _items(outline, hand_out).items() if item is None or not item.filled]


def _items(outline: Outline, hand_out: HandOut) -> dict[RequiredKey, RequiredItem | None]:
    """Return what was asked for, with what of it the plan still requires: None where it no longer does."""
    keys, measures = hand_out.required_keys, outline.rows.all(Measure)
    asked = dict.fromkeys(key[0] for key in keys if key[0] in measures)
    items = {item.key: item for m in asked for item in required_items(outline, measures[m], hand_out.year)}
    return {key: items.get(key) for key in keys}


def _todo(outline: Outline, key: RequiredKey, item: RequiredItem | None) -> Todo:
    """Return an item: a figure is entered in its cell, a line in its measure."""
    measure, year, _, indicator = key
    table, row = "measure", measure
    if indicator:
        table, row = "figure", Figure.new(indicator=indicator, year=year, role=RESULT).id
    filled, stale = (item.filled, item.stale) if item is not None else (False, False)
    return Todo(key, _described(outline, key), table, row, measure, year, filled, stale)


def _described(outline: Outline, key: RequiredKey) -> str:
    measure_id, year, kind, indicator_id = key
    measure = outline.rows.all(Measure).get(measure_id)
    indicator = outline.rows.all(Indicator).get(indicator_id)
    where = measure_name(measure) if measure is not None else "削除された施策"
    name = f"【{full_name(outline.rows, indicator)}】" if indicator is not None else ""
    return f"{where} {name}{year_column(year, kind)}"
