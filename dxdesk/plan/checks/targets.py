"""Rules that hold results against what was wanted."""

from collections.abc import Iterator
from decimal import Decimal

from dxdesk.plan.analysis.achievement import NumericTarget, better_direction, comparable_result, is_met, numeric_target
from dxdesk.plan.analysis.year_over_year import unit_of
from dxdesk.plan.checks.finding import Finding, Level, Rule, independent_indicators, location, result_years
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import TARGET, Indicator, Measure
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.quantity import format_number

# Under this, jumps say nothing: 1業務 → 4業務.
_FEW = 10
# Of the target; of the year before, from which a rise by 150 % is far as well.
_LITTLE, _MUCH, _JUMP = Decimal("0.5"), Decimal("1.5"), Decimal("2.5")


def target_met(outline: Outline) -> Iterator[Finding]:
    """A target for years to come that is reached already wants to be raised, or the measure to be completed."""
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
    """Whether nothing better can be wanted: 100 %, or none of what there should be none of."""
    return (aim.unit == "%" and aim.number >= 100) or (direction == "down" and aim.number <= 0)


def far_off(outline: Outline) -> Iterator[Finding]:
    """A result far from its target, or without one far from the year before, may be a slip of the pen."""
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
                # Where somebody has given a mark, somebody has seen it.
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
    """Across a changed unit nothing is compared; that is told by another rule."""
    before = outline.number(indicator, year - 1)
    if before is None or unit_of(outline, indicator, year) != unit_of(outline, indicator, year - 1):
        return
    if _far(number, before, _JUMP):
        way = "増えて" if number > before else "減って"
        unit = unit_of(outline, indicator, year)
        message = (
            f"{location(outline, measure, indicator)}は{short_year(year)}に、前年度の{format_number(before)}{unit}から"
            f"{format_number(number)}{unit}に大きく{way}います。"
        )
        yield Finding(Level.NOTICE, "far-off", measure, year, message, "indicator", indicator.id)


def _far(number: Decimal, wanted: Decimal, much: Decimal) -> bool:
    return wanted > 0 and max(number, wanted) >= _FEW and not wanted * _LITTLE <= number <= wanted * much


RULES = (
    Rule("target-met", "達成済みの目標が据え置かれている", target_met),
    Rule("far-off", "目標や前の年度から大きく離れた値", far_off),
)
