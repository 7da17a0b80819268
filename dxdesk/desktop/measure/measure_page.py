"""One measure, arranged as its printed table is."""

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from dxdesk.desktop.appearance.style import bold
from dxdesk.desktop.measure.internal_notes import InternalNotes
from dxdesk.desktop.measure.kpi_grid import KpiGrid
from dxdesk.desktop.measure.narrative import Narrative
from dxdesk.desktop.measure.page_head import PageHead
from dxdesk.desktop.parts.editors import TextEditor
from dxdesk.desktop.parts.labels import Label, wrapped_label
from dxdesk.desktop.parts.scroll import VerticalScrollArea
from dxdesk.desktop.session import Session
from dxdesk.desktop.window_settings import Position
from dxdesk.plan.rows.change import Batch

_HINT = "「計画の構成」で柱を作り、その中に施策を加えると、ここに実績や予定を書けます。"
NO_INDICATORS = "この施策には指標がありません。取り組んだことを、下の年度の欄に1行ずつ書きます。"
_STILL = 3  # times in a row that a place has not moved: then the page is laid out
Role = QPalette.ColorRole


class NoMeasures(QWidget):
    """Two sentences and the button that leads to where the first measure is made."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        title = wrapped_label("この計画には、まだ施策がありません。", self)
        title.setFont(bold(self.font(), 1.2))
        self.make = QPushButton("計画の構成を開く（Ctrl+5）", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 24, 0, 24)
        column.setSpacing(12)
        column.addWidget(title)
        column.addWidget(wrapped_label(_HINT, self))
        column.addWidget(self.make, 0, Qt.AlignmentFlag.AlignLeft)


class MeasurePage(VerticalScrollArea):
    """Title, departments, description, figures, narrative."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.measure_id: str | None = None
        self.body = QWidget(self)
        self.setWidget(self.body)
        self.head = PageHead(session, self.body)
        self.grid = KpiGrid(session, self.body)
        self.grid.moved.connect(self._follow)
        self.blank = Label(NO_INDICATORS, self.body)
        self.blank.setForegroundRole(Role.PlaceholderText)
        self.blank.setWordWrap(True)
        self.narrative = Narrative(session, self.body)
        self.notes = InternalNotes(session, self.body)
        self.nothing = NoMeasures(self.body)
        self._arrange()
        self._pending_scroll = 0
        self._sought: tuple[QWidget, QRect | None] = self.body, None  # what has to be in view: a part, or a place in it
        self._sought_at = QRect()
        self._still = 0  # how often in a row it was found in the same place
        self._settling = QTimer(self)
        self._settling.setInterval(0)
        self._settling.timeout.connect(self._keep_in_view)
        self.verticalScrollBar().rangeChanged.connect(self._scroll_on)
        session.changed.connect(self._changed)

    def show_measure(self, measure_id: str) -> None:
        """Show another measure; what is being typed is written first."""
        self.finish()
        focused = self.body.focusWidget()
        if focused is not None and focused.hasFocus():
            focused.clearFocus()  # so that nobody types on into the field, which shows another measure now
        self.measure_id = measure_id
        self._show_parts(True)
        self.head.show_measure(measure_id)
        self.grid.show_measure(measure_id)
        self.blank.setVisible(not self.grid.kpis.rows)
        self.narrative.show_measure(measure_id)
        self.notes.show_measure(measure_id)
        if self.session.is_by_name(measure_id):
            self._show_title_only()
        self._settling.stop()
        self._pending_scroll = 0
        self.verticalScrollBar().setValue(0)

    def show_nothing(self) -> None:
        """Show that the plan has no measure."""
        self.finish()
        self.measure_id = None
        self._show_parts(False)

    def _show_title_only(self) -> None:
        """Leave only the head of another department's measure."""
        for part in (self.grid, self.blank, self.narrative, self.notes):
            part.hide()

    def _show_parts(self, shown: bool) -> None:
        for part in (self.head, self.narrative, self.notes):
            part.setVisible(shown)
        self.nothing.setVisible(not shown)
        if not shown:
            self.grid.hide()
            self.blank.hide()

    def finish(self) -> None:
        """Write whatever is being typed."""
        self.head.description.editor.finish()
        self.grid.delegate.finish()
        self.narrative.finish()
        self.notes.finish()

    def focus_first(self) -> None:
        """Focus the figures, or the text where there are none."""
        boxes = self.narrative.boxes()
        if self.measure_id is None:
            self.nothing.make.setFocus()
        elif self.session.is_by_name(self.measure_id):
            self.setFocus()
        elif self.grid.kpis.rows:
            self.grid.setFocus()
        elif boxes:
            boxes[0].field.editor.setFocus()
        elif self.narrative.cells:
            self.narrative.asked_cell().add.setFocus()

    def go_to(self, table: str, row_id: str, cursor: int | None = None) -> bool:
        """Focus the field where a row of this measure is written; False where it has none here."""
        if table == "figure":
            return self.grid.go_to(row_id)
        editor = self._editor(table, row_id)
        if editor is None:
            return False
        if cursor is None:
            editor.setFocus()
        else:
            editor.focus_at(cursor)
        self._scroll_into_view(editor)
        return True

    def go_to_year(self, year: int) -> None:
        """Focus where the lines of a year are continued."""
        cell = next((cell for cell in self.narrative.cells if cell.year == year), self.narrative.asked_cell())
        part = cell.start_widget()
        part.setFocus()
        self._scroll_into_view(part)

    def position(self) -> Position | None:
        """Return where the focus is, and how far the page is scrolled."""
        if self.measure_id is None:
            return None
        cell, cursor = self.grid.kpis.cell(self.grid.currentIndex()), 0
        focused = self.body.focusWidget()
        if isinstance(focused, TextEditor) and focused.cell is not None:
            cell, cursor = focused.cell, focused.textCursor().position()
        where = (cell.table, cell.id) if cell is not None else ("", "")
        return Position(self.measure_id, *where, cursor, self.verticalScrollBar().value())

    def scroll_to(self, value: int) -> None:
        """Scroll down to where it was, as soon as the page is laid out that far."""
        self._settling.stop()
        self._pending_scroll = value
        self._scroll_on()

    def _scroll_on(self) -> None:
        bar = self.verticalScrollBar()
        if self._pending_scroll and bar.maximum() >= self._pending_scroll:
            bar.setValue(self._pending_scroll)
            self._pending_scroll = 0

    def _editor(self, table: str, row_id: str) -> TextEditor | None:
        if table == "entry":
            box = self.narrative.box_of(row_id)
            return box.field.editor if box is not None else None
        if table == "note":
            note = self.notes.box_of(row_id)
            return note.field.editor if note is not None else None
        if (table, row_id) == ("measure", self.measure_id) and not self.session.is_by_name(row_id):
            self.head.show_description(True)
            return self.head.description.editor
        return None

    def missing_height(self) -> int:
        """Return how many pixels more it takes to show everything without scrolling; negative: so many are left."""
        layout = self._column
        layout.activate()
        needed = layout.totalHeightForWidth(self.viewport().width()) if layout.hasHeightForWidth() else -1
        return max(needed, layout.totalMinimumSize().height()) - self.viewport().height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the body no wider than the view."""
        super().resizeEvent(event)
        self.body.setMaximumWidth(self.viewport().width())

    def _arrange(self) -> None:
        column = self._column = QVBoxLayout(self.body)
        column.setContentsMargins(18, 14, 18, 18)
        column.setSpacing(10)
        for part in (self.head, self.grid, self.blank, self.narrative, self.notes, self.nothing):
            column.addWidget(part)
        column.addStretch()

    def _changed(self, _batch: Batch) -> None:
        if self.measure_id is not None:
            self.head.refresh()
            self.blank.setVisible(not self.grid.kpis.rows and not self.session.is_by_name(self.measure_id))

    def _follow(self, place: QRect) -> None:
        """Keep the current figure in view."""
        self._scroll_into_view(self.grid, place)

    def _scroll_into_view(self, part: QWidget, place: QRect | None = None) -> None:
        """Scroll a part into view, or a place in it."""
        self._sought, self._still = (part, place), 0
        self._keep_in_view()
        self._settling.start()

    def _keep_in_view(self) -> None:
        """Scroll until it no longer moves: after a change of measure the texts wrap only once they have their width."""
        part, place = self._sought
        at = (place or part.rect()).translated(part.mapTo(self.body, QPoint(0, 0)))
        self.ensureVisible(at.center().x(), at.center().y(), 0, at.height() // 2 + 20)
        self._still = self._still + 1 if at == self._sought_at else 0
        self._sought_at = at
        if self._still >= _STILL:
            self._settling.stop()
