"""Random work of clerks and of the coordinator, drawn blindly and fitted to the rows that are there at its turn."""

from collections.abc import Callable, Iterable, Sequence

from hypothesis import strategies as st

from dxdesk.plan.changes.edits import (
    Changes,
    NewEntry,
    add_entry,
    add_note,
    assign_entry,
    delete_row,
    move_entry,
    set_field,
    write_figure,
    write_text,
)
from dxdesk.plan.changes.messages import ABOUT_ALL, about_measure, message_of, write_message
from dxdesk.plan.changes.reorganising import split
from dxdesk.plan.rows.change import WHOLE, Change, row_edits
from dxdesk.plan.rows.fields import specs
from dxdesk.plan.rows.model import (
    DONE,
    FORECAST,
    PLANNED,
    RESULT,
    TABLES,
    Assessment,
    Department,
    Entry,
    Figure,
    Indicator,
    Measure,
    Message,
    Section,
)
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.quantity import Quantity
from dxdesk.plan.rows.rows import RowKey, Rows
from dxdesk.plan.rows.table import Row
from tests.submission.city import DEPARTMENTS, INDICATORS, MEASURES, ROWS, YEAR, a_line

# A plan in which much can be edited, deleted and written twice.
START = ROWS.put(
    [
        *(Figure.new(indicator=i.id, year=YEAR, text="10件") for i in INDICATORS[1:3]),
        *(a_line(measure, f"{d.name}の行", d).replace(rank="W") for measure in MEASURES for d in DEPARTMENTS[:2]),
        *(Section.new(measure=measure.id, heading="(内訳)", rank="W") for measure in MEASURES[:2]),
    ]
)

PICK = st.integers(0, 10**6)
TEXTS = st.sampled_from(["12件", "1,211件", "１２１１件", "13件", "", "-", "続ける", "直した"])
Gesture = tuple[str, int, int, str]

_CLERK = (
    *("figure", "figure", "line", "text", "text", "drop", "move", "note"),
    *("mark", "wipe", "assign", "shift", "title", "message"),
)
_BOSS = (*_CLERK, "answer", "publish", "unmeasure", "unindicate", "unsection", "rename", "split", "undepart")


def gestures(kinds: Sequence[str], most: int) -> st.SearchStrategy[list[Gesture]]:
    """Some gestures of these kinds."""
    return st.lists(st.tuples(st.sampled_from(kinds), PICK, PICK, TEXTS), max_size=most)


CLERK, BOSS_WORK = gestures(_CLERK, 6), gestures(_BOSS, 5)


def after_gestures(rows: Rows, work: Iterable[Gesture]) -> Rows:
    """Return the rows after some gestures."""
    for gesture in work:
        rows = rows.apply(changes_of(Outline(rows), gesture))
    return rows


def changes_of(outline: Outline, gesture: Gesture) -> Changes:
    """Return what a gesture changes in the rows that are there; nothing where it finds no row."""
    kind, one, other, text = gesture
    return _DOING[kind](outline, one, other, text)


def _pick(outline: Outline, row_type: type[Row], pick: int) -> Row | None:
    there = outline.rows.tables[_table(row_type)]
    return list(there.values())[pick % len(there)] if there else None


def _table(row_type: type[Row]) -> str:
    return next(name for name, known in TABLES.items() if known is row_type)


def _figure(outline: Outline, one: int, other: int, text: str) -> Changes:
    indicator = _pick(outline, Indicator, one)
    year, role = [(YEAR, RESULT), (YEAR, RESULT), (YEAR - 1, RESULT), (YEAR + 1, FORECAST)][other % 4]
    return write_figure(outline, indicator, year, text, role) if isinstance(indicator, Indicator) else ()


def _line(outline: Outline, one: int, other: int, text: str) -> Changes:
    measure, department = _pick(outline, Measure, one), _pick(outline, Department, other)
    if not isinstance(measure, Measure):
        return ()
    year, kind = [(YEAR, DONE), (YEAR + 1, PLANNED), (YEAR - 1, DONE)][other % 3]
    named = department if isinstance(department, Department) and one % 3 else None
    return add_entry(outline, NewEntry(measure, year, kind, text, named))


def _text(outline: Outline, one: int, _: int, text: str) -> Changes:
    entry = _pick(outline, Entry, one)
    return set_field(entry, "text", text) if entry else ()


def _mark(outline: Outline, one: int, other: int, text: str) -> Changes:
    measure = _pick(outline, Measure, one)
    if measure is None:
        return ()
    fresh = Assessment.new(measure=measure.id, year=YEAR - other % 2, mark=text[:1], text=text)
    before = outline.rows.get("assessment", fresh.id)
    return row_edits("assessment", before, fresh) if before else (Change("assessment", fresh.id, WHOLE, None, fresh),)


