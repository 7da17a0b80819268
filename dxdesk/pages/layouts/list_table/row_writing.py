"""The texts of one measure's rows, column by column, so that `row_reading` reads them back."""

from collections.abc import Iterator
from functools import cached_property

from dxdesk.pages.layouts.common.figures import value_text
from dxdesk.pages.layouts.list_table.table_map import BELOW, FLAGS, OF_INDICATOR, PILLARS, SPAN, TEXTS, MapColumn, TableMap
from dxdesk.plan.rows.dates import long_year, short_year, western_year
from dxdesk.plan.rows.model import Assessment, CustomField, Entry, Indicator, Measure, Pillar
from dxdesk.plan.rows.outline import Outline, folded

# One text for all rows of the measure, or one for each.
Texts = list[str]


class MeasureTexts:
    """The texts of one measure by column; `rows`: how many rows it takes, `written`: ids of plan rows with a column."""

    def __init__(self, outline: Outline, measure: Measure, table_map: TableMap) -> None:
        self.outline = outline
        self.measure = measure
        self.map = table_map
        self.written: set[str] = set()
        self.groups = sorted({column.group for column in table_map.of("indicator")})
        named = {folded(column.indicator) for column in table_map.columns if column.indicator}
        self.listed: list[tuple[str, Indicator]] = []
        self.named: dict[str, Indicator] = {}
        for label, indicator in self._labelled():
            if folded(label) in named and folded(label) not in self.named:
                self.named[folded(label)] = indicator
            elif self.groups:
                self.listed.append((label, indicator))
        self.rows = max(1, -(-len(self.listed) // max(1, len(self.groups))))
        self.written |= {i.id for i in (*self.named.values(), *(i for _, i in self.listed))}

    def _labelled(self) -> list[tuple[str, Indicator]]:
        """The indicators to be published, parts of a breakdown under the label of the whole: `開催数＞企画課`."""
        labels: dict[str, str] = {}
        found: list[tuple[str, Indicator]] = []
        for indicator in self.outline.indicators_of(self.measure):
            above = labels.get(indicator.parent or "", "")
            labels[indicator.id] = above + BELOW + indicator.label if above else indicator.label
            if indicator.published:
                found.append((labels[indicator.id], indicator))
        return found

    @cached_property
    def path(self) -> list[Pillar]:
        """The pillars from the top to the measure's own."""
        return self.outline.pillar_path(self.outline.pillar_of(self.measure))

    def merging(self, column: MapColumn) -> object:
        """Return what neighbouring measures must share for their cells of this column to be merged; None: they never are."""
        if not column.merged:
            return None
        if column.field in PILLARS:
            return tuple(pillar.id for pillar in self._pillars(column.level))
        return self.cells(column)[0]

    def cells(self, column: MapColumn) -> Texts:
        """Return the column's texts: one for the whole measure, or, of an indicator's column, one for each row."""
        if column.field in OF_INDICATOR and not column.indicator:
            place = self.groups.index(column.group)
            each = [self.listed[i : i + 1] for i in range(place, self.rows * len(self.groups), len(self.groups))]
            return ["".join(self._of_indicator(column, *item) for item in items) for items in each]
        return [self._text(column)]

    def _text(self, column: MapColumn) -> str:
        measure = self.measure
        if column.field in OF_INDICATOR:
            named = self.named.get(folded(column.indicator))
            return self._of_indicator(column, column.indicator, named) if named else ""
        if column.field in TEXTS:
            return self._named_text(column)
        if column.field in FLAGS:
            return column.sign if getattr(measure, column.field) else ""
        if column.field in SPAN:
            return _year(getattr(measure, column.field), column.year_style)
        if column.field in PILLARS:
            return self._pillar(column)
        if column.field == "department":
            shares = self.outline.department_roles(measure)
            return column.separator.join(d.name for share, d in shares if column.role in ("", share.role))
        if column.field == "custom":
            return self._custom(column)
        if column.field == "entry":
            return "\n".join(self._line(e) for e in self._entries(column))
        if column.field == "phase":
            return "\n".join(self._phases(column))
        if column.field in ("mark", "assessment"):
            return self._assessment(column)
        return ""

    def _named_text(self, column: MapColumn) -> str:
        text: str = getattr(self.measure, column.field)
        if column.numbered:
            text = f"{self.measure.number} {text}".strip()
        signs = "".join(sign for flag, sign in column.flags if getattr(self.measure, flag))
        return (f"{signs} {text}" if column.flags_first else f"{text} {signs}").strip()

    def _pillars(self, level: int) -> list[Pillar]:
        """The pillars of the path that the column of a level shows: the last level's also all that are deeper."""
        return self.path[level - 1 :] if level == self.map.levels else self.path[level - 1 : level]

    def _pillar(self, column: MapColumn) -> str:
        pillars = self._pillars(column.level)
        if column.field == "pillar_number":
            return pillars[-1].number if pillars else ""
        text = BELOW.join(pillar.title for pillar in pillars)
        return f"{pillars[-1].number} {text}".strip() if column.numbered and pillars else text

    def _custom(self, column: MapColumn) -> str:
        fields = self.outline.rows.all(CustomField)
        for value in self.outline.values(self.measure):
            if folded(fields[value.field].name) == folded(column.name) and value.year == column.year:
                self.written.add(value.id)
                return value.text
        return ""

    def _entries(self, column: MapColumn) -> list[Entry]:
        entries = self.outline.all_entries(self.measure)
        found = [e for e in entries if (e.year, e.kind) == (column.year, column.kind) and e.printed.strip()]
        self.written |= {entry.id for entry in found}
        return found

    def _phases(self, column: MapColumn) -> Iterator[str]:
        """The phase that each lane begins in the year, after its name, also where the text alone would seem to have one."""
        for lane in self.outline.lanes(self.measure):
            for phase in self.outline.phases(lane):
                if phase.year == column.year and phase.text.strip():
                    self.written.add(phase.id)
                    named = lane.label or "【" in phase.text
                    name = f"【{lane.label}】" if named else ""
                    yield from (name + line for line in phase.text.split("\n"))

    def _line(self, entry: Entry) -> str:
        name = entry.written or self.outline.department_name(entry.department)
        return f"{entry.bullet}{entry.printed}{f'（{name}）' if name else ''}"

    def _assessment(self, column: MapColumn) -> str:
        own: list[Assessment] = [a for a in self.outline.assessments(self.measure) if a.indicator is None]
        found = next((a for a in own if a.year == column.year), None)
        if found is None:
            return ""
        texts = {"mark": found.mark, "assessment": found.text}
        columns = {c.field for c in self.map.columns if c.year == column.year}
        if all(field in columns for field, text in texts.items() if text):
            self.written.add(found.id)
        return texts[column.field]

    def _of_indicator(self, column: MapColumn, label: str, indicator: Indicator) -> str:
        if column.field == "indicator":
            return label
        if column.field != "figure":
            return str(getattr(indicator, column.field))
        year = column.year or 0
        figure = self.outline.figure(indicator, year, column.role)
        if figure is not None:
            self.written.add(figure.id)
        return value_text(self.outline, indicator, year, column.role)


def _year(year: int | None, style: str) -> str:
    if year is None:
        return ""
    return {"R5": short_year(year), "令和5年度": long_year(year), "2023年度": western_year(year)}.get(style, str(year))
