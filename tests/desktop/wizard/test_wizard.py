"""A city that is not among the five starts from its own table, by keyboard alone; next year's table finds its map."""

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.desktop.wizard.file_stage import likely_layout
from dxdesk.desktop.wizard.preview import SheetModel
from dxdesk.desktop.wizard.wizard import ImportWizard
from dxdesk.jobs.importing import create_from
from dxdesk.jobs.map_wizard import read_for_map
from dxdesk.pages.formats import writer
from dxdesk.pages.layouts.list_table.map_guess import guess_map
from dxdesk.plan.rows.model import Entry, Measure, Plan
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Store
from tests.desktop.clerk import ALT, CTRL, Clerk, Key
from tests.desktop.conftest import Opener, Person
from tests.desktop.plans import session_of
from tests.desktop.waiting import at_rest
from tests.desktop.window.test_start import fresh, start_of
from tests.jobs.test_map_wizard import NEXT_YEAR, PRESENT, THIS_YEAR, workbook
from tests.pages.layouts.list_table.made_up import made_up_workbook
from tests.pages.layouts.list_table.tables import table

ODD = (
    ("みどり町 デジタル化の表",),
    ("なまえ", "だれが", "R6", "R7予定", "覚え"),
    ("申請の電子化", "総務課", "広げた。", "見直す。", "内線1"),
    ("窓口の改善", "市民課", "並べた。", "続ける。", ""),
)


def wizard_of(window: MainWindow) -> ImportWizard:
    dialog = window.new_plans.dialog if not window.has_plan else window.plan.sheets.dialog
    assert isinstance(dialog, ImportWizard)
    return dialog


def on(wizard: ImportWizard, qtbot: QtBot) -> None:
    """次へ, and what is read beside the window is there."""
    wizard.go_on()
    wait_until_idle(wizard, qtbot)


def wait_until_idle(wizard: ImportWizard, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not wizard.busy())


def wizard_with_file(window: MainWindow, file: Path, qtbot: QtBot) -> ImportWizard:
    """The wizard after the file was read."""
    (window.new_plans.import_new if not window.has_plan else window.plan.sheets.choose_import)()
    wizard = wizard_of(window)
    wizard.first.layouts.choose("list")
    wizard.first.file.setText(str(file))
    on(wizard, qtbot)
    return wizard


@pytest.fixture
def town_file(tmp_path: Path) -> Path:
    """A plan made of this year's table, with its map."""
    description = read_for_map(str(workbook(tmp_path / "R6.xlsx", THIS_YEAR)), PRESENT, None, {})
    description.set_table(pillar="全体")
    create_from(tmp_path / "町.dxdb", description.prepared(Rows()), author="山田").close()
    return tmp_path / "町.dxdb"


