"""The contents: pillars and their measures, filtered in Python."""

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from dxdesk.desktop.session import Session
from dxdesk.desktop.style import WRAP, bold
from dxdesk.plan.change import Batch
from dxdesk.plan.model import Measure, Pillar, Plan
from dxdesk.plan.outline import Outline, folded, measure_name

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_LISTED = ("plan", "pillar", "measure")


@dataclass
class Node:
    """A pillar or a measure; `place` among its siblings, `number` in the model's list."""

    row_id: str
    title: str
    is_measure: bool
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)
    place: int = 0
    number: int = 0


class TreeModel(QAbstractItemModel):
    """Owns its nodes; an index carries a node's number, never a Python object."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.word = ""
        self._nodes: list[Node] = []
        self._roots: list[Node] = []
        self._take(self._grown())

    def look_for(self, word: str) -> None:
        """Keeps the measures in which the word occurs, and the pillars above them."""
        self.word = word
        self.rebuild()

    def refresh(self) -> bool:
        """Reads the plan anew; whether the shape changed (then the model was reset)."""
        fresh = self._grown()
        nodes = _listed(fresh)
        if [(n.row_id, n.parent and n.parent.row_id) for n in nodes] != [
            (n.row_id, n.parent and n.parent.row_id) for n in self._nodes
        ]:
            self.rebuild()
            return True
        for old, new in zip(self._nodes, nodes, strict=True):
            if old.title != new.title:
                old.title = new.title
                index = self._index(old)
                self.dataChanged.emit(index, index)
        return False

    def rebuild(self) -> None:
        """Starts over."""
        self.beginResetModel()
        self._take(self._grown())
        self.endResetModel()

    def index_of(self, row_id: str) -> QModelIndex:
        """Where a measure or pillar stands, invalid where it is filtered out."""
        found = next((n for n in self._nodes if n.row_id == row_id), None)
        return self._index(found) if found else QModelIndex()

    def measure_at(self, index: Index) -> str | None:
        """The measure's id; None on a pillar."""
        node = self.node(index)
        return node.row_id if node is not None and node.is_measure else None

    def first_measure(self, plan: Plan) -> str | None:
        """The plan's first measure shown."""
        measures = self.session.rows.all(Measure)
        return next((n.row_id for n in self._nodes if n.is_measure and measures[n.row_id].plan == plan.id), None)

    def node(self, index: Index) -> Node | None:
        """The node behind an index."""
        return self._nodes[index.internalId()] if index.isValid() else None

    # growing

    def _take(self, roots: list[Node]) -> None:
        self._roots = roots
        self._nodes = _listed(roots)

    def _grown(self) -> list[Node]:
        """The tree of the file's plan; of several plans, each under its title."""
        outline = self.session.outline
        if len(outline.plans) == 1:
            return self._pillars(outline.plans[0], None)
        roots = []
        for plan in outline.plans:
            root = Node(plan.id, f"{plan.municipality} {plan.title}", False)
            root.children = self._pillars(plan, root)
            if root.children or not self.word:
                roots.append(root)
        return roots

    def _pillars(self, plan: Plan, root: Node | None) -> list[Node]:
        outline = self.session.outline
        wanted = folded(self.word).lower()

        def grow(pillar: Pillar, parent: Node | None) -> Node | None:
            node = Node(pillar.id, f"{pillar.number} {pillar.title}".strip(), False, parent)
            for measure in outline.measures_in(pillar):
                if not wanted or wanted in searched(outline, measure):
                    node.children.append(Node(measure.id, _title(measure), True, node))
            node.children += [n for p in outline.pillars(plan, pillar) if (n := grow(p, node)) is not None]
            return node if node.children or not wanted else None

        return [n for p in outline.pillars(plan) if (n := grow(p, root)) is not None]

    def _index(self, node: Node) -> QModelIndex:
        return self.createIndex(node.place, 0, node.number)

    # Qt's questions

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        """The index of a child."""
        above = self.node(parent)
        siblings = above.children if above else self._roots
        return self._index(siblings[row]) if column == 0 and 0 <= row < len(siblings) else QModelIndex()

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]  # Qt overloads it
        """The index above."""
        node = self.node(index)
        return self._index(node.parent) if node is not None and node.parent is not None else QModelIndex()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Children."""
        above = self.node(parent)
        return len(above.children if above else self._roots)

    def columnCount(self, _parent: Index = _NOWHERE) -> int:
        """One."""
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The title; pillars stand out."""
        node = self.node(index)
        if node is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return node.title
        if role == Qt.ItemDataRole.FontRole and not node.is_measure:
            view = QObject.parent(self)
            return bold(view.font()) if isinstance(view, QWidget) else None
        return None


