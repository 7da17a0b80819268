"""What was done and what is planned: sections down, fiscal years across, each line a field with its department."""

from itertools import pairwise

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QWidget

from dxdesk.desktop.appearance.style import bold
from dxdesk.desktop.measure.kpi_model import year_title
from dxdesk.desktop.measure.last_year import copy_lines, copy_measure
from dxdesk.desktop.measure.line_box import LineBox
from dxdesk.desktop.measure.year_cell import YearCell
from dxdesk.desktop.parts.labels import Label
from dxdesk.desktop.session import Session
from dxdesk.plan.changes import edits
from dxdesk.plan.changes.carry_forward import asked_cells
from dxdesk.plan.rows.change import WHOLE, Batch
from dxdesk.plan.rows.model import Department, Entry, Measure, Section
from dxdesk.plan.rows.outline import kind_of_year, shown_years
from dxdesk.plan.rows.owners import current_department

Role = QPalette.ColorRole


class Narrative(QFrame):
    """The year columns of one measure."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.measure_id: str | None = None
        self.cells: list[YearCell] = []
        self._made: dict[tuple[int, int], YearCell] = {}
        self._headings: dict[tuple[int, int], QLabel] = {}
        self._shape: tuple[object, ...] = ()
        self._stops: list[QWidget] = []
        self.setAutoFillBackground(True)
        self.setBackgroundRole(Role.Mid)  # shows through the gaps as the table's lines
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(1, 1, 1, 1)
        self._grid.setSpacing(1)
        session.changed.connect(self._changed)
        session.permitted.connect(self.refresh)

    def show_measure(self, measure_id: str) -> None:
        """Show another measure."""
        self.measure_id = measure_id
        self.refresh()

    def refresh(self) -> None:
        """Show the plan as it is now."""
        sections = self._sections()
        years = list(shown_years(self.session.plan))
        shape = (
            self.measure_id,
            tuple((s.id, s.heading) if s else None for s in sections),
            tuple(year_title(self.session, year) for year in years),
        )
        if shape == self._shape:
            self._refresh_cells()
            return
        box = self.focused_box()
        entry_id, cursor = (box.entry_id, box.field.editor.textCursor().position()) if box else (None, 0)
        self._rebuild(sections, years)
        self._shape = shape
        self._refresh_cells()
        again = self.box_of(entry_id) if entry_id else None
        if again is not None:
            again.field.editor.focus_at(cursor)

    def _refresh_cells(self) -> None:
        for cell in self.cells:
            cell.refresh()
        self._order_tabs()

    def _order_tabs(self) -> None:
        """Let Tab go line by line, cell by cell, whatever was made first."""
        stops: list[QWidget] = []
        for cell in self.cells:
            for box in cell.boxes:
                stops += box.tab_stops
            stops += [cell.add, cell.copy]
        if stops != self._stops:
            self._stops = stops
            for one, following in pairwise(stops):
                self.setTabOrder(one, following)

    def boxes(self) -> list[LineBox]:
        """Return all lines in the order of the page."""
        return [box for cell in self.cells for box in cell.boxes]

    def box_of(self, entry_id: str) -> LineBox | None:
        """Return the box of a line, None where it is not shown."""
        return next((box for box in self.boxes() if box.entry_id == entry_id), None)

    def focused_box(self) -> LineBox | None:
        """Return the line being edited."""
        return next((box for box in self.boxes() if box.field.editor.hasFocus()), None)

    def finish(self) -> None:
        """Write whatever is being typed."""
        for box in self.boxes():
            box.finish()

    def add_line(self, year: int, section_id: str | None, after: Entry | None) -> None:
        """Add a line, right after another one or at the end, with the cursor in it."""
        changes = self._new_line(year, section_id, after)
        if self.session.apply(changes, reason="行を追加"):
            born = next(c.id for c in changes if c.table == "entry" and c.field == WHOLE)
            box = self.box_of(born)
            if box is not None:
                box.field.editor.setFocus()

    def _new_line(self, year: int, section_id: str | None, after: Entry | None) -> edits.Changes:
        outline = self.session.outline
        measure = self.session.rows.all(Measure)[self.measure_id or ""]
        shares = outline.department_roles(measure)
        own = self.session.rows.all(Department).get(self.session.scope.department or "")
        if own is not None:
            department: Department | None = current_department(outline, own)  # in a copy one writes only for oneself
        else:
            # With several departments a guess would go unnoticed; the line asks for one instead.
            department = shares[0][1] if len(shares) == 1 else None
        kind = kind_of_year(self.session.plan, year)
        section = self.session.rows.all(Section).get(section_id or "")
        return edits.add_entry(
            outline, edits.NewEntry(measure, year, kind, department=department, section=section), after=after
        )

    def _may_add(self, year: int, section_id: str | None) -> bool:
        if self.measure_id not in self.session.rows.all(Measure):
            return False
        return self.session.free or not self.session.objection(self._new_line(year, section_id, None))

    def _add_at(self, year: int, section_id: str | None) -> None:
        self.add_line(year, section_id, None)

    def copy_last_year(self) -> None:
        """Copy a line of last year into this year's cell; elsewhere what this year's cell has not got yet."""
        box, cell = self.focused_box(), self.focused_cell() or self.asked_cell()
        entry = box.entry if box is not None else None
        self.finish()
        if entry is not None and (entry.year + 1, entry.kind) in asked_cells(self.session.plan):
            self._focus_line(copy_lines(self.session, [self.session.rows.all(Entry)[entry.id]], entry.year + 1))
        elif cell.asked:
            cell.copy_lines()
        else:
            self.session.message.emit("前年度の文を写せるのは、今回の実績と次の年度の実施予定の欄です。")

    def copy_measure(self) -> None:
        """Copy all that was written last year into each asked cell that is empty."""
        self.finish()
        self._focus_line(copy_measure(self.session, self.session.rows.all(Measure)[self.measure_id or ""]))

    def _focus_line(self, entries: list[str]) -> None:
        """Focus the first of these lines."""
        next((cell for cell in self.cells if cell.focus_line(entries)), None)

    def asked_cell(self) -> YearCell:
        """Return the cell of the asked year's 実績 in the first section; without such a year the last one."""
        asked = self.session.asked_year
        return next((cell for cell in self.cells if cell.year == asked), self.cells[-1])

    def focused_cell(self) -> YearCell | None:
        """Return the cell that has the focus."""
        focused = self.focusWidget()
        if focused is None or not focused.hasFocus():
            return None
        return next((cell for cell in self.cells if cell.isAncestorOf(focused)), None)

    def _changed(self, _batch: Batch) -> None:
        if self.measure_id is not None:
            self.refresh()

    def _sections(self) -> list[Section | None]:
        """Return the measure's sections, whether something is written in them yet or not; else one to write into."""
        measure = self.session.rows.all(Measure).get(self.measure_id or "")
        if measure is None:
            return []
        return list(self.session.outline.sections(measure)) or [None]

    def _rebuild(self, sections: list[Section | None], years: list[int]) -> None:
        """Reuse the cells for these sections and years, and make those that are missing."""
        for column in range(max(len(years), self._grid.columnCount())):
            self._grid.setColumnStretch(column, 1 if column < len(years) else 0)
        for column, year in enumerate(years):
            self._heading(0, column, year_title(self.session, year), 1, year == self.session.asked_year)
        shown = {(0, column) for column in range(len(years))}
        self.cells = []
        for place, section in enumerate(sections):
            row = 2 * place + 1  # a heading's row, then its cells'
            if section is not None and section.heading:
                self._heading(row, 0, section.heading, len(years), False)
                shown.add((row, 0))
            for column, year in enumerate(years):
                self.cells.append(self._cell(row + 1, column, section, year))
        for at, label in self._headings.items():
            label.setVisible(at in shown)
        for cell in self._made.values():
            if cell not in self.cells:
                cell.show_year(None, 0)
                cell.refresh()
            cell.setVisible(cell in self.cells)

    def _cell(self, row: int, column: int, section: Section | None, year: int) -> YearCell:
        cell = self._made.get((row, column))
        if cell is None:
            cell = self._made[row, column] = YearCell(self.session, self._add_at, self._may_add, self)
            self._grid.addWidget(cell, row, column)
        cell.show_year(section, year)
        return cell

    def _heading(self, row: int, column: int, text: str, span: int, accent: bool) -> None:
        label = self._headings.get((row, column))
        if label is None:
            label = self._headings[row, column] = _heading_label(self)
        self._grid.removeWidget(label)
        self._grid.addWidget(label, row, column, 1, span)
        label.setText(text)
        label.setForegroundRole(Role.Link if accent else Role.WindowText)


def _heading_label(parent: QWidget) -> QLabel:
    label = Label("", parent)
    label.setFont(bold(parent.font()))
    label.setWordWrap(True)
    label.setContentsMargins(8, 5, 8, 5)
    label.setAutoFillBackground(True)
    label.setBackgroundRole(Role.Midlight)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return label
