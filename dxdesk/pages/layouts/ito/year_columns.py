"""A measure's year cells side by side become its sections, indicators and entries."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from dxdesk.pages.layouts.common.departments import Departments, EntryLine
from dxdesk.pages.layouts.common.years import merged_order
from dxdesk.pages.layouts.ito.cell_grammar import Block
from dxdesk.pages.layouts.ito.line_grammar import FigureLine, HeadingLine
from dxdesk.plan.importing.draft import Draft
from dxdesk.plan.rows.fields import Value
from dxdesk.plan.rows.model import DONE, FORECAST, RESULT
from dxdesk.plan.rows.outline import folded
from dxdesk.plan.rows.quantity import Quantity

# By this a heading or an indicator is the same in several columns.
Identity = tuple[Hashable, ...]


@dataclass
class ParsedColumn:
    """One year of a measure: fiscal year, 実績 or 実施予定, and the blocks of its cell."""

    year: int
    kind: str
    blocks: list[Block]


@dataclass
class _Run:
    """The figures and entries of one column under one heading (blank: before the first)."""

    heading: str
    column: ParsedColumn
    items: list[FigureLine | EntryLine] = field(default_factory=list)


def take_columns(measure: Draft, columns: Sequence[ParsedColumn], departments: Departments) -> None:
    """Add to the measure sections that keep the blocks of every column in the column's own order."""
    runs = [_runs(column) for column in columns]
    order = merged_order([list(column) for column in runs])
    for column in runs:
        for before, key in pairwise(column):
            _keep_heading(column, before, key, _parts([other[key] for other in runs if key in other]))
    for key in order:
        _take_heading(measure, [column[key] for column in runs if key in column], departments)


def _runs(column: ParsedColumn) -> dict[Identity, _Run]:
    """The column's runs by heading and its occurrence; the one before the first heading is always there."""
    runs: dict[Identity, _Run] = {("", 0): _Run("", column)}
    run = runs[("", 0)]
    for block in column.blocks:
        if isinstance(block, HeadingLine):
            name = folded(block.text)
            key = (name, sum(known[0] == name for known in runs))
            run = runs[key] = _Run(block.text, column)
        else:
            run.items.append(block)
    return runs


def _keyed(items: Sequence[FigureLine]) -> list[tuple[Identity, FigureLine]]:
    """Figures with what makes them one indicator in every column: label, whether a KPI, and occurrence."""
    seen: dict[Identity, int] = {}
    keyed: list[tuple[Identity, FigureLine]] = []
    for item in items:
        name: Identity = (folded(item.label), item.form == "bracket")
        seen[name] = seen.get(name, -1) + 1
        keyed.append(((*name, seen[name]), item))
    return keyed


def _figures(run: _Run) -> list[tuple[Identity, FigureLine]]:
    return _keyed([item for item in run.items if isinstance(item, FigureLine)])


def _parts(runs: Sequence[_Run]) -> dict[Identity, int]:
    """Indicator → the part of the heading that it belongs to, from 0.

    A part prints its figures before its entries; so a figure that follows an entry in any column belongs,
    in every column, to a later part than the entry.
    """
    part = {key: 0 for run in runs for key, _ in _figures(run)}
    for _ in range(len(part) + 1):
        before = dict(part)
        for run in runs:
            for key, least in _least(run, part):
                part[key] = max(part[key], least)
        if part == before:
            break
    return part


def _least(run: _Run, part: dict[Identity, int]) -> list[tuple[Identity, int]]:
    """For each figure of a run the first part that it can belong to after what precedes it."""
    found: list[tuple[Identity, int]] = []
    keys = iter(key for key, _ in _figures(run))
    now, entered = 0, False
    for item in run.items:
        if isinstance(item, EntryLine):
            entered = True
            continue
        key = next(keys)
        least = now + 1 if entered else now
        found.append((key, least))
        if max(part[key], least) > now:
            now, entered = max(part[key], least), False
    return found


def _keep_heading(column: dict[Identity, _Run], before: Identity, key: Identity, part: dict[Identity, int]) -> None:
    """The heading goes before the first part; in a column without figures or entries there it stays as a line above."""
    items = column[key].items
    figures = _figures(column[key])
    if items and isinstance(items[0], FigureLine) and all(part[name] for name, _ in figures):
        column[before].items.append(EntryLine(column[key].heading))


def _take_heading(measure: Draft, runs: Sequence[_Run], departments: Departments) -> None:
    """The sections of one heading: the first carries it, later parts follow without."""
    part = _parts(runs)
    sections: dict[int, Draft] = {}
    heading = runs[0].heading

    def section(number: int) -> Draft:
        if number not in sections:
            sections[number] = Draft("section", {"heading": "" if number else heading})
        return sections[number]

    figures = [(run.column, _figures(run)) for run in runs]
    for key in merged_order([[key for key, _ in found] for _, found in figures]):
        written = [(column, line) for column, found in figures for name, line in found if name == key]
        _take_indicator(section(part[key]), written, departments)
    for run in runs:
        keys = iter(key for key, _ in _figures(run))
        now = 0
        for item in run.items:
            if isinstance(item, EntryLine):
                _take_entry(section(now), run.column, item)
            else:
                now = max(now, part[next(keys)])
    measure.children += [sections[number] for number in sorted(sections)]


def _take_entry(section: Draft, column: ParsedColumn, line: EntryLine) -> None:
    section.add(
        "entry",
        year=column.year,
        kind=column.kind,
        department=line.department or None,
        bullet=line.bullet,
        text=line.text,
    )


def _take_indicator(parent: Draft, written: list[tuple[ParsedColumn, FigureLine]], departments: Departments) -> None:
    """One indicator with its figures and, below it, the members that any year's breakdown names."""
    lines = [line for _, line in written]
    label = lines[0].label
    breakdown = next((line.breakdown for line in lines if line.breakdown), "")
    values: dict[str, Value] = {"label": label, "form": lines[0].form}
    defaults: dict[str, Value] = {"unit": next((u for line in reversed(lines) if (u := Quantity(line.value).unit)), "")}
    if breakdown:
        values["breakdown"] = breakdown
        defaults["children_sum"] = breakdown != "inline"
    shown = _shows_change(written)
    if shown is not None:
        values["shows_change"] = shown
    if parent.table == "indicator" and departments.is_one(label):
        defaults["department"] = label
    indicator = parent.add("indicator", defaults, **values)
    for column, line in written:
        if line.value:
            _take_figure(indicator, column, line, label)
    members = [(column, _keyed(line.parts)) for column, line in written]
    for key in merged_order([[key for key, _ in keyed] for _, keyed in members]):
        _take_indicator(indicator, [(c, part) for c, keyed in members for name, part in keyed if name == key], departments)


def _take_figure(indicator: Draft, column: ParsedColumn, line: FigureLine, label: str) -> None:
    """A 対前年比 that the figures give is dropped on adoption; until then it is kept as printed."""
    indicator.add(
        "figure",
        year=column.year,
        role=RESULT if column.kind == DONE else FORECAST,
        text=line.value,
        written=line.label if line.label != label else "",
        printed_change=line.change or "",
    )


def _shows_change(written: list[tuple[ParsedColumn, FigureLine]]) -> bool | None:
    """Whether 対前年比 is printed; None where no two years following each other would give one."""
    if any(line.change is not None for _, line in written):
        return True
    years = {c.year for c, line in written if c.kind == DONE and Quantity(line.value).number is not None}
    return False if any(year - 1 in years for year in years) else None
