"""A map: which column of a city's table is what. Rows and columns are counted from 0 here, from 1 in the file."""

from dataclasses import dataclass

# Stands between a pillar, or an indicator, and the one under it where a table has one cell for both.
BELOW = "＞"

TEXTS = ("number", "title", "contents_title", "description", "effect")
SPAN = ("first_year", "last_year")
FLAGS = ("kpi_published", "national", "newly", "completed")
# Fields of an indicator: what stands in one group of columns, once for each indicator.
OF_INDICATOR = ("indicator", "unit", "definition", "observed", "figure")
# Fields whose column is always that of one year.
YEARLY = ("figure", "entry", "phase", "mark", "assessment")
YEAR_STYLES = ("R5", "令和5年度", "2023年度", "2023")


@dataclass(frozen=True)
class MapColumn:
    """One column. `line`: where the map says so; `place`: given by letter or number, None where by heading.

    `level` counts pillars from the top. `flags` are (measure's field, sign); `group` counts indicators beside
    each other, `indicator` names the one that a column is about without a column for its label.
    """

    line: int
    field: str
    heading: str = ""
    place: int | None = None
    merged: bool = False
    level: int = 1
    numbered: bool = False
    flags: tuple[tuple[str, str], ...] = ()
    flags_first: bool = False
    year: int | None = None
    year_style: str = YEAR_STYLES[0]
    sign: str = "○"
    role: str = ""
    kind: str = ""
    separator: str = "、"
    name: str = ""
    group: int = 1
    indicator: str = ""

    @property
    def about(self) -> int | str:
        """The indicator of an indicator's column: its group, or the label that the map states."""
        return self.indicator or self.group

    @property
    def same(self) -> tuple[object, ...]:
        """What two columns may not both be."""
        if self.field in OF_INDICATOR:
            return self.field, self.about, self.year, self.role
        return self.field, self.level, self.year, self.role, self.kind, self.name


@dataclass(frozen=True)
class TableMap:
    """The whole map; `first_year` … `planned_from` are the plan's window, `pillar` stands where no column names one."""

    file: str
    municipality: str
    title: str
    first_year: int
    last_year: int
    planned_from: int | None
    pillar: str
    sheet: str | int | None
    skip_sheets: tuple[str, ...]
    headings: range
    first_row: int
    last_row: int | None
    end: str
    caption: str
    columns: tuple[MapColumn, ...]

    def of(self, field: str) -> list[MapColumn]:
        """The columns of one field, in the map's order."""
        return [column for column in self.columns if column.field == field]

    @property
    def levels(self) -> int:
        """How many levels of pillars have a column."""
        return max((column.level for column in self.of("pillar")), default=0)
