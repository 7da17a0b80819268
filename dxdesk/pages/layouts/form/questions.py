"""What a form asks a department: for each measure its indicators' figures, then its lines, each in a row of its own."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from dxdesk.pages.layouts.form.extras import extras
from dxdesk.pages.layouts.form.question import FIGURE, KEEP, LINE, LONGEST, NEW, NONE, Question, QuestionKey
from dxdesk.plan.analysis.stale_text import unchanged_entries
from dxdesk.plan.changes.describe import year_column
from dxdesk.plan.rows.model import DONE, FORECAST, PLANNED, RESULT, Department, Entry, Indicator, Measure, Plan, Section
from dxdesk.plan.rows.outline import Outline, full_name, kind_of_year
from dxdesk.plan.rows.owners import current_department, entry_owner, figure_owner
from dxdesk.plan.rows.quantity import Quantity

# Rows for further lines, where a measure's column has none yet, and behind those there are.
_FIRST_LINES, _MORE_LINES = 3, 2
_SHORT = 20  # characters by which a line is known
Remarks = Mapping[tuple[str, str], str]
# What is asked: (measure, year, kind, indicator or blank), as `plan.required` tells it.
AskedKey = tuple[str, int, str, str]


def questions(
    outline: Outline,
    plan: Plan,
    department: Department,
    year: int,
    asked: Collection[AskedKey],
    remarks: Remarks | None = None,
) -> list[Question]:
    """Of every measure in which the department is asked for something or has a part, in the plan's order."""
    asking = _Asking(outline, plan, current_department(outline, department), year, asked, remarks or {})
    return [question for measure in outline.measures(plan) for question in asking.of(measure)]


