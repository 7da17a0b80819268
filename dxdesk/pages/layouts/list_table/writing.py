"""A plan as one sheet with the columns of a map, so that `reading` reads it back."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from dxdesk.pages.layouts import Options, Written
from dxdesk.pages.layouts.common import omissions as kind
from dxdesk.pages.layouts.common.omissions import YearRow, left_out, omission_lines
from dxdesk.pages.layouts.common.selection import chosen_measures
from dxdesk.pages.layouts.list_table.row_writing import MeasureTexts, Texts
from dxdesk.pages.layouts.list_table.table_map import SPAN, MapColumn, TableMap
from dxdesk.pages.page import Book, Page
from dxdesk.pages.text_lines import text_width
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.fields import specs
from dxdesk.plan.rows.model import CustomField, Figure, Indicator, Measure, Phase, Plan
from dxdesk.plan.rows.outline import Outline

_NARROWEST, _PLAIN, _WIDEST = 7, 16, 52  # half-width characters
_OF_MEASURE = {
    "contents_title": kind.CONTENTS_TITLE,
    "description": kind.DESCRIPTION,
    "effect": kind.EFFECT,
    "kpi_published": kind.PUBLISHED,
    "national": kind.NATIONAL,
    "newly": kind.NEW,
    "completed": kind.DONE_FLAG,
    "definition": kind.DEFINITION,
    "observed": kind.OBSERVED,
    "department": kind.DEPARTMENTS,
}


def write(outline: Outline, plan: Plan, options: Options, table_map: TableMap) -> Written:
    """Return the sheet, and what of the plan the map has no column for. Raises Refused where nothing is left to write."""
    if options.years is not None:
        raise Refused(
            "表の形 list の年度の列は、列の対応表のとおりに書き出します。--years を外し、対応表の列で年度を決めてください。"
        )
    measures = chosen_measures(outline, plan, options)
    places = _places(table_map)
    texts = [MeasureTexts(outline, measure, table_map) for measure in measures]
    sheet = table_map.sheet if isinstance(table_map.sheet, str) else plan.title
    page = Page(sheet, widths=_widths(places, texts), paper="A3")
    page.repeat_rows = (table_map.headings[0], table_map.headings[-1])
    title = next(place for place, column in places.items() if column.field == "title")
    page.freeze = (table_map.first_row, title + 1 if sum(page.widths[: title + 1]) <= 80 else 0)
    if table_map.headings.start > 0:
        page.put(0, 0, table_map.caption or plan.title, "title", columns=max(places) + 1)
    _put_headings(page, places, table_map.headings)
    _put_rows(page, places, texts, table_map.first_row)
    return Written(Book(plan.title, [page]), _left_out(outline, plan, measures, texts, table_map))


def _places(table_map: TableMap) -> dict[int, MapColumn]:
    """Position in the sheet → column of the map: as the map states it, the others each after the one before it."""
    fixed = {column.position for column in table_map.columns if column.position is not None}
    places: dict[int, MapColumn] = {}
    place = 0
    for column in table_map.columns:
        if column.position is not None:
            place = column.position
        else:
            while place in fixed or place in places:
                place += 1
        places[place] = column
    return dict(sorted(places.items()))


# -- headings


def _put_headings(page: Page, places: dict[int, MapColumn], rows: range) -> None:
    """Put headings of several rows: neighbours share the parts that are equal, the last part fills the rows below."""
    parts = {place: _parts(column, len(rows)) for place, column in places.items()}

    def put(row: int, columns: list[int]) -> None:
        for (text, last), group in groupby(columns, lambda place: (parts[place][row], row == len(parts[place]) - 1)):
            for together in _neighbours(list(group), apart=last):
                page.put(
                    rows[row], together[0], text, "heading",
                    columns=len(together), rows=len(rows) - row if last else 1,
                )  # fmt: skip
                if not last:
                    put(row + 1, together)

    put(0, list(places))


def _neighbours(places: list[int], apart: bool) -> list[list[int]]:
    """Runs of adjacent positions; each alone where they are to be kept `apart`."""
    runs: list[list[int]] = []
    for place in places:
        if runs and not apart and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _parts(column: MapColumn, rows: int) -> list[str]:
    """The heading's parts from the top, at most one a row; a column without a heading is named by its field."""
    heading = column.heading or _default_heading(column)
    parts = [part.strip() for part in heading.split("/", rows - 1)]
    return parts or [heading]