def test_a_whole_plan_from_a_table_of_odd_words_by_keyboard(
    opened: Opener, tmp_path: Path, person: Person, qtbot: QtBot
) -> None:
    window = fresh(opened)
    window.activateWindow()
    clerk = Clerk(window)
    clerk.tab_to(start_of(window).buttons[2])
    clerk.press(Key.Key_Space)
    wizard = wizard_of(window)
    qtbot.waitUntil(wizard.isActiveWindow)
    assert clerk.at is wizard.first.file
    clerk.press(Key.Key_Return)
    assert wizard.message.text() == "取り込むファイルを選んでください。"
    clerk.keys(str(workbook(tmp_path / "town.xlsx", ODD)))
    clerk.press(Key.Key_Return)
    wait_until_idle(wizard, qtbot)
    # the headings were found: on to the columns
    assert wizard.stage is wizard.sheet
    assert (wizard.sheet.first.currentText(), wizard.sheet.last.currentText()) == ("2行目", "2行目")
    clerk.press(Key.Key_Return)
    assert wizard.stage is wizard.columns
    assert clerk.at is wizard.columns.columns
    clerk.press(Key.Key_N, ALT)
    qtbot.waitUntil(lambda: wizard.message.text().startswith("「施策名」の列がありません。"))
    clerk.press(Key.Key_Home, CTRL)
    choose(clerk, wizard, "施策名")
    clerk.press(Key.Key_Backtab)
    clerk.press(Key.Key_Down)
    choose(clerk, wizard, "担当課")
    clerk.press(Key.Key_Backtab)
    clerk.press(Key.Key_End, CTRL)
    choose(clerk, wizard, "独自の項目")
    name = wizard.columns.form.parts["name"]
    clerk.tab_to(name)
    clerk.press(Key.Key_A, CTRL)
    clerk.press(Key.Key_Delete)
    assert wizard.columns.problem.text() == "E列「覚え」の項目名が空です。「予算額」のように書いてください。"
    clerk.compose("めも")
    assert wizard.columns.problem.text()  # nothing is taken over from an IME at work
    clerk.write("めも", "担当者メモ")
    assert not wizard.columns.problem.text()
    assert wizard.columns.columns.texts.lines[4][2] == "独自の項目　「担当者メモ」"
    clerk.press(Key.Key_N, ALT)
    qtbot.waitUntil(lambda: wizard.stage is wizard.plan)
    # whose plan it is
    clerk.press(Key.Key_Return)
    assert wizard.message.text() == "計画名を書いてください。"
    assert clerk.at is wizard.plan.title_field
    clerk.write("けいかく", "みどり町DX計画")
    clerk.press(Key.Key_Return)
    assert wizard.message.text().startswith("柱の列がない表です。")
    clerk.write("ぜんたい", "全体")
    clerk.press(Key.Key_Return)
    wait_until_idle(wizard, qtbot)
    # what would come of it
    assert wizard.stage is wizard.trial
    assert wizard.message.text().startswith("追加 ")
    assert "読めなかった" not in wizard.message.text()
    assert not list(tmp_path.glob("*.dxdb"))
    person.answers = [str(tmp_path / "町.dxdb")]
    clerk.press(Key.Key_T, ALT)
    qtbot.waitUntil(lambda: window.has_plan)
    session = session_of(window)
    assert (session.plan.municipality, session.plan.title) == ("みどり町", "みどり町DX計画")
    assert sorted(m.title for m in session.rows.all(Measure).values()) == ["申請の電子化", "窓口の改善"]
    assert {(e.year, e.kind, e.text) for e in session.rows.all(Entry).values()} >= {
        (2024, "実績", "広げた。"),
        (2025, "実施予定", "続ける。"),
    }
    assert len(session.store.history()) > 0
    assert list(session.store.maps()) == ["一覧"]


def choose(clerk: Clerk, wizard: ImportWizard, words: str) -> None:
    """From the list of columns to the chooser, and down to those words."""
    field = wizard.columns.form.field
    clerk.press(Key.Key_Return)
    assert clerk.at is field
    clerk.press(Key.Key_Home)
    clerk.press(Key.Key_Down, times=field.findText(words))
    assert field.currentText() == words


