"""A measure's sheet: title and number, contents with departments, effect, schedule, indicators; written and read."""

from collections.abc import Iterator, Mapping, Sequence

from dxdesk.pages.layouts.common.cell_refs import CellRef
from dxdesk.pages.layouts.common.figures import published, value_text
from dxdesk.pages.layouts.isehara_action import wording
from dxdesk.pages.layouts.isehara_action.departments import NamedDepartment, split_departments, with_departments
from dxdesk.pages.layouts.isehara_action.tables import Block, Row, Table
from dxdesk.pages.page import Page, Style, joined
from dxdesk.plan.importing.draft import Draft
from dxdesk.plan.rows.dates import long_year
from dxdesk.plan.rows.model import DONE, PER_MEASURE, RESULT, TARGET, CustomField, Measure
from dxdesk.plan.rows.outline import Outline, folded
from dxdesk.plan.rows.quantity import STATEMENTS, Quantity

# Half-width characters of the first two columns and of a year.
_LABELS, _NAMES, _YEAR = 18, 32, 18
_HEADINGS = 3  # the row of the years
# Before the name of an indicator that is a part of the one above, once for each level.
_PART = "└"
_INDICATORS = (wording.INDICATORS, wording.OTHER_INDICATORS)
_KNOWN = {wording.CONTENT, wording.EFFECT, wording.SCHEDULE, *_INDICATORS}

# The name of a row and its texts by year.
_Line = tuple[str, Mapping[int, str]]

# -- writing


def measure_page(outline: Outline, measure: Measure, kinds: Mapping[int, str], name: str) -> Page:
    """The sheet called `name`, with a column for each year of `kinds`."""
    sheet = _Sheet(kinds, name)
    sheet.put_head(measure, _content(outline, measure))
    sheet.put_headings(observed_in(outline, measure) or wording.RESULT_COLUMN)
    lanes = [(lane.label, {p.year: p.text for p in outline.phases(lane)}) for lane in outline.lanes(measure)]
    sheet.put_block(wording.SCHEDULE, lanes)
    sheet.put_block(wording.INDICATORS, list(_indicators(outline, measure, kinds)))
    fields = outline.rows.all(CustomField)
    for field, texts in sorted(_custom(outline, measure), key=lambda item: (fields[item[0]].rank, item[0])):
        sheet.put_custom(fields[field], texts)
    return sheet.page


def observed_in(outline: Outline, measure: Measure) -> str:
    """The time of observation in which all indicators of the measure agree, blank where they do not."""
    times = {indicator.observed for indicator, _ in published(outline, outline.sections(measure))}
    return times.pop() if len(times) == 1 else ""


def _content(outline: Outline, measure: Measure) -> str:
    named = [NamedDepartment(department.name, share.charge) for share, department in outline.department_roles(measure)]
    return with_departments(measure.description, named)


def _indicators(outline: Outline, measure: Measure, kinds: Mapping[int, str]) -> Iterator[_Line]:
    roles = {year: RESULT if kind == DONE else TARGET for year, kind in kinds.items()}
    for indicator, depth in published(outline, outline.sections(measure)):
        name = f"{_PART * depth} {indicator.label}" if depth else indicator.label
        yield name, {year: value_text(outline, indicator, year, role) for year, role in roles.items()}


def _custom(outline: Outline, measure: Measure) -> list[tuple[str, dict[int | None, str]]]:
    """The city's own fields that are filled in, by id, with their texts by year."""
    texts: dict[str, dict[int | None, str]] = {}
    for value in outline.values(measure):
        if value.text:
            texts.setdefault(value.field, {})[value.year] = value.text
    return list(texts.items())


