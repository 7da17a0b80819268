"""Changes in words: where a change was made and what it was, for history, previews and messages."""

from collections.abc import Sequence
from dataclasses import dataclass

from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.fields import Value
from dxdesk.plan.rows.model import TABLES, Department, Entry, Figure, Indicator, Mark, Measure
from dxdesk.plan.rows.outline import full_name, measure_of, year_column
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row, title_of

_SHORT = 20  # characters of a text that are enough to recognise it


@dataclass(frozen=True)
class ChangeText:
    """A change as people read it: the measure (None outside any), the thing changed, the fiscal year, both values."""

    measure: Measure | None
    what: str
    year: int | None
    before: str
    after: str


def describe(change: Change, rows: Rows) -> ChangeText:
    """Describe a change; `rows` may be older or newer than the change."""
    row = _row(change, rows)
    year = getattr(row, "year", None) if row is not None else None
    return ChangeText(
        measure_of(rows, row), _what(change, row, rows), year, _value(change.before, change), _value(change.after, change)
    )


def _row(change: Change, rows: Rows) -> Row | None:
    for side in (change.after, change.before):
        if isinstance(side, Row):
            return side
    return rows.get(change.table, change.id)


def summarise(changes: Sequence[Change], rows: Rows) -> str:
    """Summarise a batch: its first change and the number of other rows: `1-(3) 【…】R6実績（1件 → 2件）ほか2か所`."""
    first = describe(changes[0], rows)
    where = (first.measure.number or first.measure.title) if first.measure else ""
    values = [_clipped(value) for value in (first.before, first.after)]
    if changes[0].field == WHOLE and any(values):
        detail = f"（{values[0] or values[1]}）"
    else:
        detail = f"（{values[0] or '空白'} → {values[1] or '空白'}）" if any(values) else ""
    more = len({(change.table, change.id) for change in changes}) - 1
    return f"{where} {first.what}{detail}".strip() + (f"ほか{more}か所" if more else "")


def _clipped(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else f"{line[:_SHORT]}…"


def name_with_years(department: Department) -> str:
    """`情報政策課（～R4）`; the name alone of a department that existed all the time."""
    first, last = (short_year(year) if year is not None else "" for year in (department.first_year, department.last_year))
    return department.name + (f"（{first}～{last}）" if first or last else "")


def describe_place(rows: Rows, table: str, row_id: str) -> str:
    """Describe the place of a row: `1-(3) 【交付枚数】R6実績`."""
    row = rows.get(table, row_id)
    if row is None:
        return "削除された欄"
    measure = measure_of(rows, row)
    number = (measure.number or measure.title) if measure is not None else ""
    field = "text" if isinstance(row, Figure | Entry) else ""
    return f"{number} {_what(Change(table, row_id, field, None, None), row, rows)}".strip()


def _what(change: Change, row: Row | None, rows: Rows) -> str:
    if isinstance(row, Figure):
        indicator = rows.all(Indicator).get(row.indicator)
        name = full_name(rows, indicator) if indicator is not None else "削除された指標"
        return f"【{name}】{year_column(row.year, row.role)}" + _aspect(change, "text")
    if isinstance(row, Entry):
        return f"{year_column(row.year, row.kind)}の記載" + _aspect(change, "text")
    name = _title(row)
    return TABLES[change.table].TABLE.label + (f"「{name}」" if name else "") + _aspect(change, "")


def _aspect(change: Change, main: str) -> str:
    """The field, where it is not the row's main one; whether the row was added or deleted."""
    if change.field == WHOLE:
        return "の追加" if change.before is None else "の削除"
    return f"の{change.spec.label}" if change.spec is not None and change.field != main else ""


def _value(value: Value | Row, change: Change) -> str:
    if isinstance(value, Row):
        return text_of(value)
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if value is None:
        return ""
    year = change.spec is not None and change.spec.kind == "year"
    return short_year(value) if year and isinstance(value, int) else str(value)


def text_of(row: Row) -> str:
    """The text of a row, else its title."""
    text = str(getattr(row, "text", ""))
    return text if text.strip() else _title(row)


def _title(row: Row | None) -> str:
    """The title of a row; a mark is called by its table's label alone."""
    return "" if row is None or isinstance(row, Mark) else title_of(row)
