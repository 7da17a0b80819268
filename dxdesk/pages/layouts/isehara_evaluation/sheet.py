"""The texts of the pages by what they are, before they become a plan."""

from dataclasses import dataclass, field

from dxdesk.pages.layouts.common.cell_refs import CellRef
from dxdesk.pages.layouts.isehara_evaluation.wording import PolicyLine
from dxdesk.plan.importing.draft import Unread

# Number and title.
Name = tuple[str, str]


@dataclass
class MeasureRow:
    """A measure in the summary: the pillars below the policy, number below theirs, title, mark."""

    path: list[Name]
    number: str
    title: str
    mark: str
    mark_place: CellRef | None = None


@dataclass
class Policy:
    """A policy of the summary with its rows; `counts`: the cell of 【取組数:16】…, `path`: the group its rows are in."""

    line: PolicyLine
    description: str = ""
    counts: CellRef | None = None
    path: list[Name] = field(default_factory=list)
    rows: list[MeasureRow] = field(default_factory=list)


@dataclass
class IndicatorRow:
    """An indicator: its label as written (with the indentation of a part of a breakdown), figures by column, mark."""

    label: str
    figures: dict[int, str]
    places: dict[int, CellRef] = field(default_factory=dict)
    mark: str = ""
    mark_place: CellRef | None = None


@dataclass
class Block:
    """A measure's details; `columns`: column of figures → role and year, `policy`: that of the heading above."""

    place: CellRef
    number: str
    title: str
    policy: Policy | None = None
    description: list[str] = field(default_factory=list)
    view: list[str] = field(default_factory=list)
    columns: dict[int, tuple[str, int | None]] = field(default_factory=dict)
    indicators: list[IndicatorRow] = field(default_factory=list)


@dataclass
class Sheet:
    """Everything that was read."""

    municipality: str = ""
    title: str = ""
    at: str = ""
    levels: Name = ("", "")
    meanings: dict[str, str] = field(default_factory=dict)
    policies: list[Policy] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
