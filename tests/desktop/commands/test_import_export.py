"""Sheets in and out of the window; history and backups."""

import shutil
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from dxdesk.desktop.dialogs import export_dialog
from dxdesk.desktop.dialogs.backups_dialog import BackupsDialog
from dxdesk.desktop.dialogs.export_dialog import ExportDialog
from dxdesk.desktop.dialogs.history_dialog import HistoryDialog
from dxdesk.desktop.parts.text_table import TextModel
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.desktop.wizard.wizard import ImportWizard
from dxdesk.jobs.exporting import export
from dxdesk.plan.rows.errors import EnvironmentFault
from dxdesk.plan.rows.model import Entry, Measure
from dxdesk.store.file.backup import back_up, backups_of
from tests.desktop.conftest import Opener, Person
from tests.desktop.plans import editor_with, go, grid_of, page_of, session_of
from tests.desktop.waiting import at_rest


def importing(window: MainWindow) -> ImportWizard:
    window.plan.sheets.choose_import()
    dialog = window.plan.sheets.dialog
    assert isinstance(dialog, ImportWizard)
    return dialog


def exporting(window: MainWindow) -> ExportDialog:
    window.plan.sheets.choose_export()
    dialog = window.plan.sheets.dialog
    assert isinstance(dialog, ExportDialog)
    return dialog


@pytest.fixture
def sheet(opened: Opener, ito_file: Path, tmp_path: Path) -> Path:
    """伊東市's workbook with one figure changed by hand."""
    window = opened(ito_file)
    out = tmp_path / "表.xlsx"
    export(session_of(window).rows, "ito", out)
    window.close()
    book = openpyxl.load_workbook(out)
    cells = [c for page in book for row in page.iter_rows() for c in row if isinstance(c.value, str)]
    cell = next(c for c in cells if "88業務" in str(c.value))
    cell.value = str(cell.value).replace("88業務", "89業務")
    book.save(out)
    return out


def read(dialog: ImportWizard, file: Path, qtbot: QtBot) -> None:
    """On trial, as 伊東市's own table."""
    dialog.show_stage(dialog.first)
    dialog.first.layouts.choose("ito")
    dialog.first.file.setText(str(file))
    dialog.go_on()
    qtbot.waitUntil(lambda: not dialog.busy())


def test_an_import_is_looked_at_before_it_is_written(opened: Opener, ito_file: Path, sheet: Path, qtbot: QtBot) -> None:
    window = opened(ito_file)
    before = session_of(window).rows
    dialog = importing(window)
    assert not dialog.take.isEnabled()
    read(dialog, sheet, qtbot)
    assert (
        "1-(1) 行政手続のオンライン化",
        "【オンライン化手続数】R5実績",
        "88業務",
        "89業務",
    ) in dialog.trial.changes.texts.lines
    assert dialog.message.text().startswith("追加 0　変更 ")
    assert session_of(window).rows is before
    dialog.take.click()
    qtbot.waitUntil(lambda: not window.progress.running)
    go(window, "1-(1)")
    grid = grid_of(window)
    assert grid.kpis.index(0, 2).data() == "89業務"
    assert len(backups_of(ito_file)) == 1
    assert "取り込みました" in window.statusBar().currentMessage()
    window.close()
    assert grid_of(opened(ito_file)).kpis.index(0, 2).data() == "89業務"


def test_leaving_an_import_changes_nothing(opened: Opener, ito_file: Path, sheet: Path, qtbot: QtBot) -> None:
    window = opened(ito_file)
    before = ito_file.read_bytes()
    dialog = importing(window)
    read(dialog, sheet, qtbot)
    dialog.reject()
    assert ito_file.read_bytes() == before
    importing(window).reject()


