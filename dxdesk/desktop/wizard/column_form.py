"""What one column is: its field, and what that field says besides."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLineEdit, QWidget

from dxdesk.desktop.parts.combo_box import Choice
from dxdesk.desktop.wizard.year_choice import YearChoice
from dxdesk.pages.layouts.list_table.map_problems import FIELD_NAMES
from dxdesk.pages.layouts.list_table.map_toml import COLUMN_KEYS
from dxdesk.pages.layouts.list_table.table_map import FLAGS, YEAR_STYLES, YEARLY, MapColumn
from dxdesk.plan.rows.model import BASELINE, FORECAST, KINDS, LEAD, RELATED, RESULT, TARGET

UNDECIDED = "まだ決めていない"
_LEVELS, _GROUPS = 5, 12
_SEPARATORS = ("、", "・", "，", ",", "／", "/", "；")
_ROLES = {"figure": (RESULT, TARGET, BASELINE, FORECAST), "department": ("", LEAD, RELATED)}
_FIRST_LEADS = "先に書かれた課が主管"


class ColumnForm(QWidget):
    """Shows a column; whatever a person changes is told at once, an IME's composition only when it is committed."""

    field_chosen = Signal(str)
    changed = Signal(object)  # the Column

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column: MapColumn | None = None
        self.field = Choice("何の列か", [(UNDECIDED, ""), *((words, field) for field, words in FIELD_NAMES.items())], self)
        self.field.setMaxVisibleItems(len(FIELD_NAMES) + 1)
        self.field.activated.connect(self._field_chosen)
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._form.addRow("何の列か(&K)", self.field)
        self.parts: dict[str, QWidget] = {}
        self._build()
        self.show_column(None)

    # building

    def _build(self) -> None:
        self._line("name", "項目名(&I)")
        self._choice("year", "年度(&Y)", YearChoice("年度", "年度なし", self))
        self._choice("role", "区分(&R)", Choice("区分", (), self))
        self._choice("kind", "区分(&R)", Choice("区分", [(kind, kind) for kind in KINDS], self))
        levels = [(f"{level}階層目", level) for level in range(1, _LEVELS + 1)]
        self._choice("level", "階層(&V)", Choice("階層", levels, self))
        groups = [(f"{group}組目", group) for group in range(1, _GROUPS + 1)]
        self._choice("group", "指標の組(&G)", Choice("指標の組", groups, self))
        self._line("indicator", "指標の名称(&W)").setPlaceholderText("指標名の列がないときだけ")
        self._check("numbered", "番号と名称が1つのマスにある")
        signs = [*((sign, sign) for sign in _SEPARATORS), ("改行", "\n")]
        self._choice("separator", "課の区切り(&D)", Choice("課の区切り", signs, self))
        self._line("sign", "印の文字(&Z)")
        for flag in FLAGS:
            self._line(f"flags {flag}", FIELD_NAMES[flag]).setPlaceholderText("なし")
        styles = [(style, style) for style in YEAR_STYLES]
        self._choice("year_style", "書き出すときの年度", Choice("書き出すときの年度", styles, self))
        self._check("merged", "書き出すとき、続く同じ内容を結合する")
        self._check("flags_first", "書き出すとき、印を名称の前に書く")

    def _add(self, key: str, label: str, part: QWidget) -> None:
        part.setAccessibleName(label.partition("(")[0])
        self.parts[key] = part
        if isinstance(part, QCheckBox):
            self._form.addRow(part)
        else:
            self._form.addRow(label, part)

    def _line(self, key: str, label: str) -> QLineEdit:
        line = QLineEdit(self)
        line.textEdited.connect(self._edited)
        self._add(key, label, line)
        return line

    def _choice(self, key: str, label: str, choice: Choice) -> None:
        choice.activated.connect(self._edited)
        self._add(key, label, choice)

    def _check(self, key: str, label: str) -> None:
        box = QCheckBox(label, self)
        box.clicked.connect(self._edited)
        self._add(key, label, box)

    # showing

    def show_column(self, column: MapColumn | None) -> None:
        """Another column; None for one that nobody has decided."""
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

    def faulty_part(self) -> QWidget:
        """Where a person mends what is wrong with the column."""
        column = self.column
        if column is None:
            return self.field
        if column.field in YEARLY and column.year is None:
            return self.parts["year"]
        return self.parts["name"] if column.field == "custom" and not column.name else self.field


def _keys(field: str) -> tuple[str, ...]:
    """What the form shows for a field."""
    keys = [key for key in COLUMN_KEYS[field] if key != "flags"]
    flags = [f"flags {flag}" for flag in FLAGS] if "flags" in COLUMN_KEYS[field] else []
    return (*keys, *flags, *(("merged",) if field in ("pillar", "pillar_number") else ()))


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
