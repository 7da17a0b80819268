"""A heading over several columns, above their own."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QStyle, QStyleOptionHeader, QWidget


class GroupedHeader(QHeaderView):
    """`groups`, each over as many columns, follow the first column, which has the whole height."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.groups: list[str] = []
        self.setHighlightSections(False)

    def show_groups(self, groups: Sequence[str]) -> None:
        """Show other groups; none: a plain header."""
        self.groups = list(groups)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Take two lines where there are groups."""
        size = super().sizeHint()
        return QSize(size.width(), size.height() * 2) if self.groups else size

    def paintSection(self, painter: QPainter, rect: QRect, column: int) -> None:
        """Draw the column's own heading in the lower half, its group's over it."""
        if not self.groups or column == 0:
            super().paintSection(painter, rect, column)
            return
        half = rect.height() // 2
        super().paintSection(painter, rect.adjusted(0, half, 0, 0), column)
        size = (self.count() - 1) // len(self.groups)
        group = (column - 1) // size
        of = [c for c in range(1 + group * size, 1 + (group + 1) * size) if not self.isSectionHidden(c)]
        option = QStyleOptionHeader()
        self.initStyleOption(option)
        left = self.sectionViewportPosition(of[0])
        seen = max(left, 0)  # still readable when it is scrolled sideways
        option.rect = QRect(seen, rect.top(), left + sum(map(self.sectionSize, of)) - seen, half)
        option.text = self.groups[group]
        option.textAlignment = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        option.section = column
        self.style().drawControl(QStyle.ControlElement.CE_Header, option, painter, self)