def _default_heading(column: MapColumn) -> str:
    if column.field == "skip":
        return ""
    if column.name:
        return column.name
    year = short_year(column.year) if column.year is not None else ""
    label = specs(Measure).get(column.field) or specs(Indicator).get(column.field)
    names = {"pillar": "柱", "pillar_number": "柱の番号", "department": column.role or "担当課", "indicator": "指標名"}
    names |= {"figure": f"{column.indicator} {year}{column.role}".strip(), "entry": f"{year}{column.kind}"}
    names |= {"phase": f"{year}スケジュール", "mark": f"{year}評価", "assessment": f"{year}見解"}
    return names.get(column.field) or (label.label if label else column.field)


# -- rows


def _put_rows(page: Page, places: dict[int, MapColumn], texts: Sequence[MeasureTexts], top: int) -> None:
    starts = [top]
    for measure in texts:
        starts.append(starts[-1] + measure.rows)
    for place, column in places.items():
        blocks: list[tuple[int, int, str]] = []
        before: object = None
        for measure, start in zip(texts, starts, strict=False):
            cells: Texts = measure.cells(column)
            same = measure.merging(column) if cells[0] else None
            if same is not None and same == before:
                first, _, text = blocks.pop()
                blocks.append((first, start + measure.rows - first, text))
            elif len(cells) == 1:
                blocks.append((start, measure.rows, cells[0]))
            else:
                blocks += [(start + offset, 1, text) for offset, text in enumerate(cells)]
            before = same
        for row, height, text in blocks:
            page.put(row, place, text, "cell", rows=height)


def _widths(places: dict[int, MapColumn], texts: Sequence[MeasureTexts]) -> list[int]:
    """Widths in half-width characters: short texts fit on one line, long ones get a part of their length."""
    widths = [3] * (max(places) + 1)
    for place, column in places.items():
        lines = (line for measure in texts for text in measure.cells(column) for line in text.split("\n"))
        longest = max(map(text_width, lines), default=0)
        heading = max((text_width(part) for part in _parts(column, 9)), default=0)
        natural = longest + 2 if longest <= _PLAIN else _PLAIN + (longest - _PLAIN) // 4
        widths[place] = min(_WIDEST, max(_NARROWEST, natural, min(heading + 2, _PLAIN)))
    return widths


# -- what has no column


def _left_out(
    outline: Outline, plan: Plan, measures: Sequence[Measure], texts: Sequence[MeasureTexts], table_map: TableMap
) -> list[str]:
    shown = {_OF_MEASURE[column.field] for column in table_map.columns if column.field in _OF_MEASURE}
    shown |= {_OF_MEASURE[flag] for column in table_map.columns for flag, _ in column.flags}
    if {column.field for column in table_map.columns} >= set(SPAN):
        shown.add(kind.SPAN)
    shown |= {field.name for field in outline.custom_fields(plan)}
    written = {row for measure in texts for row in measure.written}
    lines = left_out(outline, plan, measures, shown, _Unwritten(written).kind)
    return lines + omission_lines(_uncounted(outline, plan, measures, written, table_map))


class _Unwritten:
    """Names the rows of a year that were not written."""

    def __init__(self, written: set[str]) -> None:
        self._written = written

    def kind(self, row: YearRow) -> str:
        """Return the row's kind, blank where it was written."""
        if row.id in self._written:
            return ""
        if isinstance(row, Phase):
            return "スケジュールの段階"
        year = short_year(row.year)
        if isinstance(row, Figure):
            return f"{year}の{row.role}の値"
        return f"{year}の{getattr(row, 'kind', '評価・見解')}" + ("の記載" if hasattr(row, "kind") else "")


def _uncounted(
    outline: Outline, plan: Plan, measures: Sequence[Measure], written: set[str], table_map: TableMap
) -> Counter[str]:
    """Count what only this layout may lack: columns for some of the pillars, indicators, roles, years of a field."""
    counts: Counter[str] = Counter()
    fields = outline.rows.all(CustomField)
    has_number = bool(table_map.of("number")) or any(c.numbered for c in table_map.of("title"))
    roles = {column.role for column in table_map.of("department")}
    for measure in measures:
        counts["施策の番号"] += bool(measure.number) and not has_number
        for value in outline.values(measure):
            counts[f"項目「{fields[value.field].name}」"] += bool(value.text) and value.id not in written
        for indicator in outline.indicators_of(measure):
            counts["指標"] += indicator.published and indicator.id not in written
        for column in table_map.of("department"):
            names = (d.name for share, d in outline.department_roles(measure) if column.role in ("", share.role))
            counts[f"区切りの「{column.separator}」を含む課名"] += sum(column.separator in name for name in names)
        if roles and "" not in roles:
            counts[kind.DEPARTMENTS] += sum(share.role not in roles for share, _ in outline.department_roles(measure))
    if not table_map.levels:
        counts["柱"] = sum(pillar.title != table_map.pillar for pillar in outline.pillars(plan))
    return counts
