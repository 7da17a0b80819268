"""What the departments are asked to fill in for a year, and what is filled: for tree, hand-in page, board and form alike.

Required are the 実績 of every live indicator and, of a measure's owner, one line of 実績 and one of 実施予定. A statement
(`-`, 数値なし, 該当なし) counts as filled; last year's line, copied and left as it was, does not.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from dxdesk.plan.analysis.stale_text import unchanged_entries
from dxdesk.plan.rows.extract import is_by_name
from dxdesk.plan.rows.model import DONE, PLANNED, RESULT, Department, Indicator, Measure, Plan
from dxdesk.plan.rows.outline import Outline, is_live, kind_of_year
from dxdesk.plan.rows.owners import entry_owner, figure_owner, measure_owner
from dxdesk.plan.rows.quantity import Quantity

# Measure id, year, kind, indicator id (blank for a line): what identifies a required item.
RequiredKey = tuple[str, int, str, str]


@dataclass(frozen=True)
class RequiredItem:
    """A required item: an indicator's 実績, or (`indicator` None) a measure's line of `kind`.

    `owner`: the department that is asked; None where no department is named.
    `stale`: not filled, but with last year's lines (未更新).
    """

    measure: Measure
    year: int
    kind: str
    owner: Department | None
    filled: bool
    indicator: Indicator | None = None
    stale: bool = False

    @property
    def key(self) -> RequiredKey:
        """Its identity, which is the same whenever it is required."""
        return self.measure.id, self.year, self.kind, self.indicator.id if self.indicator else ""


def required_items(outline: Outline, measure: Measure, year: int) -> list[RequiredItem]:
    """What a measure requires for a fiscal year, in printed order: figures, the 実績 line, the 実施予定 line.

    Nothing is required of a measure of which there is only number and title: in a copy it is another department's, in the
    master nobody has been named who could be asked.
    """
    if not is_live(measure, year) or measure.completed or is_by_name(outline, measure):
        return []
    figures = [
        RequiredItem(measure, year, RESULT, figure_owner(outline, indicator), outline.has_value(indicator, year), indicator)
        for indicator in outline.indicators_of(measure)
        if _requires_figure(outline, indicator, year)
    ]
    return [*figures, *_lines(outline, measure, year)]


def required_items_in_plan(
    outline: Outline, plan: Plan, year: int, department: Department | None = None
) -> list[RequiredItem]:
    """What a whole plan requires for a fiscal year, of one department where it is given."""
    return [
        asked
        for measure in outline.measures(plan)
        for asked in required_items(outline, measure, year)
        if department is None or asked.owner == department
    ]


def _requires_figure(outline: Outline, indicator: Indicator, year: int) -> bool:
    """Whether the indicator exists in the year and has figures of its own; of a breakdown, the parts that count."""
    if not is_live(indicator, year):
        return False
    if outline.children(indicator):
        texts = (f.text for f in outline.figures(indicator) if f.role == RESULT)
        return indicator.children_sum or not all(Quantity(text).blank for text in texts)
    return indicator.parent is None or outline.is_counted(indicator, year)


def _lines(outline: Outline, measure: Measure, year: int) -> Iterator[RequiredItem]:
    """The lines of the year's 実績 and, where the plan has such a column, of the next year's 実施予定."""
    plan = outline.rows.all(Plan)[measure.plan]
    yield _line(outline, measure, year, DONE)
    if year < plan.shown_to and kind_of_year(plan, year + 1) == PLANNED:
        yield _line(outline, measure, year + 1, PLANNED)


def _line(outline: Outline, measure: Measure, year: int, kind: str) -> RequiredItem:
    """The item of a line: filled by one of the owner (of anybody where there is none) that is not last year's."""
    owner = measure_owner(outline, measure)
    here = [e for e in outline.all_entries(measure) if (e.year, e.kind) == (year, kind) and e.text.strip()]
    own = {e.id for e in here if owner is None or entry_owner(outline, e) == owner}
    left = own & {e.id for e in unchanged_entries(outline, measure, year, kind)} if own else own
    return RequiredItem(measure, year, kind, owner, own != left, stale=bool(left) and own == left)
