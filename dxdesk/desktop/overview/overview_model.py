"""The overview's lines as Qt's model: pillars or departments, their measures under them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from dxdesk.jobs.overview_sheet import HEADINGS, texts
from dxdesk.plan.overview import Course, Line
from dxdesk.plan.quantity import printed

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
NAME, MEASURES, MARKS, TARGETS, FILLED, COURSE = range(6)


@dataclass
class Node:
    """A line; `place` among its siblings, `number` in the model's list."""

    line: Line
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)
    place: int = 0
    number: int = 0


def newest(course: Course | None) -> str:
    """`54,133　マイナンバーカード交付枚数`: what a narrow column has room for."""
    number = next((n for n in reversed(course.numbers) if n is not None), None) if course is not None else None
    return f"{printed(number)}　{course.name}" if course is not None and number is not None else ""


class OverviewModel(QAbstractItemModel):
    """Owns its nodes; an index carries a node's number, never a Python object."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._nodes: list[Node] = []
        self._roots: list[Node] = []

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Other lines."""
        self.beginResetModel()
        self._nodes = []
        self._roots = self._grown(lines, None)
        self.endResetModel()

    def _grown(self, lines: Sequence[Line], parent: Node | None) -> list[Node]:
        nodes = []
        for place, line in enumerate(lines):
            node = Node(line, parent, place=place, number=len(self._nodes))
            self._nodes.append(node)
            node.children = self._grown(line.lines, node)
            nodes.append(node)
        return nodes

    def line(self, index: Index) -> Line | None:
        """The line behind an index."""
        node = self._node(index)
        return node.line if node is not None else None

    def _node(self, index: Index) -> Node | None:
        return self._nodes[index.internalId()] if index.isValid() else None

    def _below(self, parent: Index) -> list[Node]:
        node = self._node(parent)
        return node.children if node is not None else self._roots

    # Qt's questions

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        """A place."""
        below = self._below(parent)
        if not (0 <= row < len(below) and 0 <= column < len(HEADINGS)):
            return QModelIndex()
        return self.createIndex(row, column, below[row].number)

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]  # the stub knows only QObject's
        """The line above."""
        node = self._node(index)
        above = node.parent if node is not None else None
        return self.createIndex(above.place, 0, above.number) if above is not None else QModelIndex()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Lines below."""
        return len(self._below(parent)) if parent.column() <= 0 else 0

    def columnCount(self, _parent: Index = _NOWHERE) -> int:
        """Headings."""
        return len(HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The headings, on the left as the texts are."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return HEADINGS[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text; spoken with its heading."""
        line = self.line(index)
        if line is None:
            return None
        text = texts(line)[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return newest(line.course) if index.column() == COURSE else text
        if role == Qt.ItemDataRole.ToolTipRole:
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{HEADINGS[index.column()]} {text or 'なし'}"
        return None
