"""One year's cell of a measure: its sections in order, each with heading, figures and narrative."""

from dxdesk.pages.layouts.common.departments import entry_text
from dxdesk.pages.layouts.common.figures import value_text
from dxdesk.plan.analysis.year_over_year import printed_change
from dxdesk.plan.rows.model import DONE, FORECAST, RESULT, Figure, Indicator, Measure, Section
from dxdesk.plan.rows.outline import Outline


def cell_text(outline: Outline, measure: Measure, year: int, kind: str) -> list[str]:
    """The lines of a year's cell in a column of `kind`, 実績 or 実施予定; none where there is nothing to show."""
    cell = _YearCell(outline, year, kind)
    return [line for section in outline.sections(measure) for line in cell.section(section)]


def figure_role(kind: str) -> str:
    """The role of the figures that a column shows: in 実施予定 they are 見込."""
    return RESULT if kind == DONE else FORECAST


class _YearCell:
    """The lines of one year's cell, part by part."""

    def __init__(self, outline: Outline, year: int, kind: str) -> None:
        self.outline = outline
        self.year = year
        self.kind = kind
        self.role = figure_role(kind)

    def section(self, section: Section) -> list[str]:
        """Heading, figures, narrative; without the latter two no heading either."""
        lines = [line for i in self.outline.indicators(section) for line in self.indicator(i)]
        entries = self.outline.entries(section, self.year, self.kind)
        lines += [entry_text(self.outline, e) for e in entries if e.printed.strip()]
        return [section.heading, *lines] if lines and section.heading else lines

    def indicator(self, indicator: Indicator) -> list[str]:
        """The indicator's own line with its breakdown; nothing where neither has a value this year."""
        if not indicator.published:
            return []
        value = self.value(indicator)
        parts = [child for child in self.outline.children(indicator) if child.published and self.value(child)]
        if not value and not parts:
            return []
        own = self._head(indicator)
        if value:
            own += (" " if indicator.form == "bracket" else "") + value + self.change(indicator)
        return self._with_parts(indicator, own, parts)

    def value(self, indicator: Indicator) -> str:
        """The figure of this column, blank for none."""
        return value_text(self.outline, indicator, self.year, self.role)

    def change(self, indicator: Indicator) -> str:
        """` [対前年比 27]` where the indicator shows it and the years give it; a 実施予定 has none."""
        if self.kind != DONE or not indicator.shows_change:
            return ""
        change = printed_change(self.outline, indicator, self.year)
        return f" [対前年比 {change}]" if change else ""

    def _label(self, indicator: Indicator) -> str:
        figure: Figure | None = self.outline.figure(indicator, self.year, self.role)
        return figure.written if figure is not None and figure.written else indicator.label

    def _head(self, indicator: Indicator) -> str:
        label = self._label(indicator)
        if indicator.form == "bracket":
            return f"【{label}】"
        return f"{'・' if indicator.form == 'bullet' else ''}{label}："

    def _with_parts(self, indicator: Indicator, own: str, parts: list[Indicator]) -> list[str]:
        """The own line and the breakdown in the way the indicator writes it."""
        if not parts:
            return [own]
        if indicator.breakdown == "parentheses":
            inside = "、".join(f"{self._label(p)} {self.value(p)}{self.change(p)}" for p in parts)
            return [f"{own} ({inside})"]
        if indicator.breakdown == "inline":
            return [own, " ".join(self._line(part) for part in parts)]
        if indicator.breakdown in ("bullets", "itemised"):
            heading = ["(内訳)"] if indicator.breakdown == "itemised" else []
            return [own, *heading, *(self._item(part) for part in parts)]
        return [own, *(line for part in parts for line in self.indicator(part))]

    def _line(self, part: Indicator) -> str:
        return f"{self._head(part)}{self.value(part)}{self.change(part)}"

    def _item(self, part: Indicator) -> str:
        bullet = "・" if part.form == "bullet" else ""
        return f"{bullet}{self._label(part)} ({self.value(part)}){self.change(part)}"
