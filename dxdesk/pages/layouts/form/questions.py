"""The questions of a form, one a row: for each measure its figures, lines, schedule, evaluation and own columns."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from dxdesk.pages.layouts.form.cell_ids import CELL, FIGURE, KEEP, LINE, NEW, NONE, PHASE, QuestionKey
from dxdesk.pages.layouts.form.contents import Question
from dxdesk.pages.layouts.form.remarks import with_messages
from dxdesk.plan.analysis.achievement import previous_assessment
from dxdesk.plan.analysis.stale_text import unchanged_entries
from dxdesk.plan.changes.schedule import schedule_years
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import (
    DONE,
    FORECAST,
    PER_YEAR,
    PLANNED,
    RESULT,
    TARGET,
    Assessment,
    CustomValue,
    Department,
    Entry,
    Indicator,
    Measure,
    Phase,
    Plan,
    Section,
)
from dxdesk.plan.rows.outline import Outline, full_name, kind_of_year, year_column
from dxdesk.plan.rows.owners import current_department, entry_owner, figure_owner, measure_owner
from dxdesk.plan.rows.quantity import Quantity
from dxdesk.plan.rows.requests import RequiredKey
from dxdesk.plan.rows.rows import RowKey
from dxdesk.plan.rows.table import table_of

# Excel's limit for a cell in characters: a longer text cannot come back whole.
LONGEST = 32_767
# Rows for further lines, beside as many as the department's longest year had.
_MORE_LINES = 3
_SHORT = 20  # characters by which a line is recognised
# Row → remark.
Remarks = Mapping[RowKey, str]


def questions(
    outline: Outline,
    department: Department,
    year: int,
    required: Collection[RequiredKey],
    remarks: Remarks | None = None,
) -> list[Question]:
    """Return the questions of every measure that requires something or in which the department has a part, in order."""
    found = _Questions(outline, current_department(outline, department), year, required, remarks or {})
    asked = [question for measure in outline.measures(found.plan) for question in found.of(measure)]
    return list(with_messages(outline, department, year, asked))


class _Questions:
    """The questions to one department (`me`)."""

    def __init__(
        self, outline: Outline, me: Department, year: int, required: Collection[RequiredKey], remarks: Remarks
    ) -> None:
        self.outline, self.me, self.year, self.remarks = outline, me, year, remarks
        self.plan = outline.rows.all(Plan)[me.plan]
        self._wanted = {indicator for _, _, _, indicator in required if indicator}
        self._asked = {measure for measure, _, _, indicator in required if not indicator}

    def of(self, measure: Measure) -> list[Question]:
        """Return a measure's questions, none where the department has no part in it."""
        found = [q for indicator in self.outline.indicators_of(measure) for q in self._figures(indicator)]
        if measure.id in self._asked or (self._takes_part(measure) and not self._is_taken_off(measure)):
            found += self._lines(measure, self.year, DONE)
            if self._plans(self.year + 1):
                found += self._lines(measure, self.year + 1, PLANNED)
        return [*found, *self._extras(measure)]

    def _plans(self, year: int) -> bool:
        """Whether the plan has a column for what is planned for a year."""
        return year <= self.plan.shown_to and kind_of_year(self.plan, year) == PLANNED

    def _is_taken_off(self, measure: Measure) -> bool:
        """Whether the coordinator does not want the department to be asked about the measure."""
        by_hand = self.outline.requests.by_hand.get((measure.id, self.year), {})
        return not by_hand.get(self.me.id, True)

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
            planned=self._planned(indicator, year) if role == RESULT else "",
        )

    def _named(self, indicator: Indicator) -> str:
        """`【窓口：市民課】` with the unit, and a note where it is a total."""
        unit = f"（単位：{indicator.unit}）" if indicator.unit else ""
        total = "\n空けておけば、内訳の合計になります。" if indicator.children_sum else ""
        return f"【{full_name(self.outline.rows, indicator)}】{unit}{total}"

    def _past(self, indicator: Indicator, year: int, role: str) -> str:
        """The figures of the two years before, newest first."""
        texts = ((y, self._text(indicator, y, role)) for y in (year - 1, year - 2))
        return "\n".join(f"{year_column(y, role)}：{text}" for y, text in texts if text)

    def _planned(self, indicator: Indicator, year: int) -> str:
        """What was expected and aimed at for the year."""
        texts = ((role, self._text(indicator, year, role)) for role in (FORECAST, TARGET))
        return "\n".join(f"{year_column(year, role)}：{text}" for role, text in texts if text)

    def _text(self, indicator: Indicator, year: int, role: str) -> str:
        figure = self.outline.figure(indicator, year, role)
        return figure.text if figure is not None and not Quantity(figure.text).blank else ""

    def _remark(self, indicator: Indicator, year: int, role: str) -> str:
        figure = self.outline.figure(indicator, year, role)
        remarks = [self.remarks.get(("indicator", indicator.id), "")] if role == RESULT else []
        remarks += [self.remarks.get(("figure", figure.id), "")] if figure is not None else []
        observed = [f"時点：{indicator.observed}"] if indicator.observed else []
        return "\n".join(filter(None, (*remarks, *observed)))

    # lines

    def _lines(self, measure: Measure, year: int, kind: str) -> list[Question]:
        """The present lines, then rows for more; beside them the lines of the year before, as long as there are any."""
        sections = self.outline.sections(measure)
        used = [s for s in sections if self._own(s, year, kind) or self._own(s, year - 1, kind) or self._aims(s, year, kind)]
        places: list[Section | None] = list(used) or [next((s for s in sections if not s.heading), None)]
        found = [q for place in places for q in self._lines_in(measure, place, year, kind)]
        remark = self.remarks.get(("measure", measure.id), "")
        if remark and found:
            found[0] = _remarked(found[0], remark)
        return found

    def _own(self, section: Section, year: int, kind: str) -> list[Entry]:
        return [e for e in self.outline.entries(section, year, kind) if self._mine(e)]

    def _aims(self, section: Section | None, year: int, kind: str) -> list[str]:
        """What was planned for the year whose results are asked for."""
        planned = self._own(section, year, PLANNED) if section is not None and kind == DONE else []
        return [entry.text for entry in planned]

    def _longest(self, section: Section | None) -> int:
        """How many lines the department wrote in its longest year."""
        if section is None:
            return 0
        lines = self.outline.all_entries(self.outline.rows.all(Measure)[section.measure])
        counts = Counter((e.year, e.kind) for e in lines if e.section == section.id and self._mine(e))
        return max(counts.values(), default=0)

    def _lines_in(self, measure: Measure, section: Section | None, year: int, kind: str) -> Iterator[Question]:
        there = self._own(section, year, kind) if section is not None else []
        past = [e.text for e in self._own(section, year - 1, kind)] if section is not None else []
        rows = len(there) + self._longest(section) + _MORE_LINES
        beside = [_filled_up(texts, rows) for texts in (past, self._aims(section, year, kind))]
        before, aims = beside
        left = {entry.id for entry in unchanged_entries(self.outline, measure, year, kind)}
        heading, column = section.heading if section is not None else "", year_column(year, kind)
        for entry, text, planned in zip(there, before, aims, strict=False):
            remark = self.remarks.get(("entry", entry.id), "")
            long = len(entry.text) > LONGEST
            key: QuestionKey = (LINE, entry.id)
            yield Question(key, measure, year, column, heading, text, entry.text, remark, fixed=long, planned=planned)
            if entry.id in left and not long:
                yield Question((KEEP, entry.id), measure, year, column, "前年度のまま", _same(entry.text))
        for number, (text, planned) in enumerate(list(zip(*beside, strict=True))[len(there) :], 1):
            place = section.id if section is not None else NONE
            key = (NEW, measure.id, place, str(year), kind, str(number))
            yield Question(key, measure, year, column, heading, text, planned=planned)

    # schedule, evaluation, own columns

    def _extras(self, measure: Measure) -> Iterator[Question]:
        """The questions of a measure that the department leads, and of those of its indicators that are required."""
        led = measure.id in self._asked and measure_owner(self.outline, measure) == self.me
        if led:
            yield from self._schedule(measure)
        if self.outline.marks(self.plan):
            if led:
                yield from self._assessment(measure, None)
            for indicator in self.outline.indicators_of(measure):
                evaluated = previous_assessment(self.outline, measure, indicator, self.year + 1) is not None
                if indicator.id in self._wanted and evaluated:
                    yield from self._assessment(measure, indicator)
        if led:
            yield from self._own_columns(measure)

    def _schedule(self, measure: Measure) -> Iterator[Question]:
        """What each lane begins in the asked year and in the next, beside its phase until then."""
        years = [y for y in (self.year, self.year + 1) if y in schedule_years(self.outline, self.plan, measure)]
        for lane in self.outline.lanes(measure):
            phases = self.outline.phases(lane)
            about = f"{lane.label}　新しい段階（前の段階が続く年は空ける）".strip()
            for year in years:
                now = next((phase.text for phase in phases if phase.year == year), "")
                past = "".join(_since(phase) for phase in [phase for phase in phases if phase.year < year][-1:])
                later = "、".join(_since(phase) for phase in phases if phase.year > years[-1])
                key = (PHASE, lane.id, str(year))
                yield Question(key, measure, year, f"{short_year(year)}スケジュール", about, past, now, later)

    def _assessment(self, measure: Measure, indicator: Indicator | None) -> Iterator[Question]:
        """A mark of the scale and the 見解, each beside the last one."""
        new = Assessment.new(measure=measure.id, indicator=indicator.id if indicator else None, year=self.year)
        present = self.outline.rows.all(Assessment).get(new.id, new)
        last = previous_assessment(self.outline, measure, indicator, self.year)
        of = f"【{full_name(self.outline.rows, indicator)}】" if indicator is not None else ""
        scale = "、".join(f"{mark.symbol} {mark.meaning}".strip() for mark in self.outline.marks(self.plan))
        column, since = f"{short_year(self.year)}評価", f"{short_year(last.year)}：" if last is not None else ""
        for name, about in (("mark", f"{of}評価（{scale}）"), ("text", f"{of}見解")):
            past = getattr(last, name, "")
            key, now = _natural_key(new, name), getattr(present, name)
            yield Question(key, measure, self.year, column, about, past and since + past, now)

    def _own_columns(self, measure: Measure) -> Iterator[Question]:
        """The city's own columns: those of a measure as they are, those of a year beside last year's."""
        for custom in self.outline.custom_fields(self.plan):
            yearly = custom.scope == PER_YEAR
            years = (self.year, self.year - 1) if yearly else (None, None)
            new, last = (CustomValue.new(field=custom.id, measure=measure.id, year=year) for year in years)
            now, past = (self.outline.rows.all(CustomValue).get(row.id, row).text for row in (new, last))
            column = f"{short_year(self.year)}の項目" if yearly else "項目"
            key = _natural_key(new, "text")
            yield Question(key, measure, self.year, column, custom.name, past if yearly else "", now)


def _filled_up(texts: Sequence[str], rows: int) -> list[str]:
    """A text for each row."""
    return [*texts, *[""] * (rows - len(texts))]


def _since(phase: Phase) -> str:
    return f"{short_year(phase.year)}から：{phase.text or '（なし）'}"


def _natural_key(row: Assessment | CustomValue, name: str) -> QuestionKey:
    """The key of a field of a row that is identified by its natural key."""
    parts = (getattr(row, part) for part in row.KEY)
    return (CELL, table_of(row), name, *(NONE if part is None else str(part) for part in parts))


def _same(text: str) -> str:
    """The question whether last year's text may stay."""
    short = " ".join(text.split())
    short = short if len(short) <= _SHORT else f"{short[:_SHORT]}…"
    return f"「{short}」は昨年度と同じ文です。このままでよければ「はい」と書いてください。"


def _remarked(question: Question, remark: str) -> Question:
    return replace(question, remark="\n".join(filter(None, (question.remark, remark))))
