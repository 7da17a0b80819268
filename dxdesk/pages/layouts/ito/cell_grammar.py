"""The grammar of a year cell: its lines as headings, figures with their breakdowns, and narrative."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from dxdesk.pages.layouts.common.departments import Departments, EntryLine, bracketed_whole, plain
from dxdesk.pages.layouts.ito.line_grammar import (
    FigureLine,
    HeadingLine,
    balanced,
    counted,
    in_a_row,
    item,
    kpi,
    labelled,
    valued,
)
from dxdesk.plan.rows.outline import folded

Block = FigureLine | EntryLine | HeadingLine


@dataclass
class ParsedCell:
    """One year cell as read; `unread`: places of lines that were kept as narrative without being understood."""

    blocks: list[Block] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)


def rows_of_labels(cells: Iterable[Sequence[str]]) -> dict[str, list[str]]:
    """【label】 that some year writes above a row of pairs → the labels of the pairs: it is one in every year."""
    found: dict[str, list[str]] = {}
    for lines in cells:
        for line, below in pairwise(lines):
            head = kpi(line)
            if head is not None and (pairs := in_a_row(below)):
                labels = found.setdefault(folded(head[0]), [])
                labels += [pair.label for pair in pairs if pair.label not in labels]
    return found


def read_cell(lines: Sequence[str], rows: Mapping[str, list[str]], departments: Departments) -> ParsedCell:
    """The lines of one cell, none blank; `rows` as `rows_of_labels` found them in all years of the measure."""
    reader = _Reader(lines, rows, departments)
    while reader.place < len(lines):
        reader.step()
    reader.cell.blocks = _headed(reader.cell.blocks)
    return reader.cell


def _headed(blocks: list[Block]) -> list[Block]:
    """A heading with nothing under it is a line like others."""
    return [
        EntryLine(block.text)
        if isinstance(block, HeadingLine) and (following is None or isinstance(following, HeadingLine))
        else block
        for block, following in zip(blocks, [*blocks[1:], None], strict=False)
    ]


class _Reader:
    def __init__(self, lines: Sequence[str], rows: Mapping[str, list[str]], departments: Departments) -> None:
        self.lines = lines
        self.rows = rows
        self.departments = departments
        self.cell = ParsedCell()
        self.place = 0

    def _ahead(self, by: int = 1) -> str:
        place = self.place + by
        return self.lines[place] if place < len(self.lines) else ""

    def step(self) -> None:
        """Takes the next line, with the lines that belong to it."""
        line = self.lines[self.place]
        blocks = self.cell.blocks
        figures = self._figures(line)
        if figures:
            blocks += figures
        elif self._is_heading(line):
            blocks.append(HeadingLine(line.strip()))
        else:
            self._take_entry(line)
        self.place += 1

    def _figures(self, line: str) -> list[FigureLine]:
        """The figures that begin on this line; moves on over the lines of their breakdown."""
        head = kpi(line)
        if head is None:
            single = labelled(line)
            if single is not None and not single.parts:
                self._take_itemised(single)
            return [single] if single else in_a_row(line)
        label, rest = head
        if not rest:
            return self._below(label)
        figure = None if self.departments.entry(rest).department else valued(label, rest)
        if figure is None:
            return []
        if not figure.parts:
            self._take_breakdown(figure)
        return [figure]

    def _below(self, label: str) -> list[FigureLine]:
        """A label alone on its line: the value, or a row of pairs, follows on the next line; else it is a heading."""
        known = self.rows.get(folded(label), [])
        figure = FigureLine(label, breakdown="inline")
        while pairs := in_a_row(self._ahead(), known):
            figure.parts += pairs
            self.place += 1
        if figure.parts:
            return [figure]
        below = valued(label, self._ahead())
        if below is None or not counted(below.value) or bracketed_whole(self._ahead()):
            return []
        self.place += 1
        if not below.parts:
            self._take_breakdown(below)
        return [below]

    def _take_breakdown(self, figure: FigureLine) -> None:
        """The breakdown below a figure: under (内訳), as a row of pairs, or one member a line."""
        if self._take_itemised(figure):
            return
        if pairs := in_a_row(self._ahead(), self.rows.get(folded(figure.label), [])):
            figure.breakdown, figure.parts = "inline", pairs
            self.place += 1
            return
        if members := self._items():
            figure.breakdown, figure.parts = "bullets", members

    def _take_itemised(self, figure: FigureLine) -> bool:
        if plain(self._ahead()).replace(" ", "") != "(内訳)" or item(self._ahead(2)) is None:
            return False
        self.place += 1
        figure.breakdown, figure.parts = "itemised", self._items()
        return True

    def _items(self) -> list[FigureLine]:
        members: list[FigureLine] = []
        while member := item(self._ahead()):
            members.append(member)
            self.place += 1
        return members

    def _is_heading(self, line: str) -> bool:
        """A line all in brackets, with lines below it, that is neither a department nor a sentence."""
        return (
            bracketed_whole(line)
            and self.place + 1 < len(self.lines)
            and not self.departments.signature(line)
            and not any(sign in line for sign in "。=＝")
            and len(line) <= 40
        )

    def _take_entry(self, line: str) -> None:
        """Narrative; a line without bullet goes on with one that began with a bullet and is not yet signed."""
        if not balanced(line) or "[対前年比" in plain(line).replace(" ", ""):
            self.cell.unread.append(self.place)
        last = self.cell.blocks[-1] if self.cell.blocks else None
        if isinstance(last, EntryLine) and not last.department and (name := self.departments.signature(line)):
            last.department = name
            return
        entry = self.departments.entry(line)
        goes_on = not entry.bullet and not plain(line).startswith(("【", "("))
        if goes_on and isinstance(last, EntryLine) and last.bullet and not last.department:
            last.text, last.department = f"{last.text}\n{entry.text}", entry.department
            return
        self.cell.blocks.append(entry)
