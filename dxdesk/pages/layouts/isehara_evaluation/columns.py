"""The years of the columns 計画策定時, 目標 and 結果."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dxdesk.pages.layouts import Options
from dxdesk.pages.layouts.isehara_evaluation.wording import at_end_of, year_in
from dxdesk.plan.rows.model import BASELINE, DONE, RESULT, TARGET, Assessment, Indicator, Measure, Plan
from dxdesk.plan.rows.outline import Outline, kind_of_year, shown_years


@dataclass(frozen=True)
class EvaluationColumns:
    """The evaluated year, when within it (`at`), and the years of 基準値 and 目標, None where the plan has none."""

    evaluated: int
    at: str
    baseline: int | None
    target: int | None

    @property
    def figures(self) -> tuple[tuple[str, int | None], ...]:
        """Role and year of each column of figures."""
        return ((BASELINE, self.baseline), (TARGET, self.target), (RESULT, self.evaluated))


def columns_of(outline: Outline, plan: Plan, measures: Sequence[Measure], options: Options) -> EvaluationColumns:
    """The last year asked for is the evaluated one; else the last that was evaluated, else the last with 実績."""
    assessments = [a for m in measures for a in outline.assessments(m) if a.mark or a.text]
    evaluated = options.years[-1] if options.years else _evaluated(plan, assessments)
    times = Counter(a.at for a in assessments if a.year == evaluated and year_in(a.at) == evaluated)
    indicators = [i for m in measures for i in outline.indicators_of(m)]
    return EvaluationColumns(
        evaluated,
        max(times, key=times.__getitem__, default=at_end_of(evaluated)),
        _baseline(outline, indicators),
        _target(outline, indicators, evaluated),
    )


def assessment_of(outline: Outline, measure: Measure, indicator: Indicator | None, year: int) -> Assessment | None:
    """The assessment of a measure, or of one of its indicators, at the end of a year."""
    wanted = (indicator.id if indicator else None, year)
    return next((a for a in outline.assessments(measure) if (a.indicator, a.year) == wanted), None)


def _evaluated(plan: Plan, assessments: Sequence[Assessment]) -> int:
    done = [year for year in shown_years(plan) if kind_of_year(plan, year) == DONE]
    return max((a.year for a in assessments), default=max(done, default=plan.shown_to))


def _years(outline: Outline, indicators: Sequence[Indicator], role: str) -> Counter[int]:
    return Counter(f.year for i in indicators for f in outline.figures(i) if f.role == role and f.text.strip())


def _baseline(outline: Outline, indicators: Sequence[Indicator]) -> int | None:
    """The year that most indicators start from, the earliest of several."""
    years = _years(outline, indicators, BASELINE)
    return min(years, key=lambda year: (-years[year], year), default=None)


def _target(outline: Outline, indicators: Sequence[Indicator], evaluated: int) -> int | None:
    """The evaluated year where anything was aimed at for it, else the next such year, else the last."""
    years = _years(outline, indicators, TARGET)
    return min((y for y in years if y >= evaluated), default=max(years, default=None))
