"""A plan as people see it: rows in their order, each in its parent. Built once from Rows, read many times."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property
from operator import attrgetter

from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.fields import references
from dxdesk.plan.rows.model import (
    DONE,
    FORECAST,
    LEAD,
    PLANNED,
    RESULT,
    ROLES,
    Assessment,
    Contact,
    CustomField,
    CustomValue,
    Department,
    Entry,
    Figure,
    Indicator,
    Lane,
    Mark,
    Measure,
    MeasureDepartment,
    Message,
    Note,
    Phase,
    Pillar,
    Plan,
    Section,
    Term,
)
from dxdesk.plan.rows.quantity import Quantity
from dxdesk.plan.rows.requests import NO_REQUESTS, Requests
from dxdesk.plan.rows.rows import R, Rows
from dxdesk.plan.rows.table import Row, table_of


def folded(text: str) -> str:
    """Fold a text for comparing names and headings: width and white space do not matter."""
    return "".join(unicodedata.normalize("NFKC", text).split())


Groups = dict[object, list[Row]]

_MANY = 500  # changed rows of one table
_BY_RANK, _BY_ID = attrgetter("rank", "id"), attrgetter("id")
_ROLE_ORDER = {role: place for place, role in enumerate(ROLES)}


class Outline:
    """The lists of one Rows, each in the order of rank, then id."""

    def __init__(self, rows: Rows, earlier: "Outline | None" = None, requests: Requests | None = None) -> None:
        """`earlier`: its sorted lists are reused, updated where rows have changed, as an edit touches few of them.

        `requests`: what departments were asked beside the rule; without them those of `earlier`.
        """
        self.rows = rows
        self.requests: Requests = requests or (earlier.requests if earlier is not None else NO_REQUESTS)
        self._grouped: dict[tuple[type[Row], str], Groups] = {}
        if earlier is not None:
            for (row_type, field), groups in list(earlier._grouped.items()):
                kept = update_groups(groups, table_of(row_type), field, earlier.rows, rows)
                if kept is not None:
                    self._grouped[row_type, field] = kept
        self._named: dict[str, dict[str, Department]] = {}

    def _group(self, row_type: type[R], field: str, key: object) -> list[R]:
        groups = self._grouped.get((row_type, field))
        if groups is None:
            unsorted: Groups = defaultdict(list)
            for row in self.rows.all(row_type).values():
                unsorted[getattr(row, field)].append(row)
            # A row has few children: sorting each group is quicker than sorting the table.
            groups = {key: in_order(rows) for key, rows in unsorted.items()}
            self._grouped[(row_type, field)] = groups
        return groups.get(key, [])  # type: ignore[return-value]  # grouped by row_type above

    def rows_in(self, parent: Row, row_type: type[R]) -> list[R]:
        """Return the rows of a type that refer to `parent`."""
        field = next(field for field, table in references(row_type) if table == table_of(parent))
        return self._group(row_type, field, parent.id)

    @cached_property
    def plans(self) -> list[Plan]:
        """All plans of the file."""
        return in_order(self.rows.all(Plan).values())

    def asked_year(self, plan: Plan) -> int | None:
        """The year in question: that of the newest hand-out, else the latest 実績 year shown."""
        return self.requests.years.get(plan.id, asked_year(plan))

    def marks(self, plan: Plan) -> list[Mark]:
        """The plan's evaluation scale, best first."""
        return self._group(Mark, "plan", plan.id)

    def departments(self, plan: Plan) -> list[Department]:
        """The plan's departments, past ones too."""
        return self._group(Department, "plan", plan.id)

    def terms(self, plan: Plan) -> list[Term]:
        """The glossary."""
        return self._group(Term, "plan", plan.id)

    def custom_fields(self, plan: Plan) -> list[CustomField]:
        """The city's own columns."""
        return self._group(CustomField, "plan", plan.id)

    def pillars(self, plan: Plan, parent: Pillar | None = None) -> list[Pillar]:
        """Top-level pillars, or those directly under `parent`."""
        return [p for p in self._group(Pillar, "plan", plan.id) if p.parent == (parent.id if parent else None)]

    def pillar_of(self, measure: Measure) -> Pillar:
        """The pillar that a measure is in."""
        return self.rows.all(Pillar)[measure.pillar]

    def top_pillar(self, measure: Measure) -> Pillar:
        """The top-level pillar above a measure."""
        return self.pillar_path(self.pillar_of(measure))[0]

    def pillar_path(self, pillar: Pillar) -> list[Pillar]:
        """The pillars from the top level down to this one."""
        return self.rows.path(pillar)

    def all_pillars(self, plan: Plan, parent: Pillar | None = None) -> list[Pillar]:
        """Every pillar of a plan (or below `parent`) in printed order, depth first."""
        return [p for child in self.pillars(plan, parent) for p in (child, *self.all_pillars(plan, child))]

    def measures_in(self, pillar: Pillar) -> list[Measure]:
        """The measures directly in a pillar."""
        return self._group(Measure, "pillar", pillar.id)

    def measures(self, plan: Plan) -> list[Measure]:
        """All measures of a plan in printed order: by pillar, depth first."""
        return [measure for pillar in self.all_pillars(plan) for measure in self.measures_in(pillar)]

    def department_roles(self, measure: Measure) -> list[tuple[MeasureDepartment, Department]]:
        """The departments of a measure with their roles in it, 主管 first."""
        roles = self._group(MeasureDepartment, "measure", measure.id)
        named = [(role, self.rows.all(Department)[role.department]) for role in roles]
        return sorted(named, key=lambda pair: pair[0].role != LEAD)

    def sections(self, measure: Measure) -> list[Section]:
        """The measure's sections."""
        return self._group(Section, "measure", measure.id)

    def indicators_of(self, measure: Measure) -> list[Indicator]:
        """All indicators of a measure in printed order, each followed by the parts of its breakdown."""
        found: list[Indicator] = []

        def walk(indicators: list[Indicator]) -> None:
            for indicator in indicators:
                found.append(indicator)
                walk(self.children(indicator))

        for section in self.sections(measure):
            walk(self.indicators(section))
        return found

    def indicators(self, section: Section) -> list[Indicator]:
        """The indicators of a section that are no part of another one."""
        return [i for i in self._group(Indicator, "section", section.id) if i.parent is None]

    def children(self, indicator: Indicator) -> list[Indicator]:
        """The parts of an indicator's breakdown."""
        return self._group(Indicator, "parent", indicator.id)

    def figures(self, indicator: Indicator) -> list[Figure]:
        """An indicator's figures by year, 基準値 before 実績 before 目標 before 見込."""
        return sorted(self._group(Figure, "indicator", indicator.id), key=lambda f: (f.year, _ROLE_ORDER.get(f.role, 0)))

    def figure(self, indicator: Indicator, year: int, role: str = RESULT) -> Figure | None:
        """One figure, None where nothing was entered."""
        return next((f for f in self._group(Figure, "indicator", indicator.id) if f.year == year and f.role == role), None)

    def number(self, indicator: Indicator, year: int, role: str = RESULT) -> Decimal | None:
        """A figure's number; where the figure is blank and the value is the sum of the parts, their total."""
        figure = self.figure(indicator, year, role)
        if figure is not None and not Quantity(figure.text).blank:
            return Quantity(figure.text).number
        return self.total(indicator, year, role) if indicator.children_sum else None

    def has_value(self, indicator: Indicator, year: int, role: str = RESULT) -> bool:
        """Whether there is a figure, a statement too, or a value in each part of a breakdown that adds up."""
        figure = self.figure(indicator, year, role)
        if figure is not None and not Quantity(figure.text).blank:
            return True
        filled, needed = self.parts_filled(indicator, year, role)
        return indicator.children_sum and 0 < needed == filled

    def parts_filled(self, indicator: Indicator, year: int, role: str = RESULT) -> tuple[int, int]:
        """How many parts of a breakdown have a value in the year, and how many a total of them needs."""
        needed = [child for child in self.children(indicator) if self.is_counted(child, year, role)]
        return sum(self.has_value(child, year, role) for child in needed), len(needed)

    def is_counted(self, part: Indicator, year: int, role: str = RESULT) -> bool:
        """Whether a total of the year needs a part of its breakdown; the parts change from year to year.

        A part is needed in its life, from its first figure to the year after its last; one without any 実績 as well.
        """
        if not is_live(part, year):
            return False
        known = {f.year for f in self.figures(part) if f.role == role and not Quantity(f.text).blank}
        known |= {y for y in (year, year - 1) if part.children_sum and self.has_value(part, y, role)}
        return bool(known & {year, year - 1}) if known else role == RESULT

    def total(self, indicator: Indicator, year: int, role: str = RESULT) -> Decimal | None:
        """The sum of the parts' numbers; None where none has one, or one that is needed has no value."""
        filled, needed = self.parts_filled(indicator, year, role)
        return self.sum_of_parts(indicator, year, role) if filled == needed else None

    def sum_of_parts(self, indicator: Indicator, year: int, role: str = RESULT) -> Decimal | None:
        """The sum of whatever parts have a number, None where none has: what a sheet adds up, but no result."""
        parts = [n for child in self.children(indicator) if (n := self.number(child, year, role)) is not None]
        return sum(parts, Decimal(0)) if parts else None

    def entries(self, section: Section, year: int, kind: str = DONE) -> list[Entry]:
        """The lines of a section in one year."""
        return [e for e in self._group(Entry, "section", section.id) if e.year == year and e.kind == kind]

    def all_entries(self, measure: Measure) -> list[Entry]:
        """All lines of a measure: by year, section, rank."""
        order = {section.id: place for place, section in enumerate(self.sections(measure))}
        return sorted(self._group(Entry, "measure", measure.id), key=lambda e: (e.year, order.get(e.section, -1)))

    def lanes(self, measure: Measure) -> list[Lane]:
        """The lines of a measure's schedule."""
        return self._group(Lane, "measure", measure.id)

    def phases(self, lane: Lane) -> list[Phase]:
        """A lane's phases by year."""
        return sorted(self._group(Phase, "lane", lane.id), key=lambda p: p.year)

    def assessments(self, measure: Measure) -> list[Assessment]:
        """A measure's assessments by year, its own before its indicators'."""
        return sorted(self._group(Assessment, "measure", measure.id), key=lambda a: (a.year, a.indicator or ""))

    def values(self, measure: Measure) -> list[CustomValue]:
        """A measure's custom values."""
        return self._group(CustomValue, "measure", measure.id)

    def notes(self, measure: Measure) -> list[Note]:
        """A measure's internal notes."""
        return self._group(Note, "measure", measure.id)

    def messages(self, department: Department) -> list[Message]:
        """A department's messages by year."""
        return sorted(self._group(Message, "department", department.id), key=lambda m: (m.year, m.place))

    def contact(self, department: Department) -> Contact | None:
        """Where a department is reached, None where nobody entered it."""
        return next(iter(self._group(Contact, "department", department.id)), None)

    def department_named(self, plan: Plan, name: str) -> Department | None:
        """The department of that name or spelling, None where the plan knows none."""
        names = self._named.get(plan.id)
        if names is None:
            names = self._named[plan.id] = {}
            for department in self.departments(plan):
                for spelling in spellings_of(department):
                    names.setdefault(folded(spelling), department)
        return names.get(folded(name))

    def department_name(self, department_id: str | None) -> str:
        """A department's name, blank for none."""
        return self.rows.all(Department)[department_id].name if department_id else ""


