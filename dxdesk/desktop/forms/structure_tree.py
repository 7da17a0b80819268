"""The plan's structure as a tree: pillars, their measures, and in these the sections with their indicators."""

from collections.abc import Iterator

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem, QWidget

from dxdesk.desktop.session import Session
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.model import Indicator, Measure, Pillar
from dxdesk.plan.rows.outline import measure_name, pillar_name
from dxdesk.plan.rows.rows import RowKey
from dxdesk.plan.rows.table import Row, table_of

_KEY = Qt.ItemDataRole.UserRole
_LISTED = ("plan", "pillar", "measure", "section", "indicator")
Where = QAbstractItemView.DropIndicatorPosition


class StructureTree(QTreeWidget):
    """Every row has one item; a measure's contents are filled in when it is opened."""

    current_changed = Signal()
    dropped = Signal(object, object, int)  # the row, the row it was dropped at, -1 above it, 0 on it, 1 below it

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._items: dict[RowKey, QTreeWidgetItem] = {}
        self._plan = session.plan_id
        self.setHeaderHidden(True)
        self.setAccessibleName("計画の構成")
        self.setWordWrap(True)
        self.setUniformRowHeights(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.itemExpanded.connect(self._fill)
        self.currentItemChanged.connect(self.current_changed)
        session.changed.connect(self.apply_batch)
        self.rebuild()

    def current(self) -> Row | None:
        """Return the current row."""
        item = self.currentItem()
        key: RowKey | None = item.data(0, _KEY) if item is not None else None
        return self.session.rows.get(*key) if key is not None else None

    def show_row(self, row: Row) -> bool:
        """Make a row current, opening the tree down to it; False where it is not in this plan."""
        _, *above_row = self.session.rows.ancestry(row)
        for above in reversed(above_row):
            item = self._items.get((table_of(above), above.id))
            if item is not None:
                item.setExpanded(True)
        item = self._items.get((table_of(row), row.id))
        if item is None:
            return False
        self.setCurrentItem(item)
        return True

    # building

    def on_shown(self) -> None:
        """Show the plan shown, which may be another now; changes in a plan are followed at once."""
        if self._plan != self.session.plan_id:
            self.rebuild()

    def rebuild(self) -> None:
        """Build all items anew; what was open stays open, and the current row stays current."""
        self._plan = self.session.plan_id
        current = self.current()
        opened = {key for key, item in self._items.items() if item.isExpanded()}
        nearest = list(self._nearest())
        first = not self._items
        blocker = QSignalBlocker(self)
        self.clear()
        self._items = {}
        outline, plan = self.session.outline, self.session.plan
        for pillar in outline.pillars(plan):
            self._pillar(pillar, self.invisibleRootItem())
        for key, item in list(self._items.items()):
            if key in opened or (first and key[0] == "pillar"):
                self._fill(item)
                item.setExpanded(True)
        # The contents of a measure are there only now.
        for key in opened & self._items.keys():
            self._items[key].setExpanded(True)
        del blocker
        if current is None or not self.show_row(current):
            there = next((self._items[key] for key in nearest if key in self._items), self.topLevelItem(0))
            if there is not None:
                self.setCurrentItem(there)
        self.current_changed.emit()

    def _nearest(self) -> Iterator[RowKey]:
        """Yield where the focus goes if the current row is removed: to the next row, the one before, or the one above."""
        item = self.currentItem()
        if item is None:
            return
        above = item.parent() or self.invisibleRootItem()
        siblings = [above.child(place) for place in range(above.childCount())]
        at = above.indexOfChild(item)
        for sibling in (*siblings[at + 1 :], *siblings[:at][::-1]):
            if sibling is not None:
                yield sibling.data(0, _KEY)
        while (up := item.parent()) is not None:
            item = up
            yield item.data(0, _KEY)

    def apply_batch(self, batch: Batch) -> None:
        """Build anew after a change of the structure."""
        if any(change.table in _LISTED for change in batch.changes):
            self.rebuild()

    def _pillar(self, pillar: Pillar, above: QTreeWidgetItem) -> None:
        item = self._item(pillar, pillar_name(pillar), above)
        font = item.font(0)
        font.setBold(True)
        item.setFont(0, font)
        for measure in self.session.outline.measures_in(pillar):
            inner = self._item(measure, measure_name(measure), item)
            if self.session.outline.sections(measure):
                inner.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
        for child in self.session.outline.pillars(self.session.plan, pillar):
            self._pillar(child, item)

    def _fill(self, item: QTreeWidgetItem) -> None:
        """Fill in the contents of a measure."""
        row = self._row(item)
        if not isinstance(row, Measure) or item.childCount():
            return
        for number, section in enumerate(self.session.outline.sections(row), 1):
            text = f"見出し：{section.heading or f'{number}番目（見出しなし）'}"
            inner = self._item(section, text, item)
            for indicator in self.session.outline.indicators(section):
                self._indicator(indicator, inner)
            inner.setExpanded(True)

    def _indicator(self, indicator: Indicator, above: QTreeWidgetItem) -> None:
        kind = "内訳" if indicator.parent is not None else "指標"
        item = self._item(indicator, f"{kind}：{indicator.label}", above)
        for child in self.session.outline.children(indicator):
            self._indicator(child, item)
        item.setExpanded(True)

    def _item(self, row: Row, text: str, above: QTreeWidgetItem) -> QTreeWidgetItem:
        item = QTreeWidgetItem(above, [text])
        key = (table_of(row), row.id)
        item.setData(0, _KEY, key)
        self._items[key] = item
        return item

    def _row(self, item: QTreeWidgetItem) -> Row | None:
        key: RowKey | None = item.data(0, _KEY)
        return self.session.rows.get(*key) if key is not None else None

    # dragging

    def dropEvent(self, event: QDropEvent) -> None:
        """Let the tree follow the plan, never the mouse: what is dropped is written, and the tree built anew."""
        target, moved = self.itemAt(event.position().toPoint()), self.current()
        where = {Where.AboveItem: -1, Where.OnItem: 0, Where.BelowItem: 1}.get(self.dropIndicatorPosition())
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        row = self._row(target) if target is not None else None
        if row is not None and moved is not None and where is not None and row.id != moved.id:
            self.dropped.emit(moved, row, where)