def test_next_years_table_is_offered_the_map_of_this_year(
    opened: Opener, town_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = opened(town_file)
    wizard = wizard_with_file(window, workbook(tmp_path / "R7.xlsx", NEXT_YEAR), qtbot)
    assert wizard.sheet.maps.currentText() == "対応表「一覧」（1年あとの見出しに合わせる）"
    for _ in range(3):
        on(wizard, qtbot)
    assert wizard.stage is wizard.trial
    assert ("2 窓口の改善", "R8実施予定の記載の追加", "", "増やす。") in wizard.trial.changes.texts.lines
    wizard.take.click()
    qtbot.waitUntil(lambda: not window.progress.running)
    plan = session_of(window).plan
    assert (plan.shown_from, plan.shown_to, plan.planned_from) == (2024, 2026, 2026)
    assert "R8予定" in session_of(window).store.maps()["一覧"]


@pytest.mark.parametrize(
    ("city", "maps", "layout"), [("伊東市", {}, "ito"), ("伊東市", {"一覧": ""}, "list"), ("みどり町", {}, "list")]
)
def test_the_likeliest_kind_of_table_is_chosen_first(city: str, maps: dict[str, str], layout: str) -> None:
    plan = Plan.new(municipality=city, title="計画", shown_from=2022, shown_to=2025)
    assert likely_layout(plan, maps) == layout
    assert likely_layout(None, maps) == "list"


def test_nothing_chosen_is_lost_on_the_way_back(opened: Opener, tmp_path: Path, qtbot: QtBot) -> None:
    window = fresh(opened)
    wizard = wizard_with_file(window, made_up_workbook(tmp_path / "一覧.xlsx"), qtbot)
    on(wizard, qtbot)
    form = wizard.columns.form
    wizard.columns._go(36)
    assert form.field.currentText() == "まだ決めていない"
    assert wizard.message.text() == "37列のうち36列が決まっています。決めていない列が1列あります。"
    form.field.choose("skip")
    form.field.activated.emit(form.field.currentIndex())
    assert wizard.message.text() == "37列のうち37列が決まっています。"
    on(wizard, qtbot)
    wizard.plan.title_field.setText("別の名前の計画")
    wizard.plan.title_field.textEdited.emit("別の名前の計画")
    for _ in range(3):
        wizard.go_back()
    assert wizard.stage is wizard.first
    on(wizard, qtbot)
    assert wizard.stage is wizard.sheet
    wizard.sheet.first.choose(3)
    wizard.sheet.first.activated.emit(3)
    on(wizard, qtbot)
    assert [line[1] for line in wizard.columns.columns.texts.lines[7:9]] == ["開始", "終了"]
    wizard.go_back()
    wizard.sheet.first.choose(2)
    wizard.sheet.first.activated.emit(2)
    on(wizard, qtbot)
    assert wizard.columns.columns.texts.lines[36] == ("AK", "内部メモ", "取り込まない列")
    on(wizard, qtbot)
    assert wizard.plan.title_field.text() == "別の名前の計画"
    wizard.reject()


def test_rows_of_the_sample_can_be_made_the_headings(opened: Opener, tmp_path: Path, qtbot: QtBot) -> None:
    wizard = wizard_with_file(fresh(opened), workbook(tmp_path / "R6.xlsx", THIS_YEAR), qtbot)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(wizard.sheet.preview, key)
    assert wizard.stage is wizard.sheet
    assert wizard.sheet.first.currentText() == wizard.sheet.last.currentText() == "3行目"
    wizard.reject()


@pytest.mark.parametrize(("button", "words"), [(0, "独自の項目　「{}」"), (1, "取り込まない列")])
def test_what_is_not_decided_can_be_decided_at_once(
    opened: Opener, tmp_path: Path, qtbot: QtBot, button: int, words: str
) -> None:
    rows = (("施策名", "甲", "乙", ""), ("申請", "1", "2", "3"))
    wizard = wizard_with_file(fresh(opened), workbook(tmp_path / "a.xlsx", rows), qtbot)
    on(wizard, qtbot)
    stage = wizard.columns
    assert stage.undecided.isVisible()
    stage.undecided.findChildren(QPushButton)[button].click()
    lines = stage.columns.texts.lines
    assert [line[2] for line in lines[1:3]] == [words.format("甲"), words.format("乙")]
    assert lines[3][2] == ("まだ決めていない" if button == 0 else words)  # nothing to call it by
    assert stage.undecided.isVisible() == (button == 0)
    assert stage.form.field.currentText() == "施策名"
    wizard.reject()


def test_two_columns_that_mean_the_same_are_told_at_the_second(opened: Opener, tmp_path: Path, qtbot: QtBot) -> None:
    wizard = wizard_with_file(fresh(opened), workbook(tmp_path / "R6.xlsx", THIS_YEAR), qtbot)
    on(wizard, qtbot)
    stage = wizard.columns
    stage._go(2)
    stage.form.field.choose("title")
    stage.form.field.activated.emit(0)
    assert stage.columns.texts.lines[2][2] == "！施策名"
    assert stage.problem.text() == "B列「施策名」とC列「担当課」が、どちらも「施策名」です。どちらかを変えてください。"
    stage._go(0)
    on(wizard, qtbot)
    assert wizard.stage is stage
    assert stage.columns.currentIndex().row() == 2
    assert wizard.message.text() == stage.problem.text()
    assert QApplication.focusWidget() is stage.form.field or not wizard.isActiveWindow()
    wizard.reject()


def test_a_year_that_no_heading_tells_is_asked_for(opened: Opener, tmp_path: Path, qtbot: QtBot) -> None:
    rows = (("施策名", "進捗状況"), ("申請", "広げた。"))
    wizard = wizard_with_file(fresh(opened), workbook(tmp_path / "a.xlsx", rows), qtbot)
    on(wizard, qtbot)
    on(wizard, qtbot)
    assert wizard.message.text() == "B列「進捗状況」が何年度のものか分かりません。年度を選んでください。"
    year = wizard.columns.form.parts["year"]
    year.choose(2024)  # type: ignore[attr-defined]
    year.activated.emit(0)  # type: ignore[attr-defined]
    on(wizard, qtbot)
    assert wizard.stage is wizard.plan
    wizard.reject()


def bad_files(folder: Path) -> dict[Path, str]:
    empty = folder / "空の表.xlsx"
    openpyxl.Workbook().save(empty)
    broken, locked, text = folder / "壊れた.xlsx", folder / "鍵.xlsx", folder / "表.docx"
    broken.write_bytes(b"PK\x03\x04 nothing")
    locked.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))
    text.write_bytes(b"x")
    return {
        empty: "表がありません",
        broken: "壊れて",
        locked: "パスワードがかかっています",
        text: "読めない種類",
        folder / "ない.xlsx": "見つかりません",
        folder: "読めない種類",
    }


