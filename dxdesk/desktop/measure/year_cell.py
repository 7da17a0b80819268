"""One section's lines of one year, with what the year before says where nothing is written yet."""

from collections.abc import Callable

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from dxdesk.desktop.measure.kpi_model import year_title
from dxdesk.desktop.measure.last_year import copy_lines
from dxdesk.desktop.measure.line_box import LineBox
from dxdesk.desktop.parts.buttons import LinkButton
from dxdesk.desktop.parts.labels import Label
from dxdesk.desktop.session import Session
from dxdesk.plan.analysis.stale_text import unchanged_entries
from dxdesk.plan.changes.carry_forward import asked_cells, copy_permitted, uncopied_entries
from dxdesk.plan.changes.edits import Changes
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import PLANNED, Entry, Measure, Section
from dxdesk.plan.rows.outline import kind_of_year, year_column

NOTHING = "（記載なし）"
Role = QPalette.ColorRole


class YearCell(QFrame):
    """Reused with its boxes from measure to measure, as making editors takes time."""

    def __init__(
        self,
        session: Session,
        add_line: Callable[[int, str | None], None],
        may_add: Callable[[int, str | None], bool],
        parent: QWidget,
    ) -> None:
        """`add_line(year, section id)` makes a new line at the end, `may_add` returns whether it would."""
        super().__init__(parent)
        self.session = session
        self._add_line = add_line
        self._may_add = may_add
        self.section_id: str | None = None
        self.year = 0
        self.boxes: list[LineBox] = []
        self._spare: list[LineBox] = []
        self._only_unchanged = True
        self.setAutoFillBackground(True)
        self.blank = self._label()
        self.prompt = self._label()
        self.add = LinkButton("＋ 行を追加", self)
        self.add.clicked.connect(self.add_line)
        self.copy = LinkButton("", self)
        self.copy.clicked.connect(self.copy_lines)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(6, 6, 6, 6)
        self._column.setSpacing(4)
        for part in (self.blank, self.prompt, self.add, self.copy):
            self._column.addWidget(part)
        self._column.addStretch()

    def show_year(self, section: Section | None, year: int) -> None:
        """Show another section or year."""
        self.section_id = section.id if section else None
        self.year = year
        self.setBackgroundRole(Role.AlternateBase if year == self.session.asked_year else Role.Base)
        where = f"{section.heading} " if section is not None and section.heading else ""
        self.add.setAccessibleName(f"{where}{year_title(self.session, year)}に行を追加")
        self.copy.setText(f"⟲ {short_year(year - 1)}から写す")
        self.copy.setAccessibleName(f"{where}{year_title(self.session, year)}に{short_year(year - 1)}の行を写す")

    @property
    def kind(self) -> str:
        """実績 or 実施予定."""
        return kind_of_year(self.session.plan, self.year)

    @property
    def asked(self) -> bool:
        """Whether something is asked for here: the asked year's 実績, and the plan for the year after it."""
        return (self.year, self.kind) in asked_cells(self.session.plan)

    def entries(self) -> list[Entry]:
        """Return the lines as the plan has them, and after them those deleted elsewhere while somebody typed in them."""
        section = self._section()
        if section is None:
            return []
        lost = [row for row in self.session.orphans() if isinstance(row, Entry)]
        here = [row for row in lost if (row.section, row.year, row.kind) == (section.id, self.year, self.kind)]
        return [*self._lines(self.year, self.kind), *here]

    def refresh(self) -> None:
        """Show the lines as the plan has them; boxes of lines that stay are left alone, so that focus and IME stay."""
        for box in self.boxes:
            if box.entry is None:
                box.field.editor.finish()  # deleted elsewhere: what was typed in it is held, so the box stays
        entries = self.entries()
        known = {box.entry_id: box for box in self.boxes}
        free = [known.pop(gone) for gone in known.keys() - {entry.id for entry in entries}]
        for box in free:
            box.finish()
        self._spare += free
        self.boxes = [known.get(entry.id) or self._box_for(entry) for entry in entries]
        for box in self._spare:
            box.release()
        for place, box in enumerate(self.boxes):
            if self._column.indexOf(box) != place:
                self._column.insertWidget(place, box)
            box.refresh()
        self._mark_unchanged()
        self._refresh_prompts()

    def _mark_unchanged(self) -> None:
        """Mark the lines that are last year's, where lines are asked for."""
        section = self._section() if self.asked and self.boxes else None
        measure = self.session.rows.all(Measure)[section.measure] if section is not None else None
        left = unchanged_entries(self.session.outline, measure, self.year, self.kind) if measure is not None else []
        ids = {entry.id for entry in left}
        self._only_unchanged = all(box.entry_id in ids for box in self.boxes)
        for box in self.boxes:
            box.mark_unchanged(box.entry_id in ids)

    def add_line(self) -> None:
        """Add a blank line at the end, ready to be typed in."""
        self._add_line(self.year, self.section_id)

    def copy_lines(self) -> None:
        """Copy last year's lines that are not here yet, as a beginning; untouched they do not count as filled in."""
        self.focus_line(copy_lines(self.session, self._uncopied(), self.year))

    def focus_line(self, entries: list[str]) -> bool:
        """Focus the first of these lines (ids) that is here; False where none is."""
        box = next((box for box in self.boxes if box.entry_id in entries), None)
        if box is not None:
            box.field.editor.setFocus()
        return box is not None

    def start_widget(self) -> QWidget:
        """Return where writing continues: the first own line that is still last year's, else what adds one."""
        left = (box.field.editor for box in self.boxes if box.unchanged is not None and not box.unchanged.isHidden())
        return next((editor for editor in left if not editor.isReadOnly()), self.add)

    def _refresh_prompts(self) -> None:
        """Show in an empty cell how to begin, and what was planned."""
        empty = not self.boxes
        # What was planned for the year stays visible until something is written about it.
        before = self._planned() if self.asked and (empty or (self._only_unchanged and self.kind != PLANNED)) else []
        self.prompt.setVisible(bool(before))
        if before:
            lines = "\n".join(f"{entry.bullet}{entry.text}" for entry in before)
            self.prompt.setText(f"{year_column(before[0].year, PLANNED)}：\n{lines}")
        self.blank.setVisible(empty)
        teaches = self.asked and not self._written_elsewhere()
        self.blank.setText(f"{year_column(self.year, self.kind)}を1行ずつ書きます。" if teaches else NOTHING)
        writable = bool(self.year) and self._may_add(self.year, self.section_id)
        self.add.setVisible(writable)
        self.copy.setVisible(empty and self.asked and not self.session.read_only and bool(self._copies()))

    def _written_elsewhere(self) -> bool:
        """Return whether another section of the measure has lines of this year."""
        section = self._section()
        measure = self.session.rows.all(Measure)[section.measure] if section is not None else None
        entries = self.session.outline.all_entries(measure) if measure is not None else []
        return any((entry.year, entry.kind) == (self.year, self.kind) for entry in entries)

    def _planned(self) -> list[Entry]:
        """Return the plan made for this year, where it is reported on; that of the year before, where one is made."""
        return self._lines(self.year - 1 if self.kind == PLANNED else self.year, PLANNED)

    def _copies(self) -> Changes:
        """Return what copying would write here."""
        return copy_permitted(self.session.outline, self.session.scope, self._uncopied(), self.year)

    def _uncopied(self) -> list[Entry]:
        section = self._section()
        return uncopied_entries(self.session.outline, section, self.year, self.kind) if section is not None else []

    def _lines(self, year: int, kind: str) -> list[Entry]:
        section = self._section()
        return self.session.outline.entries(section, year, kind) if section is not None else []

    def _section(self) -> Section | None:
        return self.session.rows.all(Section).get(self.section_id or "")

    def _box_for(self, entry: Entry) -> LineBox:
        """Return a box for a line, a spare one if there is one."""
        box = self._spare.pop() if self._spare else LineBox(self.session, self)
        if box.field.editor.hasFocus():
            box.field.editor.clearFocus()  # so that nobody types on into another line
        box.show_entry(entry)
        box.show()
        return box

    def _label(self) -> QLabel:
        label = Label("", self)
        label.setForegroundRole(Role.PlaceholderText)
        label.setWordWrap(True)
        return label
