"""What a map that a person is making still lacks, told by the columns of the sheet; and its columns in words."""

from dataclasses import dataclass

from dxdesk.pages.layouts.common.cell_refs import letters
from dxdesk.pages.layouts.list_table.table_map import OF_INDICATOR, YEARLY, MapColumn, TableMap
from dxdesk.plan.rows.dates import long_year

# What a column can be, as the window offers it.
FIELD_NAMES = {
    "pillar": "柱（分野・区分）",
    "pillar_number": "柱の番号",
    "number": "施策の番号",
    "title": "施策名",
    "contents_title": "目次での施策名",
    "description": "概要",
    "effect": "期待効果",
    "department": "担当課",
    "first_year": "開始年度",
    "last_year": "終了年度",
    "indicator": "指標名",
    "unit": "指標の単位",
    "definition": "指標の算定方法・出典",
    "observed": "指標の時点",
    "figure": "指標の値",
    "entry": "取組の記載",
    "phase": "スケジュールの段階",
    "mark": "評価の記号",
    "assessment": "評価の見解",
    "custom": "独自の項目",
    "kpi_published": "※ KPI公表項目の印",
    "national": "☆ 国の重点取組の印",
    "newly": "【新】の印",
    "completed": "【完了】の印",
    "skip": "取り込まない列",
}


@dataclass(frozen=True)
class Fault:
    """One sentence, and the column of the sheet that it is about; None for the map as a whole."""

    place: int | None
    sentence: str


def in_words(column: MapColumn) -> str:
    """A column's meaning in a few words: `指標の値　令和6年度 目標　2組目`."""
    said = [FIELD_NAMES[column.field]]
    if column.field == "custom":
        said.append(f"「{column.name}」")
    dated = [long_year(column.year)] if column.year is not None else []
    dated += [word for word in (column.role, column.kind) if word]
    if dated:
        said.append(" ".join(dated))
    if column.field in OF_INDICATOR and column.indicator:
        said.append(f"指標「{column.indicator}」")
    elif column.field in OF_INDICATOR and column.group > 1:
        said.append(f"{column.group}組目")
    if column.field in ("pillar", "pillar_number") and column.level > 1:
        said.append(f"{column.level}階層目")
    return "　".join(said)


def called(column: MapColumn) -> str:
    """A column of the sheet for a sentence: `C列「取組名」`."""
    place = f"{letters(column.place)}列" if column.place is not None else "列"
    return f"{place}「{column.heading}」" if column.heading else place


def faults(table_map: TableMap) -> list[Fault]:
    """What the columns lack or say twice, by column from the left; empty where the table can be read."""
    found = [fault for column in table_map.columns for fault in _own_faults(column, table_map)]
    found += _twice(table_map.columns)
    if not table_map.of("title"):
        found.insert(
            0, Fault(None, "「施策名」の列がありません。施策や取組の名称が書かれた列を選び、「施策名」にしてください。")
        )
    return found


def _own_faults(column: MapColumn, table_map: TableMap) -> list[Fault]:
    if column.field in YEARLY and column.year is None:
        return [Fault(column.place, f"{called(column)}が何年度のものか分かりません。年度を選んでください。")]
    if column.field == "custom" and not column.name:
        return [Fault(column.place, f"{called(column)}の項目名が空です。「予算額」のように書いてください。")]
    labelled = {other.group for other in table_map.of("indicator")}
    if column.field in OF_INDICATOR and not column.indicator and column.group not in labelled:
        return [
            Fault(
                column.place,
                f"{called(column)}が何の指標のものか分かりません。「指標名」の列を選ぶか、この列に指標の名称を書いてください。",
            )
        ]
    levels = {other.level for other in table_map.of("pillar")}
    if column.field == "pillar_number" and column.level not in levels:
        return [Fault(column.place, f"{called(column)}の柱の名称がどの列にもありません。「柱」の列を選んでください。")]
    if column.field == "pillar" and column.level > 1 and column.level - 1 not in levels:
        return [Fault(column.place, f"{called(column)}の上の階層の列がありません。階層を{column.level - 1}にしてください。")]
    return []


def _twice(columns: tuple[MapColumn, ...]) -> list[Fault]:
    """Columns that mean the same: the later one is at fault."""
    seen: dict[tuple[object, ...], MapColumn] = {}
    found: list[Fault] = []
    for column in columns:
        first = seen.setdefault(column.same, column)
        if first is not column and column.field != "skip":
            both = f"{called(first)}と{called(column)}"
            found.append(Fault(column.place, f"{both}が、どちらも「{in_words(column)}」です。どちらかを変えてください。"))
    return found


def word_faults(table_map: TableMap) -> dict[str, str]:
    """What is missing of the words for the whole table: field of the map → one sentence."""
    found: dict[str, str] = {}
    for name, words in (("municipality", "団体名"), ("title", "計画名")):
        if not getattr(table_map, name).strip():
            found[name] = f"{words}を書いてください。"
    if table_map.first_year > table_map.last_year:
        found["first_year"] = "年度の始まりが終わりより後になっています。年度を選び直してください。"
    if not table_map.of("pillar") and not table_map.pillar.strip():
        found["pillar"] = "柱の列がない表です。すべての施策が入る柱の名称を「全体」のように書いてください。"
    return found
