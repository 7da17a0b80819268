"""A map as its TOML file, read and written: every key known, every value of its kind, each refusal with the map's line."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from dxdesk.files import parse_toml, read_text, replacing
from dxdesk.pages.layouts.common.cell_refs import column_of, letters
from dxdesk.pages.layouts.list_table.table_map import (
    ATTRIBUTES,
    COLUMN_KEYS,
    FIELDS,
    FLAGS,
    OF_INDICATOR,
    TABLE_KEYS,
    YEARLY,
    MapColumn,
    TableMap,
)
from dxdesk.plan.rows.dates import read_span, read_year, short_year, span_text
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import DONE, FORECAST, PLANNED, RESULT, ROLES

_COLUMN = re.compile(r"^\s*\[\[\s*column\s*\]\]")


def read_map(path: str | Path) -> TableMap:
    """Return the map in a file. Raises Refused, EnvironmentFault."""
    path = Path(path)
    return map_in(read_text(path), path.name)


def map_in(text: str, name: str) -> TableMap:
    """Return the map that a TOML text holds; `name` is its file's, for messages. Raises Refused."""
    lines = [number for number, line in enumerate(text.splitlines(), 1) if _COLUMN.match(line)]
    return _Map(name, parse_toml(text, name), lines).table_map()


class _Map:
    """One file while it is read; `lines`: the line number of each `[[column]]`."""

    def __init__(self, file: str, content: dict[str, object], lines: list[int]) -> None:
        self.file = file
        self.content = content
        self.lines = lines

    def table_map(self) -> TableMap:
        """Return the map. Raises Refused."""
        top = _Values(f"「{self.file}」", self.content)
        top.only(TABLE_KEYS)
        columns = list(self._columns())
        headings = self._heading_rows(top)
        first_row = top.whole("first_row", headings.stop + 1) - 1
        last_row = top.whole("last_row", 0)
        if first_row < headings.stop:
            top.refuse("first_row", "見出しの行より下の行番号を書いてください")
        if last_row and last_row <= first_row:
            top.refuse("last_row", "first_row より下の行番号を書いてください")
        first, last, planned_from = _shown_years(top, columns)
        found = TableMap(
            file=self.file,
            municipality=top.needed("municipality"),
            title=top.needed("title"),
            first_year=first,
            last_year=last,
            planned_from=planned_from,
            pillar=top.text("pillar"),
            sheet=_sheet(top),
            skip_sheets=top.texts("skip_sheets"),
            headings=headings,
            first_row=first_row,
            last_row=last_row - 1 if last_row else None,
            end=top.text("end"),
            caption=top.text("caption"),
            columns=tuple(_completed(column, planned_from) for column in columns),
        )
        self._check(found, top)
        return found

    def _heading_rows(self, top: "_Values") -> range:
        given = self.content.get("heading_rows", 1)
        rows = [row for row in (given if isinstance(given, list) else [given]) if isinstance(row, int) and _whole(row)]
        in_turn = rows and rows == list(range(rows[0], rows[0] + len(rows))) and rows[0] > 0
        if not in_turn or (isinstance(given, list) and len(given) != len(rows)):
            top.refuse("heading_rows", "見出しの行番号を 3 か、続いた行を [3, 4] のように書いてください")
        return range(rows[0] - 1, rows[-1])

    def _columns(self) -> Iterator[MapColumn]:
        given = self.content.get("column", [])
        if not isinstance(given, list) or not given:
            raise Refused(f"「{self.file}」に列の指定がありません。[[column]] で始まる段を、列の数だけ書いてください。")
        levels = 0
        for place, values in enumerate(given):
            line = self.lines[place] if len(self.lines) == len(given) else 0
            where = f"「{self.file}」の" + (f"{line}行目の列" if line else f"{place + 1}番目の列")
            if not isinstance(values, dict):
                raise Refused(f"{where}：[[column]] で始まる段に書いてください。")
            column = _column(_Values(where, values), line, levels + 1)
            levels = max(levels, column.level) if column.field == "pillar" else levels
            yield column

    def _check(self, found: TableMap, top: "_Values") -> None:
        """Refuse what only all columns together show to be wrong."""
        if len(found.of("title")) != 1:
            top.refuse("column", 'field = "title"（施策名）の列をちょうど1つ書いてください')
        if not found.of("pillar") and not found.pillar:
            top.refuse("pillar", '柱の列（field = "pillar"）がない表では、pillar = "…" に柱の名称を書いてください')
        if sorted({column.level for column in found.of("pillar")}) != list(range(1, found.levels + 1)):
            top.refuse("column", "柱の列の level は 1 から順に書いてください")
        labelled = {column.group for column in found.of("indicator")}
        seen: dict[tuple[object, ...], MapColumn] = {}
        by_position: dict[int, MapColumn] = {}
        for column in found.columns:
            where = _Values(f"「{self.file}」の{column.line}行目の列", {})
            if column.field in OF_INDICATOR and not column.indicator and column.group not in labelled:
                where.refuse(
                    "group", f'指標名の列（field = "indicator"、group = {column.group}）か indicator = "指標名" が要ります'
                )
            if column.field == "pillar_number" and column.level > found.levels:
                where.refuse("level", '同じ level の柱の列（field = "pillar"）が要ります')
            if column.field != "skip" and column.same in seen:
                where.refuse("field", f"{seen[column.same].line}行目の列と同じものを指しています。どちらかを直してください")
            if column.position is not None and column.position in by_position:
                other = by_position[column.position]
                where.refuse("column", f"{other.line}行目の列と同じ列です。どちらかを直してください")
            seen[column.same] = column
            if column.position is not None:
                by_position[column.position] = column


