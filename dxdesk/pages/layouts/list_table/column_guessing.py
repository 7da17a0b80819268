"""A first guess at what each column of a table is: by the words of its heading, and by what stands below it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dxdesk.pages.layouts.list_table.heading_words import HeadingGuess, guess_heading
from dxdesk.pages.layouts.list_table.row_reading import numbered
from dxdesk.pages.layouts.list_table.table_map import FLAGS, OF_INDICATOR, YEAR_STYLES, YEARLY, MapColumn
from dxdesk.pages.page import SAME, Page
from dxdesk.plan.rows.dates import long_year, read_year, short_year, western_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import BASELINE, DONE, FORECAST, LEAD, PLANNED, RELATED, RESULT, TARGET
from dxdesk.plan.rows.outline import folded
from dxdesk.plan.rows.quantity import Quantity

_FLAG_SIGNS = (("newly", "【新】"), ("newly", "【新規】"), ("completed", "【完了】"))
_SEPARATORS = ("、", "・", "\n", "，", ",", "／", "/", "；")

_FEW = 12  # letters on the average: longer texts are narrative, not values


@dataclass(frozen=True)
class Heading:
    """A column of the sheet: its place, its heading, and the texts that begin below it."""

    place: int
    path: str
    texts: tuple[str, ...]
    merged: bool

    @property
    def above(self) -> str:
        """The topmost heading where there are several."""
        head, several, _ = self.path.partition("/")
        return head if several else ""

    @property
    def distinct(self) -> int:
        """How many different texts."""
        return len(set(self.texts))

    @property
    def length(self) -> float:
        """Letters of a text on the average."""
        return sum(map(len, self.texts)) / len(self.texts) if self.texts else 0.0

    @property
    def valued(self) -> bool:
        """Whether it reads like values: numbers, or words as short as those that stand for one; no sentences."""
        short = [text for text in self.texts if len(text) <= 2 * _FEW and "。" not in text]
        numbers = sum(Quantity(text).number is not None for text in short)
        return len(short) * 2 > len(self.texts) and (numbers * 2 >= len(self.texts) or self.length <= _FEW)


def headings_of(page: Page, paths: dict[int, str], body: range) -> list[Heading]:
    """The columns that have a heading or a text, from left to right."""
    below: dict[int, list[str]] = {}
    merged: set[int] = set()
    for (row, column), cell in sorted(page.cells.items()):
        if row in body and cell.text.strip() not in ("", SAME):
            below.setdefault(column, []).append(cell.text.strip())
            merged |= {column} if cell.rows > 1 else set()
    return [Heading(p, paths.get(p, ""), tuple(below.get(p, ())), p in merged) for p in sorted({*paths, *below})]


def guess_columns(headings: list[Heading], common_year: int | None) -> tuple[MapColumn, ...]:
    """The columns whose meaning their headings tell. `common_year`: the year that stands above the table, if one does."""
    told = {heading.place: guess_heading(heading.path) for heading in headings if heading.path}
    title = _title(headings, told)
    columns: list[MapColumn] = []
    taken: set[tuple[object, ...]] = set()
    groups = _groups(headings, told)
    for heading in headings:
        word = told.get(heading.place)
        column = _column(heading, word, title, groups, common_year) if word is not None else None
        if column is None:
            continue
        columns.append(column)
    kept: list[MapColumn] = []
    for column in levelled(columns):
        if column.same not in taken:
            taken.add(column.same)
            kept.append(column)
    return tuple(_dated(_related(kept)))


def levelled(columns: Sequence[MapColumn]) -> list[MapColumn]:
    """The columns with the levels of their pillars counted from the left; a number is that of the pillar to its right."""
    pillars = sum(column.field == "pillar" for column in columns)
    level = 0
    found: list[MapColumn] = []
    for column in columns:
        level += column.field == "pillar"
        if column.field == "pillar":
            column = replace(column, level=level)
        elif column.field == "pillar_number":
            column = replace(column, level=min(level + 1, max(pillars, 1)))
        found.append(column)
    return found


def _title(headings: list[Heading], told: dict[int, HeadingGuess]) -> int | None:
    """The column of the measures' names: of those worded so, the one with the most different texts, the last of equals."""
    named = [h for h in headings if h.place in told and told[h.place].field == "title" and told[h.place].year is None]
    return max(named, key=_variety).place if named else None


def _variety(heading: Heading) -> tuple[int, int]:
    return heading.distinct, heading.place


def _groups(headings: list[Heading], told: dict[int, HeadingGuess]) -> dict[int, int]:
    """Place → the group of indicators that stand beside each other; each column of labels begins one."""
    labels = [h for h in headings if h.place in told and _labels(told[h.place])]
    by_above = {h.above: number for number, h in enumerate(labels, 1) if h.above}
    if len(by_above) < len(labels):
        by_above = {}  # one heading over several of them tells none apart
    groups: dict[int, int] = {}
    group = 1
    for heading in headings:
        if heading in labels:
            group = labels.index(heading) + 1
        groups[heading.place] = by_above.get(heading.above, group) if labels else 0
    return groups


def _labels(word: HeadingGuess) -> bool:
    return word.field == "indicator" and word.year is None


