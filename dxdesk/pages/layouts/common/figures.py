"""The indicators that a table shows, and their figures as it shows them."""

from collections.abc import Iterable, Iterator, Sequence

from dxdesk.plan.rows.model import Indicator, Section
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.quantity import Quantity, format_number


def value_text(outline: Outline, indicator: Indicator, year: int, role: str) -> str:
    """A figure as printed; where it is blank and the children sum, their total with the unit."""
    figure = outline.figure(indicator, year, role)
    if figure is not None and not Quantity(figure.text).blank:
        return figure.text
    total = outline.total(indicator, year, role) if indicator.children_sum else None
    if total is None:
        return ""
    return format_number(total, indicator.unit) + ("" if indicator.unit == "%" else indicator.unit)


def published(outline: Outline, sections: Iterable[Section]) -> Iterator[tuple[Indicator, int]]:
    """The published indicators, each with its depth in a breakdown; the parts of an unpublished one are left out with it."""

    def walk(indicators: Sequence[Indicator], depth: int) -> Iterator[tuple[Indicator, int]]:
        for indicator in indicators:
            if indicator.published:
                yield indicator, depth
                yield from walk(outline.children(indicator), depth + 1)

    for section in sections:
        yield from walk(outline.indicators(section), 0)


def is_published(outline: Outline, indicator: Indicator) -> bool:
    """Whether an indicator is published: itself, and that of which it is a part."""
    parent = outline.rows.all(Indicator)[indicator.parent] if indicator.parent else None
    return indicator.published and (parent is None or parent.published)