def test_a_file_that_cannot_be_read_is_told_in_one_sentence(opened: Opener, tmp_path: Path, qtbot: QtBot) -> None:
    window = fresh(opened)
    window.new_plans.import_new()
    wizard = wizard_of(window)
    for file, said in bad_files(tmp_path).items():
        wizard.first.file.setText(str(file))
        on(wizard, qtbot)
        assert wizard.stage is wizard.first
        assert said in wizard.message.text()
        assert "\n" not in wizard.message.text()
    wizard.reject()


def test_a_sheet_without_a_table_is_told(opened: Opener, tmp_path: Path, qtbot: QtBot) -> None:
    file = made_up_workbook(tmp_path / "一覧.xlsx")
    book = openpyxl.load_workbook(file)
    book.create_sheet("白紙")
    book.save(file)
    wizard = wizard_with_file(fresh(opened), file, qtbot)
    for place, said in ((1, "見出しの下に何も書かれていません"), (2, "見出しがありません")):
        wizard.sheet.sheets.choose(place)
        wizard.sheet.sheets.activated.emit(place)
        on(wizard, qtbot)
        assert wizard.stage is wizard.sheet
        assert said in wizard.message.text()
    wizard.reject()


def test_every_unread_cell_is_listed(opened: Opener, tmp_path: Path, qtbot: QtBot) -> None:
    wizard = wizard_with_file(fresh(opened), made_up_workbook(tmp_path / "一覧.xlsx"), qtbot)
    wizard.sheet.others.click()
    for _ in range(3):
        on(wizard, qtbot)
    lines = wizard.trial.unread.texts.lines
    assert ("取組一覧", "AK9", "内線123") in lines
    assert {line[0] for line in lines} == {"取組一覧"}
    assert "読めなかったところが" in wizard.message.text()
    wizard.reject()


def test_a_map_is_saved_to_a_file_and_read_from_it(opened: Opener, tmp_path: Path, person: Person, qtbot: QtBot) -> None:
    file = made_up_workbook(tmp_path / "一覧.xlsx")
    wizard = wizard_with_file(fresh(opened), file, qtbot)
    on(wizard, qtbot)
    wizard.columns._go(36)
    wizard.columns.form.field.choose("skip")
    wizard.columns.form.field.activated.emit(0)
    for _ in range(2):
        on(wizard, qtbot)
    person.answers = [str(tmp_path / "対応表")]
    wizard.trial.keep.click()
    assert wizard.message.text() == f"列の対応表を「{tmp_path / '対応表.toml'}」に残しました。"
    person.answers = [str(tmp_path / "ない" / "対応表.toml")]
    wizard.trial.keep.click()
    assert "見つかりません" in wizard.message.text()
    wizard.reject()
    again = wizard_with_file(fresh(opened), file, qtbot)
    (tmp_path / "こわれた.toml").write_text("[[column]", "utf-8")
    person.answers = [str(tmp_path / "こわれた.toml"), str(tmp_path / "対応表.toml")]
    again.sheet.choose_map()
    assert "TOMLとして読めません" in again.message.text()
    again.sheet.choose_map()
    assert again.sheet.maps.currentText() == "対応表「対応表」"
    on(again, qtbot)
    assert again.columns.columns.texts.lines[36][2] == "取り込まない列"
    again.reject()


