"""A measure's sheet: title and number, contents with departments, effect, schedule, indicators."""

from collections.abc import Iterator, Mapping, Sequence

from dxdesk.pages.layouts.common.figures import value_text
from dxdesk.pages.layouts.isehara_action import wording
from dxdesk.pages.layouts.isehara_action.departments import Part, joined
from dxdesk.pages.page import Page, Style
from dxdesk.plan.rows.dates import long_year
from dxdesk.plan.rows.model import DONE, PER_MEASURE, RESULT, TARGET, CustomField, Indicator, Measure
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.quantity import STATEMENTS

# Half-width characters of the first two columns and of a year.
_LABELS, _NAMES, _YEAR = 18, 32, 18


# The name of a row and its texts by year.
_Line = tuple[str, Mapping[int, str]]


def measure_page(outline: Outline, measure: Measure, kinds: Mapping[int, str], name: str) -> Page:
    """The sheet called `name`, with a column for each year of `kinds`."""
    # The head needs two columns beside its labels.
    years = max(2, len(kinds))
    page = Page(name, widths=[_LABELS, _NAMES, *[_YEAR] * years], landscape=False, repeat_rows=(3, 3))
    page.put(0, 0, wording.MEASURE, "heading")
    page.put(0, 1, wording.write_title(measure, measure.title), "pillar", columns=years - 1)
    page.put(0, years, wording.NUMBER, "heading")
    page.put(0, years + 1, measure.number, "pillar")
    texts = ((wording.CONTENT, _content(outline, measure)), (wording.EFFECT, measure.effect))
    for row, (label, text) in enumerate(texts, 1):
        page.put(row, 0, label, "heading")
        page.put(row, 1, text, "body", columns=years + 1)
    page.put(3, 0, wording.YEARS, "heading", columns=2)
    for column, heading in enumerate(_headings(outline, measure, kinds), 2):
        page.put(3, column, heading, "heading")
    lanes: list[_Line] = [(lane.label, {p.year: p.text for p in outline.phases(lane)}) for lane in outline.lanes(measure)]
    _put_block(page, wording.SCHEDULE, lanes, kinds, years)
    _put_block(page, wording.INDICATORS, list(_indicators(outline, measure, kinds)), kinds, years)
    _put_custom(page, outline, measure, kinds, years)
    return page


def observed_in(outline: Outline, measure: Measure) -> str:
    """The time of observation in which all indicators of the measure agree, blank where they do not."""
    times = {indicator.observed for indicator, _ in _published(outline, measure)}
    return times.pop() if len(times) == 1 else ""


def _content(outline: Outline, measure: Measure) -> str:
    parts = [Part(department.name, share.charge) for share, department in outline.department_roles(measure)]
    return joined(measure.description, parts)


def _headings(outline: Outline, measure: Measure, kinds: Mapping[int, str]) -> Iterator[str]:
    """`令和4年度` with the time of observation under it for results, alone for targets."""
    remark = observed_in(outline, measure) or wording.RESULT_COLUMN
    return (f"{long_year(year)}\n({remark})" if kind == DONE else long_year(year) for year, kind in kinds.items())


def _published(outline: Outline, measure: Measure) -> Iterator[tuple[Indicator, int]]:
    """The indicators to be published, each with the number of those it is a part of."""

    def walk(indicators: list[Indicator], depth: int) -> Iterator[tuple[Indicator, int]]:
        for indicator in indicators:
            if indicator.published:
                yield indicator, depth
                yield from walk(outline.children(indicator), depth + 1)

    for section in outline.sections(measure):
        yield from walk(outline.indicators(section), 0)


def _indicators(outline: Outline, measure: Measure, kinds: Mapping[int, str]) -> Iterator[_Line]:
    for indicator, depth in _published(outline, measure):
        name = f"{wording.PART * depth} {indicator.label}" if depth else indicator.label
        roles = {year: RESULT if kind == DONE else TARGET for year, kind in kinds.items()}
        yield name, {year: value_text(outline, indicator, year, role) for year, role in roles.items()}


def _put_block(page: Page, label: str, lines: Sequence[_Line], kinds: Mapping[int, str], years: int) -> None:
    """The lines under one label; an empty row where there is none, to be filled in."""
    row = page.height
    shown = lines or [("", {})]
    page.put(row, 0, label, "heading", rows=len(shown))
    page.together.append((row, row + len(shown) - 1))
    for place, (name, texts) in enumerate(shown, row):
        page.put(place, 1, name, "cell")
        _put_years(page, place, texts, kinds, years, "value")
        if label == wording.SCHEDULE:
            _colour(page, place, texts, kinds)


def _put_years(page: Page, row: int, texts: Mapping[int, str], kinds: Mapping[int, str], years: int, style: Style) -> None:
    shown = [texts.get(year, "") for year in kinds]
    for column, text in enumerate([*shown, *[""] * (years - len(shown))], 2):
        page.put(row, column, text, style)


def _colour(page: Page, row: int, texts: Mapping[int, str], kinds: Mapping[int, str]) -> None:
    """Shows where a phase goes on: in blank years after it, and from before the years shown."""
    for column, year in enumerate(kinds, 2):
        running = [texts[begun] for begun in sorted(texts) if begun <= year]
        if running and running[-1] not in ("", *STATEMENTS):
            page.put(row, column, texts.get(year, ""), "phase")


def _put_custom(page: Page, outline: Outline, measure: Measure, kinds: Mapping[int, str], years: int) -> None:
    """The city's own fields that say something, each in a row of its own."""
    fields = outline.rows.all(CustomField)
    by_field: dict[str, dict[int | None, str]] = {}
    for value in outline.values(measure):
        if value.text:
            by_field.setdefault(value.field, {})[value.year] = value.text
    for field, texts in sorted(by_field.items(), key=lambda item: (fields[item[0]].rank, item[0])):
        row = page.height
        if fields[field].scope == PER_MEASURE:
            page.put(row, 0, fields[field].name, "heading")
            page.put(row, 1, texts.get(None, ""), "body", columns=years + 1)
        elif any(year in kinds for year in texts):
            page.put(row, 0, fields[field].name, "heading", columns=2)
            _put_years(page, row, {y: t for y, t in texts.items() if y is not None}, kinds, years, "cell")