class _Asking:
    """One department's questions while they are gathered."""

    def __init__(
        self,
        outline: Outline,
        plan: Plan,
        me: Department,
        year: int,
        asked: Collection[AskedKey],
        remarks: Remarks,
    ) -> None:
        self.outline, self.plan, self.me, self.year, self.remarks = outline, plan, me, year, remarks
        self._wanted = {indicator for _, _, _, indicator in asked if indicator}
        self._lined = {measure for measure, _, _, indicator in asked if not indicator}

    def of(self, measure: Measure) -> list[Question]:
        """A measure's questions, none where the department has no part in it."""
        found = [q for indicator in self.outline.indicators_of(measure) for q in self._figures(indicator)]
        if measure.id in self._lined or self._takes_part(measure):
            found += self._lines(measure, self.year, DONE)
            if self._plans(self.year + 1):
                found += self._lines(measure, self.year + 1, PLANNED)
        indicators = [i for i in self.outline.indicators_of(measure) if i.id in self._wanted]
        return [*found, *extras(self.outline, measure, self.year, measure.id in self._lined, indicators)]

    def _plans(self, year: int) -> bool:
        """Whether the plan has a column for what is planned for a year."""
        return year <= self.plan.shown_to and kind_of_year(self.plan, year) == PLANNED

    def _takes_part(self, measure: Measure) -> bool:
        """Whether the department leads or shares in the measure, or wrote in it lately."""
        shares = (current_department(self.outline, department) for _, department in self.outline.department_roles(measure))
        if measure.completed or self.me not in shares:
            return measure.id in self._written
        return (measure.last_year or self.year) >= self.year >= (measure.first_year or self.year)

    @cached_property
    def _written(self) -> set[str]:
        """The measures in which the department wrote lately."""
        lately = (entry for entry in self.outline.rows.all(Entry).values() if entry.year >= self.year - 1)
        return {entry.measure for entry in lately if self._mine(entry)}

    def _mine(self, entry: Entry) -> bool:
        return entry_owner(self.outline, entry) == self.me

    # figures

    def _figures(self, indicator: Indicator) -> Iterator[Question]:
        if figure_owner(self.outline, indicator) != self.me:
            return
        wanted = indicator.id in self._wanted
        if wanted or self._text(indicator, self.year, RESULT):
            yield self._figure(indicator, self.year, RESULT)
        year = self.year + 1
        if wanted and self._plans(year) and any(self._text(indicator, y, FORECAST) for y in (self.year, year)):
            yield self._figure(indicator, year, FORECAST)

    def _figure(self, indicator: Indicator, year: int, role: str) -> Question:
        return Question(
            (FIGURE, indicator.id, str(year), role),
            self.outline.rows.all(Measure)[indicator.measure],
            year,
            year_column(year, role),
            self._named(indicator),
            self._past(indicator, year, role),
            self._text(indicator, year, role),
            self._remark(indicator, year, role),
        )

    def _named(self, indicator: Indicator) -> str:
        """`【窓口：市民課】` with the unit, and how a total comes about."""
        unit = f"（単位：{indicator.unit}）" if indicator.unit else ""
        total = "\n空けておけば、内訳の合計になります。" if indicator.children_sum else ""
        return f"【{full_name(self.outline.rows, indicator)}】{unit}{total}"

    def _past(self, indicator: Indicator, year: int, role: str) -> str:
        """The figures of the two years before, newest first."""
        told = ((y, self._text(indicator, y, role)) for y in (year - 1, year - 2))
        return "\n".join(f"{year_column(y, role)}：{text}" for y, text in told if text)

    def _text(self, indicator: Indicator, year: int, role: str) -> str:
        figure = self.outline.figure(indicator, year, role)
        return figure.text if figure is not None and not Quantity(figure.text).blank else ""

    def _remark(self, indicator: Indicator, year: int, role: str) -> str:
        figure = self.outline.figure(indicator, year, role)
        said = [self.remarks.get(("indicator", indicator.id), "")] if role == RESULT else []
        said += [self.remarks.get(("figure", figure.id), "")] if figure is not None else []
        observed = [f"時点：{indicator.observed}"] if indicator.observed else []
        return "\n".join(filter(None, (*said, *observed)))

    # lines

    def _lines(self, measure: Measure, year: int, kind: str) -> list[Question]:
        """What stands there, then rows for more; beside them the lines of the year before, as long as there are any."""
        sections = self.outline.sections(measure)
        used = [s for s in sections if self._own(s, year, kind) or self._own(s, year - 1, kind)]
        places: list[Section | None] = list(used) or [next((s for s in sections if not s.heading), None)]
        found = [q for place in places for q in self._lines_in(measure, place, year, kind)]
        remark = self.remarks.get(("measure", measure.id), "")
        if remark and found:
            found[0] = _remarked(found[0], remark)
        return found

    def _own(self, section: Section, year: int, kind: str) -> list[Entry]:
        return [e for e in self.outline.entries(section, year, kind) if self._mine(e)]

    def _lines_in(self, measure: Measure, section: Section | None, year: int, kind: str) -> Iterator[Question]:
        there = self._own(section, year, kind) if section is not None else []
        past = [e.text for e in self._own(section, year - 1, kind)] if section is not None else []
        rows = max(_FIRST_LINES, len(there) + _MORE_LINES, len(past) + 1)
        before = [*past, *[""] * (rows - len(past))]
        left = {entry.id for entry in unchanged_entries(self.outline, measure, year, kind)}
        heading, column = section.heading if section is not None else "", year_column(year, kind)
        for entry, text in zip(there, before, strict=False):
            remark = self.remarks.get(("entry", entry.id), "")
            long = len(entry.text) > LONGEST
            key: QuestionKey = (LINE, entry.id)
            yield Question(key, measure, year, column, heading, text, entry.text, remark, fixed=long)
            if entry.id in left and not long:
                yield Question((KEEP, entry.id), measure, year, column, "前年度のまま", _same(entry.text))
        for number, text in enumerate(before[len(there) :], 1):
            place = section.id if section is not None else NONE
            key = (NEW, measure.id, place, str(year), kind, str(number))
            yield Question(key, measure, year, column, heading, text)


def _same(text: str) -> str:
    """Asks whether last year's words may stay."""
    short = " ".join(text.split())
    short = short if len(short) <= _SHORT else f"{short[:_SHORT]}…"
    return f"「{short}」は昨年度と同じ文です。このままでよければ「はい」と書いてください。"


def _remarked(question: Question, remark: str) -> Question:
    return replace(question, remark="\n".join(filter(None, (question.remark, remark))))
