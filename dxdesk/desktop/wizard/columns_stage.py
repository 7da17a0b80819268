"""Step 3: what each column is. Guessed by its heading; a person checks and corrects."""

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from dxdesk.desktop.parts.labels import Label, error_label
from dxdesk.desktop.parts.scroll import FullWidthScrollArea
from dxdesk.desktop.parts.text_table import TextTable
from dxdesk.desktop.wizard.column_form import UNDECIDED, ColumnForm
from dxdesk.desktop.wizard.preview import SheetView
from dxdesk.desktop.wizard.stage import Stage
from dxdesk.jobs.map_wizard import MapDraft
from dxdesk.pages.layouts.common.cell_refs import letters
from dxdesk.pages.layouts.list_table.map_guess import position_of
from dxdesk.pages.layouts.list_table.map_problems import column_meaning
from dxdesk.pages.layouts.list_table.table_map import MapColumn

_WRONG = "！"


class ColumnList(TextTable):
    """The columns of the sheet; Enter leads to what the current one is."""

    picked = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep Enter from the dialog."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.picked.emit()
        else:
            super().keyPressEvent(event)


class ColumnsStage(Stage):
    """The columns on the left, what the current one is on the right, the table below."""

    title = "列の意味"
    hint = "左で列を選び（↑↓）、右で何の列かを選びます（Enter）。決めていない列は、あとで1マスずつ示します。"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.description: MapDraft | None = None
        self._headings: dict[int, str] = {}
        self._places: list[int] = []
        self.undecided = self._undecided_bar()
        self.columns = ColumnList(("列", "見出し", "何の列か"), (0, 1, 1), "表の列", self)
        self.form = ColumnForm(self)
        self.problem = error_label(self)
        self.preview = SheetView(QAbstractItemView.SelectionBehavior.SelectColumns, self)
        self._arrange()
        self.columns.selectionModel().currentRowChanged.connect(self._current_changed)
        self.columns.picked.connect(self._to_form)
        self.preview.picked.connect(self._to_form)
        self.preview.selectionModel().currentColumnChanged.connect(self._preview_column_changed)
        self.form.field_chosen.connect(self._field_chosen)
        self.form.changed.connect(self._changed)

    def _undecided_bar(self) -> QWidget:
        """Build what can be decided of all columns at once that are not decided yet."""
        rest = QWidget(self)
        row = QHBoxLayout(rest)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Label("決めていない列は", rest))
        for text, field in (("独自の項目にする", "custom"), ("取り込まない", "skip")):
            button = QPushButton(text, rest)
            button.setAccessibleName(f"決めていない列をすべて{text}")
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._choose_rest, field))
            row.addWidget(button)
        row.addStretch(1)
        return rest

    def _arrange(self) -> None:
        right = QWidget(self)
        side = QVBoxLayout(right)
        side.setContentsMargins(10, 0, 4, 0)
        side.addWidget(self.form)
        side.addWidget(self.problem)
        side.addStretch(1)
        scroll = FullWidthScrollArea(right, self)
        left = QWidget(self)
        list_and_rest = QVBoxLayout(left)
        list_and_rest.setContentsMargins(0, 0, 0, 0)
        list_and_rest.addWidget(self.undecided)
        list_and_rest.addWidget(self.columns, 1)
        upper = QSplitter(Qt.Orientation.Horizontal, self)
        whole = QSplitter(Qt.Orientation.Vertical, self)
        for splitter, parts, shares in ((upper, (left, scroll), (4, 3)), (whole, (upper, self.preview), (3, 2))):
            for place, (part, share) in enumerate(zip(parts, shares, strict=True)):
                splitter.addWidget(part)
                splitter.setStretchFactor(place, share)
                splitter.setCollapsible(place, False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(whole, 1)

    # showing

    def describe(self, description: MapDraft) -> None:
        """Take another file."""
        self.description = description
        self._places = []

    def enter(self) -> None:
        """Show the present columns; the first with a problem is the current one, else the one left last."""
        description = self.description
        if description is None:
            return
        left = self._place()
        self._headings = description.headings
        self._places = list(self._headings)
        self.columns.show_lines(self._lines())
        self.preview.show_sheet(description.page, description.map)
        wrong_ones = [problem.position for problem in description.problems() if problem.position is not None]
        self._go(next(iter(wrong_ones), left if left in self._places else self._places[0]))
        self._show_counts()
        self.columns.setFocus()

    def _lines(self) -> list[tuple[str, str, str]]:
        """Return letter, heading and meaning of each column."""
        assert self.description is not None
        wrong = {problem.position for problem in self.description.problems()}
        text = {position_of(column): column_meaning(column) for column in self.description.map.columns}
        return [
            (letters(place), heading or "（見出しなし）", (_WRONG if place in wrong else "") + text.get(place, UNDECIDED))
            for place, heading in self._headings.items()
        ]

    def _place(self) -> int:
        row = self.columns.currentIndex().row()
        return self._places[row] if 0 <= row < len(self._places) else -1

    def _go(self, place: int) -> None:
        self.columns.setCurrentIndex(self.columns.texts.index(self._places.index(place), 0))
        self._current_changed()

    def _current_changed(self) -> None:
        place = self._place()
        if self.description is not None and place >= 0:
            self.form.show_column(self.description.column(place))
            self.preview.go_to(place)
            self._show_problem()

    def _preview_column_changed(self, current: QModelIndex) -> None:
        place = current.column()
        if place in self._places and place != self._place():
            self._go(place)

    def _show_problem(self) -> None:
        assert self.description is not None
        own = [problem.sentence for problem in self.description.problems() if problem.position == self._place()]
        self.problem.setText("\n".join(own))

    def _show_counts(self) -> None:
        """Show how many columns are decided."""
        assert self.description is not None
        decided = sum(self.description.column(place) is not None for place in self._places)
        left = len(self._places) - decided
        self.undecided.setVisible(left > 0)
        rest = f"決めていない列が{left}列あります。" if left else ""
        self.message.emit(f"{len(self._places)}列のうち{decided}列が決まっています。{rest}", False)

    # changing

    def _to_form(self) -> None:
        self.form.field.setFocus()

    def _field_chosen(self, field: str) -> None:
        if self.description is not None:
            self.form.show_column(self.description.choose(self._place(), field))
            self._refresh()

    def _choose_rest(self, field: str) -> None:
        if self.description is not None:
            self.description.choose_rest(field)
            self.form.show_column(self.description.column(self._place()))
            self._refresh()
            self.columns.setFocus()  # the buttons disappear with the last undecided column

    def _changed(self, column: MapColumn) -> None:
        if self.description is not None:
            self.description.put(column)
            self._refresh()

    def _refresh(self) -> None:
        # Two columns may mean the same now, or no longer do: all lines change, none is removed.
        self.columns.texts.change_lines(self._lines())
        self._show_problem()
        self._show_counts()

    def complete(self) -> bool:
        """Check that every column decided can be read, and that one holds the measures' names."""
        assert self.description is not None
        found = self.description.problems()
        if not found:
            return True
        first = found[0]
        if first.position is None:
            return self.show_error(first.sentence, self.columns)
        self._go(first.position)
        return self.show_error(first.sentence, self.form.part_to_correct())
