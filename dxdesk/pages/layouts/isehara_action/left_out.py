"""What 伊勢原市's アクションプラン has a place for."""

from collections.abc import Mapping, Sequence

from dxdesk.pages.layouts.common import omissions as kind
from dxdesk.pages.layouts.common.omissions import Hidden, YearRow
from dxdesk.pages.layouts.isehara_action.measure_writing import observed_in
from dxdesk.plan.rows.model import BASELINE, DONE, FORECAST, RESULT, Entry, Figure, Lane, Measure, Phase, Plan
from dxdesk.plan.rows.outline import Outline

_SHOWN = {kind.CONTENTS_TITLE, kind.DESCRIPTION, kind.EFFECT, kind.NATIONAL, kind.NEW, kind.DONE_FLAG}
_SHOWN |= {kind.REVISIONS, kind.DEPARTMENTS, kind.CHARGES, kind.TERMS, kind.OBSERVED}
_UNSHOWN = {BASELINE: "基準値", FORECAST: "見込の値"}


def shown_kinds(outline: Outline, plan: Plan) -> set[str]:
    """The kinds and the custom fields that have a place."""
    return _SHOWN | {field.name for field in outline.custom_fields(plan)}


def hidden_by(outline: Outline, kinds: Mapping[int, str]) -> Hidden:
    """By a table with a column for each year of `kinds`, 実績 or, for 実施予定, targets."""

    def hidden(row: YearRow) -> str:
        if isinstance(row, Figure):
            return _hidden_figure(row, kinds)
        if isinstance(row, Phase):
            return "表示する年度より前に始まり続いている段階" if _runs_before(outline, row, min(kinds)) else ""
        return f"{row.kind}の記載" if isinstance(row, Entry) else "評価・見解"

    return hidden


def _hidden_figure(figure: Figure, kinds: Mapping[int, str]) -> str:
    if figure.role in _UNSHOWN:
        return _UNSHOWN[figure.role]
    shown = kinds.get(figure.year)
    if shown is None or (figure.role == RESULT) == (shown == DONE):
        return ""
    return f"{shown}の年度にある{figure.role}の値"


def _runs_before(outline: Outline, phase: Phase, first: int) -> bool:
    """Whether a phase of an earlier year goes on in the first year shown."""
    lane = outline.rows.all(Lane)[phase.lane]
    running = [p.year for p in outline.phases(lane) if p.year <= first]
    return phase.year < first and phase.year == max(running, default=first)


def unshown_times(outline: Outline, measures: Sequence[Measure]) -> int:
    """How many indicators have a time of observation that their measure's headings do not tell."""
    return sum(
        bool(indicator.observed) and not observed_in(outline, measure)
        for measure in measures
        for indicator in outline.indicators_of(measure)
        if indicator.published
    )
