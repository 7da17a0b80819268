"""The answers of a form as changes of the rows that were handed out."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dxdesk.pages.formats.characters import writable
from dxdesk.pages.layouts.form import cell_ids
from dxdesk.pages.layouts.form.cell_ids import NONE, QuestionKey
from dxdesk.pages.layouts.form.filled import Answer
from dxdesk.plan.changes.edits import Changes, NewEntry, add_entry, delete_row, set_field, write_figure
from dxdesk.plan.rows.change import WHOLE, Change, ordered, row_edits
from dxdesk.plan.rows.fields import references
from dxdesk.plan.rows.model import (
    KINDS,
    ROLES,
    Assessment,
    CustomValue,
    Department,
    Entry,
    Indicator,
    Lane,
    Measure,
    Phase,
    Section,
)
from dxdesk.plan.rows.outline import Outline, folded
from dxdesk.plan.rows.quantity import same_value
from dxdesk.plan.rows.rank import between
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row, table_of
from dxdesk.submission.merge.form_lines import TypedLine, has_bullet, typed_lines

_NAMESPACE = uuid.UUID("0d1d0a67-3a3c-5b59-9a8e-1c5b7a1f42c6")

_YES = ("はい", "ハイ", "yes", "○", "〇", "◯", "レ", "✓", "☑", "変更なし", "変更ありません")
_NO = ("", "いいえ", "イイエ", "no", "×")
# A form has a few blank rows for each column of a measure.
_MOST_ROWS = 1_000
_MOST_LINES = 200  # in one cell


def derived_id(*parts: str) -> str:
    """Return the id of a row or submission by its content: the same file always gives the same."""
    return str(uuid.uuid5(_NAMESPACE, "/".join(parts)))


def is_yes(text: str) -> bool:
    """Return whether a yes-no question is answered with yes."""
    return folded(text).lower() in _YES


def is_unclear(text: str) -> bool:
    """Return whether a yes-no question is answered with neither."""
    return folded(text).lower() not in (*_YES, *_NO)


class UnknownMark(Exception):
    """The mark beside a cell names something that was not handed out; the argument is the place."""


@dataclass(frozen=True)
class FormBaseline:
    """The rows behind a form and its department.

    `origins`: what the ids of new lines derive from. First the hand-out, so that two people who fill the same blank row meet
    in one line; then the earlier forms, from which an earlier release derived them. `earlier`: the rows of the form that
    this one goes on from. `taken_off` gathers what was taken off the lines as they were typed.
    """

    outline: Outline
    department: Department
    origins: Sequence[str]
    earlier: Rows | None = None
    taken_off: list[str] = field(default_factory=list)

    def is_new(self, key: QuestionKey, answer: Answer) -> bool:
        """Return whether an answer differs from what was handed out. Raises UnknownMark."""
        if key[0] in cell_ids.COVER_FIELDS:
            return bool(answer.text)
        return bool(FormBaseline(self.outline, self.department, self.origins).changes({key: answer}))

    def changes(self, answers: Mapping[QuestionKey, Answer]) -> Changes:
        """Return what a person wrote. Raises UnknownMark."""
        changes = [change for key, answer in sorted(answers.items()) for change in self._changes_of(key, answer)]
        texts_by_row: dict[QuestionKey, dict[str, Answer]] = {}
        for (kind, *rest), answer in answers.items():
            if kind == cell_ids.CELL:
                table, field, *values = rest
                texts_by_row.setdefault((table, *values), {})[field] = answer
        return ordered([*changes, *(c for key, texts in texts_by_row.items() for c in self._row(key, texts))])

    def _changes_of(self, key: QuestionKey, answer: Answer) -> Iterator[Change]:
        try:
            match key:
                case (cell_ids.FIGURE, indicator, year, role):
                    yield from self._figure(indicator, int(year), role, answer)
                case (cell_ids.LINE, entry):
                    yield from self._line(entry, answer)
                case (cell_ids.KEEP, entry) if is_yes(answer.text):
                    yield from set_field(self.outline.rows.all(Entry)[entry], "as_before", True)
                case (cell_ids.PHASE, lane, year):
                    yield from self._phase(lane, int(year), answer)
                case (cell_ids.NEW, _, _, _, _, _) if answer.text:
                    yield from self._new_line(key[1:], answer)
        except (KeyError, ValueError) as error:
            raise UnknownMark(answer.place) from error

    def _figure(self, indicator_id: str, year: int, role: str, answer: Answer) -> Changes:
        indicator = self.outline.rows.all(Indicator)[indicator_id]
        figure = self.outline.figure(indicator, year, ROLES[ROLES.index(role)])
        before = figure.text if figure is not None else ""
        # A program may have turned `1,211` into a number.
        if answer.text == _as_printed(before) or (answer.text and same_value(answer.text, before)):
            return ()
        return write_figure(self.outline, indicator, year, answer.text, role)

    def _line(self, entry_id: str, answer: Answer) -> Iterator[Change]:
        """Yield the new text of a line, and those that were typed below it in the same cell."""
        entry = self.outline.rows.all(Entry)[entry_id]
        if answer.text == _as_printed(entry.text):
            return
        if not answer.text:
            yield from delete_row(self.outline, entry)
            return
        first, *more = self._typed(answer.text) if not has_bullet(entry.text) else [TypedLine(answer.text)]
        # Whether a line goes over to another department is asked about: until then it stays with its name behind it.
        text = f"{first.text}（{first.written}）" if first.other is not None else first.text
        if text != _as_printed(entry.text):
            yield from set_field(entry, "text", text)
        yield from self._lines_below(entry, more, ("line", entry.id))

    def _lines_below(self, entry: Entry, lines: Sequence[TypedLine], parts: QuestionKey) -> Iterator[Change]:
        """Yield lines below one that was handed out; `parts`: what their ids derive from, beside their number."""
        siblings = self.outline.entries(self.outline.rows.all(Section)[entry.section], entry.year, entry.kind)
        following = [sibling.rank for sibling in siblings if sibling.rank > entry.rank]
        rank, above_new_lines = entry.rank, min(following, default=between(entry.rank, None))
        for number, line in enumerate(lines, 2):
            rank = between(rank, above_new_lines)
            fresh = entry.replace(id=self._id(*parts, str(number)), rank=rank, as_before=False, publication=None)
            yield self._added(line, fresh.replace(publication_of=None))

    def inserted_line(self, above: QuestionKey, number: int, text: str) -> Changes:
        """Return the line in a row that was inserted below one of lines. Raises UnknownMark."""
        typed = self._typed(text)
        try:
            if above[0] == cell_ids.NEW:
                return tuple(self._lines_in_row(above[1:], typed, ("inserted", str(number))))
            entry = self.outline.rows.all(Entry)[above[1]]
            return tuple(self._lines_below(entry, typed, ("inserted", entry.id, str(number))))
        except (KeyError, ValueError) as error:
            raise UnknownMark(above[0]) from error

    def _typed(self, text: str) -> list[TypedLine]:
        lines = typed_lines(self.outline, self.department, text)
        if len(lines) > _MOST_LINES:
            raise ValueError(text)
        self.taken_off.extend(line.taken_off for line in lines if line.taken_off)
        return lines

    def _added(self, line: TypedLine, fresh: Entry) -> Change:
        """A new line; one that names another department is that department's, which a person has to decide."""
        if line.other is not None:
            fresh = fresh.replace(department=line.other.id, written=line.written)
        entry = fresh.replace(text=line.text)
        return Change("entry", entry.id, WHOLE, None, entry)

    def _id(self, *parts: str) -> str:
        """The id of a new line: the one that it has in an earlier form, if any."""
        ids = [derived_id(origin, *parts) for origin in self.origins]
        known = (found for found in ids if self.earlier is not None and self.earlier.get("entry", found) is not None)
        return next(known, ids[0])

    def _phase(self, lane_id: str, year: int, answer: Answer) -> Changes:
        """Return the phase that a lane begins in a year; nothing where the phase before goes on."""
        lane = self.outline.rows.all(Lane)[lane_id]
        phase = next((phase for phase in self.outline.phases(lane) if phase.year == year), None)
        if answer.text == _as_printed(phase.text if phase is not None else ""):
            return ()
        if phase is None:
            fresh = Phase.new(lane=lane.id, year=year, text=answer.text)
            return (Change("phase", fresh.id, WHOLE, None, fresh),)
        return set_field(phase, "text", answer.text) if answer.text else (Change("phase", phase.id, WHOLE, phase, None),)

    def _new_line(self, cell: QuestionKey, answer: Answer) -> Iterator[Change]:
        """Yield what was typed into a blank row."""
        yield from self._lines_in_row(cell, self._typed(answer.text))

    def _lines_in_row(self, cell: QuestionKey, typed: Sequence[TypedLine], parts: QuestionKey = ()) -> Iterator[Change]:
        """Yield lines whose ids and ranks follow from the row of the form alone: they are the same in a later version.

        `parts`: what their ids derive from beside the row, where they stand below it.
        """
        measure_id, section_id, year, kind, number = cell
        rows = self.outline.rows
        measure = rows.all(Measure)[measure_id]
        if int(number) not in range(1, _MOST_ROWS):
            raise ValueError(number)
        section = rows.all(Section)[section_id] if section_id != NONE else None
        new = NewEntry(measure, int(year), KINDS[KINDS.index(kind)], "", self.department, section)
        *new_section, last = add_entry(self.outline, new)
        assert isinstance(last.after, Entry)
        rank = last.after.rank
        for _ in range(1, int(number)):
            rank = between(rank, None)
        line = last.after
        for change in new_section:
            assert isinstance(change.after, Section)
            fresh = change.after.replace(id=derived_id(self.origins[0], measure_id))
            line = line.replace(section=fresh.id)
            yield Change("section", fresh.id, WHOLE, None, fresh)
        next_row = between(rank, None)
        row = (measure_id, section_id, str(int(year)), kind, str(int(number)), *parts)
        for count, one in enumerate(typed):
            rank = between(rank, next_row) if count or parts else rank
            more = (str(count + 1),) if count else ()
            yield self._added(one, line.replace(id=self._id(*row, *more), rank=rank))

    def _row(self, key: QuestionKey, texts: Mapping[str, Answer]) -> Iterator[Change]:
        """Yield the changed texts of a row that has a natural key."""
        place = next(iter(texts.values())).place
        try:
            blank = _blank_row(*key)
            if any(field not in _FIELDS[type(blank)] for field in texts):
                raise KeyError(key)
            for field, table in references(type(blank)):
                parent = getattr(blank, field)
                if parent is not None and self.outline.rows.get(table, parent) is None:
                    raise KeyError(parent)
        except (KeyError, ValueError) as error:
            raise UnknownMark(place) from error
        row = self.outline.rows.get(table_of(blank), blank.id)
        changed = {f: a.text for f, a in texts.items() if a.text != _as_printed(getattr(row or blank, f))}
        if row is not None:
            yield from row_edits(table_of(row), row, row.replace(**changed))
        elif changed:
            yield Change(table_of(blank), blank.id, WHOLE, None, blank.replace(**changed))


# Tables with a natural key, and the fields that a department fills in.
_FIELDS: dict[type[Row], tuple[str, ...]] = {Assessment: ("mark", "text"), CustomValue: ("text",)}


def _blank_row(table: str, *key: str) -> Row:
    """Return a blank row of a natural key. Raises KeyError, ValueError."""
    kind = next((kind for kind in _FIELDS if table_of(kind) == table), None)
    if kind is None:
        raise KeyError(table)
    values: dict[str, Any] = {name: None if text == NONE else text for name, text in zip(kind.KEY, key, strict=True)}
    if values["year"] is not None or kind is Assessment:
        values["year"] = int(values["year"] or "")
    return kind.new(**values)


def _as_printed(text: str) -> str:
    """Return a text as it comes back from a cell that nobody has changed."""
    return writable(text).strip()
