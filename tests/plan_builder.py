"""The one builder of small plans for tests: each row is added in a line, with its id, its rank and what it belongs to."""

from itertools import count
from typing import Any

from dxdesk.plan.rows.dates import read_year
from dxdesk.plan.rows.model import (
    FORECAST,
    PLANNED,
    Department,
    Entry,
    Figure,
    Indicator,
    Lane,
    Measure,
    MeasureDepartment,
    Phase,
    Pillar,
    Plan,
    Section,
)
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rank import between
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row


class PlanBuilder:
    """Collects the rows of one plan, 伊東市's in R4 to R7 unless stated otherwise; years are given as `R4`.

    `fixed_ids`: ids and ranks count from `0001`, so that pages and orders are the same in every run; else ids are random
    and ranks can be inserted between, as those of rows that a person adds.
    """

    def __init__(self, *, fixed_ids: bool = True, **values: Any) -> None:
        self.fixed_ids = fixed_ids
        self._count = count(1)
        self._rank: str | None = None
        self.rows: list[Row] = []
        usual = {"municipality": "伊東市", "title": "伊東市DX推進計画", "shown_from": 2022, "shown_to": 2025}
        self.plan: Plan = self.add(Plan, **{**usual, "planned_from": 2025, **values})

    def add(self, row_type: type[Row], **values: Any) -> Any:
        """Add one row of any type and return it."""
        number = f"{next(self._count):04}"
        self._rank = between(self._rank, None)
        if "rank" in row_type.__dataclass_fields__:
            values.setdefault("rank", number if self.fixed_ids else self._rank)
        row = row_type(id=number, **values) if self.fixed_ids and not row_type.KEY else row_type.new(**values)
        self.rows.append(row)
        return row

    def pillar(self, number: str, title: str, **more: Any) -> Pillar:
        return self.add(Pillar, plan=self.plan.id, number=number, title=title, **more)

    def department(self, name: str, **more: Any) -> Department:
        return self.add(Department, plan=self.plan.id, name=name, **more)

    def measure(self, pillar: Pillar, number: str, title: str, **more: Any) -> Measure:
        return self.add(Measure, plan=self.plan.id, pillar=pillar.id, number=number, title=title, **more)

    def share(self, measure: Measure, department: Department, **more: Any) -> MeasureDepartment:
        return self.add(MeasureDepartment, measure=measure.id, department=department.id, **more)

    def section(self, measure: Measure, heading: str = "") -> Section:
        return self.add(Section, measure=measure.id, heading=heading)

    def indicator(
        self,
        section: Section,
        label: str,
        figures: dict[str, str] | None = None,
        parent: Indicator | None = None,
        **more: Any,
    ) -> Indicator:
        """Add an indicator with figures as {"R4": "61業務"}; those of a planned year are 見込."""
        belongs_to = {"measure": section.measure, "section": section.id, "parent": parent.id if parent else None}
        made = self.add(Indicator, label=label, **belongs_to, **more)
        for year, text in (figures or {}).items():
            self.figure(made, year, text)
        return made

    def figure(self, indicator: Indicator, year: str, text: str, **more: Any) -> Figure:
        """Add a figure; that of a planned year is 見込."""
        number = read_year(year)
        if self._planned(number):
            more.setdefault("role", FORECAST)
        return self.add(Figure, indicator=indicator.id, year=number, text=text, **more)

    def entry(self, section: Section, year: str, text: str, department: Department | None = None, **more: Any) -> Entry:
        """Add a line of narrative; that of a planned year is 実施予定."""
        number = read_year(year)
        if self._planned(number):
            more.setdefault("kind", PLANNED)
        belongs_to = {"measure": section.measure, "section": section.id, "department": department and department.id}
        return self.add(Entry, year=number, text=text, **belongs_to, **more)

    def lane(self, measure: Measure, label: str, **phases: str) -> Lane:
        """Add a lane with phases as R5="検討"."""
        lane = self.add(Lane, measure=measure.id, label=label)
        for year, text in phases.items():
            self.add(Phase, lane=lane.id, year=read_year(year), text=text)
        return lane

    def _planned(self, year: int) -> bool:
        return self.plan.planned_from is not None and year >= self.plan.planned_from

    @property
    def outline(self) -> Outline:
        return Outline(Rows.of(self.rows))