def test_a_place_that_is_taken_leaves_the_wizard_as_it_was(
    opened: Opener, town_file: Path, tmp_path: Path, person: Person, qtbot: QtBot
) -> None:
    before = town_file.read_bytes()
    window = fresh(opened)
    wizard = wizard_with_file(window, made_up_workbook(tmp_path / "一覧.xlsx"), qtbot)
    for _ in range(3):
        on(wizard, qtbot)
    person.answers = [""]
    wizard.take.click()
    assert wizard.isVisible()
    person.answers = [str(town_file), None]
    wizard.take.click()
    qtbot.waitUntil(lambda: not window.progress.running)
    assert "すでにあります" in person.asked[-1]
    assert wizard.isVisible()
    qtbot.waitUntil(wizard.take.isEnabled)
    assert town_file.read_bytes() == before
    person.answers = [str(tmp_path / "別.dxdb")]
    wizard.take.click()
    qtbot.waitUntil(lambda: window.has_plan)
    with Store.open(tmp_path / "別.dxdb", read_only=True) as store:
        assert len(store.load().all(Plan)) == 1


def test_reading_can_be_stopped_and_left(opened: Opener, tmp_path: Path) -> None:
    window = fresh(opened)
    window.new_plans.import_new()
    wizard = wizard_of(window)
    wizard.first.file.setText(str(made_up_workbook(tmp_path / "一覧.xlsx", 200)))
    wizard.go_on()
    assert wizard.busy()
    wizard.reject()
    assert not wizard.busy()
    assert wizard.isVisible()
    assert wizard.message.text() == "読み取りを中止しました。"
    wizard.reject()
    at_rest()
    assert list(tmp_path.glob("*.dxdb")) == []


def test_the_sample_of_a_sheet_keeps_qts_rules() -> None:
    model = SheetModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    book = table(("施策名", "R6実績"), ("申請", "広げた。\nもっと"))
    model.show_sheet(book.pages[0], guess_map(book, PRESENT))
    assert model.index(1, 1).data() == "広げた。 もっと"
    assert model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "B1 見出し R6実績"
    assert model.index(0, 0).data(Qt.ItemDataRole.FontRole).bold()
    assert model.headerData(1, Qt.Orientation.Horizontal) == "B"
    del tester


def test_a_file_that_is_mended_meanwhile_is_read_again_and_keeps_its_columns(
    opened: Opener, plan_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "町の表.xlsx"
    writer("xlsx")(table(*ODD), file)
    wizard = wizard_with_file(opened(plan_file), file, qtbot)
    description = wizard.sheet.description
    assert description is not None
    description.choose_headings(range(1, 2))
    for place, field in ((0, "title"), (1, "department"), (4, "skip")):
        description.choose(place, field)
    description.set_table(pillar="全体")
    for _ in range(3):
        on(wizard, qtbot)
    assert wizard.stage is wizard.trial
    book = openpyxl.load_workbook(file)
    book.active["A5"] = "あとで加えた施策"
    book.active["B5"] = "総務課"
    book.save(file)
    wizard.go_back()
    on(wizard, qtbot)
    assert wizard.stage is wizard.sheet
    assert "「町の表.xlsx」は、見ている間に変わったので読み直しました" in wizard.message.text()
    described = wizard.sheet.description
    assert described is not None
    assert described is not description
    assert [c.field for c in described.map.columns][:2] == ["title", "department"]
    for _ in range(3):
        on(wizard, qtbot)
    assert any("あとで加えた施策" in line[-1] for line in wizard.trial.changes.texts.lines)
    wizard.go_back()
    file.unlink()
    on(wizard, qtbot)
    assert wizard.stage is wizard.first
    assert "町の表.xlsx" in wizard.message.text()
    wizard.reject()
