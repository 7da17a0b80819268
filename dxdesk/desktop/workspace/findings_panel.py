"""The findings of the checks at the bottom, of the measure or the whole plan, each leading to its field."""

from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QListView,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from dxdesk.desktop.appearance.icons import level_icon
from dxdesk.desktop.appearance.style import bold
from dxdesk.desktop.background.operation import Operation
from dxdesk.desktop.parts.labels import Label
from dxdesk.desktop.parts.later import later
from dxdesk.desktop.session import Session
from dxdesk.plan.checks import Finding, check
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.outline import Outline

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_SOON = 700  # ms without a change before the plan is checked again


class FindingsModel(QAbstractListModel):
    """A finding a row: its level as icon and text, and its sentence."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.findings: list[Finding] = []

    def show_findings(self, findings: list[Finding]) -> None:
        """Show other findings; the same ones are left alone, so that the place in the list stays."""
        if findings != self.findings:
            self.beginResetModel()
            self.findings = findings
            self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of findings."""
        return 0 if parent.isValid() else len(self.findings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return text, icon or tooltip of a finding: `警告　R7の実績がありません。`"""
        if not index.isValid():
            return None
        finding = self.findings[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{finding.level}　{finding.message}"
        if role == Qt.ItemDataRole.DecorationRole:
            return level_icon(finding.level)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "Enter かダブルクリックで、その欄へ移ります。"
        return None


class FindingsView(QListView):
    """A list in which Enter leads to the field, on every platform."""

    chosen = Signal(QModelIndex)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        # Thousands of sentences are laid out in pieces, while the person goes on.
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("確認するところ")
        self.doubleClicked.connect(self.chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter for a double click."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class FindingsPanel(QWidget):
    """Checks the plan in a worker, some time after the last change; typing never waits for it."""

    jumped = Signal(object)  # the Finding that was chosen

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.measure_id: str | None = None
        self._all: list[Finding] = []
        self._checked = False
        self.reading = Operation(self).on_success(self._take)
        self._soon = later(_SOON, self.check, self)
        self.heading = Label("", self)
        self.heading.setFont(bold(self.font()))
        self.here = QRadioButton("この施策", self)
        self.everywhere = QRadioButton("計画全体", self)
        self.here.setChecked(True)
        self._scope = QButtonGroup(self)
        for button in (self.here, self.everywhere):
            self._scope.addButton(button)
        self._scope.buttonToggled.connect(self._show)
        self.view = FindingsView(self)
        self.model = FindingsModel(self.view)
        self.view.setModel(self.model)
        self.view.chosen.connect(self._jump)
        self.empty = Label("", self)
        self.empty.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self.empty.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(14)
        for widget in (self.heading, self.here, self.everywhere):
            row.addWidget(widget)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 4)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.empty, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.view, 1)
        session.changed.connect(self._changed)
        session.requested.connect(self._soon.start)
        self._soon.start()
        self._show()

    def show_measure(self, measure_id: str) -> None:
        """Show the findings of another measure."""
        self.measure_id = measure_id
        self._show()

    def sizeHint(self) -> QSize:
        """Return room for the head and three findings."""
        return QSize(400, 6 * self.fontMetrics().lineSpacing() + 24)

    def load_now(self) -> None:
        """Check now and here: for pictures."""
        self._soon.stop()
        self._take(check(self.session.outline))

    def check(self) -> None:
        """Check the plan in a worker; a check of an older state is given up."""
        self._soon.stop()
        # The outline fills itself while it is read: the worker gets one of its own.
        self.reading.start_stepwise(partial(check, Outline(self.session.rows, self.session.outline)))

    def _changed(self, _batch: Batch) -> None:
        self._soon.start()

    def _take(self, findings: list[Finding]) -> None:
        self._all, self._checked = findings, True
        self._show()

    def findings_here(self) -> list[Finding]:
        """Return the findings of the measure shown."""
        return [f for f in self._all if f.measure is not None and f.measure.id == self.measure_id]

    def _show(self) -> None:
        here = self.findings_here()
        shown = here if self.here.isChecked() else self._all
        self.heading.setText(f"確認するところ {len(shown)}件" if self._checked else "確認しています…")
        self.here.setText(f"この施策（{len(here)}）")
        self.everywhere.setText(f"計画全体（{len(self._all)}）")
        self.model.show_findings(shown)
        self.view.setVisible(bool(shown))
        self.empty.setVisible(self._checked and not shown)
        where = "この施策" if self.here.isChecked() else "この計画"
        self.empty.setText(f"{where}に、確認が必要なところは見つかりませんでした。")

    def _jump(self, index: QModelIndex) -> None:
        self.jumped.emit(self.model.findings[index.row()])
