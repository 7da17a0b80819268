"""The pages' texts as a drafted plan: each row of the summary with the details of the same measure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dxdesk.pages.layouts.common.cell_refs import CellRef
from dxdesk.pages.layouts.isehara_evaluation.sheet import Block, IndicatorRow, MeasureRow, Name, Policy, Sheet
from dxdesk.pages.layouts.isehara_evaluation.wording import INDENT, LEVELS, MEANINGS
from dxdesk.pages.page import joined
from dxdesk.plan.analysis.evaluation_scale import Tally, read_tally
from dxdesk.plan.importing.draft import Draft, Reading
from dxdesk.plan.rows.fields import Value
from dxdesk.plan.rows.model import BASELINE, RESULT, ROLES
from dxdesk.plan.rows.outline import folded
from dxdesk.plan.rows.pairing import MatchKey, match_items
from dxdesk.plan.rows.quantity import Quantity

_GRADE = re.compile(r"[SＳA-EＡ-Ｅ][+＋\-－]?")


@dataclass(frozen=True)
class _Listed:
    """A row of the summary under its policy."""

    policy: Policy
    row: MeasureRow

    @property
    def path(self) -> list[Name]:
        """The pillars above, the policy first."""
        return [(self.policy.line.number, self.policy.line.title), *self.row.path]

    @property
    def number(self) -> str:
        """The whole number where the pillars and the row have plain ones; else the row's own."""
        parts = [*(number for number, _ in self.path), self.row.number]
        return "-".join(parts) if all(re.fullmatch(r"\(?\w+\)?", part) for part in parts) else self.row.number

    @property
    def numbers(self) -> list[str]:
        """The numbers that its details may have."""
        return [folded(number) for number in (self.number, self.row.number) if number]


# Which details are those of a row.
_BLOCK_SIGNS: list[MatchKey[_Listed, Block]] = [
    (
        lambda one: [(number, folded(one.row.title)) for number in one.numbers],
        lambda block: [(folded(block.number), folded(block.title))],
    ),
    (lambda one: one.numbers, lambda block: [folded(block.number)]),
    (lambda one: [folded(one.row.title)], lambda block: [folded(block.title)]),
    (lambda one: [] if one.row.number else [""], lambda block: [] if block.number else [""]),
]


def draft_of(sheet: Sheet, year: int) -> Reading:
    """The plan, evaluated at the end of `year`, with what could not be understood."""
    return _Drafting(sheet, year).reading()


