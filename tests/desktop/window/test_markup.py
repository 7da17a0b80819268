"""No data is markup: whatever is written in a plan is shown as it is written, in every view, dialog and tooltip."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from dxdesk.desktop.parts import prompts
from dxdesk.plan.rows.fields import specs
from dxdesk.plan.rows.model import TABLES
from tests.desktop.conftest import Opener
from tests.desktop.every_view import COPY_VIEWS, EVERY, MERGED_VIEWS, PLANS_VIEWS
from tests.desktop.waiting import at_rest
from tests.desktop.window.test_access import offices

__all__ = ["offices"]  # a fixture: a master with submissions, a copy, two plans

EVIL = '<img src="file:///etc/hostname"><b>太字</b><a href="https://example.invalid/">ここ</a> '
NAMED = ("企画課", "秘書広報課", "職員課")  # whom the views are about
KEPT = (("mark", "symbol"), ("assessment", "mark"), ("measure", "number"))  # by which the views find what they show
CELLS = 2_000  # of a table: each has its own texts
Role = Qt.ItemDataRole


def make_evil(path: Path) -> None:
    """Put markup in front of every free text of every row."""
    with closing(sqlite3.connect(path)) as connection:
        for table, row_type in TABLES.items():
            for name, spec in specs(row_type).items():
                if spec.free_text and name != "id" and (table, name) not in KEPT:
                    names = f" AND {name} NOT IN {NAMED}" if (table, name) == ("department", "name") else ""
                    connection.execute(
                        f'UPDATE "{table}" SET "{name}" = ? || "{name}" WHERE "{name}" <> \'\'{names}', (EVIL,)
                    )
        connection.commit()


@pytest.fixture(params=EVERY)
def view(
    request: pytest.FixtureRequest, opened: Opener, ito_seed: Path, offices: Path, tmp_path: Path, qtbot: QtBot
) -> Iterator[QWidget]:
    """A view of a plan full of markup."""
    of = {
        **dict.fromkeys(MERGED_VIEWS, "merged"),
        **dict.fromkeys(COPY_VIEWS, "copy"),
        **dict.fromkeys(PLANS_VIEWS, "plans"),
    }
    name = request.param
    kept = offices / f"{of[name]}.dxdb" if name in of else ito_seed
    (tmp_path / "plan.dxdb").write_bytes(kept.read_bytes())
    make_evil(tmp_path / "plan.dxdb")
    window = opened(tmp_path / "plan.dxdb")
    window.plan.pages.turn("desk")
    shown = EVERY[name](window)
    at_rest()
    yield shown
    if isinstance(shown, QDialog):
        shown.reject()
    qtbot.waitUntil(lambda: not window.progress.running)


def is_markup(text: str) -> bool:
    """Whether there is something of the plan in it that Qt may take for markup: it looks at the first tag of a text."""
    return EVIL[:8] in text


def tooltips(model: QAbstractItemModel, parent: QModelIndex | None = None) -> Iterator[str]:
    """The tooltips of a model's cells."""
    parent = parent or QModelIndex()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
    for row in range(min(model.rowCount(parent), CELLS // max(columns, 1))):
        for column in range(columns):
            index = model.index(row, column, parent)
            yield str(index.data(Role.ToolTipRole) or "")
            if column == 0:
                yield from tooltips(model, index)


@pytest.mark.usefixtures("view")
def test_nothing_written_in_a_plan_is_taken_for_markup() -> None:
    found: list[str] = []
    widgets = {w for top in QApplication.topLevelWidgets() for w in (top, *top.findChildren(QWidget))}
    for widget in widgets:
        if isinstance(widget, QLabel) and widget.textFormat() != Qt.TextFormat.PlainText and is_markup(widget.text()):
            found.append(f"QLabel {widget.accessibleName() or widget.text()[:80]} in {type(widget.parent()).__name__}")
        if is_markup(widget.toolTip()):
            found.append(f"tooltip of {type(widget).__name__} in {type(widget.parent()).__name__}")
        model = widget.model() if isinstance(widget, QAbstractItemView) else None
        if model is not None and any(map(is_markup, tooltips(model))):
            found.append(f"tooltips of {type(widget).__name__} {widget.accessibleName()}")
    assert not found, "\n".join(sorted(set(found)))


def test_a_question_shows_what_it_is_about_as_it_is_written(opened: Opener, plan_file: Path) -> None:
    made, _ = prompts.message_box(opened(plan_file), f"{EVIL}を取り消します。", ["取り消す", "やめる"])
    assert made.textFormat() == Qt.TextFormat.PlainText
    made.deleteLater()


def test_no_label_is_made_that_takes_texts_for_markup() -> None:
    desktop = Path(prompts.__file__).parents[1]
    files = [f for f in desktop.rglob("*.py") if f.name != "labels.py"]
    assert files
    assert [f.name for f in files if "QLabel(" in f.read_text("utf-8").replace("(QLabel)", "")] == []
