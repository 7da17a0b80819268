"""A measure's baselines and targets beside each other, and the figures of years that the printed table leaves out."""

from PySide6.QtCore import QObject

from dxdesk.desktop import window_settings
from dxdesk.desktop.measure.kpi_model import CellNote, GridPosition, KpiModel
from dxdesk.desktop.session import Session
from dxdesk.plan.analysis.achievement import achievement_percent
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import BASELINE, FORECAST, RESULT, ROLES, TARGET, Indicator, Measure
from dxdesk.plan.rows.outline import shown_years
from dxdesk.plan.rows.quantity import format_number

_ORDER = (RESULT, TARGET, FORECAST)


class TargetModel(KpiModel):
    """As the printed table's figures; a year that has nothing yet is there as soon as it is asked for."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(session, parent)
        # Columns that somebody asked for: they stay from measure to measure, and from day to day.
        self.wanted = {
            GridPosition(*known) for known in window_settings.columns_in(session.store.location) if known[1] in ROLES
        }

    def columns_now(self) -> list[GridPosition]:
        """One 基準値, of the year it stands for; a 目標 for each year of the plan; whatever else there is, by year."""
        plan = self.session.plan
        measure = self.session.rows.all(Measure).get(self.measure_id or "")
        places = set(self.wanted)
        for indicator in self.outline.indicators_of(measure) if measure is not None else ():
            places |= {GridPosition(figure.year, figure.role) for figure in self.outline.figures(indicator)}
        places -= set(super().columns_now())
        baselines = sorted(year for year, role in places if role == BASELINE)
        years = {*shown_years(plan), *(year for year, role in places if role == TARGET)}
        years |= {year for year in (plan.first_year, plan.last_year) if year is not None}
        places |= {GridPosition(year, TARGET) for year in range(min(years), max(years) + 1)}
        others = sorted((p for p in places if p.role != BASELINE), key=lambda p: (p.year, _ORDER.index(p.role)))
        first = plan.first_year or plan.shown_from
        return [*(GridPosition(year, BASELINE) for year in baselines or [first - 1]), *others]

    def want(self, place: GridPosition) -> bool:
        """One more column; False where the printed table has it."""
        if place in super().columns_now():
            return False
        self._want(self.wanted | {place})
        return True

    def give_up(self, place: GridPosition) -> None:
        """A column that nobody wants any more; what has figures stays."""
        self._want(self.wanted - {place})

    def _want(self, places: set[GridPosition]) -> None:
        self.wanted = places
        window_settings.remember_columns(self.session.store.location, places)

    def title(self, column: int) -> str:
        """`R1基準値`, `R4目標`, `R12見込`."""
        year, role = self.columns[column - 1]
        return f"{short_year(year)}{role}"

    def asked(self, _column: int) -> bool:
        """No column is asked for more than the others."""
        return False

    def value_note(self, indicator: Indicator, year: int, role: str) -> CellNote:
        """What was reached of a target."""
        if role in (RESULT, FORECAST):
            return super().value_note(indicator, year, role)
        if role == TARGET:
            share = achievement_percent(self.outline, indicator, year)
            if share is not None:
                return CellNote(f"達成率 {round(share):,}%", alarm=share < 100)
        total = self.outline.total(indicator, year, role) if indicator.children_sum else None
        blank = not self._text(indicator, year, role).strip()
        return CellNote(f"内訳の計 {format_number(total, indicator.unit)}") if blank and total is not None else CellNote()
