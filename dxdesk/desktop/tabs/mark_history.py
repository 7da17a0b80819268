"""これまでの評価: the marks of a measure and its indicators, a column a year, also those of the plan before."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from dxdesk.desktop.parts.read_table import Index, ReadTable
from dxdesk.desktop.parts.text_table import TextModel
from dxdesk.jobs.overview_sheet import short_titles
from dxdesk.plan.analysis.evaluation_history import Subject, YearMarks
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import Plan

_SUBJECT = "評価するもの"
_MOST = 6  # rows; more are scrolled
_EDGE = 18  # px left free beside it
_FRAME = 4  # px of the frame that the keyboard is shown by


class _Model(TextModel):
    """Marks stand in the middle, spoken with their subject and year."""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """As texts are, but for that."""
        if index.isValid() and index.column():
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignCenter)
            if role == Qt.ItemDataRole.AccessibleTextRole:
                line = self.lines[index.row()]
                return f"{line[0]} {self.headings[index.column()]} {line[index.column()] or '評価なし'}"
        return super().data(index, role)


class MarkHistory(ReadTable):
    """Enter and a click on a year of this plan turn to it."""

    chosen = Signal(int)  # a fiscal year

    def __init__(self, page: QWidget) -> None:
        self.texts = _Model([_SUBJECT])
        super().__init__(self.texts, "これまでの評価", page)
        self._page = page
        self._columns: list[YearMarks] = []
        self._plan = ""
        self.setToolTip("年度を選ぶと、その年度の評価に移ります。")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.clicked.connect(self._choose)
        self.watch_font()

    def show_marks(self, subjects: Sequence[Subject], columns: Sequence[YearMarks], plan: Plan) -> None:
        """The marks of the subjects; one year alone is no history and is not shown."""
        self._columns, self._plan = list(columns), plan.id
        plans = list({column.plan.id: column.plan for column in columns}.values())
        named = dict(zip((p.id for p in plans), short_titles(plans), strict=True))
        headings = [f"{named[c.plan.id] if c.plan.id != plan.id else ''}{short_year(c.year)}" for c in columns]
        names = [f"【{subject.label}】" if subject is not None else "施策の評価" for subject in subjects]
        lines = [[name, *(column.marks[row] for column in columns)] for row, name in enumerate(names)]
        if [_SUBJECT, *headings] != self.texts.headings or len(lines) != len(self.texts.lines):
            self.texts.headings = [_SUBJECT, *headings]
            self.texts.show_lines(lines)
        else:
            self.texts.change_lines(lines)
        self.setVisible(len(columns) > 1)
        self.fit()

    def fit(self) -> None:
        """As large as its contents: rows up to some, years as wide as their headings, names what is left of the page."""
        letters, header = self.fontMetrics(), self.horizontalHeader()
        high = letters.height() + 10
        self.verticalHeader().setDefaultSectionSize(high)
        letter = letters.horizontalAdvance("あ")
        for column in range(1, self.texts.columnCount()):
            self.setColumnWidth(column, header.sectionSizeHint(column) + letter)
        years = sum(self.columnWidth(column) for column in range(1, self.texts.columnCount()))
        page = self._page.contentsRect().width() - 2 * _EDGE
        names = [letters.horizontalAdvance(line[0]) + 2 * letter for line in self.texts.lines]
        widest = max([header.sectionSizeHint(0), *names])
        self.setColumnWidth(0, max(min(widest, page - years), min(widest, 10 * letter)))
        wide = self.columnWidth(0) + years + 2 * self.frameWidth() + _FRAME
        bar = self.horizontalScrollBar().sizeHint().height()
        rows, tall = min(len(self.texts.lines), _MOST), len(self.texts.lines) > _MOST
        self.setMaximumWidth(wide + (bar if tall else 0))
        aside = bar + _FRAME if wide > page else 0
        self.setFixedHeight(header.sizeHint().height() + rows * high + 2 * self.frameWidth() + _FRAME + aside)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is a click."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid() and index.column():
            column = self._columns[index.column() - 1]
            if column.plan.id == self._plan:
                self.chosen.emit(column.year)
