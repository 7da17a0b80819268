"""The maps kept with a plan in the window: named anew, taken off, and what a plan is written out by."""

from pathlib import Path

import openpyxl
import pytest
from pytestqt.qtbot import QtBot

from dxdesk.desktop.dialogs.export_dialog import ExportDialog, with_ending
from dxdesk.desktop.forms.maps_panel import MapsPanel
from dxdesk.desktop.forms.structure_page import StructurePage
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.store import Store
from tests.desktop.clerk import CTRL, Clerk, Key
from tests.desktop.conftest import Opener, Person
from tests.desktop.every_view import A_MAP
from tests.desktop.offices import handed
from tests.desktop.plans import session_of


@pytest.fixture
def plan_with_maps(plan_file: Path) -> Path:
    """The small plan with two maps."""
    with Store.open(plan_file, author="係長") as store:
        store.save_maps({"一覧": A_MAP, "去年の表": A_MAP.replace("R6", "R5")})
    return plan_file


def structure(window: MainWindow) -> StructurePage:
    page = window.plan.pages.turn("structure")
    assert isinstance(page, StructurePage)
    return page


def panel(window: MainWindow) -> MapsPanel:
    page = structure(window)
    assert page.maps is not None
    page.tabs.setCurrentWidget(page.maps)
    return page.maps


def map_names(shown: MapsPanel) -> list[str]:
    return [line[0] for line in shown.table.texts.lines]


def test_a_map_is_named_anew_by_keyboard(opened: Opener, plan_with_maps: Path) -> None:
    window = opened(plan_with_maps)
    shown, clerk = panel(window), Clerk(window)
    assert map_names(shown) == ["一覧", "去年の表"]
    assert shown.table.texts.lines[0][3] == "2列（施策名、R6実績）"
    shown.table.setFocus()
    clerk.press(Key.Key_Down)
    clerk.tab_to(shown.name)
    clerk.press(Key.Key_A, CTRL)
    clerk.write("いちらん", "一覧")
    clerk.press(Key.Key_Return)
    assert "もうあります" in shown.message.text()
    clerk.press(Key.Key_A, CTRL)
    clerk.write("れいわ", "R5の一覧")
    clerk.press(Key.Key_Return)
    assert map_names(shown) == ["R5の一覧", "一覧"]
    assert shown.name.text() == "R5の一覧"
    assert "「R5の一覧」に変えました" in clerk.reads()
    assert list(session_of(window).store.maps()) == ["R5の一覧", "一覧"]


def test_one_is_taken_off_only_when_asked_twice(opened: Opener, plan_with_maps: Path, person: Person) -> None:
    window = opened(plan_with_maps)
    shown = panel(window)
    person.answers = [False, True, True]
    shown.remove.click()
    assert map_names(shown) == ["一覧", "去年の表"]
    shown.remove.click()
    assert "「一覧」を削除します" in person.asked[0]
    assert map_names(shown) == ["去年の表"]
    shown.remove.click()
    assert map_names(shown) == []
    assert not shown.remove.isEnabled()
    assert not shown.name.isEnabled()
    assert shown.add.isEnabled()


def test_to_a_file_and_from_one(opened: Opener, plan_with_maps: Path, person: Person, tmp_path: Path) -> None:
    window = opened(plan_with_maps)
    shown = panel(window)
    person.answers = [str(tmp_path / "残す"), str(tmp_path / "残す.toml"), str(tmp_path / "ない.toml"), ""]
    shown.save.click()
    assert (tmp_path / "残す.toml").read_text(encoding="utf-8") == A_MAP
    shown.add.click()
    assert map_names(shown) == ["一覧", "去年の表", "残す"]
    assert shown.name.text() == "残す"
    shown.add.click()
    assert "ない.toml" in shown.message.text()
    shown.add.click()
    assert map_names(shown) == ["一覧", "去年の表", "残す"]


def test_reading_only_and_in_a_copy_nothing_is_changed(opened: Opener, plan_with_maps: Path, ito_file: Path) -> None:
    window = opened(plan_with_maps, read_only=True)
    shown = panel(window)
    assert shown.save.isEnabled()
    assert not any(control.isEnabled() for control in (shown.name, shown.remove, shown.add))
    assert structure(opened(handed(ito_file)[0].file)).maps is None


def export_dialog(window: MainWindow) -> ExportDialog:
    window.plan.sheets.choose_export()
    dialog = window.plan.sheets.dialog
    assert isinstance(dialog, ExportDialog)
    return dialog


def test_a_plan_is_written_by_a_map_that_is_kept(
    opened: Opener, plan_with_maps: Path, person: Person, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = export_dialog(opened(plan_with_maps))
    dialog.layouts.choose("list")
    assert [dialog.maps.itemText(n) for n in range(dialog.maps.count())] == ["対応表「一覧」", "対応表「去年の表」"]
    assert not dialog.first.isVisible()  # which years there are the map says
    dialog.last.choose(2030)
    dialog.file.setText(str(tmp_path / "R6.4の進捗"))
    dialog.start()
    qtbot.waitUntil(lambda: not dialog.writing.busy)
    out = tmp_path / "R6.4の進捗.xlsx"
    assert str(out) in dialog.message.text()
    assert ["施策名", "R6実績"] in [[cell.value for cell in row] for row in openpyxl.load_workbook(out).active.rows]
    (tmp_path / "ほか.toml").write_text(A_MAP.replace("R6", "R5"), encoding="utf-8")
    person.answers = [str(tmp_path / "ほか.toml"), True]
    dialog.choose_map()
    assert dialog.maps.currentText() == "ファイル「ほか.toml」"
    dialog.start()
    qtbot.waitUntil(lambda: not dialog.writing.busy)
    assert ["施策名", "R5実績"] in [[cell.value for cell in row] for row in openpyxl.load_workbook(out).active.rows]
    dialog.reject()


def test_without_a_map_one_is_asked_for(opened: Opener, plan_file: Path) -> None:
    dialog = export_dialog(opened(plan_file))
    dialog.layouts.choose("list")
    dialog.start()
    assert not dialog.writing.busy
    assert "列の対応表を選んでください" in dialog.message.text()
    dialog.reject()


@pytest.mark.parametrize(
    ("file", "kind", "named"),
    [
        ("進捗", "xlsx", "進捗.xlsx"),
        ("進捗.csv", "xlsx", "進捗.xlsx"),
        ("進捗.XLSX", "xlsx", "進捗.XLSX"),
        ("R6.4の進捗", "pdf", "R6.4の進捗.pdf"),
    ],
)
def test_a_file_ends_as_its_kind_does(file: str, kind: str, named: str) -> None:
    assert with_ending(file, kind) == named
