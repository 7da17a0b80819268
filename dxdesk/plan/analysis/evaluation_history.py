"""How a measure and its indicators were assessed from year to year, back into the plans before."""

from collections.abc import Sequence
from dataclasses import dataclass

from dxdesk.plan.analysis.achievement import previous_assessment
from dxdesk.plan.analysis.succession import indicator_predecessors, measure_predecessors
from dxdesk.plan.rows.model import Assessment, Indicator, Measure, Plan
from dxdesk.plan.rows.outline import Outline

Subject = Indicator | None  # None: the measure itself


@dataclass(frozen=True)
class Predecessor:
    """A measure's predecessor in an earlier plan; `indicators`: today's (by id) → the earlier ones."""

    plan: Plan
    measure: Measure
    indicators: dict[str, Indicator]

    def counterpart(self, subject: Subject) -> tuple[bool, Subject]:
        """Whether that plan had the subject, and what it was there."""
        found = self.indicators.get(subject.id) if subject is not None else None
        return subject is None or found is not None, found


@dataclass(frozen=True)
class PastAssessment:
    """An earlier assessment, with the plan that it is in."""

    plan: Plan
    row: Assessment


@dataclass(frozen=True)
class YearMarks:
    """The marks of one plan in one fiscal year, one for each subject; blank for none."""

    plan: Plan
    year: int
    marks: tuple[str, ...]


def predecessors(outline: Outline, measure: Measure) -> list[Predecessor]:
    """The measure's predecessors in the plan that its plan follows, in the plan before that …; the nearest first."""
    plans = outline.rows.all(Plan)
    plan, found = plans[measure.plan], list[Predecessor]()
    known = {indicator.id: indicator for indicator in outline.indicators_of(measure)}
    seen = {plan.id}
    # Plans that follow each other in a circle (a damaged file) must not hang the window.
    while (earlier := plans.get(plan.follows or "")) is not None and earlier.id not in seen:
        was = measure_predecessors(outline, earlier, plan).get(measure.id)
        if was is None:
            break
        links = indicator_predecessors(outline, was, measure)
        known = {own: links[indicator.id] for own, indicator in known.items() if indicator.id in links}
        found.append(Predecessor(earlier, was, known))
        seen.add(earlier.id)
        plan, measure = earlier, was
    return found


def last_assessment(
    outline: Outline, measure: Measure, subject: Subject, year: int, earlier: Sequence[Predecessor]
) -> PastAssessment | None:
    """The last assessment before that of `year`, in earlier plans too (whose last year may be `year`)."""
    own = previous_assessment(outline, measure, subject, year)
    if own is not None:
        return PastAssessment(outline.rows.all(Plan)[measure.plan], own)
    for predecessor in earlier:
        had, was = predecessor.counterpart(subject)
        past = previous_assessment(outline, predecessor.measure, was, year + 1) if had else None
        if past is not None:
            return PastAssessment(predecessor.plan, past)
    return None


def marks_by_year(
    outline: Outline, measure: Measure, subjects: Sequence[Subject], earlier: Sequence[Predecessor], year: int
) -> list[YearMarks]:
    """The years in which one of the subjects has a mark, and `year`; the earliest plan first."""
    own = Predecessor(outline.rows.all(Plan)[measure.plan], measure, {s.id: s for s in subjects if s is not None})
    return [
        column
        for stage in (*reversed(earlier), own)
        for column in _years_of(outline, stage, subjects, year if stage is own else None)
    ]


def _years_of(outline: Outline, stage: Predecessor, subjects: Sequence[Subject], year: int | None) -> list[YearMarks]:
    marks = {(a.indicator, a.year): a.mark for a in outline.assessments(stage.measure) if a.mark}
    there = [stage.counterpart(subject) for subject in subjects]
    names = [(was.id if was is not None else None) if had else "" for had, was in there]
    years = {at for name, at in marks if name in names} | ({year} if year is not None else set())
    return [YearMarks(stage.plan, at, tuple(marks.get((name, at), "") for name in names)) for at in sorted(years)]
