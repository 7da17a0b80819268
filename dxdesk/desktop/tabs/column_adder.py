"""欄を加える: a year and role that the figures of a measure have no column for yet."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from dxdesk.desktop.measure.kpi_model import GridPosition
from dxdesk.desktop.parts.combo_box import Choice
from dxdesk.desktop.parts.labels import secondary_label
from dxdesk.plan.rows.dates import read_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import ROLES

_TEACHES = "ほかの年度の基準値や、計画の外の年度の値を書くには、欄を加えます。"


class ColumnAdder(QWidget):
    """A role, a year as people write it, a button; what cannot be is said below."""

    def __init__(self, add: Callable[[GridPosition], str], give_up: Callable[[], None], parent: QWidget) -> None:
        """`add`: takes the column, says why it cannot be; `give_up`: takes the current one off again."""
        super().__init__(parent)
        self._add = add
        self.role = Choice("加える欄の区分", [(role, role) for role in ROLES], self)
        self.year = QLineEdit(self)
        self.year.setAccessibleName("加える欄の年度")
        self.year.setPlaceholderText("R1、H30 など")
        self.year.setMaximumWidth(10 * self.fontMetrics().horizontalAdvance("あ"))
        self.year.setInputMethodHints(Qt.InputMethodHint.ImhPreferLatin)
        self.button = QPushButton("欄を加える", self)
        self.button.clicked.connect(self.add)
        self.drop = QPushButton("加えた欄を外す", self)
        self.drop.clicked.connect(give_up)
        self.drop.hide()
        self.year.returnPressed.connect(self.add)
        self.told = secondary_label(_TEACHES, self)
        row = QHBoxLayout()
        for control in (self.role, self.year, self.button, self.drop):
            row.addWidget(control)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.told)

    def add(self) -> None:
        """欄を加える."""
        try:
            refused = self._add(GridPosition(read_year(self.year.text()), self.role.currentData()))
        except Refused as error:
            refused = error.message
        self.told.setText(refused or _TEACHES)
        self.told.setForegroundRole(QPalette.ColorRole.BrightText if refused else QPalette.ColorRole.PlaceholderText)
        if not refused:
            self.year.clear()
