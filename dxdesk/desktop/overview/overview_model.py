"""The overview's lines as Qt's model: pillars or departments, or plans side by side, their measures under them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from dxdesk.desktop.parts.labels import plain_tooltip
from dxdesk.jobs.overview_sheet import HEADINGS, SIDE_HEADINGS, newest_text, short_titles, side_texts, texts
from dxdesk.plan.analysis.overview import OverviewLine
from dxdesk.plan.analysis.plan_comparison import ComparedRow
from dxdesk.plan.rows.model import Plan

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
NAME, MEASURES, MARKS, TARGETS, FILLED, SPARKLINE = range(6)


@dataclass
class Node:
    """A line; `place` among its siblings, `number` in the model's list."""

    line: OverviewLine | ComparedRow
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)
    place: int = 0
    number: int = 0


class OverviewModel(QAbstractItemModel):
    """Owns its nodes; an index carries a node's number, never a Python object."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._nodes: list[Node] = []
        self._roots: list[Node] = []
        self._plans: list[str] = []  # the plans' short titles, when they are side by side
        self.headings: list[str] = list(HEADINGS)

    def show_lines(self, lines: Sequence[OverviewLine] | Sequence[ComparedRow], plans: Sequence[Plan] = ()) -> None:
        """Show other lines; those of plans side by side with a group of columns for each plan."""
        self.beginResetModel()
        self._plans = short_titles(plans)
        self.headings = [HEADINGS[NAME], *SIDE_HEADINGS * len(plans)] if plans else list(HEADINGS)
        self._nodes = []
        self._roots = self._build(tuple(lines), None)
        self.endResetModel()

    def _build(self, lines: tuple[OverviewLine | ComparedRow, ...], parent: Node | None) -> list[Node]:
        nodes = []
        for place, line in enumerate(lines):
            node = Node(line, parent, place=place, number=len(self._nodes))
            self._nodes.append(node)
            node.children = self._build(line.lines, node)
            nodes.append(node)
        return nodes

    def line(self, index: Index) -> OverviewLine | None:
        """Return the line behind an index: side by side that of the plan whose column it is, else the newest."""
        across = self.across(index)
        if across is not None:
            return across.cell(self.plan_of(index.column())) if index.column() else across.newest
        node = self._node(index)
        return node.line if node is not None and isinstance(node.line, OverviewLine) else None

    def across(self, index: Index) -> ComparedRow | None:
        """Return the row of plans side by side behind an index."""
        node = self._node(index)
        return node.line if node is not None and isinstance(node.line, ComparedRow) else None

    def plan_of(self, column: int) -> int:
        """Return the place of the plan that a column belongs to, -1 for the name."""
        return (column - 1) // len(SIDE_HEADINGS)

    @property
    def groups(self) -> list[str]:
        """The titles over the columns of each plan."""
        return self._plans

    def _node(self, index: Index) -> Node | None:
        return self._nodes[index.internalId()] if index.isValid() else None

    def _below(self, parent: Index) -> list[Node]:
        node = self._node(parent)
        return node.children if node is not None else self._roots

    # Qt's model interface

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        """Return the index of a place."""
        below = self._below(parent)
        if not (0 <= row < len(below) and 0 <= column < len(self.headings)):
            return QModelIndex()
        return self.createIndex(row, column, below[row].number)

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]  # the stub knows only QObject's method
        """Return the line above."""
        node = self._node(index)
        above = node.parent if node is not None else None
        return self.createIndex(above.place, 0, above.number) if above is not None else QModelIndex()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Count the lines below."""
        return len(self._below(parent)) if parent.column() <= 0 else 0

    def columnCount(self, _parent: Index = _NOWHERE) -> int:
        """Count the headings."""
        return len(self.headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The headings, on the left as the texts are."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.headings[section]
        return self._accessible_heading(section) if role == Qt.ItemDataRole.AccessibleTextRole else None

    def _accessible_heading(self, column: int) -> str:
        """Return a heading with the plan that it belongs to."""
        return (
            f"{self._plans[self.plan_of(column)]} {self.headings[column]}"
            if self._plans and column
            else self.headings[column]
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text; for a screen reader with its heading."""
        node = self._node(index)
        if node is None:
            return None
        text = (side_texts(node.line) if isinstance(node.line, ComparedRow) else texts(node.line))[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            sparkline = isinstance(node.line, OverviewLine) and index.column() == SPARKLINE
            return newest_text(node.line.sparkline) if sparkline and isinstance(node.line, OverviewLine) else text
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(text)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._accessible_heading(index.column())} {text or 'なし'}"
        return None
