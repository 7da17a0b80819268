"""新しい計画: what it is made from, and what each way has to know."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dxdesk.desktop.dialogs.new_plan_from_file import FromFile
from dxdesk.desktop.dialogs.new_plan_ways import Empty, FromSeeds, tab_stop
from dxdesk.desktop.parts.dialog import AnswerButtons, Dialog
from dxdesk.desktop.parts.labels import error_label

Way = Empty | FromSeeds | FromFile


class NewPlanDialog(Dialog):
    """Stays open with the reason where something is missing; choosing another way loses nothing typed."""

    confirmed = Signal(object)  # a Recipe

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("新しい計画を作る", parent)
        self.empty, self.seeds, self.file = Empty(self), FromSeeds(self), FromFile(self)
        self.ways: dict[QRadioButton, Way] = {
            QRadioButton("何もないところから(&E)", self): self.empty,
            QRadioButton("市の見本から(&S)", self): self.seeds,
            QRadioButton("いまある計画ファイルから（前の年度・前の計画）(&F)", self): self.file,
        }
        self.chosen = QButtonGroup(self)
        self.stack = QStackedWidget(self)
        self.message = error_label(self)
        buttons = AnswerButtons("保存する場所を選ぶ…", self._make, self)
        self.yes = buttons.yes
        column = QVBoxLayout(self)
        for radio, way in self.ways.items():
            self.chosen.addButton(radio)
            self.stack.addWidget(way)
            column.addWidget(radio)
        column.addSpacing(6)
        column.addWidget(self.stack, 1)
        column.addWidget(self.message)
        column.addWidget(buttons)
        self.chosen.buttonToggled.connect(self._way_changed)
        self.choose(self.empty)
        self.empty.municipality.setFocus()
        self.make_room(40, 24)

    def way(self) -> Way:
        """Return the way that is chosen."""
        return next(way for radio, way in self.ways.items() if radio.isChecked())

    def choose(self, way: Way) -> None:
        """Choose a way."""
        next(radio for radio, found in self.ways.items() if found is way).setChecked(True)

    def _way_changed(self) -> None:
        tab_stop(self.chosen)
        self.stack.setCurrentWidget(self.way())
        self.message.clear()

    def _make(self) -> None:
        complaint = self.way().complaint()
        self.message.setText(complaint)
        if not complaint:
            self.confirmed.emit(self.way().recipe())
