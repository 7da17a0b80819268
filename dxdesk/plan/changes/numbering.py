"""Printed numbers of pillars and measures: the next one, and all of them renumbered. They are never identity.

A number is *hierarchical* where the digits before its last ones are those of the pillars above it (`1-(1)` in pillar 1,
`2-1-8` in pillar 1 of pillar 2); else it runs through the plan (新発田市's 1 to 43).
"""

import re
from collections.abc import Iterator, Sequence

from dxdesk.plan.changes.edits import Changes, set_field
from dxdesk.plan.rows.model import Measure, Pillar, Plan
from dxdesk.plan.rows.outline import Outline

_DIGITS = re.compile(r"\d+")

Path = tuple[str, ...]


def number_path(outline: Outline, pillar: Pillar | None) -> Path:
    """The last digits of the numbers of a pillar and those above it, top first; pillars without a number are skipped."""
    path = outline.pillar_path(pillar) if pillar is not None else []
    return tuple(digit for above in path for digit in _digits(above.number)[-1:])


def next_pillar_number(outline: Outline, plan: Plan, parent: Pillar | None) -> str:
    """The number of a pillar after the others of its parent, in their style; blank where none has one."""
    return _after([pillar.number for pillar in outline.pillars(plan, parent)])


def next_measure_number(outline: Outline, pillar: Pillar) -> str:
    """The number of a measure after the others of its pillar, in the style of the plan; blank where it has none."""
    plan, path = outline.rows.all(Plan)[pillar.plan], number_path(outline, pillar)
    numbered = [measure for measure in outline.measures(plan) if _DIGITS.search(measure.number)]
    own = [m.number for m in numbered if m.pillar == pillar.id and _is_hierarchical(m.number, path)]
    if own:
        return _after(own)
    hierarchical = (m.number for m in numbered if _is_hierarchical(m.number, number_path(outline, outline.pillar_of(m))))
    if path and (model := next((number for number in hierarchical if len(_digits(number)) == len(path) + 1), None)):
        return _with(model, (*path, "1"))
    running = [m.number for m in numbered if len(_digits(m.number)) == 1]
    return _after(running) if len(running) == len(numbered) else ""


def renumber(outline: Outline, plan: Plan) -> Changes:
    """Renumber everything in the order of the plan, each number in its style; what has no number gets none."""
    return tuple(change for changes in _Renumbering(outline, plan).changes() for change in changes)


class _Renumbering:
    """One renumbering of a plan; `running` counts the numbers that run through the plan."""

    def __init__(self, outline: Outline, plan: Plan) -> None:
        self.outline, self.plan, self.running = outline, plan, 0

    def changes(self) -> Iterator[Changes]:
        """The changes, pillar by pillar."""
        return self._pillars(None, ())

    def _pillars(self, parent: Pillar | None, new: Path) -> Iterator[Changes]:
        old, count = number_path(self.outline, parent), 0
        for pillar in self.outline.pillars(self.plan, parent):
            path, digits = new, _digits(pillar.number)
            if digits:
                count += 1
                path = (*new, str(count))
                whole = path if len(digits) > 1 and digits[:-1] == old else (*digits[:-1], str(count))
                yield set_field(pillar, "number", _with(pillar.number, whole))
            yield from self._measures(pillar, path)
            yield from self._pillars(pillar, path)

    def _measures(self, pillar: Pillar, new: Path) -> Iterator[Changes]:
        old, count = number_path(self.outline, pillar), 0
        for measure in self.outline.measures_in(pillar):
            digits = _digits(measure.number)
            if _is_hierarchical(measure.number, old):
                count += 1
                yield self._numbered(measure, (*new, str(count)))
            elif len(digits) == 1:
                self.running += 1
                yield self._numbered(measure, (str(self.running),))
            elif len(digits) == len(new) + 1:
                # It came from another pillar, and takes this one's number.
                count += 1
                yield self._numbered(measure, (*new, str(count)))

    def _numbered(self, measure: Measure, digits: Path) -> Changes:
        return set_field(measure, "number", _with(measure.number, digits))


def _digits(number: str) -> Path:
    return tuple(_DIGITS.findall(number))


def _is_hierarchical(number: str, path: Path) -> bool:
    digits = _digits(number)
    return bool(path) and len(digits) > 1 and digits[:-1] == path


def _with(number: str, digits: Sequence[str]) -> str:
    """The number with other digits in place of its own."""
    left = iter(digits)
    return _DIGITS.sub(lambda found: next(left, found.group()), number)


def _after(numbers: Sequence[str]) -> str:
    """The number after the highest, in its style; blank for none."""
    counted = [(int(digits[-1]), digits, number) for number in numbers if (digits := _digits(number))]
    if not counted:
        return ""
    highest, digits, number = max(counted)
    return _with(number, (*digits[:-1], str(highest + 1)))
