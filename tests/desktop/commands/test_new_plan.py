"""新しい計画, by keyboard: from nothing, from the cities' samples, from last year's file."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dxdesk.desktop.dialogs.new_plan_dialog import NewPlanDialog
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.jobs.rollover import last_rollover
from dxdesk.plan.rows.model import PLANNED, Entry, Figure, Measure, Plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Store
from dxdesk.submission.hand_out.copies import HandOutRequest, hand_out
from dxdesk.submission.status.year_lock import lock
from tests.desktop.clerk import ALT, CTRL, Clerk, Key
from tests.desktop.conftest import Opener, Person
from tests.desktop.plans import page_of, session_of


@pytest.fixture
def window(opened: Opener, qtbot: QtBot) -> MainWindow:
    """A window that has just been started."""
    window = MainWindow("山田")
    opened.windows.append(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def asked(window: MainWindow, qtbot: QtBot) -> NewPlanDialog:
    """The dialog, as Ctrl+N opens it."""
    Clerk(window).press(Key.Key_N, CTRL)
    dialog = window.new_plans.dialog
    assert isinstance(dialog, NewPlanDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def opened_plan(window: MainWindow, qtbot: QtBot) -> Plan:
    """What is open when the file is made."""
    qtbot.waitUntil(lambda: window.has_plan and not window.progress.running)
    return session_of(window).plan


def test_an_empty_plan_by_keyboard(window: MainWindow, tmp_path: Path, person: Person, qtbot: QtBot) -> None:
    clerk = Clerk(window)
    dialog = asked(window, qtbot)
    empty = dialog.empty
    assert QApplication.focusWidget() is empty.municipality
    clerk.write("しけん", "試験市")
    clerk.press(Key.Key_Return)
    assert dialog.message.text() == "計画名を書いてください。"
    clerk.press(Key.Key_T, ALT)
    clerk.write("しけんけいかく", "試験計画")
    clerk.press(Key.Key_Y, ALT)
    clerk.press(Key.Key_Down, times=20)
    clerk.press(Key.Key_Return)
    assert "始まりが終わりより後" in dialog.message.text()
    clerk.press(Key.Key_Up, times=21)
    clerk.press(Key.Key_Tab)
    clerk.press(Key.Key_Up)
    clerk.press(Key.Key_L, ALT)
    clerk.press(Key.Key_A, CTRL)
    clerk.write("きほん", "基本方針＞＞取組")
    clerk.press(Key.Key_Return)
    assert "名前のない階層" in dialog.message.text()
    clerk.press(Key.Key_A, CTRL)
    clerk.write("きほん", "基本方針＞施策＞取組")
    clerk.press(Key.Key_K, ALT)
    clerk.press(Key.Key_Down, times=2)
    person.answers = [str(tmp_path / "R6.4の計画")]
    clerk.press(Key.Key_Return)
    plan = opened_plan(window, qtbot)
    assert (plan.municipality, plan.title, plan.shown_from, plan.shown_to) == ("試験市", "試験計画", 2023, 2026)
    assert plan.levels == "基本方針 > 施策 > 取組"
    assert (tmp_path / "R6.4の計画.dxdb").is_file()
    assert "「R6.4の計画.dxdb」を作って開きました" in window.statusBar().currentMessage()
    assert [mark.symbol for mark in session_of(window).outline.marks(plan)] == ["A", "B", "C", "D"]


def test_what_was_typed_survives_a_name_that_is_taken(
    window: MainWindow, plan_file: Path, person: Person, qtbot: QtBot
) -> None:
    dialog = asked(window, qtbot)
    dialog.empty.municipality.setText("試験市")
    dialog.empty.title.setText("試験計画")
    person.answers = [str(plan_file), None]
    dialog.yes.click()
    qtbot.waitUntil(lambda: len(person.asked) == 2)
    qtbot.waitUntil(lambda: not window.progress.running)
    assert "すでにあります" in person.asked[1]
    assert dialog.isVisible()
    assert dialog.empty.title.text() == "試験計画"
    person.answers = [""]
    dialog.yes.click()
    assert dialog.isVisible()
    dialog.reject()
    assert not window.has_plan


def test_several_samples_of_a_city_in_one_file(window: MainWindow, tmp_path: Path, person: Person, qtbot: QtBot) -> None:
    clerk = Clerk(window)
    dialog = asked(window, qtbot)
    clerk.press(Key.Key_S, ALT)
    seeds = dialog.seeds.list
    qtbot.waitUntil(seeds.isVisible)
    words = [seeds.item(row).text() for row in range(seeds.count())]
    assert len(words) == 5
    assert "伊東市　伊東市DX推進計画（R4-R7）" in words
    clerk.tab_to(dialog.yes)
    clerk.press(Key.Key_Return)
    assert dialog.message.text() == "見本を一つ以上選んでください。"
    clerk.tab_to(seeds)
    for row, text in enumerate(words):
        seeds.setCurrentRow(row)
        if text.startswith("伊勢原市"):
            clerk.press(Key.Key_Space)
    person.answers = [str(tmp_path / "伊勢原")]
    clerk.tab_to(dialog.yes)
    clerk.press(Key.Key_Return)
    opened_plan(window, qtbot)
    first, second = session_of(window).outline.plans
    assert second.follows == first.id
    assert (first.shown_from, second.shown_from) == (2019, 2022)


def test_next_years_plan_from_last_years_file(
    window: MainWindow, ito_file: Path, tmp_path: Path, person: Person, qtbot: QtBot
) -> None:
    clerk = Clerk(window)
    dialog = asked(window, qtbot)
    clerk.press(Key.Key_F, ALT)
    qtbot.waitUntil(dialog.file.choose.isVisible)
    clerk.tab_to(dialog.yes)
    clerk.press(Key.Key_Return)
    assert dialog.message.text() == "もとにする計画ファイルを選んでください。"
    person.answers = [str(ito_file)]
    clerk.press(Key.Key_P, ALT)
    qtbot.waitUntil(dialog.file.found.isVisible)
    assert dialog.file.next_year.text() == "次の年度へ進める：R4-R7 を R5-R8 に(&N)"
    assert dialog.file.next_year.isChecked()
    assert not dialog.file.plan.isVisible()
    before = ito_file.read_bytes()
    person.answers = [str(tmp_path / "R7")]
    clerk.tab_to(dialog.yes)
    clerk.press(Key.Key_Return)
    plan = opened_plan(window, qtbot)
    assert (plan.shown_from, plan.shown_to) == (2023, 2026)
    assert ito_file.read_bytes() == before
    turned = last_rollover(session_of(window).store, plan)
    assert turned is not None
    assert turned.author == "山田"
    # What was planned for R7 stands beside its empty results.
    asked_cell = page_of(window).narrative.asked_cell()
    planned = [e for e in session_of(window).rows.all(Entry).values() if (e.year, e.kind) == (2025, PLANNED)]
    assert asked_cell.prompt.text().startswith("R7実施予定：\n")
    assert any(entry.text in asked_cell.prompt.text() for entry in planned)


def test_a_revision_stands_beside_the_plan_it_follows(
    window: MainWindow, ito_file: Path, tmp_path: Path, person: Person, qtbot: QtBot
) -> None:
    clerk = Clerk(window)
    dialog = asked(window, qtbot)
    clerk.press(Key.Key_F, ALT)
    qtbot.waitUntil(dialog.file.choose.isVisible)
    person.answers = [str(ito_file)]
    dialog.file.choose.click()
    qtbot.waitUntil(dialog.file.found.isVisible)
    assert not dialog.file.title.isEnabled()
    clerk.press(Key.Key_R, ALT)
    qtbot.waitUntil(dialog.file.revised.isChecked)
    assert dialog.file.title.text() == "伊東市DX推進計画（改定版）"
    assert dialog.file.span.years() == (2026, 2029)
    dialog.file.title.setText("伊東市ＤＸ推進計画")
    dialog.yes.click()
    assert "同じです" in dialog.message.text()
    dialog.file.title.setText("伊東市DX推進計画（後期）")
    person.answers = [str(tmp_path / "後期")]
    dialog.yes.click()
    opened_plan(window, qtbot)
    rows = session_of(window).rows
    first, second = Outline(rows).plans
    assert (second.title, second.follows, second.shown_from) == ("伊東市DX推進計画（後期）", first.id, 2026)
    measures = {m.id for m in rows.all(Measure).values() if m.plan == second.id}
    assert measures
    assert not [e for e in rows.all(Entry).values() if e.measure in measures]
    assert rows.all(Figure)


def test_of_several_plans_in_a_file_one_is_chosen(window: MainWindow, tmp_path: Path, person: Person, qtbot: QtBot) -> None:
    place = tmp_path / "二つ.dxdb"
    plans = [
        Plan.new(municipality="試験市", title=title, shown_from=first, shown_to=first + 3, planned_from=first + 3, rank=rank)
        for title, first, rank in (("前期計画", 2018, "A"), ("後期計画", 2022, "B"))
    ]
    with Store.create(place, Rows.of(plans), author="係長") as store:
        lock(store, 2021, author="係長", plan="前期計画")
    dialog = asked(window, qtbot)
    dialog.choose(dialog.file)
    person.answers = [str(place)]
    dialog.file.choose.click()
    qtbot.waitUntil(dialog.file.found.isVisible)
    assert dialog.file.plan.isVisible()
    assert not dialog.file.next_year.isEnabled()
    assert "R3 は確定済み" in dialog.file.next_year_note.text()
    assert dialog.file.revised.isChecked()
    dialog.file.plan.setCurrentIndex(1)
    assert dialog.file.next_year.isChecked()
    person.answers = [str(tmp_path / "次")]
    dialog.yes.click()
    opened_plan(window, qtbot)
    shown = {p.title: p.shown_to for p in session_of(window).rows.all(Plan).values()}
    assert shown == {"前期計画": 2021, "後期計画": 2026}


def test_what_is_no_plan_file_is_told_in_the_dialog(
    window: MainWindow, plan_file: Path, tmp_path: Path, person: Person, qtbot: QtBot
) -> None:
    with Store.open(plan_file, author="係長") as store:
        hand_out(store, tmp_path / "写し", HandOutRequest(2024), author="係長")
    (tmp_path / "メモ.dxdb").write_text("計画ではない" * 500, encoding="utf-8")
    dialog = asked(window, qtbot)
    dialog.choose(dialog.file)
    for place, why in (
        (next((tmp_path / "写し").glob("*.dxdb")), "課に配られた写し"),
        (tmp_path / "メモ.dxdb", "計画ファイル"),
        (tmp_path / "ない.dxdb", "見つかりません"),
    ):
        person.answers = [str(place)]
        dialog.file.choose.click()
        qtbot.waitUntil(lambda sentence=why: sentence in dialog.file.message.text())
        assert not dialog.file.found.isVisible()
        dialog.yes.click()
        assert dialog.message.text() == "もとにする計画ファイルを選んでください。"
    person.answers = [""]
    dialog.file.choose.click()
    dialog.reject()
