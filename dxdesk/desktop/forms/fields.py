"""One field of a row as a control that saves itself; the field's declaration says which control."""

from collections.abc import Iterator
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from dxdesk.desktop.appearance.style import BOXED, set_look, small
from dxdesk.desktop.parts.combo_box import Choice
from dxdesk.desktop.parts.editors import TEMPORARY_FOCUS_REASONS
from dxdesk.desktop.parts.labels import error_label
from dxdesk.desktop.parts.text_field import TextField
from dxdesk.desktop.session import EditedCell, Session, new_group
from dxdesk.plan.changes.edits import set_field
from dxdesk.plan.rows.dates import NEWEST, OLDEST, long_year
from dxdesk.plan.rows.fields import Spec, Value
from dxdesk.plan.rows.model import BREAKDOWNS, DIRECTIONS, FORMS, Department, Indicator, Measure, Plan, Section
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.table import Row, table_of

_CHOICE_NAMES = {"direction": DIRECTIONS, "form": FORMS, "breakdown": BREAKDOWNS}
# A year's field → where its span begins, and where it ends.
_SPANS = {
    "shown_from": ("", "shown_to"),
    "shown_to": ("shown_from", ""),
    "first_year": ("", "last_year"),
    "last_year": ("first_year", ""),
}
_NONE = "（なし）"
_AROUND = 15  # years before and after those shown that can be chosen


class Field(Protocol):
    """What a form needs of each of its controls."""

    def show_row(self, row: Row | None) -> None:
        """Show another row."""

    def refresh(self) -> None:
        """Show the plan as it is now."""

    def finish(self) -> None:
        """Write what is being typed."""


def field_for(
    session: Session, name: str, spec: Spec, parent: QWidget
) -> "TextFormField | FlagField | ChoiceField | NumberField":
    """Make the control of a field."""
    if spec.kind == "flag":
        return FlagField(session, name, spec, parent)
    if spec.kind in ("choice", "year", "reference"):
        return ChoiceField(session, name, spec, parent)
    if spec.kind == "number":
        return NumberField(session, name, spec, parent)
    return TextFormField(session, name, spec, parent)


class TextFormField(TextField):
    """A text; one of kind `paragraphs` has several lines."""

    def __init__(self, session: Session, name: str, spec: Spec, parent: QWidget) -> None:
        super().__init__(session, parent, lines=spec.kind == "paragraphs")
        self._name, self._label = name, spec.label
        set_look(self.editor, BOXED)

    def show_row(self, row: Row | None) -> None:
        """Show another row."""
        self.editor.show_cell(EditedCell(table_of(row), row.id, self._name) if row is not None else None, self._label)

    def refresh(self) -> None:
        """Show the plan as it is now, unless somebody is editing here."""
        self.editor.refresh()

    def finish(self) -> None:
        """Write what is being typed."""
        self.editor.finish()

    def setEnabled(self, on: bool) -> None:
        """Keep a text readable that cannot be written: it can still be copied."""
        self.editor.setReadOnly(not on)


