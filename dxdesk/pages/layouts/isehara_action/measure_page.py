"""One measure's table as a drafted measure."""

from collections.abc import Sequence

from dxdesk.pages.layouts.common.cell_refs import CellRef
from dxdesk.pages.layouts.isehara_action import wording
from dxdesk.pages.layouts.isehara_action.departments import split
from dxdesk.pages.layouts.isehara_action.tables import Block, Row, Table
from dxdesk.pages.page import joined
from dxdesk.plan.importing.draft import Draft
from dxdesk.plan.rows.outline import folded
from dxdesk.plan.rows.quantity import Quantity

_INDICATORS = (wording.INDICATORS, wording.OTHER_INDICATORS)
_KNOWN = {wording.CONTENT, wording.EFFECT, wording.SCHEDULE, *_INDICATORS}


def fill(measure: Draft, table: Table) -> None:
    """Everything the table says of the measure; what cannot be read is put with its stray texts."""
    titled = wording.read_title(table.title)
    measure.values |= {
        "number": table.number,
        "title": titled.title,
        "newly": titled.newly,
        "completed": titled.completed,
        "national": titled.national,
    }
    _take_texts(measure, table)
    for row in table.of(wording.SCHEDULE):
        _take_lane(measure, table, row)
    _take_indicators(measure, table)
    for block in table.blocks:
        if block.label not in _KNOWN:
            _take_custom(measure, table, block)


def _take_texts(measure: Draft, table: Table) -> None:
    """取組内容 with its departments, 期待効果; each only where the table has it."""
    labels = {block.label for block in table.blocks}
    if wording.CONTENT in labels:
        text, parts = split(_text(list(table.of(wording.CONTENT))))
        measure.values["description"] = text
        for part in parts:
            share = measure.add("measure_department", department=part.name)
            if part.charge:
                share.values["charge"] = part.charge
    if wording.EFFECT in labels:
        measure.values["effect"] = _text(list(table.of(wording.EFFECT)))


def _text(rows: Sequence[Row]) -> str:
    return joined([text for row in rows for text in dict.fromkeys(place.text for place in row)]).strip()


def _take_lane(measure: Draft, table: Table, row: Row) -> None:
    label, texts = table.split(row)
    if not (label or texts):
        return
    lane = measure.add("lane", label=label)
    for year, place in texts.items():
        lane.add("phase", year=year, text=place.text.strip())


def _take_indicators(measure: Draft, table: Table) -> None:
    """The rows of indicators; a part stands in the last one of the level above."""
    rows = [(name, texts) for name, texts in map(table.split, table.of(*_INDICATORS)) if name or texts]
    observed = _observed(table, bool(rows))
    if not rows:
        return
    # The sheet shows no headings: those that the plan has stay.
    roles = {column.year: column.role for column in table.columns}
    levels: list[Draft] = [measure.add("section")]
    for name, texts in rows:
        label = name.lstrip(wording.PART).strip()
        depth = min(len(name) - len(name.lstrip(wording.PART)), len(levels) - 1)
        unit = next((u for place in reversed(texts.values()) if (u := Quantity(place.text).unit)), "")
        indicator = levels[depth].add("indicator", {"unit": unit}, label=label)
        if observed is not None:
            indicator.values["observed"] = observed
        for year, place in texts.items():
            indicator.add("figure", year=year, role=roles[year], text=place.text.strip())
        levels[depth + 1 :] = [indicator]


def _observed(table: Table, any_indicator: bool) -> str | None:
    """The time of observation that the headings tell, the latest where they differ; None without a column of results."""
    told = [column for column in table.columns if column.observed is not None]
    if not told:
        return None
    last = told[-1].observed
    table.stray += [c.heading for c in told if c.observed and (c.observed != last or not any_indicator)]
    return last


def _take_custom(measure: Draft, table: Table, block: Block) -> None:
    """A city's own row: a text over the whole breadth, or one a year."""
    rows = [place for row in block.rows for place in row]
    name = block.place.text.strip() if block.place else ""
    known = {folded(value.text("field")) for value in measure.of("custom_value")}
    if not (name and rows) or folded(name) in known:
        table.stray += [*([block.place] if block.place else []), *rows]
        return
    if any(place.column not in table.years for place in rows):
        measure.add("custom_value", field=name, year=None, text=_text(block.rows))
        return
    by_year: dict[int, list[CellRef]] = {}
    for place in rows:
        by_year.setdefault(table.years[place.column].year, []).append(place)
    for year, places in by_year.items():
        measure.add("custom_value", field=name, year=year, text=joined([place.text for place in places]).strip())
