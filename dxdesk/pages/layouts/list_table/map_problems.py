"""What a map made in the wizard still lacks, column by column of the sheet, and the meaning of a column in a few words."""

from dataclasses import dataclass

from dxdesk.pages.layouts.common.cell_refs import letters
from dxdesk.pages.layouts.list_table.table_map import FIELDS, OF_INDICATOR, PILLARS, YEARLY, MapColumn, TableMap
from dxdesk.plan.rows.dates import long_year


@dataclass(frozen=True)
class MapProblem:
    """One sentence, and the column of the sheet that it is about; None for the map as a whole."""

    position: int | None
    sentence: str


def column_meaning(column: MapColumn) -> str:
    """Return a column's meaning in a few words: `指標の値　令和6年度 目標　2組目`."""
    parts = [FIELDS[column.field].label]
    if column.field == "custom":
        parts.append(f"「{column.name}」")
    dated = [long_year(column.year)] if column.year is not None else []
    dated += [word for word in (column.role, column.kind) if word]
    if dated:
        parts.append(" ".join(dated))
    if column.field in OF_INDICATOR and column.indicator:
        parts.append(f"指標「{column.indicator}」")
    elif column.field in OF_INDICATOR and column.group > 1:
        parts.append(f"{column.group}組目")
    if column.field in PILLARS and column.level > 1:
        parts.append(f"{column.level}階層目")
    return "　".join(parts)


def _name(column: MapColumn) -> str:
    """A column of the sheet in a sentence: `C列「取組名」`."""
    letter = f"{letters(column.position)}列" if column.position is not None else "列"
    return f"{letter}「{column.heading}」" if column.heading else letter


def problems(table_map: TableMap) -> list[MapProblem]:
    """Return what columns lack or state twice, from left to right; empty where the table can be read."""
    found = [problem for column in table_map.columns for problem in _of_column(column, table_map)]
    found += _repeated(table_map.columns)
    if not table_map.of("title"):
        sentence = "「施策名」の列がありません。施策や取組の名称が書かれた列を選び、「施策名」にしてください。"
        found.insert(0, MapProblem(None, sentence))
    return found


def _of_column(column: MapColumn, table_map: TableMap) -> list[MapProblem]:
    sentence = _lack(column, table_map)
    return [MapProblem(column.position, _name(column) + sentence)] if sentence else []


def _lack(column: MapColumn, table_map: TableMap) -> str:
    """The rest of a sentence that begins with the column; blank where nothing is missing."""
    if column.field in YEARLY and column.year is None:
        return "が何年度のものか分かりません。年度を選んでください。"
    if column.field == "custom" and not column.name:
        return "の項目名が空です。「予算額」のように書いてください。"
    labelled = {other.group for other in table_map.of("indicator")}
    if column.field in OF_INDICATOR and not column.indicator and column.group not in labelled:
        return "が何の指標のものか分かりません。「指標名」の列を選ぶか、この列に指標の名称を書いてください。"
    levels = {other.level for other in table_map.of("pillar")}
    if column.field == "pillar_number" and column.level not in levels:
        return "の柱の名称がどの列にもありません。「柱」の列を選んでください。"
    if column.field == "pillar" and column.level > 1 and column.level - 1 not in levels:
        return f"の上の階層の列がありません。階層を{column.level - 1}にしてください。"
    return ""


def _repeated(columns: tuple[MapColumn, ...]) -> list[MapProblem]:
    """Columns that hold the same; the later one is to be changed."""
    seen: dict[tuple[object, ...], MapColumn] = {}
    found: list[MapProblem] = []
    for column in columns:
        first = seen.setdefault(column.same, column)
        if first is not column and column.field != "skip":
            both = f"{_name(first)}と{_name(column)}"
            sentence = f"{both}が、どちらも「{column_meaning(column)}」です。どちらかを変えてください。"
            found.append(MapProblem(column.position, sentence))
    return found


def table_problems(table_map: TableMap) -> dict[str, str]:
    """Return what is missing for the whole table: name of a field of `TableMap` → one sentence."""
    found: dict[str, str] = {}
    for name, label in (("municipality", "団体名"), ("title", "計画名")):
        if not getattr(table_map, name).strip():
            found[name] = f"{label}を書いてください。"
    if table_map.first_year > table_map.last_year:
        found["first_year"] = "年度の始まりが終わりより後になっています。年度を選び直してください。"
    if not table_map.of("pillar") and not table_map.pillar.strip():
        found["pillar"] = "柱の列がない表です。すべての施策が入る柱の名称を「全体」のように書いてください。"
    return found