def _column(values: "_Values", line: int, next_level: int) -> MapColumn:
    field = values.needed("field")
    if field not in FIELDS:
        values.refuse("field", f"「{field}」は使えません。{'、'.join(FIELDS)} から選んでください")
    attributes = FIELDS[field].attributes
    values.only((*COLUMN_KEYS, *attributes))
    heading, position = values.text("heading"), _position(values)
    if not heading and position is None:
        values.refuse("heading", 'heading = "見出し" か column = "D" で列を指してください')
    role = values.choice("role")
    if role and (role in ROLES) != (field == "figure"):
        values.refuse("role", "figure では 基準値、実績、目標、見込、department では 主管、関連 から選んでください")
    if field in YEARLY and "year" not in values.given:
        values.refuse("year", 'year = "R5" のように年度を書いてください')
    level = next_level if field == "pillar" else 1
    column = MapColumn(line, field, heading, position, level=level, merged=values.flag("merged"))
    given = [key for key in ATTRIBUTES if key in attributes and key in values.given and key != "name"]
    # A blank text means the same as a key that is not stated.
    stated = {key: value for key in given if (value := values.attribute(key))}
    return replace(column, name=_name(values, field, heading), **stated)


def _name(values: "_Values", field: str, heading: str) -> str:
    """The name of a city's own field: as the map states it, else the column's lowest heading."""
    if field != "custom":
        return ""
    name = values.text("name") or heading.split("/")[-1].strip()
    return name or values.refuse("name", 'name = "予算額" のように項目の名称を書いてください')


def _position(values: "_Values") -> int | None:
    given = values.given.get("column")
    if given is None:
        return None
    if isinstance(given, str) and (position := column_of(given)) is not None:
        return position
    if _whole(given) and isinstance(given, int) and 0 < given <= 16384:
        return given - 1
    return values.refuse("column", 'column = "D" か column = 4 のように書いてください')


def _sheet(top: "_Values") -> str | int | None:
    given = top.given.get("sheet")
    if given is None or (isinstance(given, str) and given.strip()):
        return given
    if _whole(given) and isinstance(given, int) and given > 0:
        return given - 1
    return top.refuse("sheet", 'sheet = "シート名" か、左からの番号を sheet = 2 のように書いてください')


def _shown_years(top: "_Values", columns: list[MapColumn]) -> tuple[int, int, int | None]:
    """The first and the last shown year, as stated or as the columns have them, and the first planned one."""
    years = [column.year for column in columns if column.year is not None]
    planned = [c.year for c in columns if c.year is not None and (c.role == FORECAST or c.kind == PLANNED)]
    if "years" in top.given:
        first, last = top.span("years")
    elif years:
        first, last = min(years), max(years)
    else:
        top.refuse("years", 'years = "R4-R7" のように、表示する年度を書いてください')
    if "planned_from" in top.given:
        return first, last, top.year("planned_from")
    if "years" in top.given and last > first:
        return first, last, last
    return first, last, min(planned, default=None)


def _completed(column: MapColumn, planned_from: int | None) -> MapColumn:
    """The column with the role or kind that need not be stated: from `planned_from` on, years are 実施予定."""
    planned = planned_from is not None and column.year is not None and column.year >= planned_from
    if column.field == "figure":
        return replace(column, role=column.role or (FORECAST if planned else RESULT))
    if column.field == "entry":
        return replace(column, kind=column.kind or (PLANNED if planned else DONE))
    return column


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