def _note(outline: Outline, one: int, _: int, text: str) -> Changes:
    measure = _pick(outline, Measure, one)
    return add_note(outline, measure, text) if isinstance(measure, Measure) else ()


def _message(outline: Outline, one: int, other: int, text: str) -> Changes:
    """Somebody writes to the coordinator about a measure or about everything."""
    department, measure = _pick(outline, Department, one), _pick(outline, Measure, other)
    if not isinstance(department, Department) or not isinstance(measure, Measure):
        return ()
    about = about_measure(measure) if other % 2 else ABOUT_ALL
    return write_message(outline, message_of(outline, department.id, YEAR, about), text)


def _answer(outline: Outline, one: int, _: int, text: str) -> Changes:
    message = _pick(outline, Message, one)
    return write_text(outline, message, "reply", text) if isinstance(message, Message) else ()


def _assign(outline: Outline, one: int, other: int, _: str) -> Changes:
    entry, department = _pick(outline, Entry, one), _pick(outline, Department, other)
    return assign_entry(entry, department) if isinstance(entry, Entry) and isinstance(department, Department) else ()


def _shift(outline: Outline, one: int, other: int, _: str) -> Changes:
    """A line under another heading of its measure."""
    entry = _pick(outline, Entry, one)
    if not isinstance(entry, Entry):
        return ()
    sections = outline.sections(outline.rows.all(Measure)[entry.measure])
    return set_field(entry, "section", sections[other % len(sections)].id)


def _move(outline: Outline, one: int, other: int, _: str) -> Changes:
    entry = _pick(outline, Entry, one)
    return move_entry(outline, entry, 1 if other % 2 else -1) if isinstance(entry, Entry) else ()


def _split(outline: Outline, one: int, _: int, text: str) -> Changes:
    department = _pick(outline, Department, one)
    name = f"新{len(outline.rows.all(Department))}{text}課"
    if not isinstance(department, Department) or department.last_year is not None or department.first_year is not None:
        return ()
    return split(outline, department, [name, f"{name}別"], YEAR + 1)


def _set(row_type: type[Row], name: str) -> Callable[[Outline, int, int, str], Changes]:
    def work(outline: Outline, one: int, other: int, text: str) -> Changes:
        row = _pick(outline, row_type, one)
        return set_field(row, name, f"{text}{other % 2}") if row else ()

    return work


def _without(row_type: type[Row]) -> Callable[[Outline, int, int, str], Changes]:
    def work(outline: Outline, one: int, _other: int, _text: str) -> Changes:
        row = _pick(outline, row_type, one)
        return delete_row(outline, row) if row else ()

    return work


_DOING: dict[str, Callable[[Outline, int, int, str], Changes]] = {
    "figure": _figure,
    "line": _line,
    "text": _text,
    "drop": _without(Entry),
    "wipe": _without(Figure),
    "move": _move,
    "note": _note,
    "message": _message,
    "answer": _answer,
    "mark": _mark,
    "assign": _assign,
    "shift": _shift,
    "title": _set(Measure, "title"),
    "publish": _set(Entry, "publication"),
    "rename": _set(Department, "name"),
    "split": _split,
    "unmeasure": _without(Measure),
    "unindicate": _without(Indicator),
    "unsection": _without(Section),
    "undepart": _without(Department),
}


# -- what a row was changed to, in a form that does not depend on who came first

GONE = "×"
FieldValues = set[tuple[str, object]]


def plain(row_type: type[Row], field: str, value: object) -> object:
    """Return a value as merging compares it."""
    if specs(row_type)[field].kind == "quantity" and isinstance(value, str):
        return Quantity(value).key
    return value


def changed_values(before: Row | None, after: Row | None) -> FieldValues:
    """Return the changed fields with their values; not the order of lines, nor fields of a new row that were left empty."""
    if after is None:
        return {(GONE, None)} if before is not None else set()
    fields = specs(type(after))
    if before is None:
        pairs = ((name, getattr(after, name)) for name, spec in fields.items() if spec.kind != "rank")
        return {(name, plain(type(after), name, value)) for name, value in pairs if value not in ("", None)}
    changed = row_edits(_table(type(after)), before, after)
    return {(c.field, plain(type(after), c.field, c.after)) for c in changed if fields[c.field].kind != "rank"}


def keys_of(*states: Rows) -> set[RowKey]:
    """Return the keys of all rows of some states."""
    return {(table, row_id) for rows in states for table in TABLES for row_id in rows.tables[table]}
