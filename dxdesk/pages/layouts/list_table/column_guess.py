"""A first guess at each column of a sheet: its heading's meaning weighed with the texts below and the columns beside."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dxdesk.pages.layouts.list_table.heading_guess import HeadingGuess, guess_heading
from dxdesk.pages.layouts.list_table.row_reading import numbered
from dxdesk.pages.layouts.list_table.table_map import FLAGS, OF_INDICATOR, PILLARS, SPAN, YEAR_STYLES, YEARLY, MapColumn
from dxdesk.pages.page import SAME, Page
from dxdesk.plan.rows.dates import long_year, read_year, short_year, western_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import BASELINE, DONE, FORECAST, LEAD, PLANNED, RELATED, RESULT, TARGET
from dxdesk.plan.rows.outline import folded
from dxdesk.plan.rows.quantity import Quantity

_FLAG_SIGNS = (("newly", "【新】"), ("newly", "【新規】"), ("completed", "【完了】"))
_SEPARATORS = ("、", "・", "\n", "，", ",", "／", "/", "；")

_FEW = 12  # mean length in characters: longer texts are narrative, not values


@dataclass(frozen=True)
class Heading:
    """A column of the sheet: its position from 0, its heading path, and the texts that begin below it."""

    position: int
    path: str
    texts: tuple[str, ...]
    merged: bool

    @property
    def above(self) -> str:
        """The topmost heading where there are several, else blank."""
        head, several, _ = self.path.partition("/")
        return head if several else ""

    @property
    def distinct(self) -> int:
        """The number of different texts."""
        return len(set(self.texts))

    @property
    def length(self) -> float:
        """The mean length of a text in characters."""
        return sum(map(len, self.texts)) / len(self.texts) if self.texts else 0.0

    @property
    def valued(self) -> bool:
        """Whether the texts are values: numbers, or as short as the words that replace one; no sentences."""
        short = [text for text in self.texts if len(text) <= 2 * _FEW and "。" not in text]
        numbers = sum(Quantity(text).number is not None for text in short)
        return len(short) * 2 > len(self.texts) and (numbers * 2 >= len(self.texts) or self.length <= _FEW)


def headings_of(page: Page, paths: dict[int, str], body: range) -> list[Heading]:
    """Return the columns that have a heading or a text, from left to right. `paths`: position → heading."""
    below: dict[int, list[str]] = {}
    merged: set[int] = set()
    for (row, column), cell in sorted(page.cells.items()):
        if row in body and cell.text.strip() not in ("", SAME):
            below.setdefault(column, []).append(cell.text.strip())
            merged |= {column} if cell.rows > 1 else set()
    return [Heading(p, paths.get(p, ""), tuple(below.get(p, ())), p in merged) for p in sorted({*paths, *below})]


def guess_columns(headings: list[Heading], common_year: int | None) -> tuple[MapColumn, ...]:
    """Return the columns whose meaning follows from their headings. `common_year`: the one named above the table, if any."""
    guesses = {heading.position: guess_heading(heading.path) for heading in headings if heading.path}
    title = _title(headings, guesses)
    groups = _groups(headings, guesses)
    columns: list[MapColumn] = []
    for heading in headings:
        guess = guesses.get(heading.position)
        column = _column(heading, guess, title, groups, common_year) if guess is not None else None
        if column is not None:
            columns.append(column)
    unlike: dict[tuple[object, ...], MapColumn] = {}
    for column in with_levels(columns):
        unlike.setdefault(column.same, column)
    return tuple(_dated(_related(list(unlike.values()))))


def with_levels(columns: Sequence[MapColumn]) -> list[MapColumn]:
    """Return the columns with pillars' levels counted from the left; a number belongs to the pillar to its right."""
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


def _title(headings: list[Heading], guesses: dict[int, HeadingGuess]) -> int | None:
    """The position of the measures' names: of the headings with that meaning, the last one with most different texts."""
    named = [
        h
        for h in headings
        if h.position in guesses and guesses[h.position].field == "title" and guesses[h.position].year is None
    ]
    return max(named, key=_variety).position if named else None


def _variety(heading: Heading) -> tuple[int, int]:
    return heading.distinct, heading.position


def _groups(headings: list[Heading], guesses: dict[int, HeadingGuess]) -> dict[int, int]:
    """Position → group of the indicators beside each other, 0 where there are none; each column of labels begins a group."""
    labels = [h for h in headings if h.position in guesses and _labels(guesses[h.position])]
    by_above = {h.above: number for number, h in enumerate(labels, 1) if h.above}
    if len(by_above) < len(labels):
        by_above = {}  # one heading over several of them does not distinguish them
    groups: dict[int, int] = {}
    group = 1
    for heading in headings:
        if heading in labels:
            group = labels.index(heading) + 1
        groups[heading.position] = by_above.get(heading.above, group) if labels else 0
    return groups