class _ValueField(QWidget):
    """A control of one value, with room below it for why it could not be written."""

    def __init__(self, session: Session, name: str, spec: Spec, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.spec = spec
        self._name = name
        self._row: tuple[str, str] | None = None
        self._visit = new_group()
        self.reason = error_label(self)
        self.reason.setFont(small(self.font()))
        self.reason.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)

    def _add_control(self, control: QWidget) -> None:
        control.setAccessibleName(self.spec.label)
        control.installEventFilter(self)
        self._column.addWidget(control)
        self._column.addWidget(self.reason)
        self.setFocusProxy(control)

    def row(self) -> Row | None:
        """Return the row shown, None where it is gone."""
        return self.session.rows.get(*self._row) if self._row is not None else None

    def show_row(self, row: Row | None) -> None:
        """Show another row."""
        self.finish()
        shown = (table_of(row), row.id) if row is not None else None
        if shown != self._row:
            self._row, self._visit = shown, new_group()
        self._show_reason("")
        self.refresh()

    def refresh(self) -> None:
        """Show the plan as it is now."""

    def finish(self) -> None:
        """Write what is being typed."""

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Begin a visit when the focus comes in: whatever is chosen during it is undone as one."""
        if isinstance(event, QFocusEvent) and event.gotFocus() and event.reason() not in TEMPORARY_FOCUS_REASONS:
            self._visit = new_group()
        return False

    def write(self, value: Value) -> None:
        """Write the value into the plan."""
        row = self.row()
        if row is not None:
            outcome = self.session.apply(set_field(row, self._name, value), group=self._visit)
            self._show_reason(outcome.reason)

    def _show_reason(self, reason: str) -> None:
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason))


class FlagField(_ValueField):
    """Yes or no."""

    def __init__(self, session: Session, name: str, spec: Spec, parent: QWidget) -> None:
        super().__init__(session, name, spec, parent)
        self.box = QCheckBox("はい", self)
        self.box.clicked.connect(self.write)
        self._add_control(self.box)

    def refresh(self) -> None:
        """Show the plan as it is now."""
        row = self.row()
        self.box.setChecked(bool(row is not None and getattr(row, self._name)))


class ChoiceField(_ValueField):
    """One of several: declared values, years, or rows of the plan."""

    def __init__(self, session: Session, name: str, spec: Spec, parent: QWidget) -> None:
        super().__init__(session, name, spec, parent)
        self.box = Choice(spec.label, [], self)
        self.box.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
        self.box.activated.connect(self._chosen)
        self._add_control(self.box)

    def refresh(self) -> None:
        """Offer what there is now, and show the plan as it is."""
        row = self.row()
        self.box.clear()
        if row is None:
            return
        value = getattr(row, self._name)
        for text, choice in self._choices(row, value):
            self.box.addItem(text, choice)
        self.box.setCurrentIndex(self.box.findData(value))

    def _choices(self, row: Row, value: Value) -> Iterator[tuple[str, Value]]:
        if self.spec.kind == "year":
            yield from self._years(row, value)
        elif self.spec.kind == "choice":
            text = _CHOICE_NAMES.get(self._name, {})
            yield from ((text.get(choice, choice) or "定めない", choice) for choice in self.spec.choices)
        else:
            if self._name != "section":
                yield _NONE, None
            yield from _rows(self.session.outline, row, self.spec.table)

    def _years(self, row: Row, value: Value) -> Iterator[tuple[str, Value]]:
        """Yield the years around those shown; an end is never before its beginning."""
        plan = self.session.plan
        first, last = max(OLDEST, plan.shown_from - _AROUND), min(NEWEST, plan.shown_to + _AROUND)
        begins, ends = _SPANS.get(self._name, ("", ""))
        first, last = getattr(row, begins, None) or first, getattr(row, ends, None) or last
        if self._name not in ("shown_from", "shown_to"):
            yield _NONE, None
        years = {*range(first, last + 1), *([value] if isinstance(value, int) else [])}
        yield from ((long_year(year), year) for year in sorted(years))

    def _chosen(self) -> None:
        self.write(self.box.currentData())


def _rows(outline: Outline, row: Row, table: str) -> Iterator[tuple[str, Value]]:
    """Yield the rows that a row may refer to, in their order, never itself."""
    if table == "plan":
        found: list[tuple[str, Row]] = [(plan.title, plan) for plan in outline.plans]
    elif table == "section":
        measure = outline.rows.all(Measure)[getattr(row, "measure", "")]
        found = [(_section_name(s, n), s) for n, s in enumerate(outline.sections(measure), 1)]
    else:
        plan = outline.rows.all(Plan)[_plan_of(outline, row)]
        found = [(department.name, department) for department in outline.departments(plan)]
    yield from ((text, other.id) for text, other in found if other.id != row.id)


def _section_name(section: Section, number: int) -> str:
    return section.heading or f"{number}番目（見出しなし）"


def _plan_of(outline: Outline, row: Row) -> str:
    if isinstance(row, Indicator):
        return outline.rows.all(Measure)[row.measure].plan
    assert isinstance(row, Department | Measure)
    return row.plan


class NumberField(_ValueField):
    """A whole number or nothing; anything else stays there with the reason."""

    def __init__(self, session: Session, name: str, spec: Spec, parent: QWidget) -> None:
        super().__init__(session, name, spec, parent)
        self.box = QLineEdit(self)
        self.box.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self.box.editingFinished.connect(self.finish)
        self._shown = ""
        self._add_control(self.box)

    def refresh(self) -> None:
        """Show the plan as it is now, unless something is typed."""
        if self.box.text() == self._shown:
            row = self.row()
            value = getattr(row, self._name) if row is not None else None
            self._shown = "" if value is None else str(value)
            self.box.setText(self._shown)

    def show_row(self, row: Row | None) -> None:
        """Show another row."""
        self.finish()
        self._shown = self.box.text()
        super().show_row(row)

    def finish(self) -> None:
        """Write what is typed."""
        text = self.box.text().strip()
        if text == self._shown:
            return
        # Python reads full-width digits as well.
        if text and not text.isdecimal():
            self._show_reason(f"「{text}」は数ではありません。0 から始まる整数を書くか、空けてください。")
            return
        self.write(int(text) if text else None)
        if not self.reason.text():
            self._shown = str(int(text)) if text else ""
            self.box.setText(self._shown)
