"""The left side: the filter, and the contents with what is still missing."""

from time import perf_counter

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from dxdesk.desktop.appearance.style import LINK, bold, set_look, small, wrap_flag
from dxdesk.desktop.contents.measure_index import Filter, search_words
from dxdesk.desktop.contents.tree_model import Index, Node, TreeModel
from dxdesk.desktop.parts.combo_box import Choice
from dxdesk.desktop.parts.fits_font import FitsFont
from dxdesk.desktop.parts.labels import secondary_label
from dxdesk.desktop.session import Session
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.model import Measure

ALL_DEPARTMENTS = "すべての課"
NOTHING_FOUND = "当てはまる施策はありません。"
_GAP = 6
_AROUND = 8  # pixels above and below a title
_KEPT = 20_000  # heights that are cached
_AHEAD = 0.02  # s of reading ahead without a pause
_QUIET = 300  # ms before it begins: the plan comes onto the screen first
Role = QPalette.ColorRole


class TitleDelegate(QStyledItemDelegate):
    """Wraps long titles instead of cutting them; the mark is at the right."""

    def __init__(self, view: "TreeView") -> None:
        super().__init__(view)
        self._view = view
        self._heights: dict[tuple[str, bool, int], int] = {}
        self._fonts: TitleMetrics | None = None
        self.guessed = False  # whether heights were guessed while the view was hidden

    def forget_fonts(self) -> None:
        """Forget what was measured, after the font changed."""
        self._fonts = None
        self._heights.clear()

    @property
    def fonts(self) -> "TitleMetrics":
        """The view's fonts, measured once."""
        if self._fonts is None:
            self._fonts = TitleMetrics(self._view.font())
        return self._fonts

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """As tall as the title needs at the width that is left; measured once for each width."""
        node = _node(index)
        if not self._view.isVisible():
            self.guessed = True  # the width is not known yet, and thousands of titles take their time
            return QSize(60, self.fonts.line + _AROUND)
        width = self._view.viewport().width() - (node.depth + 1) * self._view.indentation() - self._room(node) - 2 * _GAP
        key = (node.title, node.is_measure, width)
        height = self._heights.get(key)
        if height is None:
            if len(self._heights) > _KEPT:
                self._heights.clear()
            height = self._heights[key] = self.fonts.height(node.title, not node.is_measure, max(width, 60)) + _AROUND
        return QSize(60, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground and focus as the style does, then the title and its mark."""
        node, plain = _node(index), QStyleOptionViewItem(option)
        self._view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, plain, painter, self._view)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        room: QRect = option.rect.adjusted(_GAP, 4, -_GAP, -4)
        painter.save()
        painter.setFont(self._font(node))
        painter.setPen(self._view.palette().color(Role.HighlightedText if chosen else Role.Text))
        place = room.adjusted(0, 0, -self._room(node), 0)
        painter.drawText(place, wrap_flag(node.title, painter.font(), place.width()), node.title)
        tally = _model(index).tally(node)
        if tally is not None:
            painter.setFont(bold(small(self._view.font())) if tally.missing else small(self._view.font()))
            ink = Role.HighlightedText if chosen else Role.BrightText if tally.missing else Role.PlaceholderText
            painter.setPen(self._view.palette().color(ink))
            painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop), tally.mark)
        painter.restore()

    def _font(self, node: Node) -> QFont:
        return self.fonts.fonts[not node.is_measure]

    def _room(self, node: Node) -> int:
        """Return the width kept for a mark."""
        return self.fonts.room if node.is_measure else 0


class TitleMetrics:
    """The size of titles in a font and in its bold one; the width of a title on one line is measured once."""

    def __init__(self, font: QFont) -> None:
        self.fonts = {False: font, True: bold(font)}
        self.room = QFontMetrics(bold(small(font))).horizontalAdvance("未更新") + _GAP
        self._metrics = {heavy: QFontMetrics(own) for heavy, own in self.fonts.items()}
        self.line = self._metrics[False].height()
        self._advances: dict[tuple[str, bool], int] = {}

    def height(self, title: str, heavy: bool, width: int) -> int:
        """Return the height in pixels of a title at a width."""
        metrics = self._metrics[heavy]
        advance = self._advances.get((title, heavy))
        if advance is None:
            advance = self._advances[title, heavy] = metrics.horizontalAdvance(title)
        if advance <= width:
            return metrics.height()
        return metrics.boundingRect(0, 0, width, 10_000, wrap_flag(title, self.fonts[heavy], width), title).height()


class TreeView(FitsFont, QTreeView):
    """Wraps anew when its width changes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.titles = TitleDelegate(self)
        self.setItemDelegate(self.titles)
        self.setHeaderHidden(True)
        self.setVerticalScrollMode(QTreeView.ScrollMode.ScrollPerPixel)
        self.setIndentation(14)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("柱と施策")
        self.watch_font()

    def fit(self) -> None:
        """Measure the titles in another font."""
        self.titles.forget_fonts()
        self.scheduleDelayedItemsLayout()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the titles' heights follow the width."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.scheduleDelayedItemsLayout()

    def doItemsLayout(self) -> None:
        """Lay out from the first title to the last."""
        self.titles.guessed = False
        super().doItemsLayout()

    def showEvent(self, event: QShowEvent) -> None:
        """Measure the heights that were guessed."""
        super().showEvent(event)
        if self.titles.guessed:
            self.titles.guessed = False
            self.scheduleDelayedItemsLayout()


class TreePanel(QWidget):
    """The filter and the tree."""

    picked = Signal(str)  # a measure's id
    entered = Signal()  # Enter on a measure: to the page

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.box = QLineEdit(self)
        self.box.setPlaceholderText("絞り込み：番号・語・課名")
        self.box.setAccessibleName("施策の絞り込み")
        self.box.setClearButtonEnabled(True)
        self.department = Choice("課で絞り込み", [], self)
        self.department.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.department.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.offer_departments()
        self.missing = QCheckBox("残りだけ", self)
        self.missing.setToolTip("未入力や未更新（前年度のままの文）がある施策だけを並べます。")
        self.view = TreeView(self)
        self.model = TreeModel(session, self.view)
        self.view.setModel(self.model)
        self.found = secondary_label("", self)
        self.clear_button = QPushButton("解く（Esc）", self)
        self.clear_button.setAccessibleName("絞り込みを解く")
        self.clear_button.setToolTip("絞り込みを解いて、すべての施策を並べます。")
        set_look(self.clear_button, LINK)
        self.clear_button.clicked.connect(self._clear_and_focus)
        for widget in (self.found, self.clear_button):
            widget.hide()
        self._arrange()
        self.view.expandAll()
        self.view.selectionModel().currentChanged.connect(self._current_moved)
        self.view.activated.connect(self._activated)
        self.box.textChanged.connect(self._filter)
        self.box.returnPressed.connect(self._enter)
        self.department.currentIndexChanged.connect(self._filter)
        self.missing.toggled.connect(self._filter)
        session.changed.connect(self._changed)
        session.requested.connect(self.model.apply_requests)
        self._current: str | None = None
        self._waiting = list(session.rows.all(Measure))
        self._reading = QTimer(self)
        self._reading.setInterval(_QUIET)
        self._reading.timeout.connect(self._read_ahead)
        self._reading.start()

    def show_measure(self, measure_id: str) -> None:
        """Mark the measure shown in the middle."""
        self._current = measure_id
        index = self.model.index_of(measure_id)
        if index.isValid() and index != self.view.currentIndex():
            self.view.setCurrentIndex(index)

    def offer_departments(self) -> None:
        """Offer the departments of the plan shown, which may be another now."""
        departments = self.session.outline.departments(self.session.plan)
        self.department.offer([(ALL_DEPARTMENTS, None), *((d.name, d.id) for d in departments)])

    def focus_filter(self) -> None:
        """Focus the filter and select what is typed there."""
        self.box.setFocus()
        self.box.selectAll()

    def clear_filter(self) -> None:
        """List all measures again."""
        for widget in (self.department, self.missing):
            widget.blockSignals(True)
        self.department.setCurrentIndex(0)
        self.missing.setChecked(False)
        for widget in (self.department, self.missing):
            widget.blockSignals(False)
        self.box.clear()  # with its signals: the × in it disappears with the text
        self._filter()

    def _clear_and_focus(self) -> None:
        """Focus the list, as the button disappears."""
        self.view.setFocus()
        self.clear_filter()

    def missing_height(self) -> int:
        """Return how many pixels more it takes to show the whole tree."""
        return self.view.verticalScrollBar().maximum()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Lead from the filter into the tree with ↓; clear the filter, then lead there, with Esc."""
        if event.key() == Qt.Key.Key_Down and self.box.hasFocus():
            self.view.setFocus()
            listed = self.model.measures()
            if listed and not self.model.measure_at(self.view.currentIndex()):
                self.view.setCurrentIndex(self.model.index_of(listed[0]))
        elif event.key() == Qt.Key.Key_Escape and self.model.filter:
            self.clear_filter()
        elif event.key() == Qt.Key.Key_Escape:
            self.view.setFocus()
        else:
            super().keyPressEvent(event)

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.department, 1)
        row.addWidget(self.missing)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 0, 8)
        column.addWidget(self.box)
        column.addLayout(row)
        status = QHBoxLayout()
        status.addWidget(self.found, 1)
        status.addWidget(self.clear_button)
        column.addLayout(status)
        column.addWidget(self.view)

    def _read_ahead(self) -> None:
        self._reading.setInterval(0)
        measures = self.session.rows.all(Measure)
        until = perf_counter() + _AHEAD
        while self._waiting and perf_counter() < until:
            measure = measures.get(self._waiting.pop())
            if measure is not None:
                self.model.measure_index.preload(measure)
        if not self._waiting:
            self._reading.stop()

    def _activated(self, index: QModelIndex) -> None:
        if self.model.measure_at(index) is not None:
            self.entered.emit()

    def _enter(self) -> None:
        """Handle Enter in the filter: open the page of the measure shown, where it is listed, else of the first listed."""
        listed = self.model.measures()
        if listed:
            self._pick(self._current if self._current in listed else listed[0])
            self.entered.emit()

    def _filter(self) -> None:
        criteria = Filter(search_words(self.box.text()), self.department.currentData(), self.missing.isChecked())
        if criteria != self.model.filter:
            self.model.set_filter(criteria)
            self._restore()

    def _changed(self, batch: Batch) -> None:
        if any(change.table in ("department", "plan") for change in batch.changes):
            self.offer_departments()
        if self.model.apply_batch(batch):
            self._restore()

    def _restore(self) -> None:
        self.view.expandAll()
        count = len(self.model.measures())
        self.found.setText(f"{count}件" if count else NOTHING_FOUND)
        for widget in (self.found, self.clear_button):
            widget.setVisible(bool(self.model.filter))
        if self._current is not None:
            # The same measure again, no new choice: the page shows it already.
            self.view.selectionModel().blockSignals(True)
            self.view.setCurrentIndex(self.model.index_of(self._current))
            self.view.selectionModel().blockSignals(False)
            self.view.viewport().update()

    def _current_moved(self, current: QModelIndex, _previous: QModelIndex) -> None:
        measure_id = self.model.measure_at(current)
        if measure_id is not None and measure_id != self._current:
            self._pick(measure_id)

    def _pick(self, measure_id: str) -> None:
        if measure_id != self._current:
            self._current = measure_id
            self.picked.emit(measure_id)


def _model(index: Index) -> TreeModel:
    model = index.model()
    assert isinstance(model, TreeModel)
    return model


def _node(index: Index) -> Node:
    node = _model(index).node(index)
    assert node is not None
    return node
