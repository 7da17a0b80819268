"""Rules for evaluations: marks against numbers, against each other, and against the counts that are printed."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from dxdesk.plan.analysis.achievement import achievement_percent
from dxdesk.plan.analysis.evaluation_scale import read_tally, tally
from dxdesk.plan.checks.finding import Finding, Level, Rule, all_measures, location, quoted
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import Assessment, Indicator, Mark, Measure, Pillar, Plan
from dxdesk.plan.rows.outline import Outline, pillar_name

# What the meaning of a mark states about the achievement; a mark that states nothing is not checked.
_BEHIND = re.compile(r"遅れ|未達|達成(?:でき(?:ない|なかった|ず)|して(?:いない|おらず))|下回|不十分")
_BEYOND = re.compile(r"(?:目標|計画|予定|見込み?|想定)(?:以上|を?超|を?上回)")
_AS_PLANNED = re.compile(r"(?:計画|予定|目標)(?:どおり|通り|のとおり)|おおむね達成|概ね達成")
_NEARLY = 80  # percent that still counts as planned


def mark_doubtful(outline: Outline) -> Iterator[Finding]:
    """A mark whose meaning contradicts the numbers; or, where the scale has percentages, one that they do not suggest."""
    for plan, measure in all_measures(outline):
        scale = {mark.symbol: mark for mark in outline.marks(plan)}
        assessments = outline.assessments(measure)
        for assessment in assessments:
            mark = scale.get(assessment.mark)
            percents = _percents(outline, measure, assessment, assessments)
            if mark is None or not percents:
                continue
            level, doubt = _by_scale(mark, list(scale.values()), percents) or _by_meaning(mark, percents) or (None, "")
            if level is not None:
                indicator = outline.rows.all(Indicator).get(assessment.indicator or "")
                done = "、".join(f"{round(value):,}%" for value in percents)
                message = (
                    f"{location(outline, measure, indicator)}の{short_year(assessment.year)}の評価「{mark.symbol}」{doubt}、"
                    f"目標に対する実績は{done}です。"
                )
                yield Finding(level, "mark-doubtful", measure, assessment.year, message, "assessment", assessment.id)


def _percents(outline: Outline, measure: Measure, assessment: Assessment, others: Sequence[Assessment]) -> list[Decimal]:
    """The achievements that a mark sums up; none where one of them is in words, or has a mark of its own."""
    if assessment.indicator is not None:
        meant = [i for i in outline.indicators_of(measure) if i.id == assessment.indicator]
    elif any(other.indicator and other.year == assessment.year and other.mark for other in others):
        meant = []
    else:
        meant = outline.indicators_of(measure)
    found = [achievement_percent(outline, indicator, assessment.year) for indicator in meant]
    known = [value for value in found if value is not None]
    return known if len(known) == len(found) else []


def _by_scale(mark: Mark, scale: Sequence[Mark], percents: Sequence[Decimal]) -> tuple[Level, str] | None:
    """A mark other than the scale suggests. People may decide against the percentages, so this is merely noted."""
    steps = sorted((m for m in scale if m.at_least is not None), key=lambda m: m.at_least or 0, reverse=True)
    suggested = {next((m.symbol for m in steps if value >= (m.at_least or 0)), "") for value in percents}
    if mark.at_least is None or len(suggested) > 1 or suggested <= {mark.symbol, ""}:
        return None
    return Level.NOTICE, f"は、達成率の目安では「{suggested.pop()}」に当たり"


def _by_meaning(mark: Mark, percents: Sequence[Decimal]) -> tuple[Level, str] | None:
    if mark.at_least is not None:
        return None
    meaning = mark.meaning
    if _BEHIND.search(meaning):
        denied = min(percents) >= 100
    elif _BEYOND.search(meaning):
        denied = max(percents) < 100
    else:
        denied = _AS_PLANNED.search(meaning) is not None and max(percents) < _NEARLY
    return (Level.WARNING, f"は「{meaning}」の意味ですが") if denied else None


def marks_differ(outline: Outline) -> Iterator[Finding]:
    """A measure's mark that is better or worse than those of all its indicators: one of them must be wrong."""
    for plan, measure in all_measures(outline):
        order = [mark.symbol for mark in outline.marks(plan)]
        assessments = outline.assessments(measure)
        for own in (a for a in assessments if a.indicator is None and a.mark in order):
            given = [a.mark for a in assessments if a.indicator and a.year == own.year and a.mark]
            if not given or any(mark not in order for mark in given):
                continue
            places = [order.index(mark) for mark in given]
            if not min(places) <= order.index(own.mark) <= max(places):
                message = (
                    f"{location(outline, measure)}の{short_year(own.year)}の評価「{own.mark}」は、"
                    f"指標の評価{quoted(list(dict.fromkeys(given)))}と合いません。"
                )
                yield Finding(Level.WARNING, "marks-differ", measure, own.year, message, "assessment", own.id)


def summary_counts(outline: Outline) -> Iterator[Finding]:
    """Counts of a printed summary (a line of the pillar's description) that differ from those of the rows."""
    for plan in outline.plans:
        years = [a.year for measure in outline.measures(plan) for a in outline.assessments(measure) if a.mark]
        for pillar in outline.pillars(plan) if years else ():
            lines = [line for line in pillar.description.splitlines() if read_tally(line)]
            for line in lines:
                yield from _against_rows(outline, plan, pillar, line, max(years))


def _against_rows(outline: Outline, plan: Plan, pillar: Pillar, line: str, year: int) -> Iterator[Finding]:
    within = [measure for measure in outline.measures(plan) if outline.top_pillar(measure) == pillar]
    marks = [_mark(outline, measure, year) for measure in within]
    stated, counted = read_tally(line), tally(outline, plan, marks)
    if stated is None or (stated.total, _given(stated.marks)) == (counted.total, _given(counted.marks)):
        return
    level = plan.levels.split(">")[-1].strip() or "取組"
    named = pillar_name(pillar)
    message = f"{named}の{short_year(year)}の総括は「{line.strip()}」ですが、評価を数えると「{counted.line(level)}」です。"
    yield Finding(Level.ERROR, "summary-counts", None, year, message, "pillar", pillar.id)


def _given(marks: dict[str, int]) -> dict[str, int]:
    """The marks without those that nobody got: `●0取組` may be printed or not."""
    return {mark: count for mark, count in marks.items() if count}


def _mark(outline: Outline, measure: Measure, year: int) -> str:
    return next((a.mark for a in outline.assessments(measure) if a.indicator is None and a.year == year), "")


RULES = (
    Rule("mark-doubtful", "評価が達成状況と合わない", mark_doubtful),
    Rule("marks-differ", "施策の評価と指標の評価が合わない", marks_differ),
    Rule("summary-counts", "総括の件数が評価の数と違う", summary_counts),
)
