"""Rules that compare results with targets."""

from collections.abc import Iterator
from decimal import Decimal

from dxdesk.plan.analysis.achievement import NumericTarget, better_direction, comparable_result, is_met, numeric_target
from dxdesk.plan.analysis.year_over_year import unit_of
from dxdesk.plan.checks.finding import Finding, Level, Rule, independent_indicators, location, result_years
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import TARGET, Indicator, Measure
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.quantity import format_number

# Below this, a jump means nothing: 1業務 → 4業務.
_FEW = 10
# Shares of the target; _JUMP: of the year before, from which only a rise by 150 % is far.
_LITTLE, _MUCH, _JUMP = Decimal("0.5"), Decimal("1.5"), Decimal("2.5")


def target_met(outline: Outline) -> Iterator[Finding]:
    """A target for a later year that is already reached: it should be raised, or the measure completed."""
    for plan, measure, indicator in independent_indicators(outline):
        years = [y for y in result_years(plan, measure, indicator) if outline.number(indicator, y) is not None]
        aims = [aim for f in outline.figures(indicator) if f.role == TARGET and (aim := numeric_target(f)) is not None]
        if not years or not aims or measure.completed:
            continue
        year, aim = years[-1], max(aims, key=lambda a: a.figure.year)
        result, direction = comparable_result(outline, indicator, aim, year), better_direction(outline, indicator, aim, year)
        if aim.figure.year <= year or result is None or _final(aim, direction) or not is_met(result, aim, direction):
            continue
        unit = unit_of(outline, indicator, year)
        span = "までの合計" if result != outline.number(indicator, year) else "の"
        done = f"{short_year(year)}{span}{format_number(result)}{unit}"
        message = (
            f"{location(outline, measure, indicator)}は{done}で、{short_year(aim.figure.year)}の目標「{aim.figure.text}」を既に達成していますが、"
            "目標が据え置かれています。"
        )
        yield Finding(Level.WARNING, "target-met", measure, aim.figure.year, message, "figure", aim.figure.id)


def _final(aim: NumericTarget, direction: str) -> bool:
    """Whether there is no better target: 100 %, or zero of what should be low."""
    return (aim.unit == "%" and aim.number >= 100) or (direction == "down" and aim.number <= 0)


def far_off(outline: Outline) -> Iterator[Finding]:
    """A result far from its target, or without one far from the year before, which may be a typing error."""
    for plan, measure, indicator in independent_indicators(outline):
        for year in result_years(plan, measure, indicator):
            number = outline.number(indicator, year)
            if number is None:
                continue
            aim = numeric_target(outline.figure(indicator, year, TARGET))
            if aim is None or aim.years > 1:
                yield from _against_last(outline, measure, indicator, year, number)
            elif comparable_result(outline, indicator, aim, year) is not None and _far(number, aim.number, _MUCH):
                share = number / aim.number * 100
                # Where a mark was given, a person has seen it.
                level = (
                    Level.NOTICE if any(a.year == year and a.mark for a in outline.assessments(measure)) else Level.WARNING
                )
                message = (
                    f"{location(outline, measure, indicator)}の{short_year(year)}の実績{format_number(number)}{aim.unit}は、"
                    f"目標「{aim.figure.text}」の{_share(share)}%です。"
                )
                yield Finding(level, "far-off", measure, year, message, "indicator", indicator.id)


def _share(percent: Decimal) -> str:
    """Whole percents, tenths below one."""
    return f"{round(percent) if percent >= 1 else round(percent, 1):,}"


def _against_last(outline: Outline, measure: Measure, indicator: Indicator, year: int, number: Decimal) -> Iterator[Finding]:
    """Compare with the year before, unless the unit has changed (another rule reports that)."""
    before = outline.number(indicator, year - 1)
    if before is None or unit_of(outline, indicator, year) != unit_of(outline, indicator, year - 1):
        return
    if _far(number, before, _JUMP):
        trend = "増えて" if number > before else "減って"
        unit = unit_of(outline, indicator, year)
        message = (
            f"{location(outline, measure, indicator)}は{short_year(year)}に、前年度の{format_number(before)}{unit}から"
            f"{format_number(number)}{unit}に大きく{trend}います。"
        )
        yield Finding(Level.NOTICE, "far-off", measure, year, message, "indicator", indicator.id)


def _far(number: Decimal, wanted: Decimal, much: Decimal) -> bool:
    return wanted > 0 and max(number, wanted) >= _FEW and not wanted * _LITTLE <= number <= wanted * much


RULES = (
    Rule("target-met", "達成済みの目標が据え置かれている", target_met),
    Rule("far-off", "目標や前の年度から大きく離れた値", far_off),
)
