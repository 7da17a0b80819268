"""The cells of a form that came back, as changes to the rows that were handed out."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dxdesk.pages.formats.characters import writable
from dxdesk.pages.layouts.form import cell_ids
from dxdesk.pages.layouts.form.cell_ids import NONE, QuestionKey
from dxdesk.pages.layouts.form.reading import Answer
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
    Row,
    Section,
    table_of,
)
from dxdesk.plan.rows.outline import Outline, folded
from dxdesk.plan.rows.quantity import same_value
from dxdesk.plan.rows.rank import between

_NAMESPACE = uuid.UUID("0d1d0a67-3a3c-5b59-9a8e-1c5b7a1f42c6")

_YES, _NO = ("はい", "ハイ", "yes", "○", "〇", "◯"), ("", "いいえ", "イイエ", "no", "×")
# A column of a measure has a few.
_MOST_ROWS = 1_000


def derived_id(*words: str) -> str:
    """A row's or a submission's id of what it is made of: the same file gives the same."""
    return str(uuid.uuid5(_NAMESPACE, "/".join(words)))


def unclear_answers(answers: Mapping[QuestionKey, Answer]) -> list[str]:
    """Where neither yes nor no was said."""
    asked = (answer for key, answer in answers.items() if key[0] == cell_ids.KEEP)
    return [answer.place for answer in asked if folded(answer.text).lower() not in (*_YES, *_NO)]


class UnknownMark(Exception):
    """A mark names something that was not handed out; the argument is where."""


@dataclass(frozen=True)
class FormBaseline:
    """What was handed out to whom; `origin`: by what lines that are new are told from those in other people's forms."""

    outline: Outline
    department: Department
    origin: str

    def changes(self, answers: Mapping[QuestionKey, Answer]) -> Changes:
        """What a person wrote. Raises Unknown."""
        said = (change for key, answer in sorted(answers.items()) for change in self._of(key, answer))
        cells: dict[QuestionKey, dict[str, Answer]] = {}
        for (kind, *rest), answer in answers.items():
            if kind == cell_ids.CELL:
                table, field, *named = rest
                cells.setdefault((table, *named), {})[field] = answer
        return ordered([*said, *(change for key, texts in cells.items() for change in self._cells(key, texts))])

    def _cells(self, key: QuestionKey, texts: Mapping[str, Answer]) -> Iterator[Change]:
        """Texts of a row that is known by its natural key."""
        place = next(iter(texts.values())).place
        try:
            newborn = _newborn(*key)
            if any(field not in _FIELDS[type(newborn)] for field in texts):
                raise KeyError(key)
            for field, table in references(type(newborn)):
                named = getattr(newborn, field)
                if named is not None and self.outline.rows.get(table, named) is None:
                    raise KeyError(named)
        except (KeyError, ValueError) as error:
            raise UnknownMark(place) from error
        row = self.outline.rows.get(table_of(newborn), newborn.id)
        stood = row or newborn
        said = {f: a.text for f, a in texts.items() if a.text != _shown(getattr(stood, f))}
        if row is not None:
            yield from row_edits(table_of(row), row, row.replace(**said))
        elif said:
            yield Change(table_of(newborn), newborn.id, WHOLE, None, newborn.replace(**said))

    def _of(self, key: QuestionKey, answer: Answer) -> Iterator[Change]:
        try:
            match key:
                case (cell_ids.FIGURE, indicator, year, role):
                    yield from self._figure(indicator, int(year), role, answer)
                case (cell_ids.LINE, entry):
                    yield from self._line(entry, answer)
                case (cell_ids.KEEP, entry) if folded(answer.text).lower() in _YES:
                    yield from set_field(self.outline.rows.all(Entry)[entry], "as_before", True)
                case (cell_ids.PHASE, lane, year):
                    yield from self._phase(lane, int(year), answer)
                case (cell_ids.NEW, measure, section, year, column, number) if answer.text:
                    yield from self._new(measure, section, int(year), column, int(number), answer)
        except (KeyError, ValueError) as error:
            raise UnknownMark(answer.place) from error

    def _figure(self, indicator_id: str, year: int, role: str, answer: Answer) -> Changes:
        indicator = self.outline.rows.all(Indicator)[indicator_id]
        figure = self.outline.figure(indicator, year, ROLES[ROLES.index(role)])
        stood = figure.text if figure is not None else ""
        # A program may have turned `1,211` into a number.
        if answer.text == _shown(stood) or (answer.text and same_value(answer.text, stood)):
            return ()
        return write_figure(self.outline, indicator, year, answer.text, role)

    def _line(self, entry_id: str, answer: Answer) -> Changes:
        entry = self.outline.rows.all(Entry)[entry_id]
        if answer.text == _shown(entry.text):
            return ()
        return set_field(entry, "text", answer.text) if answer.text else delete_row(self.outline, entry)

    def _phase(self, lane_id: str, year: int, answer: Answer) -> Changes:
        """What a lane begins in a year; nothing where the phase before goes on."""
        lane = self.outline.rows.all(Lane)[lane_id]
        stood = next((phase for phase in self.outline.phases(lane) if phase.year == year), None)
        if answer.text == _shown(stood.text if stood is not None else ""):
            return ()
        if stood is None:
            fresh = Phase.new(lane=lane.id, year=year, text=answer.text)
            return (Change("phase", fresh.id, WHOLE, None, fresh),)
        return set_field(stood, "text", answer.text) if answer.text else (Change("phase", stood.id, WHOLE, stood, None),)

    def _new(self, measure_id: str, section_id: str, year: int, kind: str, number: int, answer: Answer) -> Iterator[Change]:
        """A line whose id and place depend on the row of the form alone, so that it is the same in a later version."""
        rows = self.outline.rows
        measure = rows.all(Measure)[measure_id]
        if number not in range(1, _MOST_ROWS):
            raise ValueError(number)
        section = rows.all(Section)[section_id] if section_id != NONE else None
        new = NewEntry(measure, year, KINDS[KINDS.index(kind)], answer.text, self.department, section)
        *section_born, last = add_entry(self.outline, new)
        assert isinstance(last.after, Entry)
        rank = last.after.rank
        for _ in range(1, number):
            rank = between(rank, None)
        line = last.after.replace(
            id=derived_id(self.origin, measure_id, section_id, str(year), kind, str(number)), rank=rank
        )
        for change in section_born:
            assert isinstance(change.after, Section)
            born = change.after.replace(id=derived_id(self.origin, measure_id))
            line = line.replace(section=born.id)
            yield Change("section", born.id, WHOLE, None, born)
        yield Change("entry", line.id, WHOLE, None, line)


# Tables whose rows are known by a natural key, and the fields of them that a department fills in.
_FIELDS: dict[type[Row], tuple[str, ...]] = {Assessment: ("mark", "text"), CustomValue: ("text",)}


def _newborn(table: str, *named: str) -> Row:
    """A blank row of a natural key. Raises KeyError, ValueError."""
    kind = next((kind for kind in _FIELDS if table_of(kind) == table), None)
    if kind is None:
        raise KeyError(table)
    values: dict[str, Any] = {name: None if text == NONE else text for name, text in zip(kind.KEY, named, strict=True)}
    if values["year"] is not None or kind is Assessment:
        values["year"] = int(values["year"] or "")
    return kind.new(**values)


def _shown(text: str) -> str:
    """A text as it comes back from a cell in which nobody wrote."""
    return writable(text).strip()