class _Drafting:
    def __init__(self, sheet: Sheet, year: int) -> None:
        self.sheet = sheet
        self.year = year
        self.plan = Draft("plan")
        self.pillars: dict[tuple[Name, ...], Draft] = {}

    def reading(self) -> Reading:
        """Everything."""
        sheet = self.sheet
        self.plan.values = {"municipality": sheet.municipality, "title": sheet.title, **self._window(), **self._levels()}
        self._take_marks()
        listed = [_Listed(policy, row) for policy in sheet.policies for row in policy.rows]
        blocks = match_items(listed, sheet.blocks, _BLOCK_SIGNS)
        for policy in sheet.policies:
            self._take_policy(policy)
        for one, block in zip(listed, blocks, strict=True):
            measure = self._pillar(one.path).add("measure", number=one.number, title=one.row.title)
            self._fill(measure, block, one.row)
        for block in (block for block in sheet.blocks if block not in blocks):
            self._fill(self._home(block).add("measure"), block, None)
        columns = {place for block in sheet.blocks for place in block.columns.values()}
        self.plan.shows = frozenset(("figure", year or self.year, role) for role, year in columns)
        return Reading(self.plan, sheet.unread)

    def _window(self) -> dict[str, Value]:
        years = [year for block in self.sheet.blocks for _, year in block.columns.values() if year is not None]
        last = max([*years, self.year])
        planned = self.year + 1 if last > self.year else None
        return {"shown_from": min([*years, self.year]), "shown_to": last, "planned_from": planned}

    def _levels(self) -> dict[str, Value]:
        top = next((policy.line.level for policy in self.sheet.policies if policy.line.level), LEVELS[0])
        names = [name for name in (top, *self.sheet.levels) if name]
        return {"levels": " > ".join(names)} if any(self.sheet.levels) else {}

    # -- marks

    def _take_marks(self) -> None:
        """The scale: as the legend has it, then marks in 伊勢原市's order, then others as they come."""
        used = [mark for mark, _ in self._marks()]
        counted = [mark for policy in self.sheet.policies for mark in _counts(policy).marks]
        known = [*self.sheet.meanings, *(mark for mark in MEANINGS if mark in (*used, *counted))]
        grades = sorted({mark for mark in (*used, *counted) if _GRADE.fullmatch(mark)}, key=_grade_order)
        scale = list(dict.fromkeys([*known, *grades, *counted]))
        for symbol in scale:
            mark = self.plan.add("mark", {"meaning": MEANINGS.get(symbol, "")}, symbol=symbol)
            if symbol in self.sheet.meanings:
                mark.values["meaning"] = self.sheet.meanings[symbol]
        # A mark of no scale is kept in its place, and listed as unread.
        self.sheet.unread += [place.unread() for mark, place in self._marks() if mark not in scale]

    def _marks(self) -> Iterator[tuple[str, CellRef]]:
        for policy in self.sheet.policies:
            yield from ((row.mark, row.mark_place) for row in policy.rows if row.mark_place and row.mark)
        for block in self.sheet.blocks:
            yield from ((row.mark, row.mark_place) for row in block.indicators if row.mark_place and row.mark)

    # -- pillars

    def _take_policy(self, policy: Policy) -> None:
        top = self._pillar([(policy.line.number, policy.line.title)])
        lines = [policy.description] if policy.description else []
        if policy.counts is not None and not _agrees(policy):
            # Kept as printed; a check finds that the rows give other counts.
            lines.append(policy.counts.text.strip())
        if lines:
            top.values["description"] = "\n".join(lines)

    def _pillar(self, path: Sequence[Name]) -> Draft:
        """The pillar at the end of a path, drafted on first sight."""
        key = tuple((folded(number), folded(title)) for number, title in path)
        if key not in self.pillars:
            above = self._pillar(path[:-1]) if len(path) > 1 else self.plan
            number, title = path[-1]
            # Without a title its number finds an existing pillar, whose title stays.
            stated: dict[str, Value] = {"number": number, **({"title": title} if title else {})}
            self.pillars[key] = above.add("pillar", {"title": title}, **stated)
        return self.pillars[key]

    def _home(self, block: Block) -> Draft:
        """The pillar of a measure that the summary does not list: under the heading above it, else by its number."""
        numbers = block.number.split("-")[:-1]
        line = block.policy.line if block.policy else None
        path: list[Name] = [(line.number, line.title)] if line else []
        if not path:
            path = [(numbers[0] if numbers else "", "")]
        for number in numbers[1:]:
            path.append((number, ""))
        same = [key for key in self.pillars if [number for number, _ in key] == [number for number, _ in path]]
        return self.pillars[same[0]] if same and not (line and not line.number) else self._pillar(path)

    # -- measures

    def _fill(self, measure: Draft, block: Block | None, row: MeasureRow | None) -> None:
        if block is not None:
            measure.values |= {"number": block.number, "title": block.title}
            if row is not None:
                measure.values["contents_title"] = "" if folded(row.title) == folded(block.title) else row.title
            if description := joined(block.description).strip():
                measure.values["description"] = description
        view = joined(block.view).strip() if block else ""
        mark = row.mark if row else ""
        if mark or view:
            stated = {"mark": mark, "text": view, "at": self.sheet.at}
            values: dict[str, Value] = {name: text for name, text in stated.items() if text}
            measure.children.append(Draft("assessment", {"year": self.year, **values}))
        if block is not None and block.indicators:
            self._take_indicators(measure.add("section"), block)

    def _take_indicators(self, section: Draft, block: Block) -> None:
        """Indicators, parts of a breakdown under the one that they are indented from."""
        above = [section]
        for row in block.indicators:
            label = row.label.lstrip(INDENT)
            depth = min(len(row.label) - len(label), len(above) - 1)
            indicator = above[depth].add("indicator", label=label.strip())
            above[depth + 1 :] = [indicator]
            self._take_figures(indicator, block, row)
            if row.mark:
                indicator.add("assessment", year=self.year, mark=row.mark)

    def _take_figures(self, indicator: Draft, block: Block, row: IndicatorRow) -> None:
        """A result or target without year is that of the evaluated one; what else has none cannot be kept."""
        taken: set[tuple[str, int]] = set()
        for column, text in row.figures.items():
            role, stated = block.columns[column]
            year = stated if stated is not None or role == BASELINE else self.year
            if year is None or (role, year) in taken:
                self.sheet.unread.append(row.places[column].unread())
                continue
            taken.add((role, year))
            indicator.add("figure", year=year, role=role, text=text.strip())
        indicator.defaults["unit"] = _unit(indicator)


def _unit(indicator: Draft) -> str:
    """The unit of the result, else of the target, else of the baseline."""
    order = {RESULT: 0, **{role: place for place, role in enumerate(reversed(ROLES), 1) if role != RESULT}}
    figures = sorted(indicator.of("figure"), key=lambda figure: order[figure.text("role")])
    return next((unit for figure in figures if (unit := Quantity(figure.text("text")).unit)), "")


def _counts(policy: Policy) -> Tally:
    found = read_tally(policy.counts.text) if policy.counts else None
    return found or Tally(0, {})


def _agrees(policy: Policy) -> bool:
    """Whether the printed counts are those of the rows."""
    counts = _counts(policy)
    return (counts.total, counts.marks) == (len(policy.rows), Counter(row.mark for row in policy.rows if row.mark))


def _grade_order(mark: str) -> tuple[bool, str]:
    return mark[0] not in "SＳ", mark
