"""伊勢原市's 総括 and 詳細, or the same tables from elsewhere, as a drafted plan; what cannot be read is listed."""

from collections.abc import Sequence

from dxdesk.pages.layouts.common.cell_refs import CellRef, text_rows
from dxdesk.pages.layouts.common.side_notes import without_notes
from dxdesk.pages.layouts.isehara_evaluation.drafting import draft_of
from dxdesk.pages.layouts.isehara_evaluation.sheet import Block, IndicatorRow, MeasureRow, Policy, Sheet
from dxdesk.pages.layouts.isehara_evaluation.wording import (
    BELOW,
    LABEL,
    LEVELS,
    MARK,
    PolicyLine,
    plain,
    read_angled,
    read_at,
    read_figure_heading,
    read_legend,
    read_mark,
    read_numbered,
    read_policy,
    read_title,
    year_in,
)
from dxdesk.pages.page import Book, Page, joined
from dxdesk.plan.analysis.evaluation_scale import read_tally
from dxdesk.plan.importing.draft import Reading
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import TARGET
from dxdesk.plan.rows.outline import folded

_PARTS = {"取組内容": "description", "成果指標": "figures", "評価等に対する見解": "view", "見解": "view"}


def read(book: Book) -> Reading:
    """The plan that the pages show. Raises Refused where they are no such table or name no year."""
    reader = _Reader()
    pages = [_inside(page) for page in book.pages]
    for rows, beside in sorted(pages, key=_is_no_summary):
        if not any(_is_structure(row) for row in rows):
            rows, beside = [], [*(place for row in rows for place in row), *beside]
        reader.leave(beside)
        for row in rows:
            reader.take(row)
        reader.end_page()
    sheet = reader.sheet
    if not sheet.policies and not sheet.blocks:
        raise Refused(
            f"「{book.title}」に評価の表（取組・評価、成果指標・目標・結果など）が見つかりません。表の形の指定とファイルを確かめてください。"
        )
    targets = [year for block in sheet.blocks for role, year in block.columns.values() if role == TARGET and year]
    year = year_in(sheet.at) or max(targets, default=None)
    if year is None:
        raise Refused(
            f"「{book.title}」に評価の年度（「令和4年度末時点」や「目標(R4)」）が見つかりません。表題か見出しに年度を書いてください。"
        )
    if not sheet.title:
        sheet.municipality, sheet.title = "", book.title
    return draft_of(sheet, year)


def _inside(page: Page) -> tuple[list[list[CellRef]], list[CellRef]]:
    """The rows of a page as wide as its tables, and the texts to the right of these or below them.

    A text in every cell of a row, as where merged cells were taken apart and filled, counts once.
    """
    rows, beside = without_notes(list(text_rows(page)))
    last = max((place.column for row in rows for place in row[1:] if _is_mark(place)), default=None)
    if last is not None:
        beside = [*(place for row in rows for place in row if place.column > last), *beside]
        rows = [inside for row in rows if (inside := [place for place in row if place.column <= last])]
    return [row[:1] if len({place.text for place in row}) == 1 else row for row in rows], beside


def _is_mark(place: CellRef) -> bool:
    return folded(plain(place.text)) == MARK


def _is_structure(row: list[CellRef]) -> bool:
    """Whether a row shows that its page belongs to the evaluation; a page of a web page may hold some lines alone."""
    first = row[0].text.strip()
    heads = any(_is_mark(place) for place in row[1:])
    return heads or first.startswith("■") or bool(read_angled(first) or read_title(first) or read_tally(first))


def _is_no_summary(page: tuple[list[list[CellRef]], list[CellRef]]) -> bool:
    """The summary comes first, wherever its sheet was moved to."""
    return not any(_is_summary_heading(row) for row in page[0])


def _is_summary_heading(row: list[CellRef]) -> bool:
    return len(row) in (2, 3) and _is_mark(row[-1]) and LABEL not in folded(row[0].text)


