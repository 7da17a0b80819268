"""A measure's baselines and targets beside each other: indicators down, the years of the plan across."""

from dxdesk.desktop.measure.kpi_model import KpiModel, Note, Place
from dxdesk.plan.achievement import percent
from dxdesk.plan.model import BASELINE, TARGET, Indicator, Measure
from dxdesk.plan.outline import shown_years
from dxdesk.plan.quantity import printed
from dxdesk.plan.wording import year_column


class TargetModel(KpiModel):
    """As the printed table's figures, in the roles 基準値 and 目標."""

    def columns_now(self) -> list[Place]:
        """One 基準値, of the year it stands for; a 目標 for each year of the plan, wider where targets stand outside."""
        plan = self.session.plan
        measure = self.session.rows.all(Measure).get(self.measure_id or "")
        figures = [
            f
            for indicator in (self.outline.indicators_of(measure) if measure is not None else [])
            for f in self.outline.figures(indicator)
        ]
        baselines = sorted({f.year for f in figures if f.role == BASELINE})
        years = {*shown_years(plan), *(f.year for f in figures if f.role == TARGET)}
        years |= {year for year in (plan.first_year, plan.last_year) if year is not None}
        first = plan.first_year or plan.shown_from
        return [
            *(Place(year, BASELINE) for year in baselines or [first - 1]),
            *(Place(year, TARGET) for year in range(min(years), max(years) + 1)),
        ]

    def title(self, column: int) -> str:
        """`R1基準値`, `R4目標`."""
        return year_column(*self.columns[column - 1])

    def asked(self, _column: int) -> bool:
        """No column is asked for more than the others."""
        return False

    def value_note(self, indicator: Indicator, year: int, role: str) -> Note:
        """What was reached of a target."""
        if role == TARGET:
            share = percent(self.outline, indicator, year)
            if share is not None:
                return Note(f"達成率 {round(share):,}%", alarm=share < 100)
        total = self.outline.total(indicator, year, role) if indicator.children_sum else None
        blank = not self._text(indicator, year, role).strip()
        return Note(f"内訳の計 {printed(total, indicator.unit)}") if blank and total is not None else Note()
