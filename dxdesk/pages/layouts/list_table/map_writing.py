"""Writes a map as the TOML file that `map_reading` reads: what a key says anyway is left out."""

from pathlib import Path
from typing import Any

from dxdesk.files import replacing
from dxdesk.pages.layouts.common.cell_refs import letters
from dxdesk.pages.layouts.list_table.map_toml import COLUMN_KEYS
from dxdesk.pages.layouts.list_table.table_map import YEAR_STYLES, MapColumn, TableMap
from dxdesk.plan.rows.dates import short_year, span_text


def write_map(table_map: TableMap, path: str | Path) -> None:
    """The map as a file, whole or not at all. Raises EnvironmentFault."""
    with replacing(path) as temporary:
        temporary.write_text(map_text(table_map), "utf-8", newline="\n")


def map_text(table_map: TableMap) -> str:
    """The map as TOML."""
    import tomli_w  # wanted only where a map is kept

    return tomli_w.dumps(content_of(table_map))


def content_of(table_map: TableMap) -> dict[str, Any]:
    """The map as the keys and values of its file."""
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
        "column": [_column(column) for column in table_map.columns],
    }
    usual = {"pillar": "", "skip_sheets": [], "first_row": table_map.headings.stop + 1, "end": "", "caption": ""}
    return {key: value for key, value in content.items() if value is not None and value != usual.get(key)}


def _column(column: MapColumn) -> dict[str, Any]:
    told: dict[str, Any] = {
        "heading": column.heading,
        "column": letters(column.place) if column.place is not None else "",
        "field": column.field,
        "merged": column.merged,
        "level": column.level,
        "numbered": column.numbered,
        "flags": dict(column.flags),
        "flags_first": column.flags_first,
        "year": _year(column.year),
        "year_style": column.year_style,
        "sign": column.sign,
        "role": column.role,
        "kind": column.kind,
        "separator": column.separator,
        "name": column.name,
        "group": column.group,
        "indicator": column.indicator,
    }
    known = ("heading", "column", "field", "merged", *COLUMN_KEYS[column.field])
    usual = {"year_style": YEAR_STYLES[0], "sign": "○", "separator": "、", "group": 1}
    # A level is counted where none is written, so it always is.
    return {key: told[key] for key in known if key == "level" or (told[key] and told[key] != usual.get(key))}


def _year(year: int | None) -> str:
    return short_year(year) if year is not None else ""
