"""How far a result has reached its target, where both are numbers; targets in words are for people to judge."""

import re
from dataclasses import dataclass
from decimal import Decimal

from dxdesk.plan.analysis.year_over_year import unit_of
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import BASELINE, DIRECTIONS, RESULT, TARGET, Assessment, Figure, Indicator, Mark, Measure, Plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.quantity import Quantity, format_number

# A target for several years in all: `5年間で50件`.
_SEVERAL_YEARS = re.compile(r"\s*(\d{1,2})\s*(?:か|カ|ヵ|ヶ)?年間で(.+)", re.S)
# A target this near to the starting value may be meant as a level to keep: 5,655件 → 5,650件.
_NEAR = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class NumericTarget:
    """A target that is a number; the total of several years where `years` is more than 1."""

    figure: Figure
    number: Decimal
    unit: str
    years: int = 1


def numeric_target(figure: Figure | None) -> NumericTarget | None:
    """The number of a target; None where there is no target, or one in words."""
    several = _SEVERAL_YEARS.fullmatch(figure.text) if figure else None
    value = Quantity(several.group(2) if several else figure.text if figure else "")
    if figure is None or value.number is None:
        return None
    return NumericTarget(figure, value.number, value.unit, int(several.group(1)) if several else 1)


def better_direction(outline: Outline, indicator: Indicator, aim: NumericTarget, year: int) -> str:
    """The better direction, `up` or `down`: as stated, else by target and start (before `year`); blank if unknown."""
    if indicator.direction or aim.years > 1:
        return indicator.direction or "up"
    start = _start(outline, indicator, year)
    if start is None or abs(aim.number - start) <= abs(start) * _NEAR:
        return ""
    return "up" if aim.number > start else "down"


def _start(outline: Outline, indicator: Indicator, year: int) -> Decimal | None:
    """The 基準値, else the first 実績, before `year`."""
    earlier = [f for f in outline.figures(indicator) if f.role in (BASELINE, RESULT) and f.year < year]
    numbers = [f for f in earlier if Quantity(f.text).number is not None]
    first = min(numbers, key=lambda f: (f.role != BASELINE, f.year), default=None)
    return Quantity(first.text).number if first else None


def comparable_result(outline: Outline, indicator: Indicator, aim: NumericTarget, year: int) -> Decimal | None:
    """The result up to `year` to compare with the target; None where there is none, or it is in another unit."""
    number, unit = outline.number(indicator, year), unit_of(outline, indicator, year)
    if number is None or (unit and aim.unit and unit != aim.unit):
        return None
    if aim.years == 1 or indicator.nature == "累計":
        return number
    yearly = [outline.number(indicator, y) for y in range(aim.figure.year - aim.years + 1, year + 1)]
    numbers = [n for n in yearly if n is not None]
    # Numbers that only grow may already be running totals.
    return number if numbers == sorted(numbers) and not indicator.nature else sum(numbers, Decimal(0))


def is_met(result: Decimal, aim: NumericTarget, direction: str) -> bool:
    """Whether a result is as good as its target; False where the direction is unknown."""
    return (direction == "up" and result >= aim.number) or (direction == "down" and result <= aim.number)


def achievement_percent(outline: Outline, indicator: Indicator, year: int) -> Decimal | None:
    """The achievement of the year's own target in percent, 100 for just met; None where it cannot be computed."""
    aim = numeric_target(outline.figure(indicator, year, TARGET))
    if aim is None or aim.years > 1:
        return None
    result, direction = comparable_result(outline, indicator, aim, year), better_direction(outline, indicator, aim, year)
    if result is None or not direction:
        return None
    done, wanted = (result, aim.number) if direction == "up" else (aim.number, result)
    if wanted <= 0 or done < 0:
        return Decimal(100) if result == aim.number else None
    return done / wanted * 100


@dataclass(frozen=True)
class Suggestion:
    """The mark of the scale that the achievement suggests (None: no mark), and why."""

    mark: Mark | None
    reason: str


def explain_achievement(outline: Outline, indicator: Indicator, year: int) -> str:
    """Explain the achievement of a year's target: `R4：実績 46件 ÷ 目標 50件 ＝ 92%（高いほどよい）`."""
    target, result = outline.figure(indicator, year, TARGET), outline.figure(indicator, year, RESULT)
    aim, share = numeric_target(target), achievement_percent(outline, indicator, year)
    if target is None or Quantity(target.text).blank:
        return f"{short_year(year)}：目標がありません。"
    if aim is None:
        return f"{short_year(year)}：目標「{target.text}」は数ではないため、達成したかどうかは人が判断します。"
    if aim.years > 1:
        return f"{short_year(year)}：目標「{target.text}」は{aim.years}年間の合計のため、1年の達成率は計算しません。"
    number = outline.number(indicator, year)
    if number is None:
        why = f"実績「{result.text}」が数ではない" if result is not None and result.text.strip() else "実績がまだない"
        return f"{short_year(year)}：{why}ため、達成率は計算しません。"
    if comparable_result(outline, indicator, aim, year) is None:
        return f"{short_year(year)}：実績と目標の単位が違うため、達成率は計算しません。"
    direction = better_direction(outline, indicator, aim, year)
    if not direction:
        return f"{short_year(year)}：高いほどよいか低いほどよいかが決まっていないため、達成率は計算しません。"
    done, wanted = (
        f"実績 {format_number(number)}{unit_of(outline, indicator, year)}",
        f"目標 {format_number(aim.number)}{aim.unit}",
    )
    one, other = (done, wanted) if direction == "up" else (wanted, done)
    if share is None:
        return f"{short_year(year)}：{done}、{wanted}（{DIRECTIONS[direction]}）。0 や負の数では達成率は計算しません。"
    return f"{short_year(year)}：{one} ÷ {other} ＝ {_percent(share)}（{DIRECTIONS[direction]}）"


def suggest_mark(outline: Outline, plan: Plan, measure: Measure, indicator: Indicator | None, year: int) -> Suggestion:
    """Suggest a mark from the scale's percentages: by an indicator's achievement, for a measure by the mean of them."""
    concerned = [indicator] if indicator is not None else outline.indicators_of(measure)
    shares = [share for i in concerned if (share := achievement_percent(outline, i, year)) is not None]
    if not shares:
        return Suggestion(None, "数で示せる達成率がありません。")
    mean = sum(shares, Decimal(0)) / len(shares)
    reason = f"達成率 {_percent(mean)}" if len(shares) == 1 else f"{len(shares)}指標の達成率の平均 {_percent(mean)}"
    steps = sorted((m for m in outline.marks(plan) if m.at_least is not None), key=lambda m: m.at_least or 0, reverse=True)
    mark = next((m for m in steps if mean >= (m.at_least or 0)), None)
    if mark is None:
        return Suggestion(None, f"{reason}。" + ("" if steps else "評価の区分に達成率の目安がありません。"))
    return Suggestion(mark, f"{reason} ≧ {mark.at_least}%")


def previous_assessment(outline: Outline, measure: Measure, indicator: Indicator | None, year: int) -> Assessment | None:
    """The last assessment of the same measure or indicator before a year."""
    own = indicator.id if indicator is not None else None
    found = [a for a in outline.assessments(measure) if a.indicator == own and a.year < year and (a.mark or a.text)]
    return found[-1] if found else None


def _percent(share: Decimal) -> str:
    return f"{round(share, 1).normalize():,f}%"
