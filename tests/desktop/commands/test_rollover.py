"""The turn of the fiscal year in the window: told before, one batch after a backup, every view follows, and taken back."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from dxdesk.desktop.coordinator.board_page import BoardPage
from dxdesk.desktop.dialogs.rollover_dialog import RolloverDialog
from dxdesk.desktop.overview.overview_page import OverviewPage
from dxdesk.desktop.parts.combo_box import Choice
from dxdesk.desktop.tabs.evaluation_tab import EvaluationTab
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.plan.changes.edits import set_field
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.model import Measure, Plan
from dxdesk.store import Store
from dxdesk.store.file.backup import backups_of
from dxdesk.submission.hand_out.copies import HandOutRequest, hand_out
from dxdesk.submission.status.year_lock import lock
from tests.desktop.clerk import CTRL, SHIFT, Clerk, Key
from tests.desktop.conftest import Opener, Person
from tests.desktop.plans import grid_of, page_of, session_of
from tests.desktop.waiting import at_rest


def dialog_of(window: MainWindow, qtbot: QtBot) -> RolloverDialog:
    window.plan.rollover.show()
    dialog = window.plan.rollover.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def columns(window: MainWindow) -> list[str]:
    kpis = grid_of(window).kpis
    return [kpis.title(column) for column in range(1, len(kpis.columns) + 1)]


def offered(choice: Choice) -> list[str]:
    return [choice.itemText(place) for place in range(choice.count())]


def settled(window: MainWindow, qtbot: QtBot) -> None:
    """Until the work is done; without a window manager nobody gives the keyboard back to the window."""
    qtbot.waitUntil(lambda: not window.progress.running)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def test_what_will_happen_is_told_and_then_done_by_keyboard(opened: Opener, plan_file: Path, qtbot: QtBot) -> None:
    window = opened(plan_file)
    clerk = Clerk(window)
    dialog = dialog_of(window, qtbot)
    story = "".join(label.text() for label in dialog.summary)
    assert "R7が「実績（今回）」の年度になり、R8の欄が加わります。" in story
    assert "R7の実施予定 1行（1施策）と見込の値1件はそのまま残り" in story
    assert "R4は表示から外れます。" in story
    assert not dialog.back.isVisible()
    clerk.press(Key.Key_Return)
    settled(window, qtbot)
    (backup,) = backups_of(plan_file)
    assert (
        clerk.reads() == f"表示年度を R5-R8 に切り替えました。切り替える前の状態は「{backup.path.name}」に残してあります。"
    )
    assert columns(window) == ["R5実績", "R6実績", "R7実績（今回）", "R8実施予定"]


def test_last_years_plan_stands_beside_the_empty_result(opened: Opener, plan_file: Path, qtbot: QtBot) -> None:
    window = opened(plan_file)
    clerk = Clerk(window)
    dialog_of(window, qtbot).yes.click()
    settled(window, qtbot)
    asked = page_of(window).narrative.asked_cell()
    assert asked.year == 2025
    assert asked.prompt.text() == "R7実施予定：\n・来年は広げる。"
    asked.add.setFocus()
    clerk.press(Key.Key_D, CTRL | SHIFT)
    assert [box.field.editor.text() for box in asked.boxes] == ["一行目", "二行目"]
    assert asked.prompt.isVisible()
    planned = next(cell for cell in page_of(window).narrative.cells if cell.year == 2026)
    planned.add.setFocus()
    clerk.press(Key.Key_D, CTRL | SHIFT)
    assert [box.field.editor.text() for box in planned.boxes] == ["来年は広げる。"]
    assert all(box.unchanged is not None and box.unchanged.isVisible() for box in (*asked.boxes, *planned.boxes))
    grid = grid_of(window)
    assert grid.kpis.caption(grid.kpis.index(0, 3)).text == "見込 2,000件"


def test_a_year_from_its_turn_to_what_counts_as_filled_in(opened: Opener, plan_file: Path, qtbot: QtBot) -> None:
    window = opened(plan_file)
    clerk = Clerk(window)
    dialog_of(window, qtbot)
    clerk.press(Key.Key_Return)
    settled(window, qtbot)
    catalogue = window.plan.view.tree.model.measure_index
    measure = session_of(window).rows.all(Measure)[page_of(window).measure_id or ""]
    assert catalogue.tally(measure).mark == "残4"
    grid = grid_of(window)
    grid.setFocus()
    grid.setCurrentIndex(grid.kpis.index(0, 3))
    clerk.keys("1300")
    clerk.press(Key.Key_Return)
    grid.setCurrentIndex(grid.kpis.index(1, 3))
    clerk.keys("6")
    clerk.press(Key.Key_Return)
    assert catalogue.tally(measure).mark == "残2"
    window.plan.edit.copy_measure()
    at_rest()
    assert catalogue.tally(measure).mark == "未更新"
    assert catalogue.tally(measure).accessible_text == "未更新2件"
    clerk.press(Key.Key_End, CTRL)
    clerk.write("つづけた", "今年も続けた。")
    clerk.press(Key.Key_Tab)
    assert catalogue.missing(measure) == ["市民課 R8実施予定の記載（未更新）"]
    planned = next(cell for cell in page_of(window).narrative.cells if cell.year == 2026)
    planned.boxes[0].field.editor.setFocus()
    clerk.press(Key.Key_Return, CTRL | SHIFT)
    assert catalogue.tally(measure).mark == "✓ 済"


def test_it_is_taken_back_and_ctrl_z_leaves_it_alone(opened: Opener, plan_file: Path, qtbot: QtBot) -> None:
    window = opened(plan_file)
    clerk = Clerk(window)
    dialog_of(window, qtbot).yes.click()
    settled(window, qtbot)
    clerk.press(Key.Key_Z, CTRL)
    assert columns(window)[-1] == "R8実施予定"
    dialog = dialog_of(window, qtbot)
    assert "山田さんが R4-R7 から切り替えています" in dialog.earlier.text()
    assert dialog.back.text() == "前回の切り替えを取り消す（R4-R7 に戻す）"
    clerk.tab_to(dialog.back)
    clerk.press(Key.Key_Space)
    settled(window, qtbot)
    assert columns(window) == ["R4実績", "R5実績", "R6実績（今回）", "R7実施予定"]
    assert "R4-R7 に戻しました" in clerk.reads()
    dialog = dialog_of(window, qtbot)
    assert not dialog.back.isVisible()
    dialog.reject()


def test_every_tab_and_page_follows(opened: Opener, ito_file: Path, qtbot: QtBot) -> None:
    window = opened(ito_file)
    tabs = window.plan.view.tabs
    for place in (1, 2, 3, 4, 0):
        tabs.show_tab(place)
    for name in ("overview", "board", "structure", "merge", "desk"):
        window.plan.pages.turn(name)
    dialog_of(window, qtbot).yes.click()
    settled(window, qtbot)
    tabs.show_tab(3)
    evaluation = tabs.current()
    assert isinstance(evaluation, EvaluationTab)
    assert offered(evaluation.year) == ["R5", "R6", "R7", "R8"]
    assert evaluation.year.currentText() == "R7"
    board = window.plan.pages.turn("board")
    assert isinstance(board, BoardPage)
    qtbot.waitUntil(lambda: board.year.currentText() == "R7")
    assert offered(board.year) == ["R5", "R6", "R7", "R8"]
    overview = window.plan.pages.turn("overview")
    assert isinstance(overview, OverviewPage)
    qtbot.waitUntil(lambda: "R7：" in overview.message.text())
    assert offered(overview.year) == ["最新の実績の年度", "R5", "R6", "R7", "R8"]
    assert overview.year.currentData() is None


def test_what_cannot_be_turned_is_said(opened: Opener, plan_file: Path, person: Person, tmp_path: Path) -> None:
    with Store.open(plan_file, author="係長") as store:
        hand_out(store, tmp_path / "写し", HandOutRequest(2024), author="係長")
        lock(store, 2025, author="係長")
    (copy,) = list((tmp_path / "写し").glob("市民課*.dxdb")) or list((tmp_path / "写し").glob("*.dxdb"))[:1]
    for place, read_only, why in (
        (plan_file, True, "読み取り専用"),
        (plan_file, False, "R7 は確定済み"),
        (copy, False, "配られた写し"),
    ):
        window = opened(place, read_only=read_only)
        person.answers = [None]
        window.plan.rollover.show()
        assert why in person.asked.pop()
        assert window.plan.rollover.dialog is None
        window.close()
    assert backups_of(plan_file) == []


def test_what_somebody_else_turned_meanwhile_is_not_turned_twice(
    opened: Opener, plan_file: Path, person: Person, qtbot: QtBot
) -> None:
    window = opened(plan_file)
    dialog = dialog_of(window, qtbot)
    session = session_of(window)
    moved = [*set_field(session.plan, "shown_to", 2026), *set_field(session.plan, "planned_from", 2026)]
    session.store.apply(Batch(tuple(moved), "鈴木"))
    person.answers = [None]
    dialog.yes.click()
    settled(window, qtbot)
    assert "すでに R4-R8 に変わっています" in person.asked.pop()
    assert backups_of(plan_file) == []
    (plan,) = session.store.load().all(Plan).values()
    assert plan.shown_from == 2022
