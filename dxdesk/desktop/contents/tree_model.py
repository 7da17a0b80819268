"""The contents as Qt's model: pillars and their measures, filtered in Python."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from dxdesk.desktop.contents.measure_index import Filter, MeasureIndex, Tally
from dxdesk.desktop.parts.labels import plain_tooltip
from dxdesk.desktop.session import Session
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.model import Measure, Pillar, Plan
from dxdesk.plan.rows.outline import measure_name, pillar_name

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_LISTED = ("plan", "pillar", "measure")


@dataclass
class Node:
    """A pillar or a measure; `place` among its siblings, `number` in the model's list, `depth` from 0."""

    row_id: str
    title: str
    is_measure: bool
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)
    place: int = 0
    number: int = 0
    depth: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """The place in the tree: the same for the same shape of the tree."""
        return self.row_id, self.parent.row_id if self.parent else ""


class TreeModel(QAbstractItemModel):
    """Owns its nodes; an index carries a node's number, never a Python object."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.measure_index = MeasureIndex(session)
        self.filter = Filter()
        self._nodes: list[Node] = []
        self._roots: list[Node] = []
        self._by_id: dict[str, Node] = {}
        self._set_roots(self._build_tree(self._holds))

    def set_filter(self, criteria: Filter) -> None:
        """Keep the measures that the filter matches, and the pillars above them."""
        self.filter = criteria
        self._reset(self._build_tree(self._holds))

    def apply_batch(self, batch: Batch) -> bool:
        """Follow a change; return whether the shape changed (then the model was reset).

        What is filled in changes a mark but removes no measure from a filtered list: nobody loses the one being edited.
        """
        concerned = self.measure_index.invalidate(batch)
        if any(change.table in _LISTED for change in batch.changes) and self._update_tree():
            return True
        self._emit_changed(self._nodes if concerned is None else (self._by_id[i] for i in concerned if i in self._by_id))
        return False

    def apply_requests(self) -> None:
        """Follow what departments are asked."""
        self.measure_index.forget()
        self._emit_changed(self._nodes)

    def index_of(self, row_id: str) -> QModelIndex:
        """Return where a measure or pillar is, invalid where it is filtered out."""
        found = self._by_id.get(row_id)
        return self._index(found) if found else QModelIndex()

    def measure_at(self, index: Index) -> str | None:
        """Return the measure's id; None on a pillar."""
        node = self.node(index)
        return node.row_id if node is not None and node.is_measure else None

    def measures(self) -> list[str]:
        """Return the ids of the measures listed."""
        return [node.row_id for node in self._nodes if node.is_measure]

    def first_measure(self, plan: Plan) -> str | None:
        """Return the plan's first measure listed."""
        measures = self.session.rows.all(Measure)
        return next((measure for measure in self.measures() if measures[measure].plan == plan.id), None)

    def node(self, index: Index) -> Node | None:
        """Return the node behind an index."""
        return self._nodes[index.internalId()] if index.isValid() else None

    def tally(self, node: Node) -> Tally | None:
        """Count what is asked and missing; None on a pillar."""
        if not node.is_measure:
            return None
        return self.measure_index.tally(self.session.rows.all(Measure)[node.row_id], self.filter.department)

    # building

    def _holds(self, measure: Measure) -> bool:
        return not self.filter or self.measure_index.matches(measure, self.filter)

    def _still_holds(self, measure: Measure) -> bool:
        return measure.id in self._by_id or self._holds(measure)

    def _update_tree(self) -> bool:
        fresh = self._build_tree(self._still_holds)
        nodes = _listed(fresh)
        if [node.key for node in nodes] != [node.key for node in self._nodes]:
            self._reset(fresh)
            return True
        for old, new in zip(self._nodes, nodes, strict=True):
            old.title = new.title
        self._emit_changed(self._nodes)
        return False

    def _reset(self, roots: list[Node]) -> None:
        self.beginResetModel()
        self._set_roots(roots)
        self.endResetModel()

    def _set_roots(self, roots: list[Node]) -> None:
        self._roots = roots
        self._nodes = _listed(roots)
        self._by_id = {node.row_id: node for node in self._nodes}

    def _emit_changed(self, nodes: Iterable[Node]) -> None:
        for node in nodes:
            index = self._index(node)
            self.dataChanged.emit(index, index)

    def _build_tree(self, holds: Callable[[Measure], bool]) -> list[Node]:
        """Build the tree of the file's plan; of several plans, each under its title."""
        outline = self.session.outline
        if len(outline.plans) == 1:
            return self._pillars(outline.plans[0], None, holds)
        roots = []
        for plan in outline.plans:
            root = Node(plan.id, f"{plan.municipality} {plan.title}", False)
            root.children = self._pillars(plan, root, holds)
            if root.children or not self.filter:
                roots.append(root)
        return roots

    def _pillars(self, plan: Plan, root: Node | None, holds: Callable[[Measure], bool]) -> list[Node]:
        outline = self.session.outline

        def grow(pillar: Pillar, parent: Node | None) -> Node | None:
            node = Node(pillar.id, pillar_name(pillar), False, parent)
            node.children = [Node(m.id, _title(m), True, node) for m in outline.measures_in(pillar) if holds(m)]
            node.children += [n for p in outline.pillars(plan, pillar) if (n := grow(p, node)) is not None]
            return node if node.children or not self.filter else None

        return [n for p in outline.pillars(plan) if (n := grow(p, root)) is not None]

    def _index(self, node: Node) -> QModelIndex:
        return self.createIndex(node.place, 0, node.number)

    # Qt's model interface

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        """Return the index of a child."""
        above = self.node(parent)
        siblings = above.children if above else self._roots
        return self._index(siblings[row]) if column == 0 and 0 <= row < len(siblings) else QModelIndex()

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]  # Qt overloads it
        """Return the index above."""
        node = self.node(index)
        return self._index(node.parent) if node is not None and node.parent is not None else QModelIndex()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Count the children."""
        above = self.node(parent)
        return len(above.children if above else self._roots)

    def columnCount(self, _parent: Index = _NOWHERE) -> int:
        """Return the one column."""
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The title; for a screen reader with its mark; what is missing as a tooltip."""
        node = self.node(index)
        if node is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return node.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            tally = self.tally(node)
            return f"{node.title} {tally.accessible_text}" if tally else node.title
        if role == Qt.ItemDataRole.ToolTipRole and node.is_measure:
            measure = self.session.rows.all(Measure)[node.row_id]
            missing = self.measure_index.missing(measure, self.filter.department)
            return plain_tooltip(f"未入力：{'、'.join(missing)}") if missing else None
        return None


def _title(measure: Measure) -> str:
    return measure_name(measure) + (" ※" if measure.kpi_published else "")


def _listed(roots: list[Node]) -> list[Node]:
    """Return all nodes, depth first, and give each its number, place and depth."""
    found: list[Node] = []

    def walk(siblings: list[Node], depth: int) -> None:
        for place, node in enumerate(siblings):
            node.place, node.number, node.depth = place, len(found), depth
            found.append(node)
            walk(node.children, depth + 1)

    walk(roots, 0)
    return found
