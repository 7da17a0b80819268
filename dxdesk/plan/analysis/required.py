"""What the departments are asked to fill in for a year, and what of it is filled: one rule for whoever shows it.

A department is asked for the 実績 of its own live indicators, and for one line of 実績 and one of 実施予定 of each measure
that it leads, on which it wrote last year, that it planned for this year, or on which it already has a line. What was handed
out stays as it was asked, the coordinator adds and takes off by hand, and nobody is asked about what has ended.
A statement (`-`, 数値なし, 該当なし) counts as filled; last year's line, copied and left as it was, does not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from dxdesk.plan.analysis.stale_text import unchanged_entries
from dxdesk.plan.rows.extract import is_by_name
from dxdesk.plan.rows.model import DONE, PLANNED, RESULT, Department, Entry, Indicator, Measure, Plan
from dxdesk.plan.rows.outline import Outline, full_name, is_live, kind_of_year, year_column
from dxdesk.plan.rows.owners import current_department, entry_owner, figure_owner, measure_owner
from dxdesk.plan.rows.quantity import Quantity
from dxdesk.plan.rows.requests import RequiredKey

# After a result with one of these words no more results are expected.
_ENDED = ("完了", "終了", "廃止")


@dataclass(frozen=True)
class RequiredItem:
    """A required item: an indicator's 実績, or (`indicator` None) a measure's line of `kind`.

    `owner`: the department that is asked; None where no department is named.
    `stale`: not filled, but with last year's lines (未更新). `parts`: how many parts of a breakdown are in, of how many.
    """

    measure: Measure
    year: int
    kind: str
    owner: Department | None
    filled: bool
    indicator: Indicator | None = None
    stale: bool = False
    parts: tuple[int, int] = (0, 0)

    @property
    def key(self) -> RequiredKey:
        """Its identity, which is the same whenever it is required of a department."""
        return self.measure.id, self.year, self.kind, self.indicator.id if self.indicator else ""

    def field(self, outline: Outline) -> str:
        """The field in words: `【窓口：税】R6実績（内訳 2／9）`, `R6実績の記載（未更新）`."""
        column = year_column(self.year, self.kind)
        if self.indicator is None:
            return f"{column}の記載{'（未更新）' if self.stale else ''}"
        filled, needed = self.parts
        partly = f"（内訳 {filled}／{needed}）" if not self.filled and filled else ""
        return f"【{full_name(outline.rows, self.indicator)}】{column}{partly}"

    def of_department(self, outline: Outline) -> str:
        """The field after its department: `収納課 R6実績の記載`."""
        return f"{self.owner.name} {self.field(outline)}" if self.owner is not None else self.field(outline)


def required_items(outline: Outline, measure: Measure, year: int) -> list[RequiredItem]:
    """What a measure requires for a fiscal year, in printed order: figures, the 実績 lines, the 実施予定 lines.

    Of a measure of which there is only number and title nothing is required unless somebody was asked: in a copy it is
    another department's, in the master nobody has been named who could be asked.
    """
    if not is_live(measure, year) or measure.completed:
        return []
    asking = _Asking(outline, measure, year)
    if is_by_name(outline, measure) and not asking.was_asked:
        return []
    return [*asking.figures(), *asking.lines()]


def required_items_in_plan(
    outline: Outline, plan: Plan, year: int, department: Department | None = None
) -> list[RequiredItem]:
    """What a whole plan requires for a fiscal year, of one department where it is given."""
    found = [asked for measure in outline.measures(plan) for asked in required_items(outline, measure, year)]
    return found if department is None else items_of_department(outline, found, department, year)


def items_of_department(
    outline: Outline, items: Iterable[RequiredItem], department: Department, year: int
) -> list[RequiredItem]:
    """What a department is asked of all that a plan requires for a year.

    Of one that was dissolved after it was handed out, what it was asked then, unless its successor was asked the same.
    """
    current = current_department(outline, department)
    own = _handed_out(outline, current, year)
    if current != department:
        keys = _handed_out(outline, department, year) - own
        return [item for item in items if item.owner == current and item.key in keys]
    plan = outline.rows.all(Plan)[department.plan]
    dissolved = [d for d in outline.departments(plan) if d != current and current_department(outline, d) == current]
    others = {key for past in dissolved for key in _handed_out(outline, past, year)} - own
    return [item for item in items if item.owner == current and item.key not in others]


def _handed_out(outline: Outline, department: Department, year: int) -> frozenset[RequiredKey]:
    return outline.requests.handed_out.get((department.id, year), frozenset())


def unasked_departments(outline: Outline, plan: Plan, year: int) -> list[tuple[Department, int | None]]:
    """The departments with a part in the plan that are asked for nothing in a year, and from which year on they are.

    None: from no year that is known; nothing is planned, but a measure names them.
    """
    asked = {item.owner for item in required_items_in_plan(outline, plan, year)}
    first: dict[Department, int | None] = {}
    for measure in outline.measures(plan):
        if measure.completed or (measure.last_year or year) < year:
            continue
        for _, named in outline.department_roles(measure):
            first.setdefault(current_department(outline, named), None)
        for entry in outline.all_entries(measure):
            owner = entry_owner(outline, entry)
            if owner is not None and entry.year > year and entry.text.strip():
                first[owner] = min(entry.year, first.get(owner) or entry.year)
    return [(d, first[d]) for d in outline.departments(plan) if d in first and d not in asked and _exists(d, year)]


def _exists(department: Department, year: int) -> bool:
    return (department.first_year or year) <= year <= (department.last_year or year)


@dataclass(frozen=True)
class _Asking:
    """Who is asked for what of one measure in a year."""

    outline: Outline
    measure: Measure
    year: int

    def _current(self, department: str | None) -> str | None:
        """The id of whoever has taken over a department's work; None where the plan does not know it."""
        found = self.outline.rows.all(Department).get(department or "")
        return current_department(self.outline, found).id if found is not None else None

    @cached_property
    def _handed_out(self) -> dict[str | None, frozenset[RequiredKey]]:
        """What departments were handed out to answer about the measure."""
        found: dict[str | None, frozenset[RequiredKey]] = {}
        for department, keys in self.outline.requests.by_measure.get((self.measure.id, self.year), {}).items():
            current = self._current(department)
            found[current] = found.get(current, frozenset()) | keys
        return found

    @cached_property
    def _by_hand(self) -> dict[str | None, bool]:
        """Whom the coordinator asks by hand, or does not want to be asked."""
        found = self.outline.requests.by_hand.get((self.measure.id, self.year), {})
        return {self._current(department): wanted for department, wanted in found.items()}

    @property
    def was_asked(self) -> bool:
        """Whether somebody was asked about the measure by hand, or was handed out to answer about it."""
        return bool(self._handed_out) or any(self._by_hand.values())

    @cached_property
    def _only(self) -> str | None:
        return self._current(self.outline.requests.only)

    def _asks(self, department: Department, key: RequiredKey, *, by_rule: bool) -> bool:
        """Whether a department is asked for an item: what it was handed out stays, whatever the rule says by now."""
        by_hand = self._by_hand.get(department.id)
        if self._only not in (None, department.id) or by_hand is False:
            return False
        if key in self._handed_out.get(department.id, frozenset()):
            return True
        handed = (department.id, self.year) in self.outline.requests.handed_out
        return by_rule and (by_hand is True or not handed)

    # figures

    def figures(self) -> Iterator[RequiredItem]:
        """The indicators' 実績."""
        for indicator in self.outline.indicators_of(self.measure):
            if is_live(indicator, self.year):
                yield from self._figure(indicator)

    def _figure(self, indicator: Indicator) -> Iterator[RequiredItem]:
        """An indicator's 実績, asked of its owner; of whom it was asked of where it was given to another one since."""
        key = (self.measure.id, self.year, RESULT, indicator.id)
        required, owner = requires_figure(self.outline, indicator, self.year), figure_owner(self.outline, indicator)
        departments = self.outline.rows.all(Department)
        handed = [departments[department] for department, keys in self._handed_out.items() if department and key in keys]
        asked = next((d for d in (owner, *handed) if d is not None and self._asks(d, key, by_rule=required)), None)
        if asked is None and (owner is not None or not required or self.outline.requests.only is not None):
            return
        filled, parts = self.outline.has_value(indicator, self.year), (0, 0)
        if indicator.children_sum and not filled:
            parts = self.outline.parts_filled(indicator, self.year)
        yield RequiredItem(self.measure, self.year, RESULT, asked, filled, indicator, parts=parts)

    # lines

    def lines(self) -> Iterator[RequiredItem]:
        """The lines of the year's 実績 and, where the plan has such a column, of the next year's 実施予定."""
        plan = self.outline.rows.all(Plan)[self.measure.plan]
        planned = self.year < plan.shown_to and kind_of_year(plan, self.year + 1) == PLANNED
        for year, kind, by_rule in ((self.year, DONE, True), (self.year + 1, PLANNED, planned)):
            key = (self.measure.id, year, kind, "")
            owners = [d for d in self._writers if self._asks(d, key, by_rule=by_rule)]
            if owners:
                yield from (self._line(year, kind, owner) for owner in owners)
            elif by_rule and not self._writers and self.outline.requests.only is None:
                yield self._line(year, kind, None)

    @cached_property
    def _writers(self) -> list[Department]:
        """Whoever may be asked for a line: the owner first, then the others in the plan's order."""
        owner = measure_owner(self.outline, self.measure)
        ids = {d.id for e in self._entries if self._begins(e) and (d := entry_owner(self.outline, e)) is not None}
        ids |= {d for d, keys in self._handed_out.items() if d and any(not indicator for *_, indicator in keys)}
        ids |= {d for d, wanted in self._by_hand.items() if d and wanted}
        plan = self.outline.rows.all(Plan)[self.measure.plan]
        others = [d for d in self.outline.departments(plan) if d.id in ids and d != owner]
        return [owner, *others] if owner is not None else others

    def _begins(self, entry: Entry) -> bool:
        """Whether whoever wrote a line is asked because of it: 実績 of last year, or whatever there is of this year."""
        return bool(entry.text.strip()) and (entry.year == self.year or (entry.year, entry.kind) == (self.year - 1, DONE))

    @cached_property
    def _entries(self) -> list[Entry]:
        return self.outline.all_entries(self.measure)

    def _line(self, year: int, kind: str, owner: Department | None) -> RequiredItem:
        """The item of a line: filled by one of the owner (of anybody where there is none) that is not last year's."""
        here = [e for e in self._entries if (e.year, e.kind) == (year, kind) and e.text.strip()]
        own = {e.id for e in here if owner is None or entry_owner(self.outline, e) == owner}
        unchanged = unchanged_entries(self.outline, self.measure, year, kind) if own else ()
        left = own & {e.id for e in unchanged}
        return RequiredItem(self.measure, year, kind, owner, own != left, stale=bool(left) and own == left)


def requires_figure(outline: Outline, indicator: Indicator, year: int) -> bool:
    """Whether the rule requires an indicator's 実績: it exists, has figures of its own, and none announces its end."""
    if not is_live(indicator, year):
        return False
    if has_ended(outline, indicator, year):
        return False
    if outline.children(indicator):
        texts = (f.text for f in outline.figures(indicator) if f.role == RESULT)
        return indicator.children_sum or not all(Quantity(text).blank for text in texts)
    return indicator.parent is None or outline.is_counted(indicator, year)


def has_ended(outline: Outline, indicator: Indicator, year: int) -> bool:
    """Whether a result before the year announces that there will be no more."""
    earlier = (f.text for f in outline.figures(indicator) if f.role == RESULT and f.year < year)
    return any(word in text for text in earlier for word in _ENDED)