class _Values:
    """The keys of one table of the file, read by the kind of their values; `where` begins each refusal."""

    def __init__(self, where: str, given: dict[str, object]) -> None:
        self.where = where
        self.given = given

    def refuse(self, key: str, why: str) -> NoReturn:
        """Raise Refused with one sentence: where, which key, what to do."""
        raise Refused(f"{self.where}の「{key}」：{why}。")

    def only(self, known: tuple[str, ...]) -> None:
        """Refuse any key that is not known."""
        for key in self.given:
            if key not in known:
                self.refuse(key, f"使えない項目です。{'、'.join(known)} から選んでください")

    def raw(self, key: str) -> str:
        """Return a text as it is written, blank where there is none."""
        value = self.given.get(key, "")
        return value if isinstance(value, str) else self.refuse(key, f'{key} = "…" のように、引用符で囲んで書いてください')

    def text(self, key: str) -> str:
        """Return a text without white space around it."""
        return self.raw(key).strip()

    def needed(self, key: str) -> str:
        """Return a text that must be there."""
        return self.text(key) or self.refuse(key, f'{key} = "…" を書いてください')

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self.given.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.refuse(key, f'{key} = ["…", "…"] のように並べて書いてください')
        return tuple(value)

    def flag(self, key: str) -> bool:
        """Return true or false."""
        value = self.given.get(key, False)
        return value if isinstance(value, bool) else self.refuse(key, "true か false で書いてください")

    def whole(self, key: str, otherwise: int) -> int:
        """Return a whole number above 0."""
        value = self.given.get(key, otherwise)
        if not isinstance(value, int) or isinstance(value, bool) or (key in self.given and value < 1):
            self.refuse(key, "1以上の整数を、引用符なしで書いてください")
        return value

    def attribute(self, key: str) -> Any:
        """Return the value of a column's attribute, of the kind that is declared for it."""
        kind = ATTRIBUTES[key].kind
        if kind == "number":
            return self.whole(key, 1)
        read = {"flag": self.flag, "year": self.year, "choice": self.choice, "signs": self.signs, "raw text": self.raw}
        return read.get(kind, self.text)(key)

    def choice(self, key: str) -> str:
        """Return one of the values that the key takes, blank where it is not given."""
        value, choices = self.text(key), ATTRIBUTES[key].choices
        if value and value not in choices:
            self.refuse(key, f"「{value}」は使えません。{'、'.join(choices)} から選んでください")
        return value

    def signs(self, key: str) -> tuple[tuple[str, str], ...]:
        """Return (flag, sign) of each flag that has a sign."""
        given = self.given.get(key, {})
        if not isinstance(given, dict) or not all(k in FLAGS and isinstance(s, str) and s.strip() for k, s in given.items()):
            self.refuse(key, f'flags = {{ newly = "【新】" }} のように、{"、".join(FLAGS)} の記号を書いてください')
        return tuple(given.items())

    def year(self, key: str) -> int | None:
        """Return a fiscal year, None where none is given or it is blank."""
        text = self.text(key)
        try:
            return read_year(text) if text else None
        except Refused as error:
            raise Refused(f"{self.where}の「{key}」：{error.message}") from error

    def span(self, key: str) -> tuple[int, int]:
        """Return the first and the last year."""
        try:
            return read_span(self.text(key))
        except Refused as error:
            raise Refused(f"{self.where}の「{key}」：{error.message}") from error


# -- writing


def write_map(table_map: TableMap, path: str | Path) -> None:
    """Write the map as a file, whole or not at all. Raises EnvironmentFault."""
    with replacing(path) as temporary:
        temporary.write_text(map_text(table_map), "utf-8", newline="\n")


def map_text(table_map: TableMap) -> str:
    """Return the map as TOML."""
    import tomli_w  # needed only where a map is kept

    return tomli_w.dumps(map_content(table_map))


def map_content(table_map: TableMap) -> dict[str, Any]:
    """Return the keys and values of the map's file; what a key means by default is left out."""
    sheet = table_map.sheet
    content: dict[str, Any] = {
        "municipality": table_map.municipality,
        "title": table_map.title,
        "years": span_text(table_map.first_year, table_map.last_year),
        "planned_from": _year(table_map.planned_from),
        "pillar": table_map.pillar,
        "sheet": sheet + 1 if isinstance(sheet, int) else sheet,
        "skip_sheets": list(table_map.skip_sheets),
        "heading_rows": [row + 1 for row in table_map.headings],
        "first_row": table_map.first_row + 1,
        "last_row": table_map.last_row + 1 if table_map.last_row is not None else None,
        "end": table_map.end,
        "caption": table_map.caption,
        "column": [_column_content(column) for column in table_map.columns],
    }
    usual = {"pillar": "", "skip_sheets": [], "first_row": table_map.headings.stop + 1, "end": "", "caption": ""}
    return {key: value for key, value in content.items() if value is not None and value != usual.get(key)}


def _column_content(column: MapColumn) -> dict[str, Any]:
    attributes = ("merged", *FIELDS[column.field].attributes)
    usual = MapColumn(0, column.field)
    # The level of a pillar is counted where none is written, so it always is.
    stated = {
        key: _written(key, value)
        for key in attributes
        if (value := getattr(column, key)) and (key == "level" or value != getattr(usual, key))
    }
    letter = letters(column.position) if column.position is not None else ""
    named = {"heading": column.heading, "column": letter, "field": column.field}
    return {key: value for key, value in named.items() if value} | stated


def _written(key: str, value: Any) -> Any:
    kind = ATTRIBUTES[key].kind
    return short_year(value) if kind == "year" else dict(value) if kind == "signs" else value


def _year(year: int | None) -> str:
    return short_year(year) if year is not None else ""
