"""The form of a column offers every field of a map, with all attributes that are declared for it."""

import pytest
from PySide6.QtWidgets import QCheckBox, QLineEdit
from pytestqt.qtbot import QtBot

from dxdesk.desktop.parts.combo_box import Choice
from dxdesk.desktop.wizard.column_form import ColumnForm
from dxdesk.pages.layouts.list_table.table_map import FIELDS, FLAGS, MapColumn


@pytest.fixture
def form(qtbot: QtBot) -> ColumnForm:
    form = ColumnForm()
    qtbot.addWidget(form)
    form.show()
    return form


def visible_keys(form: ColumnForm) -> set[str]:
    """The attributes that the form asks for now."""
    return {key.split()[0] for key, part in form.parts.items() if part.isVisibleTo(form)}


def test_every_field_of_a_map_is_offered_by_its_label(form: ColumnForm) -> None:
    offered = {form.field.itemData(row): form.field.itemText(row) for row in range(form.field.count())}
    assert offered == {"": "まだ決めていない", **{name: field.label for name, field in FIELDS.items()}}


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_asks_for_its_attributes(form: ColumnForm, field: str) -> None:
    form.show_column(MapColumn(0, field, "見出し", 3))
    assert visible_keys(form) - {"merged"} == set(FIELDS[field].attributes)
    form.show_column(None)
    assert visible_keys(form) == set()


def column_after(form: ColumnForm, key: str, value: object) -> MapColumn | None:
    """The column after a person has set one of its parts."""
    emitted: list[MapColumn] = []
    form.changed.connect(emitted.append)
    part = form.parts[key]
    if isinstance(part, QCheckBox):
        part.click()
    elif isinstance(part, Choice):
        part.choose(value)
        part.activated.emit(part.currentIndex())
    elif isinstance(part, QLineEdit):
        part.setText(str(value))
        part.textEdited.emit(str(value))
    form.changed.disconnect(emitted.append)
    return emitted[-1] if emitted else None


@pytest.mark.parametrize(
    ("field", "key", "value"),
    [
        ("figure", "year", 2031),
        ("figure", "role", "目標"),
        ("figure", "group", 4),
        ("figure", "indicator", "申請件数"),
        ("entry", "kind", "実施予定"),
        ("department", "role", "関連"),
        ("department", "separator", "\n"),
        ("pillar", "level", 3),
        ("pillar", "numbered", True),
        ("pillar", "merged", True),
        ("title", "flags_first", True),
        ("custom", "name", "予算額"),
        ("national", "sign", "●"),
        ("first_year", "year_style", "2023年度"),
    ],
)
def test_what_is_set_is_what_the_column_says(form: ColumnForm, field: str, key: str, value: object) -> None:
    form.show_column(MapColumn(0, field, "見出し", 3, role="実績" if field == "figure" else "", kind="実績", year=2024))
    column = column_after(form, key, value)
    assert column is not None
    assert getattr(column, key) == value
    assert column.position == 3


def test_signs_in_the_same_cell_are_set_one_by_one(form: ColumnForm) -> None:
    form.show_column(MapColumn(0, "number", "番号", 0, flags=(("newly", "【新】"),)))
    column = column_after(form, "flags completed", "【完了】")
    assert column is not None
    assert dict(column.flags) == {"newly": "【新】", "completed": "【完了】"}
    column = column_after(form, "flags newly", "")
    assert column is not None
    assert column.flags == (("completed", "【完了】"),)
    assert {f"flags {flag}" for flag in FLAGS} <= set(form.parts)


def test_a_map_that_was_typed_shows_whatever_it_says(form: ColumnForm) -> None:
    for column in (
        MapColumn(0, "figure", "値", 0, year=1995, role="実績", group=20),
        MapColumn(0, "department", "課", 0, separator=" と "),
    ):
        form.show_column(column)
        assert column_after(form, "year" if column.year else "role", 2030 if column.year else "主管") is not None
        assert (form.column or column).group == column.group
        assert (form.column or column).separator == column.separator
