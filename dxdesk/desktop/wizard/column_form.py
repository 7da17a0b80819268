"""What one column holds: its field, and the attributes that a map's file may state of such a field."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLineEdit, QWidget

from dxdesk.desktop.parts.combo_box import Choice
from dxdesk.desktop.wizard.stage import YearChoice
from dxdesk.pages.layouts.list_table.table_map import (
    ATTRIBUTES,
    FIELDS,
    FLAGS,
    OF_INDICATOR,
    PILLARS,
    SPAN,
    TEXTS,
    YEARLY,
    Attribute,
    MapColumn,
)
from dxdesk.plan.rows.model import BASELINE, FORECAST, LEAD, RELATED, RESULT, TARGET

UNDECIDED = "まだ決めていない"
# The fields in the order in which they are offered: what most tables have comes first.
_OFFERED = tuple(dict.fromkeys((*PILLARS, *TEXTS, "department", *SPAN, *OF_INDICATOR, *YEARLY, "custom", *FIELDS)))
_LEVELS, _GROUPS = 5, 12
_SEPARATORS = ("、", "・", "，", ",", "／", "/", "；")
_ROLES = {"figure": (RESULT, TARGET, BASELINE, FORECAST), "department": ("", LEAD, RELATED)}
_MNEMONICS = {"name": "I", "year": "Y", "role": "R", "kind": "R", "level": "V", "group": "G", "indicator": "W"}
_MNEMONICS |= {"separator": "D", "sign": "Z"}
_PLACEHOLDERS = {"indicator": "指標名の列がないときだけ", "flags": "なし"}
_FIRST_LEADS = "先に書かれた課が主管"


class ColumnForm(QWidget):
    """Shows a column. A change is emitted at once, an IME's composition only when it is committed."""

    field_chosen = Signal(str)
    changed = Signal(object)  # the MapColumn

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column: MapColumn | None = None
        offered = [(FIELDS[field].label, field) for field in _OFFERED]
        self.field = Choice("何の列か", [(UNDECIDED, ""), *offered], self)
        self.field.setMaxVisibleItems(len(FIELDS) + 1)
        self.field.activated.connect(self._field_chosen)
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._form.addRow("何の列か(&K)", self.field)
        self.parts: dict[str, QWidget] = {}
        for key, attribute in ATTRIBUTES.items():
            self._build(key, attribute)
        self.show_column(None)

    # building

    def _build(self, key: str, attribute: Attribute) -> None:
        """Add the widgets of one attribute of a column."""
        label, mnemonic = attribute.label, _MNEMONICS.get(key, "")
        labelled = f"{label}(&{mnemonic})" if mnemonic else label
        match attribute.kind:
            case "signs":
                for flag in FLAGS:
                    self._line(f"{key} {flag}", FIELDS[flag].label)
            case "flag":
                self._check(key, label)
            case "year":
                self._choice(key, labelled, YearChoice(label, "年度なし", self))
            case "text":
                self._line(key, labelled)
            case _:
                self._choice(key, labelled, Choice(label, _options(key), self))

    def _add(self, key: str, label: str, part: QWidget) -> None:
        part.setAccessibleName(label.partition("(")[0])
        self.parts[key] = part
        if isinstance(part, QCheckBox):
            self._form.addRow(part)
        else:
            self._form.addRow(label, part)

    def _line(self, key: str, label: str) -> None:
        line = QLineEdit(self)
        line.setPlaceholderText(_PLACEHOLDERS.get(key.split()[0], ""))
        line.textEdited.connect(self._edited)
        self._add(key, label, line)

    def _choice(self, key: str, label: str, choice: Choice) -> None:
        choice.activated.connect(self._edited)
        self._add(key, label, choice)

    def _check(self, key: str, label: str) -> None:
        box = QCheckBox(label, self)
        box.clicked.connect(self._edited)
        self._add(key, label, box)

    # showing

    def show_column(self, column: MapColumn | None) -> None:
        """Show another column; None for one that nobody has decided."""
        self.column = column
        self.field.choose(column.field if column is not None else "")
        keys = _keys(column.field) if column is not None else ()
        for key, part in self.parts.items():
            self._form.setRowVisible(part, key in keys)
        if column is None:
            return
        self._fill_roles(column.field)
        for key in keys:
            _show(self.parts[key], _value(column, key))

    def _fill_roles(self, field: str) -> None:
        roles = self.parts["role"]
        assert isinstance(roles, Choice)
        roles.clear()
        for role in _ROLES.get(field, ()):
            roles.addItem(role or _FIRST_LEADS, role)

    # changing

    def _field_chosen(self) -> None:
        field = self.field.currentData()
        if field != (self.column.field if self.column is not None else ""):
            self.field_chosen.emit(field)

    def _edited(self) -> None:
        if self.column is None:
            return
        values = {key: _read(self.parts[key]) for key in _keys(self.column.field)}
        flags = tuple((key.removeprefix("flags "), str(values.pop(key))) for key in list(values) if key.startswith("flags "))
        column = replace(self.column, **values, flags=tuple((flag, sign) for flag, sign in flags if sign))
        if column != self.column:
            self.column = column
            self.changed.emit(column)

    def part_to_correct(self) -> QWidget:
        """Return the widget in which a person corrects the column's problem."""
        column = self.column
        if column is None:
            return self.field
        if column.field in YEARLY and column.year is None:
            return self.parts["year"]
        return self.parts["name"] if column.field == "custom" and not column.name else self.field


def _keys(field: str) -> tuple[str, ...]:
    """Return the keys of the parts that the form shows for a field."""
    attributes = FIELDS[field].attributes
    keys = [key for key in attributes if key != "flags"]
    flags = [f"flags {flag}" for flag in FLAGS] if "flags" in attributes else []
    return (*keys, *flags, *(("merged",) if field in PILLARS else ()))


def _options(key: str) -> list[tuple[str, object]]:
    """Return the texts and values that an attribute offers; those of `role` depend on the field."""
    match key:
        case "role":
            return []
        case "level":
            return [(f"{level}階層目", level) for level in range(1, _LEVELS + 1)]
        case "group":
            return [(f"{group}組目", group) for group in range(1, _GROUPS + 1)]
        case "separator":
            return [*((sign, sign) for sign in _SEPARATORS), ("改行", "\n")]
    return [(choice, choice) for choice in ATTRIBUTES[key].choices]


def _value(column: MapColumn, key: str) -> object:
    if key.startswith("flags "):
        return dict(column.flags).get(key.removeprefix("flags "), "")
    return getattr(column, key)


def _show(part: QWidget, value: object) -> None:
    if isinstance(part, QCheckBox):
        part.setChecked(bool(value))
    elif isinstance(part, Choice):
        if value is not None and not isinstance(part, YearChoice) and part.findData(value) < 0:
            part.addItem(str(value), value)  # a level or a group of a map that was typed
        part.choose(value)
    elif isinstance(part, QLineEdit) and part.text() != value:
        part.setText(str(value))


def _read(part: QWidget) -> Any:
    if isinstance(part, QCheckBox):
        return part.isChecked()
    if isinstance(part, QComboBox):
        return part.currentData()
    assert isinstance(part, QLineEdit)
    return part.text().strip()
