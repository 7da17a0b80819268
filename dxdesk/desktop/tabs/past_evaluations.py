"""A measure's past evaluations: its marks of every year beside each other, and the last 見解 beside this one."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextDocument
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from dxdesk.desktop.appearance.style import small
from dxdesk.desktop.parts.difference_marks import write_pieces
from dxdesk.desktop.parts.differences import Part, Piece, Pieces, accessible_text, inline_differences
from dxdesk.desktop.parts.fits_font import FitsFontAndTheme
from dxdesk.desktop.parts.labels import secondary_label, wrapped_label
from dxdesk.desktop.parts.read_table import Index, ReadTable
from dxdesk.desktop.parts.text_table import TextModel
from dxdesk.jobs.overview_sheet import short_titles
from dxdesk.plan.analysis.evaluation_history import Subject, YearMarks
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import Plan

_ALIKE = 0.5  # of the last text: with less in common the marks would only make both hard to read
_SUBJECT = "評価するもの"
_MOST = 6  # rows; more are scrolled
_EDGE = 18  # px left free beside it
_FRAME = 4  # px of the frame that shows the focus


def compared(last: str, now: str) -> Pieces:
    """Return the last text with what has changed since; plain where nothing is written yet, or something else altogether."""
    pieces = inline_differences(last, now) if now.strip() else ()
    same = sum(len(text) for part, text in pieces if part is Part.SAME)
    return pieces if same >= _ALIKE * len(last) else (Piece(Part.SAME, last),)


class LastOpinion(FitsFontAndTheme, QWidget):
    """Only read; hidden where there is none."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = secondary_label("", self)
        self.title.setFont(small(self.font()))
        self.text = wrapped_label("", self)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._pieces: Pieces = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addStretch()
        self.watch_font()

    def show_texts(self, title: str, last: str, now: str) -> None:
        """Show the last 見解 (blank: none) against the present one, under a title."""
        self._pieces = compared(last, now) if last.strip() else ()
        changed = any(part is not Part.SAME for part, _ in self._pieces)
        self.title.setText(f"{title}（取消線は消えた文、下線は加わった文）" if changed else title)
        self.setVisible(bool(self._pieces))
        self.fit()

    @property
    def accessible_text(self) -> str:
        """The same, described for a screen reader."""
        return accessible_text(self._pieces)

    def fit(self) -> None:
        """Write the text in the present font and colours."""
        document = QTextDocument()
        document.setDefaultFont(self.text.font())
        write_pieces(document, self._pieces, self.palette())
        self.text.setText(document.toHtml())


class _Model(TextModel):
    """Marks are centred; a screen reader hears their subject and year."""

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
    """Enter and a click on a year of this plan show that year."""

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
        """Show the marks of the subjects; one year alone is no history and is not shown."""
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
        """Be as large as the contents: rows up to some, years as wide as their headings, names what is left of the page."""
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
        bar_height = bar + _FRAME if wide > page else 0
        self.setFixedHeight(header.sizeHint().height() + rows * high + 2 * self.frameWidth() + _FRAME + bar_height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Treat Enter as a click."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid() and index.column():
            column = self._columns[index.column() - 1]
            if column.plan.id == self._plan:
                self.chosen.emit(column.year)
