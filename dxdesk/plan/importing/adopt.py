"""A draft becomes rows: what a sheet or a seed states is matched with the existing rows; nothing is deleted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar, cast

from dxdesk.plan.importing.draft import Draft
from dxdesk.plan.importing.matching import (
    DEPARTMENT_KEYS,
    ENTRY_KEYS,
    MEASURE_KEYS,
    PILLAR_KEYS,
    PLAN_KEYS,
    has_no_sections,
    indicator_keys,
    list_keys,
    match_sections,
)
from dxdesk.plan.importing.preserve import (
    SectionPlacement,
    as_written,
    count_missing,
    is_computed_total,
    under_existing_name,
    under_old_label,
    without_blanks,
    without_computed_change,
)
from dxdesk.plan.rows.fields import Value, references, specs
from dxdesk.plan.rows.model import (
    DONE,
    PER_MEASURE,
    PER_YEAR,
    TABLES,
    CustomField,
    Department,
    Entry,
    Indicator,
    Measure,
    MeasureDepartment,
    Pillar,
    Plan,
    Section,
)
from dxdesk.plan.rows.nesting import NESTED, parent_values
from dxdesk.plan.rows.outline import Outline, folded, in_order, spellings_of
from dxdesk.plan.rows.pairing import match_items
from dxdesk.plan.rows.rank import rank_siblings
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row, table_of

R = TypeVar("R", bound=Row)

# Tables whose rows are matched beyond one parent, or filtered; the rows of any other are a list or cells of their parent.
_MATCHED_APART = frozenset(
    ("department", "pillar", "measure", "measure_department", "section", "indicator", "figure", "entry"),
)


@dataclass(frozen=True)
class Adoption:
    """The rows after, the plan adopted into, and how many rows the draft added, changed, and found as they were.

    `missing`: figures and entries that the plan has in the draft's measures and years but the draft has not.
    """

    rows: Rows
    plan: Plan
    added: int
    changed: int
    unchanged: int
    missing: int


def adopt(rows: Rows, draft: Draft, plan: Plan | None = None) -> Adoption:
    """Adopt a drafted plan into `plan`; without one, into the plan of the same municipality and title, else a new one."""
    adopter = _Adopter(rows)
    adopted = adopter.adopt_plan(draft, plan)
    adopter.touched |= {row.id: row for row in without_computed_change(rows, adopter.touched)}
    after = adopter.touched.values()
    before = [rows.get(table_of(row), row.id) for row in after]
    return Adoption(
        rows=rows.put(row for row, old in zip(after, before, strict=True) if row != old),
        plan=adopted,
        added=sum(old is None for old in before),
        changed=sum(old is not None and old != row for row, old in zip(after, before, strict=True)),
        unchanged=sum(old == row for row, old in zip(after, before, strict=True)),
        missing=count_missing(rows, draft, adopter.touched),
    )


@dataclass(frozen=True)
class _Drafted(Generic[R]):
    """A drafted row, the existing one that it is (None: new), its parents, and the existing rows it is ranked among."""

    draft: Draft
    row: R | None
    parents: dict[str, Value]
    siblings: Sequence[Row]

    @property
    def group(self) -> object:
        """What it shares with the drafted rows that it is ranked among: the parents and, of entries, the cell."""
        return *self.parents.items(), self.draft.stated("year"), self.draft.stated("kind", DONE)


class _Adopter:
    """One walk through a draft; `touched` holds every row that the draft states, as it is afterwards."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.outline = Outline(rows)
        self.touched: dict[str, Row] = {}
        self.departments: dict[str, str] = {}
        self.fields: dict[str, str] = {}
        self.plan_id = ""

    # -- the plan and its lists

    def adopt_plan(self, draft: Draft, plan: Plan | None) -> Plan:
        """Adopt the drafted plan with everything in it."""
        plans = self.outline.plans
        found = plan or match_items([draft], plans, PLAN_KEYS)[0]
        if found is not None:
            draft = under_existing_name(draft, found)
        (row,) = self._put(Plan, [_Drafted(draft, found, {}, plans)])
        self.plan_id = row.id
        self._adopt_departments(row, list(draft.of("department")))
        self._adopt_lists(row, draft)
        self.fields = {folded(f.name): f.id for f in in_order(f for f in self._all(CustomField) if f.plan == row.id)}
        self._adopt_measures(row, self._adopt_pillars(row, list(draft.of("pillar"))))
        return row

    def _adopt_lists(self, parent: Row, draft: Draft) -> None:
        """Adopt the rows of a parent that need no care of their own: cells by their key, the others by a text."""
        stated = {child.table for child in draft.children} - _MATCHED_APART
        for table in NESTED[table_of(parent)]:
            if table in stated:
                self._adopt_list(TABLES[table], parent, list(draft.of(table)))

    def _adopt_list(self, row_type: type[Row], parent: Row, drafts: list[Draft]) -> None:
        parents = parent_values(row_type, parent)
        if "rank" not in specs(row_type):
            for draft in drafts:
                self._put_cell(draft, parents)
            return
        existing = self.outline.rows_in(parent, row_type)
        found = match_items(drafts, existing, list_keys(row_type))
        items = [_Drafted(draft, row, parents, existing) for draft, row in zip(drafts, found, strict=True)]
        for draft, row in zip(drafts, self._put(row_type, items), strict=True):
            self._adopt_lists(row, draft)

    def _adopt_departments(self, plan: Plan, drafts: list[Draft]) -> None:
        """Adopt departments, at first without successors, which may be drafted later than those they follow."""
        existing = self.outline.departments(plan)
        plain = [replace(d, values={k: v for k, v in d.values.items() if k != "successor"}) for d in drafts]
        found = match_items(plain, existing, DEPARTMENT_KEYS)
        parents = parent_values(Department, plan)
        rows = self._put(Department, [_Drafted(d, row, parents, existing) for d, row in zip(plain, found, strict=True)])
        for names in (lambda d: [d.name], spellings_of):
            for department in (*rows, *existing):
                for name in names(department):
                    self.departments.setdefault(folded(name), department.id)
        for draft, row in zip(drafts, rows, strict=True):
            if "successor" in draft.values:
                self.touched[row.id] = row.replace(successor=self._department(draft.values["successor"]))
            self._adopt_lists(row, draft)

    # -- pillars and measures

    def _adopt_pillars(self, parent: Plan | Pillar, drafts: list[Draft]) -> list[tuple[Draft, Pillar]]:
        """Adopt the pillars of a plan or pillar; return the measures drafted in them, each with its pillar."""
        existing = [
            pillar for pillar in self.outline.rows_in(parent, Pillar) if isinstance(parent, Pillar) or not pillar.parent
        ]
        parents = parent_values(Pillar, parent)
        found = match_items(drafts, existing, PILLAR_KEYS)
        items = [_Drafted(draft, row, parents, existing) for draft, row in zip(drafts, found, strict=True)]
        measures: list[tuple[Draft, Pillar]] = []
        for draft, row in zip(drafts, self._put(Pillar, items), strict=True):
            measures += [(measure, row) for measure in draft.of("measure")]
            measures += self._adopt_pillars(row, list(draft.of("pillar")))
        return measures

    def _adopt_measures(self, plan: Plan, drafted: list[tuple[Draft, Pillar]]) -> None:
        """Adopt measures, matched over the whole plan: one may have moved to another pillar."""
        found = match_items([(d, pillar.id) for d, pillar in drafted], self.outline.measures(plan), MEASURE_KEYS)
        items = [
            _Drafted(draft, row, parent_values(Measure, pillar), self.outline.measures_in(pillar))
            for (draft, pillar), row in zip(drafted, found, strict=True)
        ]
        for measure, item in zip(self._put(Measure, items), items, strict=True):
            self._adopt_roles(measure, list(item.draft.of("measure_department")))
            self._adopt_sections(measure, list(item.draft.of("section")))
            self._adopt_lists(measure, item.draft)

    def _adopt_roles(self, measure: Measure, drafts: list[Draft]) -> None:
        """Adopt the departments of a measure."""
        existing = [role for role, _ in self.outline.department_roles(measure)]
        known = {role.department: role for role in existing}
        parents = parent_values(MeasureDepartment, measure)
        named = [self._department(draft.values.get("department")) for draft in drafts]
        items = [_Drafted(d, known.get(i or ""), parents, existing) for d, i in zip(drafts, named, strict=True)]
        self._put(MeasureDepartment, items)

    def _adopt_sections(self, measure: Measure, drafts: list[Draft]) -> None:
        existing = self.outline.sections(measure)
        found = match_sections(drafts, existing, self.outline)
        parents = parent_values(Section, measure)
        rows = self._put(Section, [_Drafted(d, row, parents, existing) for d, row in zip(drafts, found, strict=True)])
        placement = SectionPlacement({row.id: row for row in existing}, {row.id for row in rows}, has_no_sections(drafts))
        indicators = [(d, row) for row, draft in zip(rows, drafts, strict=True) for d in draft.of("indicator")]
        self._adopt_indicators(indicators, [i for section in existing for i in self.outline.indicators(section)], placement)
        entries = [(d, row) for row, draft in zip(rows, drafts, strict=True) for d in draft.of("entry")]
        self._adopt_entries(entries, self.outline.all_entries(measure), placement)

    def _adopt_indicators(
        self,
        drafted: list[tuple[Draft, Section]],
        existing: list[Indicator],
        placement: SectionPlacement,
        parent: Indicator | None = None,
    ) -> None:
        """Adopt indicators of one parent (None: of their sections), matched over the whole measure."""
        found = match_items([(d, s.id) for d, s in drafted], existing, indicator_keys(self.outline))
        items: list[_Drafted[Indicator]] = []
        for (draft, section), row in zip(drafted, found, strict=True):
            home = placement.of(row.section if row else None, section)
            parents = {**parent_values(Indicator, parent or section), "section": home}
            siblings = existing if parent else [i for i in existing if i.section == home]
            items.append(_Drafted(under_old_label(draft, row) if row else draft, row, parents, siblings))
        for item, row in zip(items, self._put(Indicator, items), strict=True):
            for figure in item.draft.of("figure"):
                if not is_computed_total(self.outline, self.rows.all(Indicator).get(row.id), figure):
                    self._put_cell(figure, {"indicator": row.id})
            self._adopt_lists(row, item.draft)
            section = cast(Section, self._now("section", row.section))
            parts = [(part, section) for part in item.draft.of("indicator")]
            self._adopt_indicators(parts, self.outline.children(row), placement, row)

    def _adopt_entries(
        self, drafted: list[tuple[Draft, Section]], existing: list[Entry], placement: SectionPlacement
    ) -> None:
        """Adopt the lines of a measure, matched over all its sections."""
        keyed = [(d, section.id, self._department(d.values.get("department"))) for d, section in drafted]
        found = match_items(keyed, existing, ENTRY_KEYS)
        items: list[_Drafted[Entry]] = []
        for (draft, section), row in zip(drafted, found, strict=True):
            home = placement.of(row.section if row else None, section)
            cell = home, draft.stated("year"), draft.stated("kind", DONE)
            siblings = [e for e in existing if (e.section, e.year, e.kind) == cell]
            parents = {**parent_values(Entry, section), "section": home}
            items.append(_Drafted(as_written(draft, row), row, parents, siblings))
        self._put(Entry, items)

    # -- rows

    def _put(self, row_type: type[R], items: Sequence[_Drafted[R]]) -> list[R]:
        """Make or edit the drafted rows, in order; new ones, and those that moved, get a rank beside their neighbours."""
        groups: dict[object, list[int]] = {}
        for place, item in enumerate(items):
            groups.setdefault(item.group, []).append(place)
        ranks: dict[int, str] = {}
        for places in groups.values():
            siblings = items[places[0]].siblings
            known = {row.id for row in siblings}
            staying = [_rank(row) if row and row.id in known else None for row in (items[p].row for p in places)]
            ranks.update(zip(places, rank_siblings(staying, [_rank(row) for row in siblings]), strict=True))
        return [self._make(row_type, item, ranks[place]) for place, item in enumerate(items)]

    def _make(self, row_type: type[R], item: _Drafted[R], rank: str) -> R:
        draft, found = item.draft, item.row
        values = {**self._resolved(draft, draft.values), **item.parents, "rank": rank}
        defaults = {} if found else self._resolved(draft, draft.defaults)
        row = found.replace(**without_blanks(found, values)) if found else row_type.new(**{**defaults, **values})
        self.touched[row.id] = row
        return row

    def _put_cell(self, draft: Draft, parents: dict[str, Value]) -> None:
        """Make or edit a row that is known by its key."""
        values = {**self._resolved(draft, draft.values), **parents}
        fresh = TABLES[draft.table].new(**{**self._resolved(draft, draft.defaults), **values})
        found = self._now(draft.table, fresh.id)
        self.touched[fresh.id] = found.replace(**without_blanks(found, values)) if found else fresh

    def _now(self, table: str, row_id: str) -> Row | None:
        """Return a row as it is now."""
        return self.touched.get(row_id) or self.rows.get(table, row_id)

    def _resolved(self, draft: Draft, stated: dict[str, Value]) -> dict[str, Value]:
        """Return the stated values with ids in place of the names of rows referred to."""
        values = dict(stated)
        for field, table in references(TABLES[draft.table]):
            if field in values and table == "department":
                values[field] = self._department(values[field])
            elif field in values and table == "custom_field":
                values[field] = self._custom_field(values[field], draft)
            elif field in values and table == "plan":
                values[field] = self._plan(values[field])
        return values

    def _plan(self, title: Value) -> str | None:
        """Return the id of the plan of that title, None where the file holds none."""
        return next((p.id for p in self.outline.plans if folded(p.title) == folded(str(title or ""))), None)

    def _department(self, name: Value) -> str | None:
        """Return the id of the department so named or spelled, made where the plan knows none; None for no name."""
        if not isinstance(name, str) or not folded(name):
            return None
        known = self.departments.get(folded(name))
        if known is None:
            (rank,) = rank_siblings([None], [d.rank for d in self._all(Department) if d.plan == self.plan_id])
            row = Department.new(plan=self.plan_id, name=name.strip(), rank=rank)
            self.touched[row.id] = row
            known = self.departments[folded(name)] = row.id
        return known

    def _custom_field(self, name: Value, value: Draft) -> str:
        """Return the id of the custom field of that name, made where the plan knows none."""
        known = self.fields.get(folded(str(name)))
        if known is None:
            (rank,) = rank_siblings([None], [f.rank for f in self._all(CustomField) if f.plan == self.plan_id])
            scope = PER_MEASURE if value.values.get("year") is None else PER_YEAR
            row = CustomField.new(plan=self.plan_id, name=str(name), scope=scope, rank=rank)
            self.touched[row.id] = row
            known = self.fields[folded(str(name))] = row.id
        return known

    def _all(self, row_type: type[R]) -> Iterable[R]:
        """Return the rows of one type as they are now."""
        now: dict[str, R] = dict(self.rows.all(row_type))
        now.update({i: row for i, row in self.touched.items() if isinstance(row, row_type)})
        return now.values()


def _rank(row: Row) -> str:
    return str(getattr(row, "rank", ""))