def update_groups(groups: Groups, table: str, field: str, before: Rows, after: Rows) -> Groups | None:
    """Update groups after rows of their table have changed; None where so many have that regrouping is cheaper."""
    old, new = before.tables[table], after.tables[table]
    if old is new:
        return groups
    fresh, gone = after.changed_since(before, table)
    if len(fresh) + len(gone) > _MANY:
        return None
    changed: Groups = {getattr(old[row_id], field): [] for row_id in (*fresh, *gone) if row_id in old}
    for row_id in fresh:
        changed.setdefault(getattr(new[row_id], field), []).append(new[row_id])
    kept = {key: [row for row in groups.get(key, ()) if new.get(row.id) is row] for key in changed}
    return {**groups, **{key: in_order([*kept[key], *rows]) for key, rows in changed.items()}}


def in_order(rows: Iterable[R]) -> list[R]:
    """Rows of one type by rank, ties by id; by id where they have no rank."""
    found = list(rows)
    if len(found) > 1:
        found.sort(key=_BY_RANK if hasattr(found[0], "rank") else _BY_ID)
    return found


def spellings_of(department: Department) -> list[str]:
    """The department's name and its other spellings."""
    return [department.name, *filter(None, department.spellings.splitlines())]


def kind_of_year(plan: Plan, year: int) -> str:
    """The kind of a year's column: 実績 or 実施予定."""
    return PLANNED if plan.planned_from is not None and year >= plan.planned_from else DONE


