"""Every change a merge would make, by measure: before → after, word by word."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from dxdesk.desktop.coordinator.merge_jobs import REASON_NAMES, ChangeLine
from dxdesk.desktop.parts.combo_box import Choice
from dxdesk.desktop.parts.labels import secondary_label
from dxdesk.desktop.parts.wrapped_table import WrappedCell, WrappedModel, WrappedTable

UNDECIDED, DECIDED = "undecided", "decided"


class Filters(QWidget):
    """Which department, which measure, and which kind of decision; whoever shows lines asks `matches`."""

    def __init__(self, changed: object, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.department = Choice("課で絞り込み", [("すべての課", "")], self)
        self.measure = Choice("施策で絞り込み", [("すべての施策", "")], self)
        kinds = [("すべての種類", ""), *((name, reason) for reason, name in REASON_NAMES.items())]
        self.kind = Choice("種類で絞り込み", [*kinds, ("決めていないもの", UNDECIDED), ("決めたもの", DECIDED)], self)
        self.conflicts = QCheckBox("要決定の施策だけ(&F)", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for box in (self.department, self.measure, self.kind):
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            box.currentIndexChanged.connect(changed)
            row.addWidget(box, 1)
        self.conflicts.toggled.connect(changed)
        row.addWidget(self.conflicts)
        self.set_deciding(deciding=False)

    def set_deciding(self, *, deciding: bool) -> None:
        """Offer the filters of decisions, or those of changes."""
        self.conflicts.setVisible(not deciding)
        self.kind.setVisible(deciding)

    def offer(self, departments: Sequence[str], measures: Sequence[str]) -> None:
        """Offer these departments and measures; what is chosen stays where it still exists."""
        for box, all_of, names in (
            (self.department, "すべての課", departments),
            (self.measure, "すべての施策", measures),
        ):
            box.offer([(all_of, ""), *((name, name) for name in dict.fromkeys(names))])

    def matches(self, department: str, measure: str) -> bool:
        """Return whether a line of this department and measure passes."""
        return self.department.currentData() in ("", department) and self.measure.currentData() in ("", measure)

    def matches_kind(self, reason: str, decided: bool) -> bool:
        """Return whether something to be decided, for this reason, passes."""
        return self.kind.currentData() in ("", reason, DECIDED if decided else UNDECIDED)


class ChangesPanel(QWidget):
    """The lines under the filters that the page has above its tabs."""

    def __init__(self, filters: Filters, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filters = filters
        self._lines: Sequence[ChangeLine] = ()
        self._contested: frozenset[str] = frozenset()
        self.empty = secondary_label("", self)
        self.model = WrappedModel(("施策", "ところ", "課", "いま", "統合後"), self)
        self.table = WrappedTable(self.model, (5, 5, 3, 8, 8), "統合で変わるところ", (0, 1, 2, 3, 4), self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.addWidget(self.empty, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.table, 1)
        self.show_lines((), frozenset(), "")

    def show_lines(self, lines: Sequence[ChangeLine], contested: frozenset[str], nothing: str) -> None:
        """Show other lines; `contested`: the measures with something to decide, `nothing`: what to show without lines."""
        self._lines, self._contested = lines, contested
        self.empty.setText(nothing)
        self.filter()

    def filter(self) -> None:
        """Show the lines that pass the filters."""
        only = self._filters.conflicts.isChecked()
        shown: list[tuple[WrappedCell, ...]] = []
        above = ""
        for line in self._lines:
            if self._filters.matches(line.department, line.measure) and (not only or line.measure in self._contested):
                # The measure is named once, as in the printed table.
                name, above = "" if line.measure == above else line.measure, line.measure
                shown.append((name, line.subject, line.department, line.before, line.after))
        self.model.show_lines(shown)
        self.table.setVisible(bool(shown))
        self.empty.setVisible(not shown)
        if shown and not self.empty.text():
            self.empty.setText("当てはまる変更はありません。絞り込みを解いてください。")
