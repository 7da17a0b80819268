"""A measure's schedule as bars over the years, drawn and moved by mouse and keyboard.

Arrows go from lane to lane and year to year; Shift with an arrow makes the bar longer or shorter, Ctrl shifts it. What is
typed goes into the field below, where the IME works.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QMouseEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from dxdesk.desktop.appearance.style import bold
from dxdesk.desktop.parts.editors import TEMPORARY_FOCUS_REASONS, TextEditor
from dxdesk.desktop.parts.fits_font import FitsFont
from dxdesk.desktop.session import READ_ONLY, Outcome, Session
from dxdesk.plan.changes.schedule import (
    Bar,
    bars_of,
    phase_changes,
    schedule_years,
    with_bar,
    with_bar_replaced,
    without_bar,
)
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import Lane, Measure

Role = QPalette.ColorRole
_LABEL = 0.3  # of the width
_EDGE = 6  # pixels at a bar's end that change its length
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


@dataclass(frozen=True)
class Drag:
    """What the mouse drags: the bars of a lane before, the one dragged, its end (0: all of it), and from which year."""

    lane: Lane
    bars: tuple[Bar, ...]
    bar: Bar
    end: int
    year: int


class ScheduleView(FitsFont, QWidget):
    """One measure at a time; a lane on each line."""

    current_changed = Signal()  # to another place
    typed = Signal(object)  # a key or composition that is meant for the field
    left = Signal()  # the focus or the current place moves: what is composed here must not stay open
    edit_requested = Signal()
    move_requested = Signal(int)  # the current lane up (-1) or down (1)
    remove_requested = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.measure: Measure | None = None
        self.lanes: list[Lane] = []
        self.years = range(0)
        self.row, self.year = 0, 0
        self.field: TextEditor | None = None  # where what is typed here goes
        self._drag: Drag | None = None
        self._shown: tuple[Bar, ...] | None = None  # of the current lane, while the mouse moves
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("スケジュール")
        session.changed.connect(self.refresh)
        self.watch_font()

    def fit(self) -> None:
        """Ask for lines as high as the letters."""
        self.updateGeometry()

    def show_measure(self, measure: Measure | None) -> None:
        """Show another measure."""
        self.measure = measure
        self.row, self.year = 0, self.session.plan.shown_from
        self.refresh()

    def refresh(self) -> None:
        """Show the plan as it is now."""
        found = self.session.rows.all(Measure).get(self.measure.id) if self.measure is not None else None
        self.measure = found
        self.lanes = self.session.outline.lanes(found) if found is not None else []
        self.years = schedule_years(self.session.outline, self.session.plan, found) if found is not None else range(0)
        self.row = max(0, min(self.row, len(self.lanes) - 1))
        if self.years:
            self.year = max(self.years[0], min(self.year, self.years[-1]))
        self.updateGeometry()
        self.update()
        self._announce()

    @property
    def lane(self) -> Lane | None:
        """The current lane."""
        return self.lanes[self.row] if self.row < len(self.lanes) else None

    @property
    def bar(self) -> Bar | None:
        """The current bar."""
        return next((bar for bar in self.bars() if bar.first <= self.year <= bar.last), None)

    def bars(self, lane: Lane | None = None) -> tuple[Bar, ...]:
        """Return a lane's bars, those of the current lane without one."""
        which = lane or self.lane
        return bars_of(self.session.outline, which, self.years) if which is not None else ()

    def go_to(self, row: int, year: int) -> None:
        """Make a place the current one, as far as there is one."""
        if self.lanes and self.years:
            self.row = max(0, min(row, len(self.lanes) - 1))
            self.year = max(self.years[0], min(year, self.years[-1]))
            self.update()
            self._announce()

    def _announce(self) -> None:
        lane, bar = self.lane, self.bar
        state = f"{bar.text}（{short_year(bar.first)}～{short_year(bar.last)}）" if bar is not None else "空き"
        self.setAccessibleDescription(f"{lane.label or '取組'} {short_year(self.year)} {state}" if lane is not None else "")
        self.current_changed.emit()

    # writing

    def write(self, bars: tuple[Bar, ...], lane: Lane | None = None) -> bool:
        """Write a lane's bars, as one step of undo."""
        which = lane or self.lane
        if which is None:
            return False
        changes = phase_changes(self.session.outline, which, bars, self.years)
        return bool(self.session.apply(changes, reason="スケジュール"))

    def stretch(self, by: int) -> None:
        """Make the bar longer (1) or shorter (-1) at its end."""
        bar = self.bar
        if bar is not None and bar.first <= bar.last + by < self.years.stop:
            self.write(with_bar_replaced(self.bars(), bar, replace(bar, last=bar.last + by)))
            self.go_to(self.row, max(bar.first, min(self.year, bar.last + by)))

    def shift(self, by: int) -> None:
        """Move the bar one year on (1) or back (-1)."""
        bar = self.bar
        if bar is not None and self.years.start <= bar.first + by and bar.last + by < self.years.stop:
            self.write(with_bar_replaced(self.bars(), bar, replace(bar, first=bar.first + by, last=bar.last + by)))
            self.go_to(self.row, self.year + by)

    def erase(self) -> None:
        """Remove the bar; its years stay empty."""
        bar = self.bar
        if bar is not None:
            self.write(without_bar(self.bars(), bar))

    # places

    def _line(self) -> int:
        return self.fontMetrics().height() + 16

    def sizeHint(self) -> QSize:
        """A line for the years and one for each lane."""
        return QSize(400, self._line() * (len(self.lanes) + 1) + 2)

    def minimumSizeHint(self) -> QSize:
        """As high as it must be, as narrow as it is given."""
        return QSize(0, self.sizeHint().height())

    def _left(self, year: int) -> float:
        label = self.width() * _LABEL
        return label + (self.width() - label) * (year - self.years.start) / max(len(self.years), 1)

    def rect_of(self, row: int, first: int, last: int) -> QRectF:
        """Return the place of some years of a lane."""
        top = self._line() * (row + 1)
        return QRectF(self._left(first), top, self._left(last + 1) - self._left(first), self._line())

    def _at(self, point: QPoint) -> tuple[int, int]:
        """Return the lane and year under the mouse, wherever it is."""
        label = self.width() * _LABEL
        year = self.years.start + int((point.x() - label) * len(self.years) // max(self.width() - label, 1))
        return point.y() // self._line() - 1, max(self.years.start, min(year, self.years.stop - 1))

    def _grip(self, point: QPoint, row: int, bar: Bar) -> int:
        """Return which end of a bar is under the mouse: -1, 1, or 0 for what is between."""
        place = self.rect_of(row, bar.first, bar.last)
        return -1 if point.x() - place.left() <= _EDGE else 1 if place.right() - point.x() <= _EDGE else 0

    # mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a bar by its middle or an end, or begin a new one."""
        row, year = self._at(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not 0 <= row < len(self.lanes):
            return
        self.left.emit()
        self.setFocus()
        self.go_to(row, year)
        lane, bars, bar = self.lanes[row], self.bars(), self.bar
        if self.session.read_only or event.position().x() < self.width() * _LABEL:
            return
        end = self._grip(event.position().toPoint(), row, bar) if bar is not None else 1
        self._drag = Drag(lane, bars, bar or Bar(year, year, "（新しい段階）"), end, year)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what letting go would make of it."""
        row, year = self._at(event.position().toPoint())
        if self._drag is None:
            bar = (
                next((b for b in self.bars(self.lanes[row]) if b.first <= year <= b.last), None)
                if 0 <= row < len(self.lanes)
                else None
            )
            at_end = bar is not None and self._grip(event.position().toPoint(), row, bar) != 0
            self.setCursor(Qt.CursorShape.SizeHorCursor if at_end else Qt.CursorShape.ArrowCursor)
            return
        drag = self._drag
        if drag.end < 0:
            fresh = replace(drag.bar, first=min(year, drag.bar.last))
        elif drag.end > 0:
            fresh = replace(drag.bar, last=max(year, drag.bar.first))
        else:
            by = max(self.years.start - drag.bar.first, min(year - drag.year, self.years.stop - 1 - drag.bar.last))
            fresh = replace(drag.bar, first=drag.bar.first + by, last=drag.bar.last + by)
        moved = with_bar_replaced(drag.bars, drag.bar, fresh) if drag.bar in drag.bars else with_bar(drag.bars, fresh)
        self._shown = moved if fresh != drag.bar or drag.bar not in drag.bars else None
        self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Write what was moved; a mere click moves nothing."""
        drag, shown = self._drag, self._shown
        self._drag = self._shown = None
        if drag is not None and shown is not None:
            self.write(shown, drag.lane)
            if drag.bar not in drag.bars:
                self.edit_requested.emit()
        self.update()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Ask for the field."""
        self.edit_requested.emit()

    # keys

    def _own_key(self, event: QKeyEvent) -> Callable[[], None] | None:
        """Return what a key does here that elsewhere is a menu's; None for any other key."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and modifiers == Qt.KeyboardModifier.AltModifier:
            return partial(self.move_requested.emit, -1 if event.key() == Qt.Key.Key_Up else 1)
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        return self.remove_requested.emit if event.key() == Qt.Key.Key_Delete and modifiers == both else None

    def event(self, event: QEvent) -> bool:
        """Keep the keys of a line for the lane while the focus is here."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._own_key(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, stretch, shift, erase; letters go into the field."""
        key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        step, own = _STEPS.get(key), self._own_key(event)
        if own is not None:
            own()
        elif step is not None and modifiers == Qt.KeyboardModifier.NoModifier:
            self.go_to(self.row + step[0], self.year + step[1])
        elif step is not None and step[1] and modifiers == Qt.KeyboardModifier.ShiftModifier:
            self.stretch(step[1])
        elif step is not None and step[1] and modifiers == Qt.KeyboardModifier.ControlModifier:
            self.shift(step[1])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.years:
            self.go_to(self.row, self.years[0] if key == Qt.Key.Key_Home else self.years[-1])
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not modifiers:
            self.erase()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and not modifiers:
            self.edit_requested.emit()
        elif event.text().isprintable() and event.text() and not modifiers & Qt.KeyboardModifier.ControlModifier:
            self.typed.emit(event)
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Pass what is composed to the field; the focus follows once its first part is committed."""
        if self.session.read_only:
            self.session.refuse(Outcome(READ_ONLY))
        else:
            self.typed.emit(event)
            self.updateMicroFocus()  # the IME shows its candidates beside the field

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:
        """Answer with the field's position while it composes."""
        if self.field is None or not self.field.composing:
            return super().inputMethodQuery(query)
        found: object = self.field.inputMethodQuery(query)
        if isinstance(found, QRect | QRectF):
            return found.translated(self.mapFromGlobal(self.field.mapToGlobal(QPoint())))
        return found

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Mark the current place only while the focus is here."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Mark it no longer."""
        super().focusOutEvent(event)
        self.update()
        if event.reason() not in TEMPORARY_FOCUS_REASONS:
            self.left.emit()

    # drawing

    def paintEvent(self, _event: object) -> None:
        """Draw the years, the lanes, their bars, and the current place."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, line = self.palette(), self._line()
        painter.fillRect(0, 0, self.width(), line, palette.color(Role.Midlight))
        painter.fillRect(0, line, self.width(), self.height() - line, palette.color(Role.Base))
        painter.setFont(bold(self.font()))
        painter.setPen(palette.color(Role.Text))
        painter.drawText(QRect(8, 0, int(self.width() * _LABEL) - 12, line), int(Qt.AlignmentFlag.AlignVCenter), "取組")
        for year in self.years:
            place = self.rect_of(-1, year, year)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), short_year(year))
        painter.setFont(self.font())
        painter.setPen(QPen(palette.color(Role.Mid), 1))
        for row in range(len(self.lanes) + 2):
            painter.drawLine(0, row * line, self.width(), row * line)
        for year in self.years:
            painter.drawLine(int(self._left(year)), 0, int(self._left(year)), self.height())
        for row, lane in enumerate(self.lanes):
            self._draw_lane(painter, row, lane)
        if self.hasFocus() and self.lanes:
            painter.setPen(QPen(palette.color(Role.Highlight), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect_of(self.row, self.year, self.year).adjusted(1, 1, -1, -1))

    def _draw_lane(self, painter: QPainter, row: int, lane: Lane) -> None:
        palette = self.palette()
        room = QRectF(8, self._line() * (row + 1), self.width() * _LABEL - 12, self._line())
        painter.setPen(palette.color(Role.Text))
        label = painter.fontMetrics().elidedText(
            lane.label or "（名称なし）", Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), label)
        moved = self._shown if self._drag is not None and self._drag.lane.id == lane.id else None
        for bar in moved if moved is not None else self.bars(lane):
            place = self.rect_of(row, bar.first, bar.last).adjusted(2, 4, -2, -4)
            painter.setPen(QPen(palette.color(Role.Highlight), 1.2))
            painter.setBrush(palette.color(Role.AlternateBase))
            painter.drawRoundedRect(place, 4, 4)
            painter.setPen(palette.color(Role.Text))
            text = " ".join(bar.text.split())
            elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(place.width()) - 10)
            painter.drawText(place.adjusted(5, 0, -5, 0), int(Qt.AlignmentFlag.AlignCenter), elided)