class _Sheet:
    """A measure's sheet while it is written, row by row."""

    def __init__(self, kinds: Mapping[int, str], name: str) -> None:
        self.kinds = kinds
        # The head needs two columns beside its labels.
        self.years = max(2, len(kinds))
        self.page = Page(
            name,
            widths=[_LABELS, _NAMES, *[_YEAR] * self.years],
            landscape=False,
            repeat_rows=(_HEADINGS, _HEADINGS),
        )

    def put_head(self, measure: Measure, content: str) -> None:
        """Title and number, 取組内容, 期待効果."""
        self.page.put(0, 0, wording.MEASURE, "heading")
        self.page.put(0, 1, wording.write_title(measure, measure.title), "pillar", columns=self.years - 1)
        self.page.put(0, self.years, wording.NUMBER, "heading")
        self.page.put(0, self.years + 1, measure.number, "pillar")
        for row, (label, text) in enumerate(((wording.CONTENT, content), (wording.EFFECT, measure.effect)), 1):
            self._put_text(row, label, text)

    def put_headings(self, remark: str) -> None:
        """`令和4年度` with the time of observation under it for results, alone for targets."""
        self.page.put(_HEADINGS, 0, wording.YEARS, "heading", columns=2)
        for column, (year, kind) in enumerate(self.kinds.items(), 2):
            heading = f"{long_year(year)}\n({remark})" if kind == DONE else long_year(year)
            self.page.put(_HEADINGS, column, heading, "heading")

    def put_block(self, label: str, lines: Sequence[_Line]) -> None:
        """The lines under one label; an empty row where there is none, to be filled in."""
        row = self.page.height
        shown = lines or [("", {})]
        self.page.put(row, 0, label, "heading", rows=len(shown))
        self.page.together.append((row, row + len(shown) - 1))
        for below, (name, texts) in enumerate(shown, row):
            self.page.put(below, 1, name, "cell")
            self._put_years(below, texts, "value")
            if label == wording.SCHEDULE:
                self._colour(below, texts)

    def put_custom(self, field: CustomField, texts: Mapping[int | None, str]) -> None:
        """A city's own field in a row of its own: a text over the whole width, or one a year."""
        row = self.page.height
        if field.scope == PER_MEASURE:
            self._put_text(row, field.name, texts.get(None, ""))
        elif any(year in self.kinds for year in texts):
            self.page.put(row, 0, field.name, "heading", columns=2)
            self._put_years(row, {year: text for year, text in texts.items() if year is not None}, "cell")

    def _put_text(self, row: int, label: str, text: str) -> None:
        self.page.put(row, 0, label, "heading")
        self.page.put(row, 1, text, "body", columns=self.years + 1)

    def _put_years(self, row: int, texts: Mapping[int, str], style: Style) -> None:
        shown = [texts.get(year, "") for year in self.kinds]
        for column, text in enumerate([*shown, *[""] * (self.years - len(shown))], 2):
            self.page.put(row, column, text, style)

    def _colour(self, row: int, texts: Mapping[int, str]) -> None:
        """Shows where a phase goes on: in blank years after it, and from before the years shown."""
        for column, year in enumerate(self.kinds, 2):
            running = [texts[begun] for begun in sorted(texts) if begun <= year]
            if running and running[-1] not in ("", *STATEMENTS):
                self.page.put(row, column, texts.get(year, ""), "phase")


# -- reading


def fill(measure: Draft, table: Table) -> None:
    """Fill the measure from its table; what cannot be read is put with the table's stray texts."""
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
        text, departments = split_departments(_text(list(table.of(wording.CONTENT))))
        measure.values["description"] = text
        for named in departments:
            share = measure.add("measure_department", department=named.name)
            if named.charge:
                share.values["charge"] = named.charge
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
    """The rows of indicators; a part belongs to the last one of the level above."""
    rows = [(name, texts) for name, texts in map(table.split, table.of(*_INDICATORS)) if name or texts]
    observed = _observed(table, bool(rows))
    if not rows:
        return
    # The sheet shows no headings: those that the plan has stay.
    roles = {column.year: column.role for column in table.columns}
    levels: list[Draft] = [measure.add("section")]
    for name, texts in rows:
        label = name.lstrip(_PART).strip()
        depth = min(len(name) - len(name.lstrip(_PART)), len(levels) - 1)
        unit = next((u for place in reversed(texts.values()) if (u := Quantity(place.text).unit)), "")
        indicator = levels[depth].add("indicator", {"unit": unit}, label=label)
        if observed is not None:
            indicator.values["observed"] = observed
        for year, place in texts.items():
            indicator.add("figure", year=year, role=roles[year], text=place.text.strip())
        levels[depth + 1 :] = [indicator]


def _observed(table: Table, any_indicator: bool) -> str | None:
    """The time of observation in the headings, the latest where they differ; None without a column of results."""
    results = [column for column in table.columns if column.observed is not None]
    if not results:
        return None
    last = results[-1].observed
    table.stray += [c.heading for c in results if c.observed and (c.observed != last or not any_indicator)]
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
