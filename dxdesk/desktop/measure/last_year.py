"""前年度の文を写す, and このままでよい: what can be done in the window with last year's lines."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from dxdesk.desktop.appearance.style import bold, small
from dxdesk.desktop.parts.buttons import LinkButton
from dxdesk.desktop.parts.labels import Label
from dxdesk.desktop.session import Session
from dxdesk.plan.changes.carry_forward import copy_assessment_text, copy_measure_texts, copy_permitted
from dxdesk.plan.changes.edits import Changes
from dxdesk.plan.rows.model import Assessment, Entry, Measure

NOTHING = "写せる前年度の文はありません（すでにあるか、ほかの課の文か、確定した年度です）。"
UNCHANGED = "未更新（前年度と同じ文）"
COPIED = "前年度の文を{count}か所に写しました。直すか、「このままでよい」を選ぶまで、未更新として残ります。"


def copy_lines(session: Session, entries: Sequence[Entry], year: int) -> list[str]:
    """Copy lines into a year, as far as they may be written there; return the ids of the new ones."""
    return _write(session, copy_permitted(session.outline, session.scope, entries, year))


def copy_measure(session: Session, measure: Measure) -> list[str]:
    """Copy last year's texts into each asked cell of a measure that is empty; return the ids of the rows written."""
    return _write(session, copy_measure_texts(session.outline, session.scope, measure))


def copy_opinion(session: Session, last: Assessment, blank: Assessment) -> list[str]:
    """Copy a 見解 into a `blank` assessment; return the id of that."""
    return _write(session, copy_assessment_text(session.outline, session.scope, last, blank))


def _write(session: Session, copies: Changes) -> list[str]:
    ids = list(dict.fromkeys(change.id for change in copies))
    if not ids:
        session.message.emit(NOTHING)
    elif session.apply(copies, reason="前年度の文を写す"):
        session.message.emit(COPIED.format(count=len(ids)))
        return ids
    return []


class Unchanged(QWidget):
    """Under a line that is last year's: that it does not count yet, and that it may stay so."""

    confirmed = Signal()

    def __init__(self, writable: bool, parent: QWidget) -> None:
        super().__init__(parent)
        mark = Label("未更新", self)
        mark.setFont(bold(small(self.font())))
        mark.setForegroundRole(self.palette().ColorRole.BrightText)
        mark.setToolTip("前年度と同じ文です。直すか、「このままでよい」を選ぶまで、記入したことになりません。")
        self.keep = LinkButton("このままでよい", self)
        self.keep.setAccessibleName("前年度と同じ文のままでよい")
        self.keep.clicked.connect(self.confirmed)
        self.keep.setVisible(writable)
        self._mark = mark
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(4, 0, 0, 0)
        self._row.setSpacing(4)
        for widget in (mark, self.keep):
            self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
        self._row.addStretch()

    def minimumSizeHint(self) -> QSize:
        """Be as narrow as the wider of the two: large letters in a narrow year must not narrow the other years."""
        wide = max(self._mark.sizeHint().width(), self.keep.sizeHint().width())
        return QSize(wide + self._row.contentsMargins().left(), super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Arrange anew when their letters have grown after the width was set, each on its own."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange anew: another width may have room for both in one line, or no longer."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Put one below the other where there is no room beside it."""
        beside = self._mark.sizeHint().width() + self.keep.sizeHint().width() + 2 * self._row.spacing()
        narrow = self.width() < beside + self._row.contentsMargins().left()
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