class _Reader:
    """Takes the rows of all pages in their order: first the summary's tables, then a block for each measure."""

    def __init__(self) -> None:
        self.sheet = Sheet()
        # Texts alone in their rows, not yet known to be a policy's heading.
        self.pending: list[CellRef] = []
        self.policy: Policy | None = None
        self.block: Block | None = None
        self.part = ""
        # In a table of the summary: the columns of group, measure and mark.
        self.table: tuple[int, int, int] | None = None
        self.below = 0
        # In a table of indicators: column → what it holds; figures by `block.columns`.
        self.labels: tuple[int, int] | None = None

    def take(self, row: list[CellRef]) -> None:
        """Sorts one row."""
        first = row[0]
        inside = read_angled(first.text) if len(row) == 1 else ""
        if inside and not self._is_known_policy(inside):
            self._open_block(first, inside)
        elif inside:
            self._close_block()
            self.pending.append(CellRef(first.sheet, first.row, first.column, inside))
        elif self.block is not None and self._in_block(self.block, row):
            return
        elif _is_summary_heading(row):
            self._close_block()
            self._open_table(row)
        elif len(row) == 1 and read_tally(first.text):
            self._open_policy()
            if self.policy is not None:
                self.policy.counts = first
        elif self.table is not None and self._in_table(row):
            return
        elif len(row) == 1 and not self._about_the_plan(first):
            self.table = None
            self.pending.append(first)
        elif len(row) > 1:
            self.leave(row)

    def end_page(self) -> None:
        """A table ends with its page, and what waits was no heading after all."""
        self.leave(self.pending)
        self.pending, self.table = [], None

    def leave(self, places: Sequence[CellRef]) -> None:
        """Lists what could not be understood."""
        self.sheet.unread += [place.unread() for place in places]

    # -- the summary

    def _about_the_plan(self, place: CellRef) -> bool:
        """The title, the time of the evaluation, and the meaning of the marks."""
        title = read_title(place.text)
        at, legend = read_at(place.text), read_legend(place.text)
        if title is not None and not self.sheet.title:
            self.sheet.municipality, self.sheet.title, titled_at = title
            self.sheet.at = self.sheet.at or titled_at
        elif at:
            self.sheet.at = self.sheet.at or at
        self.sheet.meanings |= legend
        return bool(title is not None or at or legend)

    def _is_known_policy(self, text: str) -> bool:
        """A policy's heading is in angles above its measures too, where a city prints it again."""
        line = read_policy(text)
        known = {folded(p.line.level + p.line.number + p.line.title) for p in self.sheet.policies}
        return folded(text) in known or (line is not None and line.level == LEVELS[0] and bool(line.number))

    def _open_policy(self) -> None:
        """The pending texts are a policy's heading with what describes it; without any the last table goes on."""
        if not self.pending:
            return
        places = {i: line for i, place in enumerate(self.pending) if (line := read_policy(place.text))}
        # A heading has its number; a line without any is one only where no other is.
        start = next((i for i, line in places.items() if line.number), next(iter(places), 0))
        self.leave(self.pending[:start])
        heading = self.pending[start]
        line = places.get(start, PolicyLine(LEVELS[0], "", heading.text.strip()))
        self.policy = Policy(line, joined([place.text for place in self.pending[start + 1 :]]).strip())
        self.sheet.policies.append(self.policy)
        self.pending = []

    def _open_table(self, row: list[CellRef]) -> None:
        self._open_policy()
        if self.policy is None:
            self.policy = Policy(PolicyLine(LEVELS[0], "", ""))
            self.sheet.policies.append(self.policy)
        columns = [place.column for place in row]
        self.below = row[0].row + 1
        group = columns[0] if len(columns) == 3 else columns[0] - 1
        self.table = (group, columns[-2], columns[-1])
        group_name = row[0].text.strip() if len(row) == 3 else self.sheet.levels[0]
        self.sheet.levels = (group_name, row[-2].text.strip())

    def _in_table(self, row: list[CellRef]) -> bool:
        """A measure's row, with the group that it opens; False for a row of another kind."""
        assert self.table is not None
        texts = {place.column: place for place in row}
        group, name, mark = (texts.pop(column, None) for column in self.table)
        # Where measures are in the first column, a text alone may be the next policy's heading: that keeps its distance.
        if name is None or self.policy is None or (len(row) == 1 and name.column == 0 and name.row != self.below):
            return False
        self.below = name.row + 1
        if group is not None:
            parts = "".join(group.text.split("\n")).split(BELOW)
            self.policy.path = [read_numbered(part) for part in parts]
        number, title = read_numbered("".join(name.text.split("\n")))
        known = read_mark(mark.text) if mark else ""
        self.policy.rows.append(MeasureRow(list(self.policy.path), number, title, known, mark))
        self.leave(list(texts.values()))
        return True

    # -- the details

    def _open_block(self, place: CellRef, inside: str) -> None:
        self._close_block()
        for waiting in self.pending:
            line = read_policy(waiting.text)
            if line is None or not (line.number or self._is_known_policy(waiting.text)):
                self.leave([waiting])
            else:
                self.policy = self._policy_of(line)
        self.pending, self.table = [], None
        number, title = read_numbered("".join(inside.split("\n")))
        self.block = Block(place, number, title, self.policy)
        self.sheet.blocks.append(self.block)

    def _policy_of(self, line: PolicyLine) -> Policy:
        for policy in self.sheet.policies:
            if folded(policy.line.number + policy.line.title) == folded(line.number + line.title):
                return policy
        self.sheet.policies.append(Policy(line))
        return self.sheet.policies[-1]

    def _close_block(self) -> None:
        self.block, self.part, self.labels = None, "", None

    def _in_block(self, block: Block, row: list[CellRef]) -> bool:
        """A row of a measure's block; False for one that must belong elsewhere."""
        first = row[0]
        text = folded(first.text)
        if len(row) == 1 and text.startswith("■"):
            self.part = next((part for word, part in _PARTS.items() if word in text), "")
            if not self.part:
                self.leave(row)
        elif text == LABEL and len(row) > 1:
            self._take_headings(block, row)
        elif _is_summary_heading(row):
            return False
        elif self.part == "figures" and self.labels is not None:
            self._take_indicator(block, row)
        elif self.part in ("description", "view"):
            getattr(block, self.part).append(" ".join(place.text for place in row) if len(row) > 1 else first.text)
        else:
            self.leave(row)
        return True

    def _take_headings(self, block: Block, row: list[CellRef]) -> None:
        self.part, mark = "figures", -1
        for place in row[1:]:
            found = read_figure_heading(place.text)
            if found is not None:
                block.columns[place.column] = found
            elif _is_mark(place):
                mark = place.column
            else:
                self.leave([place])
        self.labels = (row[0].column, mark)

    def _take_indicator(self, block: Block, row: list[CellRef]) -> None:
        """An indicator's row; one without label goes on with the row above."""
        assert self.labels is not None
        cells = {place.column: place for place in row}
        label, mark = cells.pop(self.labels[0], None), cells.pop(self.labels[1], None)
        figures = {column: cells.pop(column) for column in list(cells) if column in block.columns}
        self.leave(list(cells.values()))
        if label is not None:
            indicator = IndicatorRow(label.text, {c: p.text for c, p in figures.items()})
            block.indicators.append(indicator)
        elif block.indicators:
            indicator = block.indicators[-1]
            for column, place in figures.items():
                parts = [indicator.figures.get(column, ""), place.text]
                indicator.figures[column] = joined([part for part in parts if part])
        else:
            self.leave([*figures.values(), *([mark] if mark else [])])
            return
        indicator.places |= figures
        if mark is not None:
            indicator.mark, indicator.mark_place = read_mark(mark.text), mark