def _labels(guess: HeadingGuess) -> bool:
    return guess.field == "indicator" and guess.year is None


def as_field(heading: Heading, field: str, headings: list[Heading], common_year: int | None) -> MapColumn:
    """Return a column to which a person has given this field, with the year, role and so on that its heading names."""
    guesses = {other.position: guess_heading(other.path) for other in headings if other.path}
    groups = _groups(headings, guesses)
    return _detailed(
        MapColumn(0, field, heading.path, heading.position),
        heading,
        guesses.get(heading.position, HeadingGuess()),
        groups,
        common_year,
    )


def _column(
    heading: Heading, guess: HeadingGuess, title: int | None, groups: dict[int, int], common_year: int | None
) -> MapColumn | None:
    field = _field(heading, guess, title, bool(groups[heading.position]))
    column = MapColumn(0, field, heading.path, heading.position)
    return _detailed(column, heading, guess, groups, common_year) if field else None


def _detailed(
    column: MapColumn, heading: Heading, guess: HeadingGuess, groups: dict[int, int], common_year: int | None
) -> MapColumn:
    """The column with the attributes that its field has."""
    field = column.field
    if field in YEARLY:
        column = _yearly(column, guess, common_year)
    if field in OF_INDICATOR:
        column = replace(column, group=max(groups.get(heading.position, 0), 1))
    if field == "custom":
        column = replace(column, name=guess.name or heading.path, year=guess.year)
    if field == "department":
        role = guess.role if guess.role in (LEAD, RELATED) else ""
        column = replace(column, role=role, separator=_separator(heading))
    if field in SPAN:
        column = replace(column, year_style=_year_style(heading))
    if field in FLAGS:
        column = replace(column, sign=Counter(heading.texts).most_common(1)[0][0] if heading.texts else "○")
    if field in PILLARS:
        column = replace(column, merged=heading.merged)
    if field in ("pillar", "title"):
        column = replace(column, numbered=_numbered(heading))
    if field in ("number", "title"):
        column = replace(column, flags=_flags(heading))
    return column


def _field(heading: Heading, guess: HeadingGuess, title: int | None, indicated: bool) -> str:
    """The field: the heading's meaning weighed with the texts below it and the columns beside it; blank for none."""
    field = guess.field
    if field == "title" and guess.year is None:
        if heading.position == title:
            return "title"
        # 施策 over 取組: a column to the left of the measure's name groups several of them.
        return "pillar" if title is not None and heading.position < title else ""
    if field == "pillar" and (guess.year is not None or (title is not None and heading.position > title)):
        return ""
    if guess.year is not None and field in ("title", "description", "indicator", "entry", "figure", "effect", ""):
        # An unknown wording means more than a year.
        return _of_year(heading, guess, indicated) if field or guess.kind or not guess.name else ""
    if field == "figure":
        return "figure" if indicated else ""
    if field == "mark" and any(sign in text for text in (heading.path, *heading.texts) for sign in "%％"):
        return "custom"  # an achievement in percent, not an evaluation
    if field in FLAGS and heading.length > 6:
        return ""
    return field


def _of_year(heading: Heading, guess: HeadingGuess, indicated: bool) -> str:
    """The field of a year's column: figures where there is an indicator and the texts are values, else narrative."""
    certain = guess.field in ("figure", "indicator") or guess.role in (TARGET, BASELINE, FORECAST)
    if indicated and not guess.kind and (certain or heading.valued):
        return "figure"
    return "custom" if certain and not indicated else "entry"


def _yearly(column: MapColumn, guess: HeadingGuess, common_year: int | None) -> MapColumn:
    ahead = 1 if guess.kind == PLANNED else 0
    year = guess.year if guess.year is not None or common_year is None else common_year + ahead
    if column.field == "figure":
        return replace(column, year=year, role=guess.role or RESULT)
    if column.field == "entry":
        return replace(column, year=year, kind=guess.kind or DONE)
    return replace(column, year=year)


def _related(columns: list[MapColumn]) -> list[MapColumn]:
    """Where 関連課 have a column of their own, the other column holds the 主管課."""
    roles = [column.role for column in columns if column.field == "department"]
    if len(roles) < 2 or LEAD in roles:
        return columns
    return [replace(c, role=LEAD) if c.field == "department" and not c.role else c for c in columns]


def _dated(columns: list[MapColumn]) -> list[MapColumn]:
    """Marks and assessments without a year belong to the newest year that has results."""
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