def test_a_file_that_is_no_such_table_is_told(opened: Opener, ito_file: Path, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(ito_file)
    dialog = importing(window)
    broken = tmp_path / "こわれた.xlsx"
    broken.write_bytes(b"PK\x03\x04 nothing")
    other = tmp_path / "別の表.xlsx"
    openpyxl.Workbook().save(other)
    for file in (broken, other, tmp_path / "ない.xlsx", tmp_path):
        read(dialog, file, qtbot)
        assert file.stem in dialog.message.text()
        assert not dialog.take.isEnabled()
    dialog.reject()


def test_what_cannot_be_read_is_listed(opened: Opener, ito_file: Path, sheet: Path, qtbot: QtBot) -> None:
    book = openpyxl.load_workbook(sheet)
    book.create_sheet("メモ")["A1"] = "どこにも属さない文"
    book.save(sheet)
    window = opened(ito_file)
    dialog = importing(window)
    read(dialog, sheet, qtbot)
    assert dialog.trial.tabs.isTabEnabled(1)
    assert "どこにも属さない文" in [line[2] for line in dialog.trial.unread.texts.lines]
    assert "読めなかったところが1か所" in dialog.message.text()
    dialog.reject()


def test_a_file_written_by_others_meanwhile_refuses_the_import(
    opened: Opener, ito_file: Path, sheet: Path, qtbot: QtBot, person: Person
) -> None:
    window = opened(ito_file)
    dialog = importing(window)
    read(dialog, sheet, qtbot)
    copy = ito_file.with_name("copy.dxdb")
    shutil.copyfile(ito_file, copy)
    copy.replace(ito_file)
    person.answers = [None]
    dialog.take.click()
    qtbot.waitUntil(lambda: bool(person.asked))
    qtbot.waitUntil(lambda: not window.progress.running)
    assert "取り込みの間に" in person.asked[0]
    qtbot.waitUntil(dialog.take.isEnabled)
    dialog.reject()


def test_a_sheet_becomes_a_plan_of_its_own(
    opened: Opener, sheet: Path, tmp_path: Path, person: Person, qtbot: QtBot
) -> None:
    window = MainWindow("山田")
    opened.windows.append(window)
    window.show()
    window.new_plans.import_new()
    dialog = window.new_plans.dialog
    assert isinstance(dialog, ImportWizard)
    read(dialog, sheet, qtbot)
    person.answers = [str(tmp_path / "できた.dxdb")]
    dialog.take.click()
    qtbot.waitUntil(lambda: window.has_plan)
    assert session_of(window).plan.municipality == "伊東市"
    assert len(session_of(window).rows.all(Measure)) > 20


def test_an_export_says_what_it_wrote(opened: Opener, ito_file: Path, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(ito_file)
    dialog = exporting(window)
    dialog.file.setText(str(tmp_path / "進捗.xlsx"))
    dialog.write.click()
    qtbot.waitUntil(lambda: not dialog.writing.busy)
    assert "書き出しました" in dialog.message.text()
    assert dialog.folder.isVisible()
    assert "書き出しました" in window.statusBar().currentMessage()
    assert len(openpyxl.load_workbook(tmp_path / "進捗.xlsx").sheetnames) > 20
    dialog.reject()


def test_an_export_holds_what_was_chosen(opened: Opener, ito_file: Path, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(ito_file)
    dialog = exporting(window)
    dialog.file.setText(str(tmp_path / "一部.xlsx"))
    dialog.kinds.choose("html")
    assert dialog.file.text().endswith("一部.html")
    dialog.department.choose("水道課")
    dialog.measures.item(2).setCheckState(Qt.CheckState.Checked)
    assert dialog.everything.checkState() == Qt.CheckState.Unchecked
    dialog.first.choose(2023)
    chosen = dialog.request()
    assert (chosen.department, chosen.years) == ("水道課", (2023, 2025))
    assert [name.split()[0] for name in chosen.measures] == ["1-(2)"]
    dialog.write.click()
    qtbot.waitUntil(lambda: not dialog.writing.busy)
    text = (tmp_path / "一部.html").read_text(encoding="utf-8")
    assert "キャッシュレス" in text
    dialog.everything.setCheckState(Qt.CheckState.Checked)
    assert dialog.request().measures == []
    dialog.reject()


def test_an_existing_file_is_asked_about(
    opened: Opener, plan_file: Path, tmp_path: Path, person: Person, qtbot: QtBot
) -> None:
    out = tmp_path / "ある.xlsx"
    out.write_bytes(b"old")
    dialog = exporting(opened(plan_file))
    dialog.file.setText(str(out))
    person.answers = [False]
    dialog.write.click()
    assert "上書き" in person.asked[0]
    assert out.read_bytes() == b"old"
    person.answers = [str(out)]  # the file dialog asks itself
    dialog.choose_file()
    dialog.write.click()
    qtbot.waitUntil(lambda: not dialog.writing.busy)
    assert openpyxl.load_workbook(out).sheetnames
    dialog.reject()


def test_an_export_that_cannot_be_written_is_told(opened: Opener, plan_file: Path, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = exporting(opened(plan_file))
    dialog.file.setText("")
    dialog.write.click()
    assert "選んでください" in dialog.message.text()
    dialog.file.setText(str(tmp_path / "ない" / "進捗.xlsx"))
    dialog.write.click()
    qtbot.waitUntil(lambda: not dialog.writing.busy)
    assert "進捗.xlsx" in dialog.message.text()
    assert not dialog.folder.isVisible()
    dialog.first.choose(2028)
    dialog.write.click()
    assert "始まりが終わりより後" in dialog.message.text()
    dialog.reject()


def test_a_file_that_excel_holds_is_written_under_another_name(
    opened: Opener, plan_file: Path, tmp_path: Path, person: Person, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "開いている.xlsx"
    out.write_bytes(b"old")
    dialog = exporting(opened(plan_file))
    dialog.file.setText(str(out))

    def held(*_: object, **__: object) -> object:
        raise EnvironmentFault(f"「{out}」を開けません。Excelなどで開いていれば閉じてください。")

    with monkeypatch.context() as excel:
        excel.setattr(export_dialog, "export", held)
        person.answers = [True]
        dialog.write.click()
        qtbot.waitUntil(lambda: not dialog.writing.busy)
    assert dialog.other_name_button.isVisible()
    dialog.other_name_button.click()
    qtbot.waitUntil(lambda: not dialog.writing.busy)
    assert openpyxl.load_workbook(tmp_path / "開いている (2).xlsx").sheetnames
    assert out.read_bytes() == b"old"
    dialog.reject()


def test_an_export_can_be_stopped_and_leaves_nothing(opened: Opener, ito_file: Path, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = exporting(opened(ito_file))
    dialog.file.setText(str(tmp_path / "out" / "進捗.xlsx"))
    (tmp_path / "out").mkdir()
    dialog.write.click()
    assert dialog.close_button.text() == "中止"
    dialog.close_button.click()
    qtbot.waitUntil(lambda: not dialog.writing.busy)
    assert "中止しました" in dialog.message.text()
    assert list((tmp_path / "out").iterdir()) == []
    assert dialog.isVisible()
    dialog.reject()


def test_closing_while_exporting_waits_for_the_workbook(
    opened: Opener, ito_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = opened(ito_file)
    dialog = exporting(window)
    dialog.file.setText(str(tmp_path / "進捗.xlsx"))
    dialog.write.click()
    assert not window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert openpyxl.load_workbook(tmp_path / "進捗.xlsx").sheetnames


def history_of(window: MainWindow, qtbot: QtBot) -> HistoryDialog:
    window.plan.sheets.show_history()
    dialog = window.plan.sheets.dialog
    assert isinstance(dialog, HistoryDialog)
    qtbot.waitUntil(lambda: not dialog.reading.busy)
    return dialog


def test_the_history_of_a_field_says_who_when_and_what(opened: Opener, plan_file: Path, qtbot: QtBot) -> None:
    window = opened(plan_file)
    editor = editor_with(window, "一行目")
    editor.setFocus()
    editor.setPlainText("書き直した")
    editor.save()
    dialog = history_of(window, qtbot)
    at, author, where, before, after, _ = dialog.table.texts.lines[0]
    assert (author, before, after) == ("山田", "一行目", "書き直した")
    assert "R6実績の記載" in where
    assert len(at) == len("2026-11-21 09:30")
    fields = len(dialog.table.texts.lines)
    dialog.scope.choose("measure")
    qtbot.waitUntil(lambda: not dialog.reading.busy)
    assert len(dialog.table.texts.lines) > fields
    dialog.scope.choose("plan")
    qtbot.waitUntil(lambda: not dialog.reading.busy)
    assert any("決済" in line[2] for line in dialog.table.texts.lines)
    dialog.reject()


def test_a_change_is_marked_where_it_differs(opened: Opener, plan_file: Path, qtbot: QtBot) -> None:
    window = opened(plan_file)
    editor = editor_with(window, "一行目")
    editor.setFocus()
    editor.setPlainText("二行目")
    editor.save()
    dialog = history_of(window, qtbot)
    block = dialog.detail.document().firstBlock()
    said = {True: "", False: ""}
    while block.isValid():
        for piece in block.textFormats():
            words = block.text()[piece.start : piece.start + piece.length]
            if piece.format.fontStrikeOut() or piece.format.fontUnderline():
                said[piece.format.fontUnderline()] += words
        block = block.next()
    assert said == {False: "一", True: "二"}
    assert "変更前：一行目\n変更後：二行目" in dialog.detail.toPlainText()
    dialog.reject()


def backups_of_window(window: MainWindow) -> BackupsDialog:
    window.plan.backups.show()
    dialog = window.plan.backups.dialog
    assert dialog is not None
    return dialog


def test_a_backup_is_made_and_put_back(opened: Opener, plan_file: Path, person: Person, qtbot: QtBot) -> None:
    window = opened(plan_file)
    dialog = backups_of_window(window)
    assert not dialog.back.isEnabled()
    dialog.make.click()
    qtbot.waitUntil(lambda: len(dialog.backups) == 1)
    assert dialog.table.texts.lines[0][1].endswith(" KB")
    dialog.reject()
    editor = editor_with(window, "一行目")
    editor.setFocus()
    editor.setPlainText("あとで書いた")
    editor.save()
    dialog = backups_of_window(window)
    person.answers = [False]
    dialog.back.click()
    assert "あとで書いた" in [e.text for e in session_of(window).rows.all(Entry).values()]
    person.answers = [True]
    dialog.back.click()
    qtbot.waitUntil(lambda: not window.progress.running and window.has_plan)
    texts = [e.text for e in session_of(window).rows.all(Entry).values()]
    assert "一行目" in texts
    assert "あとで書いた" not in texts
    assert "戻しました" in window.statusBar().currentMessage()
    assert len(backups_of(plan_file)) == 2


def test_a_damaged_backup_is_refused_and_the_plan_is_back_as_it_was(
    opened: Opener, plan_file: Path, person: Person, qtbot: QtBot
) -> None:
    backup = back_up(plan_file)
    backup.write_bytes(b"broken")
    window = opened(plan_file)
    dialog = backups_of_window(window)
    person.answers = [True, None]
    dialog.back.click()
    qtbot.waitUntil(lambda: not window.progress.running and window.has_plan)
    assert backup.name in person.asked[1]
    assert page_of(window).head.title.text() == "1-(1) 手続"


def test_who_only_reads_can_look_at_backups_and_history(opened: Opener, plan_file: Path, qtbot: QtBot) -> None:
    back_up(plan_file)
    window = opened(plan_file, read_only=True)
    dialog = backups_of_window(window)
    assert not dialog.back.isEnabled()
    dialog.reject()
    history_of(window, qtbot).reject()


def test_every_control_of_every_dialog_has_a_name(opened: Opener, plan_file: Path, qtbot: QtBot) -> None:
    window = opened(plan_file)
    dialogs = [importing(window), exporting(window), history_of(window, qtbot), backups_of_window(window)]
    for dialog in dialogs:
        for child in dialog.findChildren(object):  # type: ignore[call-overload]
            if hasattr(child, "focusPolicy") and child.focusPolicy() != Qt.FocusPolicy.NoFocus and child.isVisibleTo(dialog):
                named = child.accessibleName() or getattr(child, "text", str)() or child.objectName().startswith("qt_")
                assert named, (dialog.windowTitle(), child)
        dialog.reject()
    at_rest()


def test_the_table_of_texts_keeps_qts_rules() -> None:
    model = TextModel(("a", "b"))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.show_lines([("1", "二\n三"), ("x" * 1000, "")])
    assert model.index(0, 1).data() == "二 三"
    assert model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole) == "二\n三"
    assert len(model.index(1, 0).data()) < 400
    assert model.headerData(1, Qt.Orientation.Horizontal) == "b"
    model.show_lines([])
    assert model.rowCount() == 0
    del tester
