"""What 新発田市's table has a place for."""

from collections.abc import Mapping

from dxdesk.pages.layouts.common import omissions as kind
from dxdesk.pages.layouts.common.omissions import Hidden, YearRow
from dxdesk.pages.layouts.shibata.targets import targets_in
from dxdesk.plan.rows.model import BASELINE, DONE, FORECAST, RESULT, TARGET, Entry, Figure, Indicator, Lane, Phase
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.quantity import same_value

SHOWN = {kind.DESCRIPTION, kind.NEW, kind.DONE_FLAG, kind.DEFINITION, kind.OBSERVED}
_ROLES = {BASELINE: "基準値", TARGET: "目標値", FORECAST: "見込の値"}


def hidden_by(outline: Outline, kinds: Mapping[int, str]) -> Hidden:
    """By a table with a column for each year of results, and a schedule for these and for the years to come."""

    def hidden(row: YearRow) -> str:
        if isinstance(row, Phase):
            return ""
        if isinstance(row, Entry):
            return f"{row.kind}の記載" if row.year in kinds else ""
        if not isinstance(row, Figure):
            return "評価・見解"
        if row.role == TARGET:
            return "" if _told(outline, row) else _ROLES[TARGET]
        if row.role != RESULT:
            return _ROLES[row.role]
        return "" if kinds.get(row.year, DONE) == DONE else f"{kinds[row.year]}の年度にある実績の値"

    return hidden


def _told(outline: Outline, target: Figure) -> bool:
    """Whether a schedule of the measure states the target."""
    measure = outline.rows.all(Indicator)[target.indicator].measure
    lanes = [lane.id for lane in outline.rows.all(Lane).values() if lane.measure == measure]
    texts = [phase.text for phase in outline.rows.all(Phase).values() if phase.lane in lanes]
    stated = [found for text in texts for found in targets_in(text)]
    return any(found.year == target.year and same_value(found.text, target.text) for found in stated)
