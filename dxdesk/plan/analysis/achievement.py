"""How far a result is towards its target, as far as numbers tell; targets in words are for people to judge."""

import re
from dataclasses import dataclass
from decimal import Decimal

from dxdesk.plan.analysis.year_over_year import unit_of
from dxdesk.plan.rows.model import BASELINE, RESULT, TARGET, Figure, Indicator
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.quantity import Quantity

# A target for several years together: `5年間で50件`.
_TOGETHER = re.compile(r"\s*(\d{1,2})\s*(?:か|カ|ヵ|ヶ)?年間で(.+)", re.S)
# A target so near to where it started from may as well be meant to hold: 5,655件 → 5,650件.
_NEAR = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class NumericTarget:
    """A target that is a number; of several years together where `years` is more than 1."""

    figure: Figure
    number: Decimal
    unit: str
    years: int = 1


def numeric_target(figure: Figure | None) -> NumericTarget | None:
    """The number that a target states; None where it states none, or one in words."""
    together = _TOGETHER.fullmatch(figure.text) if figure else None
    value = Quantity(together.group(2) if together else figure.text if figure else "")
    if figure is None or value.number is None:
        return None
    return NumericTarget(figure, value.number, value.unit, int(together.group(1)) if together else 1)


def better_direction(outline: Outline, indicator: Indicator, aim: NumericTarget, year: int) -> str:
    """`up` or `down`: stated, or told by the target against the number before `year`; blank where nobody can tell."""
    if indicator.direction or aim.years > 1:
        return indicator.direction or "up"
    start = _start(outline, indicator, year)
    if start is None or abs(aim.number - start) <= abs(start) * _NEAR:
        return ""
    return "up" if aim.number > start else "down"


def _start(outline: Outline, indicator: Indicator, year: int) -> Decimal | None:
    """The 基準値, else the first 実績, of a year before."""
    earlier = [f for f in outline.figures(indicator) if f.role in (BASELINE, RESULT) and f.year < year]
    numbers = [f for f in earlier if Quantity(f.text).number is not None]
    first = min(numbers, key=lambda f: (f.role != BASELINE, f.year), default=None)
    return Quantity(first.text).number if first else None


def comparable_result(outline: Outline, indicator: Indicator, aim: NumericTarget, year: int) -> Decimal | None:
    """The result up to `year` that the target is about; None where there is none, or it is in another unit."""
    number, unit = outline.number(indicator, year), unit_of(outline, indicator, year)
    if number is None or (unit and aim.unit and unit != aim.unit):
        return None
    if aim.years == 1 or indicator.nature == "累計":
        return number
    together = [outline.number(indicator, y) for y in range(aim.figure.year - aim.years + 1, year + 1)]
    numbers = [n for n in together if n is not None]
    # Numbers that only grow may be running totals already.
    return number if numbers == sorted(numbers) and not indicator.nature else sum(numbers, Decimal(0))


def is_met(result: Decimal, aim: NumericTarget, direction: str) -> bool:
    """Whether a result is as good as its target; never where no direction is known."""
    return (direction == "up" and result >= aim.number) or (direction == "down" and result <= aim.number)


def achievement_percent(outline: Outline, indicator: Indicator, year: int) -> Decimal | None:
    """The achievement of the year's own target in percent, 100 for just met; None where numbers do not tell it."""
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
