"""A draft becomes rows: what a sheet or a seed states is matched against the rows there are; nothing is deleted."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar, cast

from dxdesk.plan.importing.draft import Draft
from dxdesk.plan.importing.matching import (
    DEPARTMENT_KEYS,
    ENTRY_KEYS,
    LANE_KEYS,
    MEASURE_KEYS,
    NOTE_KEYS,
    PILLAR_KEYS,
    PLAN_KEYS,
    by_text,
    has_no_sections,
    indicator_keys,
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
from dxdesk.plan.rows.fields import Value, references
from dxdesk.plan.rows.model import (
    DONE,
    PER_MEASURE,
    PER_YEAR,
    TABLES,
    CustomField,
    Department,
    Entry,
    Indicator,
    Lane,
    Mark,
    Measure,
    Note,
    Pillar,
    Plan,
    Row,
    Section,
    Term,
    table_of,
)
from dxdesk.plan.rows.outline import Outline, folded, spellings_of
from dxdesk.plan.rows.pairing import MatchKey, match_items
from dxdesk.plan.rows.rank import rank_siblings
from dxdesk.plan.rows.rows import Rows

R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Adoption:
    """The rows after, the plan adopted into, and how many rows the draft made, edited, and found as they were.

    `missing`: figures and entries that the plan has in the draft's measures and years but the draft has not.
    """

    rows: Rows
    plan: Plan
    added: int
    changed: int
    unchanged: int
    missing: int


def adopt(rows: Rows, draft: Draft, plan: Plan | None = None) -> Adoption:
    """Takes a drafted plan into `plan`; without one, into the plan of the same municipality and title, else a new one."""
    adoption = _Adopter(rows)
    taken = adoption.take_plan(draft, plan)
    adoption.touched |= {row.id: row for row in without_computed_change(rows, adoption.touched)}
    fresh = adoption.touched.values()
    before = [rows.get(table_of(row), row.id) for row in fresh]
    return Adoption(
        rows=rows.put(row for row, old in zip(fresh, before, strict=True) if row != old),
        plan=taken,
        added=sum(old is None for old in before),
        changed=sum(old is not None and old != row for row, old in zip(fresh, before, strict=True)),
        unchanged=sum(old == row for row, old in zip(fresh, before, strict=True)),
        missing=count_missing(rows, draft, adoption.touched),
    )


class _Adopter:
    """One walk through a draft; `touched` holds every row it states, as it stands after."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.outline = Outline(rows)
        self.touched: dict[str, Row] = {}
        self.departments: dict[str, str] = {}
        self.fields: dict[str, str] = {}
        self.plan_id = ""

    # -- the plan and what hangs on it directly

    def take_plan(self, draft: Draft, plan: Plan | None) -> Plan:
        """The drafted plan with everything in it."""
        plans = self.outline.plans
        found = plan or match_items([draft], plans, PLAN_KEYS)[0]
        if found is not None:
            draft = under_existing_name(draft, found)
        (row,) = self._put(Plan, [draft], [found], lambda _: plans, [{}])
        self.plan_id = row.id
        under: dict[str, Value] = {"plan": row.id}
        self._take_departments(list(draft.of("department")), row)
        self._take_alike(Mark, draft, [by_text("symbol")], self.outline.marks(row), under)
        self._take_alike(Term, draft, [by_text("word")], self.outline.terms(row), under)
        standing = self.outline.custom_fields(row)
        for field in (*standing, *self._take_alike(CustomField, draft, [by_text("name")], standing, under)):
            self.fields[folded(field.name)] = field.id
        measures = self._take_pillars(list(draft.of("pillar")), row, None)
        self._take_measures(measures, row)
        return row

    def _take_alike(
        self,
        row_type: type[R],
        draft: Draft,
        signs: Sequence[MatchKey[Draft, R]],
        standing: list[R],
        under: dict[str, Value],
    ) -> list[R]:
        """The children of one table that are known by a text of their own."""
        drafts = list(draft.of(table_of(row_type)))
        found = match_items(drafts, standing, signs)
        return self._put(row_type, drafts, found, lambda _: standing, [under] * len(drafts))

    def _take_departments(self, drafts: list[Draft], plan: Plan) -> None:
        """Departments first without successors, which may be drafted later than those they follow."""
        standing = self.outline.departments(plan)
        plain = [replace(d, values={k: v for k, v in d.values.items() if k != "successor"}) for d in drafts]
        found = match_items(plain, standing, DEPARTMENT_KEYS)
        rows = self._put(Department, plain, found, lambda _: standing, [{"plan": plan.id}] * len(plain))
        for names in (lambda d: [d.name], spellings_of):
            for department in (*rows, *standing):
                for name in names(department):
                    self.departments.setdefault(folded(name), department.id)
        for draft, row in zip(drafts, rows, strict=True):
            if "successor" in draft.values:
                self.touched[row.id] = row.replace(successor=self._department(draft.values["successor"]))

    def _take_pillars(self, drafts: list[Draft], plan: Plan, parent: Pillar | None) -> list[tuple[Draft, str]]:
        """The pillars under `parent`; returns the measures drafted in them, each with its pillar's id."""
        standing = self.outline.pillars(plan, parent)
        under: dict[str, Value] = {"plan": plan.id, "parent": parent.id if parent else None}
        found = match_items(drafts, standing, PILLAR_KEYS)
        measures: list[tuple[Draft, str]] = []
        for draft, row in zip(
            drafts, self._put(Pillar, drafts, found, lambda _: standing, [under] * len(drafts)), strict=True
        ):
            measures += [(measure, row.id) for measure in draft.of("measure")]
            measures += self._take_pillars(list(draft.of("pillar")), plan, row)
        return measures

    # -- measures

    def _take_measures(self, items: list[tuple[Draft, str]], plan: Plan) -> None:
        """Measures are matched over the whole plan: one may have moved to another pillar."""
        standing = self.outline.measures(plan)
        found = match_items(items, standing, MEASURE_KEYS)
        pillars = self.outline.rows.all(Pillar)

        def siblings(place: int) -> Sequence[Measure]:
            pillar = pillars.get(items[place][1])
            return self.outline.measures_in(pillar) if pillar else []

        under: list[dict[str, Value]] = [{"plan": plan.id, "pillar": pillar} for _, pillar in items]
        for measure, draft in zip(
            self._put(Measure, [draft for draft, _ in items], found, siblings, under),
            (draft for draft, _ in items),
            strict=True,
        ):
            self._take_contents(measure, draft)

    def _take_contents(self, measure: Measure, draft: Draft) -> None:
        under: dict[str, Value] = {"measure": measure.id}
        shares = list(draft.of("measure_department"))
        standing = [share for share, _ in self.outline.department_roles(measure)]
        known = {share.department: share for share in standing}
        named_ids = [self._department(d.values.get("department")) for d in shares]
        found = [known.get(i or "") for i in named_ids]
        self._put(TABLES["measure_department"], shares, found, lambda _: standing, [under] * len(shares))
        self._take_sections(measure, list(draft.of("section")))
        lanes = list(draft.of("lane"))
        for lane, part in zip(
            self._take_alike(Lane, draft, LANE_KEYS, self.outline.lanes(measure), under), lanes, strict=True
        ):
            for phase in part.of("phase"):
                self._put_cell(phase, {"lane": lane.id})
        for assessment in draft.of("assessment"):
            self._put_cell(assessment, {**under, "indicator": None})
        for value in draft.of("custom_value"):
            self._put_cell(value, under)
        self._take_alike(Note, draft, NOTE_KEYS, self.outline.notes(measure), under)

    def _take_sections(self, measure: Measure, drafts: list[Draft]) -> None:
        standing = self.outline.sections(measure)
        found = match_sections(drafts, standing, self.outline)
        rows = self._put(Section, drafts, found, lambda _: standing, [{"measure": measure.id}] * len(drafts))
        home = SectionPlacement({row.id: row for row in standing}, {row.id for row in rows}, has_no_sections(drafts))
        indicators = [(d, row) for row, draft in zip(rows, drafts, strict=True) for d in draft.of("indicator")]
        standing_indicators = [i for section in standing for i in self.outline.indicators(section)]
        self._take_indicators(measure, indicators, None, standing_indicators, home)
        self._take_entries(
            measure, [(d, row) for row, part in zip(rows, drafts, strict=True) for d in part.of("entry")], home
        )

    def _take_indicators(
        self,
        measure: Measure,
        drafted: list[tuple[Draft, Section]],
        parent: Indicator | None,
        standing: list[Indicator],
        home: SectionPlacement,
    ) -> None:
        """Indicators of one parent (None: of their sections), matched over the whole measure."""
        found = match_items([(d, s.id) for d, s in drafted], standing, indicator_keys(self.outline))
        drafts: list[Draft] = []
        under: list[dict[str, Value]] = []
        for (draft, section), row in zip(drafted, found, strict=True):
            drafts.append(under_old_label(draft, row) if row else draft)
            place = home.of(row.section if row else None, section)
            under.append({"measure": measure.id, "section": place, "parent": parent.id if parent else None})

        def siblings(place: int) -> Sequence[Indicator]:
            return standing if parent else [i for i in standing if i.section == under[place]["section"]]

        for draft, row in zip(drafts, self._put(Indicator, drafts, found, siblings, under), strict=True):
            for figure in draft.of("figure"):
                if not is_computed_total(self.outline, self.rows.all(Indicator).get(row.id), figure):
                    self._put_cell(figure, {"indicator": row.id})
            for assessment in draft.of("assessment"):
                self._put_cell(assessment, {"measure": measure.id, "indicator": row.id})
            section = cast(Section, self._now("section", row.section))
            parts = [(part, section) for part in draft.of("indicator")]
            self._take_indicators(measure, parts, row, self.outline.children(row), home)

    def _take_entries(self, measure: Measure, drafted: list[tuple[Draft, Section]], home: SectionPlacement) -> None:
        standing = self.outline.all_entries(measure)
        items = [(d, section.id, self._department(d.values.get("department"))) for d, section in drafted]
        found = match_items(items, standing, ENTRY_KEYS)
        drafts = [as_written(draft, row) for (draft, _), row in zip(drafted, found, strict=True)]
        under: list[dict[str, Value]] = [
            {"measure": measure.id, "section": home.of(row.section if row else None, section)}
            for (_, section), row in zip(drafted, found, strict=True)
        ]

        def siblings(place: int) -> Sequence[Entry]:
            section, draft = under[place]["section"], drafts[place]
            year, kind = draft.stated("year"), draft.stated("kind", DONE)
            return [e for e in standing if (e.section, e.year, e.kind) == (section, year, kind)]

        def cell(place: int) -> object:
            return under[place]["section"], drafts[place].values.get("year"), drafts[place].stated("kind", DONE)

        self._put(Entry, drafts, found, siblings, under, cell)

    # -- rows

    def _put(
        self,
        row_type: type[R],
        drafts: Sequence[Draft],
        found: Sequence[R | None],
        siblings: Callable[[int], Sequence[Row]],
        under: Sequence[dict[str, Value]],
        group: Callable[[int], object] | None = None,
    ) -> list[R]:
        """The drafted rows, made or edited, in order; new ones, and those that moved, get a rank beside their neighbours."""
        groups: dict[object, list[int]] = {}
        for place in range(len(drafts)):
            groups.setdefault(group(place) if group else tuple(under[place].items()), []).append(place)
        ranks: dict[int, str] = {}
        for places in groups.values():
            standing = siblings(places[0])
            there = {row.id for row in standing}
            stay = [_rank(row) if row and row.id in there else None for row in (found[p] for p in places)]
            ranks.update(zip(places, rank_siblings(stay, [_rank(row) for row in standing]), strict=True))
        return [
            self._make(row_type, draft, row, {**under[place], "rank": ranks[place]})
            for place, (draft, row) in enumerate(zip(drafts, found, strict=True))
        ]

    def _put_cell(self, draft: Draft, under: dict[str, Value]) -> None:
        """A row that is known by its key."""
        values = {**self._resolved(draft, draft.values), **under}
        fresh = TABLES[draft.table].new(**{**self._resolved(draft, draft.defaults), **values})
        found = self._now(draft.table, fresh.id)
        self.touched[fresh.id] = found.replace(**without_blanks(found, values)) if found else fresh

    def _make(self, row_type: type[R], draft: Draft, found: R | None, under: dict[str, Value]) -> R:
        values = {**self._resolved(draft, draft.values), **under}
        born = {} if found else self._resolved(draft, draft.defaults)
        row = found.replace(**without_blanks(found, values)) if found else row_type.new(**{**born, **values})
        self.touched[row.id] = row
        return row

    def _now(self, table: str, row_id: str) -> Row | None:
        return self.touched.get(row_id) or self.rows.get(table, row_id)

    def _resolved(self, draft: Draft, stated: dict[str, Value]) -> dict[str, Value]:
        """Stated values with names in place of references turned into ids."""
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
        """The id of the plan of that title, None where the file holds none."""
        return next((p.id for p in self.outline.plans if folded(p.title) == folded(str(title or ""))), None)

    def _department(self, name: Value) -> str | None:
        """The id of the department so named or spelled, made where the plan knows none; None for no name."""
        if not isinstance(name, str) or not folded(name):
            return None
        known = self.departments.get(folded(name))
        if known is None:
            last = [d.rank for d in self._all(Department) if d.plan == self.plan_id]
            (rank,) = rank_siblings([None], last)
            row = Department.new(plan=self.plan_id, name=name.strip(), rank=rank)
            self.touched[row.id] = row
            known = self.departments[folded(name)] = row.id
        return known

    def _custom_field(self, name: Value, value: Draft) -> str:
        known = self.fields.get(folded(str(name)))
        if known is None:
            (rank,) = rank_siblings([None], [f.rank for f in self._all(CustomField) if f.plan == self.plan_id])
            scope = PER_MEASURE if value.values.get("year") is None else PER_YEAR
            row = CustomField.new(plan=self.plan_id, name=str(name), scope=scope, rank=rank)
            self.touched[row.id] = row
            known = self.fields[folded(str(name))] = row.id
        return known

    def _all(self, row_type: type[R]) -> Iterable[R]:
        """The rows of one type as they stand now."""
        now: dict[str, R] = dict(self.rows.all(row_type))
        now.update({i: row for i, row in self.touched.items() if isinstance(row, row_type)})
        return now.values()


def _rank(row: Row) -> str:
    return str(getattr(row, "rank", ""))