def as_field(heading: Heading, field: str, headings: list[Heading], common_year: int | None) -> MapColumn:
    """A column that a person has said to be of this field, with the year, role and so on that its heading tells."""
    told = {other.place: guess_heading(other.path) for other in headings if other.path}
    groups = _groups(headings, told)
    return _detailed(
        MapColumn(0, field, heading.path, heading.place),
        heading,
        told.get(heading.place, HeadingGuess()),
        groups,
        common_year,
    )


def _column(
    heading: Heading, word: HeadingGuess, title: int | None, groups: dict[int, int], common_year: int | None
) -> MapColumn | None:
    field = _field(heading, word, title, bool(groups[heading.place]))
    column = MapColumn(0, field, heading.path, heading.place)
    return _detailed(column, heading, word, groups, common_year) if field else None


def _detailed(
    column: MapColumn, heading: Heading, word: HeadingGuess, groups: dict[int, int], common_year: int | None
) -> MapColumn:
    """The column with what its field may have beside it."""
    field = column.field
    if field in YEARLY:
        column = _yearly(column, word, common_year)
    if field in OF_INDICATOR:
        column = replace(column, group=max(groups.get(heading.place, 0), 1))
    if field == "custom":
        column = replace(column, name=word.name or heading.path, year=word.year)
    if field == "department":
        role = word.role if word.role in (LEAD, RELATED) else ""
        column = replace(column, role=role, separator=_separator(heading))
    if field in ("first_year", "last_year"):
        column = replace(column, year_style=_year_style(heading))
    if field in FLAGS:
        column = replace(column, sign=Counter(heading.texts).most_common(1)[0][0] if heading.texts else "○")
    if field in ("pillar", "pillar_number"):
        column = replace(column, merged=heading.merged)
    if field in ("pillar", "title"):
        column = replace(column, numbered=_numbered(heading))
    if field in ("number", "title"):
        column = replace(column, flags=_flags(heading))
    return column


def _field(heading: Heading, word: HeadingGuess, title: int | None, indicated: bool) -> str:
    """The field, what the words say weighed with what stands below and beside."""
    field = word.field
    if field == "title" and word.year is None:
        if heading.place == title:
            return "title"
        # 施策 over 取組: what stands to the left of the measure's name holds several of them.
        return "pillar" if title is not None and heading.place < title else ""
    if field == "pillar" and (word.year is not None or (title is not None and heading.place > title)):
        return ""
    if word.year is not None and field in ("title", "description", "indicator", "entry", "figure", "effect", ""):
        # Words that nobody knows say more than a year.
        return _of_year(heading, word, indicated) if field or word.kind or not word.name else ""
    if field == "figure":
        return "figure" if indicated else ""
    if field == "mark" and any(sign in text for text in (heading.path, *heading.texts) for sign in "%％"):
        return "custom"  # an achievement, not what somebody thinks of it
    if field in FLAGS and heading.length > 6:
        return ""
    return field


def _of_year(heading: Heading, word: HeadingGuess, indicated: bool) -> str:
    """A year's column: values of an indicator where there is one and they read so, else narrative."""
    certain = word.field in ("figure", "indicator") or word.role in (TARGET, BASELINE, FORECAST)
    if indicated and not word.kind and (certain or heading.valued):
        return "figure"
    return "custom" if certain and not indicated else "entry"


def _yearly(column: MapColumn, word: HeadingGuess, common_year: int | None) -> MapColumn:
    ahead = 1 if word.kind == PLANNED else 0
    year = word.year if word.year is not None or common_year is None else common_year + ahead
    if column.field == "figure":
        return replace(column, year=year, role=word.role or RESULT)
    if column.field == "entry":
        return replace(column, year=year, kind=word.kind or DONE)
    return replace(column, year=year)


def _related(columns: list[MapColumn]) -> list[MapColumn]:
    """Where 関連課 have a column of their own, the other one is that of the 主管."""
    roles = [column.role for column in columns if column.field == "department"]
    if len(roles) < 2 or LEAD in roles:
        return columns
    return [replace(c, role=LEAD) if c.field == "department" and not c.role else c for c in columns]


def _dated(columns: list[MapColumn]) -> list[MapColumn]:
    """Without a year, marks and results are those of the newest year that has results."""
    done = [c.year for c in columns if c.year is not None and (c.role == RESULT or c.kind == DONE)]
    newest = max(done, default=None)
    undated = ("mark", "assessment")
    return [replace(c, year=newest) if c.field in undated and c.year is None else c for c in columns]


def _separator(heading: Heading) -> str:
    counts = Counter({sign: sum(sign in text for text in heading.texts) for sign in _SEPARATORS})
    sign, count = max(counts.items(), key=_count)
    return sign if count else "、"


def _count(item: tuple[str, int]) -> int:
    return item[1]


def _year_style(heading: Heading) -> str:
    for text in heading.texts:
        try:
            year = read_year(text)
        except Refused:
            continue
        written = dict(zip(YEAR_STYLES, (short_year(year), long_year(year), western_year(year), str(year)), strict=True))
        found = next((style for style, form in written.items() if folded(form) == folded(text)), None)
        if found:
            return found
    return YEAR_STYLES[0]


def _numbered(heading: Heading) -> bool:
    """Whether nearly every text begins with its number."""
    counted = sum(bool(numbered(text)[0]) for text in heading.texts)
    return bool(heading.texts) and counted >= 0.8 * len(heading.texts)


def _flags(heading: Heading) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for flag, sign in _FLAG_SIGNS:
        if any(sign in text for text in heading.texts):
            found.setdefault(flag, sign)
    return tuple(found.items())