def year_column(year: int, role: str = RESULT) -> str:
    """The heading of a year's column: `R6実績`, `R7実施予定`; a 見込 is in the 実施予定 column."""
    return f"{short_year(year)}{PLANNED if role == FORECAST else role}"


def asked_year(plan: Plan) -> int | None:
    """The latest 実績 year shown, which the departments are asked for; None where all are 実施予定."""
    return next((year for year in reversed(shown_years(plan)) if kind_of_year(plan, year) == DONE), None)


def shown_years(plan: Plan) -> range:
    """The fiscal years of the plan's display window."""
    return range(plan.shown_from, plan.shown_to + 1)


def is_live(row: Measure | Indicator, year: int) -> bool:
    """Whether a measure or indicator exists in a fiscal year, as far as it says when it begins and ends."""
    return (row.first_year is None or row.first_year <= year) and (row.last_year is None or year <= row.last_year)


def full_name(rows: Rows, indicator: Indicator) -> str:
    """Return an indicator's label after those of the totals it is a part of: `スマホアプリ決済実施業務数：税`."""
    return "：".join(part.label for part in rows.path(indicator))


def pillar_name(pillar: Pillar) -> str:
    """Return `1 行政サービス`; the title alone where there is no number."""
    return f"{pillar.number} {pillar.title}".strip()


def measure_of(rows: Rows, row: Row | None) -> Measure | None:
    """Return the measure that a row is or belongs to; None for what belongs to none, or where the measure is gone."""
    for above in rows.ancestry(row) if row is not None else ():
        if isinstance(above, Measure):
            return above
        # Also where the section that an entry was in is gone.
        if (measure_id := getattr(above, "measure", None)) is not None:
            return rows.all(Measure).get(measure_id)
    return None


def measure_name(measure: Measure) -> str:
    """`1-(1) 行政手続のオンライン化`; the title alone where there is no number."""
    return f"{measure.number} {measure.title}".strip()
