"""One measure, arranged as its printed table is."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFont, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from dxdesk.desktop.editors import TextEditor
from dxdesk.desktop.kpi_grid import KpiGrid
from dxdesk.desktop.memory import Place
from dxdesk.desktop.narrative import Narrative
from dxdesk.desktop.session import Cell, Session
from dxdesk.desktop.style import bold, small
from dxdesk.desktop.text_field import TextField
from dxdesk.plan.change import Batch
from dxdesk.plan.model import LEAD, Measure
from dxdesk.plan.outline import measure_name

Role = QPalette.ColorRole


class MeasurePage(QScrollArea):
    """Title, departments, description, figures, narrative."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.measure_id: str | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body = QWidget(self)
        self.title = _label(self.body, bold(self.font(), 1.5))
        self.badge = Badge("※ KPI公表", self.body)
        self.departments = _label(self.body, small(self.font()))
        self.departments.setForegroundRole(Role.PlaceholderText)
        self.description = TextField(session, self.body)
        self.grid = KpiGrid(session, self.body)
        self.grid.moved.connect(self._follow)
        self.narrative = Narrative(session, self.body)
        self._arrange()
        self.setWidget(self.body)
        self._wanted_scroll = 0
        self.verticalScrollBar().rangeChanged.connect(self._scroll_on)
        session.changed.connect(self._changed)

    def show_measure(self, measure_id: str) -> None:
        """Turns to another measure; what is being typed is written first."""
        self.finish()
        focused = self.body.focusWidget()
        if focused is not None and focused.hasFocus():
            focused.clearFocus()  # the field shows another measure now: nobody types on into that
        self.measure_id = measure_id
        self._head()
        self.description.editor.show_cell(Cell("measure", measure_id, "description"), "概要")
        self.grid.show_measure(measure_id)
        self.narrative.show_measure(measure_id)
        self._wanted_scroll = 0
        self.verticalScrollBar().setValue(0)

    def finish(self) -> None:
        """Writes whatever is being typed."""
        self.description.editor.finish()
        self.grid.delegate.finish()
        self.narrative.finish()

    def enter(self) -> None:
        """The keyboard goes to the figures, or to the text where there are none."""
        boxes = self.narrative.boxes()
        if self.grid.kpis.rows:
            self.grid.setFocus()
        elif boxes:
            boxes[0].setFocus()
        else:
            self.description.setFocus()

    def go_to(self, table: str, row_id: str, cursor: int | None = None) -> bool:
        """The keyboard to where a row of this measure is written; False where it has no field here."""
        if table == "figure":
            return self.grid.go_to(row_id)
        editor = self._editor(table, row_id)
        if editor is None:
            return False
        if cursor is None:
            editor.setFocus()
        else:
            editor.come_back(cursor)
        place = QRect(editor.mapTo(self.body, QPoint(0, 0)), editor.size())
        self.ensureVisible(place.center().x(), place.center().y(), 0, place.height() // 2 + 20)
        return True

    def place(self) -> Place | None:
        """Where the keyboard is, and how far the page is scrolled."""
        if self.measure_id is None:
            return None
        cell, cursor = self.grid.kpis.cell(self.grid.currentIndex()), 0
        focused = self.body.focusWidget()
        if isinstance(focused, TextEditor) and focused.cell is not None:
            cell, cursor = focused.cell, focused.textCursor().position()
        where = (cell.table, cell.id) if cell is not None else ("", "")
        return Place(self.measure_id, *where, cursor, self.verticalScrollBar().value())

    def scroll_to(self, value: int) -> None:
        """Down to where it was, as soon as the page is laid out that far."""
        self._wanted_scroll = value
        self._scroll_on()

    def _scroll_on(self) -> None:
        bar = self.verticalScrollBar()
        if self._wanted_scroll and bar.maximum() >= self._wanted_scroll:
            bar.setValue(self._wanted_scroll)
            self._wanted_scroll = 0

    def _editor(self, table: str, row_id: str) -> TextEditor | None:
        if table == "entry":
            box = self.narrative.box_of(row_id)
            return box.field.editor if box is not None else None
        return self.description.editor if (table, row_id) == ("measure", self.measure_id) else None

    def missing_height(self) -> int:
        """How many pixels more it takes to show everything without scrolling; negative: so many are left."""
        layout = self._column
        layout.activate()
        wanted = layout.totalHeightForWidth(self.viewport().width()) if layout.hasHeightForWidth() else -1
        return max(wanted, layout.totalMinimumSize().height()) - self.viewport().height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The body is never wider than the view."""
        super().resizeEvent(event)
        self.body.setMaximumWidth(self.viewport().width())

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.departments, 1)
        column = self._column = QVBoxLayout(self.body)
        column.setContentsMargins(18, 14, 18, 18)
        column.setSpacing(10)
        column.addWidget(self.title)
        column.addLayout(head)
        column.addWidget(self.description)
        column.addWidget(self.grid)
        column.addWidget(self.narrative)
        column.addStretch()

    def _changed(self, _batch: Batch) -> None:
        if self.measure_id is not None:
            self._head()
            self.description.editor.refresh()

    def _head(self) -> None:
        measure = self.session.rows.all(Measure).get(self.measure_id or "")
        if measure is None:
            return
        self.title.setText(measure_name(measure))
        self.badge.setVisible(measure.kpi_published)
        shares = self.session.outline.shares(measure)
        lead = "・".join(d.name for share, d in shares if share.role == LEAD)
        others = "・".join(d.name for share, d in shares if share.role != LEAD)
        words = [f"{role}：{names}" for role, names in (("主管", lead), ("関連", others)) if names]
        self.departments.setText("　".join(words) or "課は登録されていません。")

    def _follow(self, place: QRect) -> None:
        """Keeps the current figure in view."""
        corner = self.grid.mapTo(self.body, place.center())
        self.ensureVisible(corner.x(), corner.y(), 0, place.height())


class Badge(QLabel):
    """A word in a frame."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setFont(bold(small(self.font())))
        self.setContentsMargins(6, 2, 6, 2)
        self.setFrameShape(QFrame.Shape.Box)
        self.setForegroundRole(Role.Link)


def _label(parent: QWidget, font: QFont) -> QLabel:
    label = QLabel(parent)
    label.setFont(font)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return label
