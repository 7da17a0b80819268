"""A map: which column of a city's table holds what, and the one declaration of what a map's file may state of a column.

Rows and columns are counted from 0 here, from 1 in the file. `FIELDS` and the attributes of `MapColumn` are declared only
here: reading and writing the file, the wizard's checks and its form are derived from them, and a test compares the help
page (`resources/help/list-map.md`) with them.
"""

from dataclasses import dataclass, fields
from typing import Annotated, Literal, get_type_hints

from dxdesk.plan.rows.model import KINDS, LEAD, RELATED, ROLES

# Separates a pillar, or an indicator, from the one below it where a table has one cell for both.
BELOW = "＞"

# Keys of the file for the whole table, in the order in which they are written.
TABLE_KEYS = (
    *("municipality", "title", "years", "planned_from", "pillar", "sheet", "skip_sheets"),
    *("heading_rows", "first_row", "last_row", "end", "caption", "column"),
)
# Keys of every `[[column]]`.
COLUMN_KEYS = ("field", "heading", "column", "merged")


@dataclass(frozen=True)
class ColumnField:
    """What a column can hold: its name for people, and the attributes that such a column may have beside `COLUMN_KEYS`."""

    label: str
    attributes: tuple[str, ...] = ()


FIELDS = {
    "pillar": ColumnField("柱（分野・区分）", ("level", "numbered")),
    "pillar_number": ColumnField("柱の番号", ("level",)),
    "number": ColumnField("施策の番号", ("flags", "flags_first")),
    "title": ColumnField("施策名", ("flags", "flags_first", "numbered")),
    "contents_title": ColumnField("目次での施策名"),
    "description": ColumnField("概要"),
    "effect": ColumnField("期待効果"),
    "first_year": ColumnField("開始年度", ("year_style",)),
    "last_year": ColumnField("終了年度", ("year_style",)),
    "kpi_published": ColumnField("※ KPI公表項目の印", ("sign",)),
    "national": ColumnField("☆ 国の重点取組の印", ("sign",)),
    "newly": ColumnField("【新】の印", ("sign",)),
    "completed": ColumnField("【完了】の印", ("sign",)),
    "department": ColumnField("担当課", ("role", "separator")),
    "custom": ColumnField("独自の項目", ("name", "year")),
    "indicator": ColumnField("指標名", ("group",)),
    "unit": ColumnField("指標の単位", ("group", "indicator")),
    "definition": ColumnField("指標の算定方法・出典", ("group", "indicator")),
    "observed": ColumnField("指標の時点", ("group", "indicator")),
    "figure": ColumnField("指標の値", ("year", "role", "group", "indicator")),
    "entry": ColumnField("取組の記載", ("year", "kind")),
    "phase": ColumnField("スケジュールの段階", ("year",)),
    "mark": ColumnField("評価の記号", ("year",)),
    "assessment": ColumnField("評価の見解", ("year",)),
    "skip": ColumnField("取り込まない列"),
}


def _with(attribute: str) -> tuple[str, ...]:
    return tuple(name for name, field in FIELDS.items() if attribute in field.attributes)


TEXTS = ("number", "title", "contents_title", "description", "effect")
PILLARS = _with("level")
SPAN = _with("year_style")
FLAGS = _with("sign")
# Fields of an indicator: one group of columns for each indicator that a row holds.
OF_INDICATOR = _with("group")
# Fields whose column always belongs to one year.
YEARLY = tuple(name for name in _with("year") if name != "custom")
YEAR_STYLES = ("R5", "令和5年度", "2023年度", "2023")


@dataclass(frozen=True)
class Attribute:
    """A key of `[[column]]`: its name for people, the kind of its value (`signs`: flag → sign), and the values it takes."""

    label: str
    kind: Literal["text", "raw text", "flag", "number", "year", "choice", "signs"] = "text"
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class MapColumn:
    """One column of a map.

    `line`: its line in the map's file, 0 for none. `position`: the sheet's column where it is given by letter or number,
    None where by heading. A default is what a key that is not stated means.
    """

    line: int
    field: str
    heading: str = ""
    position: int | None = None
    # Of a city's own field.
    name: Annotated[str, Attribute("項目名")] = ""
    year: Annotated[int | None, Attribute("年度", "year")] = None
    # Of a figure, or of a department in the measure.
    role: Annotated[str, Attribute("区分", "choice", (*ROLES, LEAD, RELATED))] = ""
    kind: Annotated[str, Attribute("区分", "choice", KINDS)] = ""
    # Counted from the top.
    level: Annotated[int, Attribute("階層", "number")] = 1
    # Counts the indicators beside each other in a row.
    group: Annotated[int, Attribute("指標の組", "number")] = 1
    # Label of the indicator that a column belongs to where no column holds labels.
    indicator: Annotated[str, Attribute("指標の名称")] = ""
    # Whether a title begins with its number.
    numbered: Annotated[bool, Attribute("番号と名称が1つのマスにある", "flag")] = False
    # Between several departments.
    separator: Annotated[str, Attribute("課の区切り", "raw text")] = "、"
    # In a flag's own column.
    sign: Annotated[str, Attribute("印の文字")] = "○"
    # (flag, sign) of each flag in the same cell.
    flags: Annotated[tuple[tuple[str, str], ...], Attribute("同じマスにある印", "signs")] = ()
    year_style: Annotated[str, Attribute("書き出すときの年度", "choice", YEAR_STYLES)] = YEAR_STYLES[0]
    # How the column is written: equal neighbours in one merged cell, flags before the name.
    merged: Annotated[bool, Attribute("書き出すとき、続く同じ内容を結合する", "flag")] = False
    flags_first: Annotated[bool, Attribute("書き出すとき、印を名称の前に書く", "flag")] = False

    @property
    def about(self) -> int | str:
        """The indicator of an indicator's column: its group, or the label that the map states."""
        return self.indicator or self.group

    @property
    def same(self) -> tuple[object, ...]:
        """A key that no two columns of a map may share."""
        if self.field in OF_INDICATOR:
            return self.field, self.about, self.year, self.role
        return self.field, self.level, self.year, self.role, self.kind, self.name


def _attributes() -> dict[str, Attribute]:
    hints = get_type_hints(MapColumn, include_extras=True)
    return {f.name: hints[f.name].__metadata__[0] for f in fields(MapColumn) if hasattr(hints[f.name], "__metadata__")}


ATTRIBUTES = _attributes()


@dataclass(frozen=True)
class TableMap:
    """The whole map.

    `first_year`, `last_year` and `planned_from` are the plan's shown years; `pillar` holds all measures where no column
    names one. `end` begins the text of the first row below the table.
    """

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
        """Return the columns of one field, in the map's order."""
        return [column for column in self.columns if column.field == field]

    @property
    def levels(self) -> int:
        """The number of levels of pillars that have a column."""
        return max((column.level for column in self.of("pillar")), default=0)
