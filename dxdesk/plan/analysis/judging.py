"""Achievement in words, and the mark that it suggests; what is decided, a person decides."""

from dataclasses import dataclass
from decimal import Decimal

from dxdesk.plan.analysis.achievement import achievement_percent, better_direction, comparable_result, numeric_target
from dxdesk.plan.analysis.year_over_year import unit_of
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import DIRECTIONS, RESULT, TARGET, Assessment, Indicator, Mark, Measure, Plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.quantity import Quantity, format_number


@dataclass(frozen=True)
class Suggestion:
    """The mark of the scale that numbers suggest (None: they suggest none), and why."""

    mark: Mark | None
    reason: str


def explain_achievement(outline: Outline, indicator: Indicator, year: int) -> str:
    """How the achievement of a year's target comes about: `R4：実績 46件 ÷ 目標 50件 ＝ 92%（高いほどよい）`."""
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
        said = f"実績「{result.text}」が数ではない" if result is not None and result.text.strip() else "実績がまだない"
        return f"{short_year(year)}：{said}ため、達成率は計算しません。"
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
    """What the scale's percentages suggest: for an indicator its achievement, for a measure the mean of its indicators'."""
    concerned = [indicator] if indicator is not None else outline.indicators_of(measure)
    shares = [share for i in concerned if (share := achievement_percent(outline, i, year)) is not None]
    if not shares:
        return Suggestion(None, "数で示せる達成率がありません。")
    mean = sum(shares, Decimal(0)) / len(shares)
    said = f"達成率 {_percent(mean)}" if len(shares) == 1 else f"{len(shares)}指標の達成率の平均 {_percent(mean)}"
    steps = sorted((m for m in outline.marks(plan) if m.at_least is not None), key=lambda m: m.at_least or 0, reverse=True)
    mark = next((m for m in steps if mean >= (m.at_least or 0)), None)
    if mark is None:
        return Suggestion(None, f"{said}。" + ("" if steps else "評価の区分に達成率の目安がありません。"))
    return Suggestion(mark, f"{said} ≧ {mark.at_least}%")


def previous_assessment(outline: Outline, measure: Measure, indicator: Indicator | None, year: int) -> Assessment | None:
    """The last assessment of the same thing before a year."""
    own = indicator.id if indicator is not None else None
    found = [a for a in outline.assessments(measure) if a.indicator == own and a.year < year and (a.mark or a.text)]
    return found[-1] if found else None


def _percent(share: Decimal) -> str:
    return f"{round(share, 1).normalize():,f}%"