class TitleDelegate(QStyledItemDelegate):
    """Lets long titles wrap instead of cutting them."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As tall as the title needs at the width that is left."""
        view = self.parent()
        plain = super().sizeHint(option, index)
        if not isinstance(view, QTreeView):
            return plain
        depth, above = 1, index.parent()
        while above.isValid():
            depth, above = depth + 1, above.parent()
        width = max(view.viewport().width() - depth * view.indentation() - 7, 60)
        font = index.data(Qt.ItemDataRole.FontRole) or option.font
        text = str(index.data() or "")
        bounds = QFontMetrics(font).boundingRect(0, 0, width, 10_000, WRAP, text)
        return QSize(plain.width(), bounds.height() + 8)


class TreeView(QTreeView):
    """Wraps anew when its width changes."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The titles' heights follow the width."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.scheduleDelayedItemsLayout()


class TreePanel(QWidget):
    """The filter box and the tree."""

    picked = Signal(str)  # a measure's id
    entered = Signal()  # Enter on a measure: to the page

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.box = QLineEdit(self)
        self.box.setPlaceholderText("絞り込み：語・課名")
        self.box.setAccessibleName("施策の絞り込み")
        self.box.setClearButtonEnabled(True)
        self.view = TreeView(self)
        self.model = TreeModel(session, self.view)
        self.view.setModel(self.model)
        self.view.setItemDelegate(TitleDelegate(self.view))
        self.view.setHeaderHidden(True)
        self.view.setWordWrap(True)
        self.view.setVerticalScrollMode(TreeView.ScrollMode.ScrollPerPixel)
        self.view.setIndentation(14)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.view.setAccessibleName("柱と施策")
        self.view.expandAll()
        self.view.selectionModel().currentChanged.connect(self._current_moved)
        self.view.activated.connect(self._activated)
        self.box.textChanged.connect(self._filter)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 0, 8)
        column.addWidget(self.box)
        column.addWidget(self.view)
        session.changed.connect(self._changed)
        self._current: str | None = None

    def show_measure(self, measure_id: str) -> None:
        """Marks the measure shown in the middle."""
        self._current = measure_id
        index = self.model.index_of(measure_id)
        if index.isValid() and index != self.view.currentIndex():
            self.view.setCurrentIndex(index)

    def missing_height(self) -> int:
        """How many pixels more it takes to show the whole tree."""
        return self.view.verticalScrollBar().maximum()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↓ leads from the filter box into the tree."""
        if event.key() == Qt.Key.Key_Down and self.box.hasFocus():
            self.view.setFocus()
        else:
            super().keyPressEvent(event)

    def _activated(self, index: QModelIndex) -> None:
        if self.model.measure_at(index) is not None:
            self.entered.emit()

    def _filter(self, word: str) -> None:
        self.model.look_for(word)
        self._restore()

    def _changed(self, batch: Batch) -> None:
        # What is typed into a measure neither renames it nor makes it vanish from a filtered list.
        if any(change.table in _LISTED for change in batch.changes) and self.model.refresh():
            self._restore()

    def _restore(self) -> None:
        self.view.expandAll()
        if self._current is not None:
            # The same measure again, not a new pick: the page is already there.
            self.view.selectionModel().blockSignals(True)
            self.view.setCurrentIndex(self.model.index_of(self._current))
            self.view.selectionModel().blockSignals(False)
            self.view.viewport().update()

    def _current_moved(self, current: QModelIndex, _previous: QModelIndex) -> None:
        measure_id = self.model.measure_at(current)
        if measure_id is not None and measure_id != self._current:
            self._current = measure_id
            self.picked.emit(measure_id)


def searched(outline: Outline, measure: Measure) -> str:
    """Everything of a measure that the filter looks in, folded."""
    parts = [measure_name(measure), measure.contents_title, measure.description]
    parts += [d.name for _, d in outline.shares(measure)]
    parts += [i.label for i in outline.indicators_of(measure)]
    parts += [part for e in outline.all_entries(measure) for part in (e.text, e.written)]
    return folded("\n".join(parts)).lower()


def _title(measure: Measure) -> str:
    return measure_name(measure) + (" ※" if measure.kpi_published else "")


def _listed(roots: list[Node]) -> list[Node]:
    """All nodes, depth first, each told its number and place."""
    found: list[Node] = []

    def walk(siblings: list[Node]) -> None:
        for place, node in enumerate(siblings):
            node.place, node.number = place, len(found)
            found.append(node)
            walk(node.children)

    walk(roots)
    return found
