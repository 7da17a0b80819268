"""対前年比: the difference from the year before, computed and never stored; and its unit."""

from decimal import Decimal

from dxdesk.plan.rows.model import RESULT, Figure, Indicator
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.quantity import Quantity, format_number


def change_from_last_year(outline: Outline, indicator: Indicator, year: int) -> Decimal | None:
    """This year's 実績 minus last year's, across a changed unit too; None where either has no number."""
    now, before = (outline.number(indicator, y, RESULT) for y in (year, year - 1))
    return None if now is None or before is None else now - before


def printed_change(outline: Outline, indicator: Indicator, year: int) -> str:
    """対前年比 as the sheets print it (`27`, `△512`, `6.8%`), blank where there is none.

    A kept printed one takes precedence over the computed one: the document is shown as it is, a check reports it.
    """
    figure = outline.figure(indicator, year, RESULT)
    if figure is not None and figure.printed_change:
        return figure.printed_change
    change = change_from_last_year(outline, indicator, year)
    if change is None:
        return ""
    unit = Quantity(figure.text).unit if figure is not None else ""
    return format_number(change, unit or indicator.unit)


def unit_of(outline: Outline, indicator: Indicator, year: int) -> str:
    """The unit written that year, else the indicator's."""
    return written_unit(outline.figure(indicator, year, RESULT), indicator)


def written_unit(figure: Figure | None, indicator: Indicator) -> str:
    """The unit written in a figure, else the indicator's."""
    return (Quantity(figure.text).unit if figure else "") or indicator.unit
