"""Opening, closing, reopening, exporting; reading only; and what happens when something breaks."""

import threading
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dxdesk.desktop import window_settings
from dxdesk.desktop.background.operation import Operation
from dxdesk.desktop.window import application
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.plan.rows.change import insertions
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Entry, Indicator, Measure, Pillar, Plan
from dxdesk.plan.rows.table import table_of
from dxdesk.store import Store
from tests.desktop.conftest import Opener, Person
from tests.desktop.plans import (
    compose,
    editor_with,
    go,
    grid_of,
    other_writes,
    page_of,
    session_of,
    year_texts,
)
from tests.desktop.waiting import until


def written(place: Path) -> list[str]:
    with Store.open(place, read_only=True) as store:
        return [e.text for e in store.load().all(Entry).values()]


def test_closing_writes_what_is_being_typed_and_composed(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    editor = editor_with(window, "一行目")
    editor.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_End)
    QTest.keyClicks(editor, "abc")
    compose(editor, "にほん")
    assert window.close()
    assert "一行目abcにほん" in written(plan_file)


def test_closing_writes_the_figure_being_typed(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    grid = grid_of(window)
    grid.setFocus()
    grid.setCurrentIndex(grid.kpis.index(0, 3))
    QTest.keyClicks(grid, "7")
    assert window.close()
    with Store.open(plan_file, read_only=True) as store:
        rows = store.load()
    count = next(i for i in rows.all(Indicator).values() if i.label == "手続数")
    assert "7" in [f.text for f in rows.tables["figure"].values() if f.indicator == count.id]  # type: ignore[attr-defined]


def test_reopening_returns_to_the_same_measure(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    go(window, "1-(2)")
    window.close()
    assert page_of(opened(plan_file)).head.title.text() == "1-(2) 決済"


def test_a_damaged_memory_is_no_harm(opened: Opener, plan_file: Path, folders: Path) -> None:
    (folders / "config").mkdir()
    (folders / "config" / "window.json").write_text("{", encoding="utf-8")
    assert page_of(opened(plan_file)).head.title.text() == "1-(1) 手続"


def test_read_only_shows_everything_and_changes_nothing(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file, read_only=True)
    before = plan_file.read_bytes()
    editor = editor_with(window, "一行目")
    editor.setFocus()
    QTest.keyClicks(editor, "abc")
    grid = grid_of(window)
    grid.setFocus()
    grid.setCurrentIndex(grid.kpis.index(0, 3))
    QTest.keyClicks(grid, "5")
    QTest.keyClick(grid, Qt.Key.Key_Delete)
    window.plan.edit.undo()
    assert grid.delegate.editor is None
    assert window.status.author.text() == "読み取り専用"
    assert "［読み取り専用］" in window.windowTitle()
    assert "読み取り専用" in window.statusBar().currentMessage()
    assert not page_of(window).narrative.cells[0].add.isVisible()
    window.close()
    assert plan_file.read_bytes() == before


def test_a_plan_that_somebody_else_has_open_is_offered_for_reading(opened: Opener, plan_file: Path, person: Person) -> None:
    first = opened(plan_file, author="山田")
    person.answers = [0]
    second = opened(plan_file, author="鈴木")
    assert "山田" in person.asked[0]
    assert session_of(second).read_only
    assert not session_of(first).read_only


def test_what_another_program_wrote_appears(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    other_writes(plan_file, "二行目", "よそから")
    session_of(window).look_outside()
    assert "よそから" in year_texts(window, 2024)


def test_a_refused_file_is_told_and_the_window_stays_as_it_is(
    opened: Opener, plan_file: Path, tmp_path: Path, person: Person
) -> None:
    window = opened(plan_file)
    wrong = tmp_path / "wrong.dxdb"
    wrong.write_text("これは計画ではありません", encoding="utf-8")
    person.answers = [None, None]
    assert not window.open(str(wrong))
    assert not window.open(str(tmp_path / "absent.dxdb"))
    assert len(person.asked) == 2
    assert page_of(window).head.title.text() == "1-(1) 手続"


def test_opening_another_file_closes_the_first(opened: Opener, plan_file: Path, ito_file: Path, person: Person) -> None:
    window = opened(plan_file)
    person.answers = [str(ito_file)]
    window.opening.choose_file()
    assert window.windowTitle() == "伊東市 伊東市DX推進計画"
    Store.open(plan_file, author="鈴木").close()


def test_a_window_without_a_file_says_what_to_do(opened: Opener) -> None:
    window = MainWindow("山田")
    opened.windows.append(window)
    window.show()
    assert window.centralWidget() is not None
    assert not window.menus.action("表に書き出す").isEnabled()
    assert not window.has_plan
    assert window.menus.action("開く").isEnabled()
    assert not window.menus.action("元に戻す").isEnabled()
    assert not window.menus.action("行を追加").isEnabled()


def test_a_full_disk_keeps_the_text_and_goes_on_trying(
    opened: Opener, plan_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dxdesk.plan.rows.errors import EnvironmentFault

    window = opened(plan_file)
    editor = editor_with(window, "一行目")
    editor.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_End)
    QTest.keyClicks(editor, "z")

    def full(*_: object) -> None:
        raise EnvironmentFault("ディスクの空きがありません。")

    with monkeypatch.context() as broken:
        broken.setattr(Store, "apply", full)
        editor.save()
    assert editor.text() == "一行目z"
    assert editor.held is not None
    assert window.status.held.text() == "未保存 1か所"
    assert editor._timer.isActive()
    editor.save()
    assert editor.held is None
    assert "一行目z" in [e.text for e in session_of(window).store.load().all(Entry).values()]


def test_a_file_of_several_plans_shows_them_all(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    session = session_of(window)
    plan = Plan.new(municipality="隣市", title="隣市の計画", shown_from=2023, shown_to=2024, rank="Z")
    pillar = Pillar.new(plan=plan.id, number="1", title="柱")
    measure = Measure.new(plan=plan.id, pillar=pillar.id, number="1", title="隣の施策")
    session.apply(insertions((table_of(row), row) for row in (plan, pillar, measure)))
    assert window.plan.view.tree.model.rowCount() == 2
    window.show_measure(measure.id)
    assert window.windowTitle() == "隣市 隣市の計画"
    assert [cell.year for cell in page_of(window).narrative.cells] == [2023, 2024]
    go(window, "1-(1)")
    assert window.windowTitle() == "試験市 試験DX計画"
    assert [cell.year for cell in page_of(window).narrative.cells] == [2022, 2023, 2024, 2025]


def test_ctrl_s_out_of_habit_saves(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    editor = editor_with(window, "一行目")
    editor.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_End)
    QTest.keyClicks(editor, "s")
    QTest.keyClick(editor, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "一行目s" in [e.text for e in session_of(window).store.load().all(Entry).values()]
    assert "保存しました" in window.statusBar().currentMessage()


def test_enter_in_the_tree_leads_to_the_page(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    window.plan.view.tree.view.setFocus()
    QTest.keyClick(window.plan.view.tree.view, Qt.Key.Key_Return)
    assert grid_of(window).hasFocus()


def test_work_runs_in_another_thread(qapp: QApplication, qtbot: QtBot) -> None:
    operation = Operation(qapp)
    with qtbot.waitSignal(operation.succeeded) as succeeded:
        operation.start(threading.get_ident)
    assert succeeded.args[0] != threading.get_ident()
    with qtbot.waitSignal(operation.failed) as failed:
        operation.start(_refuse)
    assert failed.args == ["だめです。"]
    with qtbot.captureExceptions() as bugs, qtbot.waitSignal(operation.ended):
        operation.start(_break)
    assert [bug[0] for bug in bugs] == [ZeroDivisionError]


def _refuse() -> None:
    raise Refused("だめです。")


def _break(*_: object) -> float:
    return 1 / 0


class Breaking(QObject):
    happened = Signal()

    def breaks(self) -> None:
        _break()


def test_a_bug_is_told_and_logged_and_the_window_stays(
    opened: Opener, plan_file: Path, person: Person, folders: Path
) -> None:
    window = opened(plan_file)
    hook = application.BugHook()
    hook.install()
    try:
        person.answers = [None]
        breaking = Breaking()
        breaking.happened.connect(breaking.breaks)
        breaking.happened.emit()
    finally:
        hook.remove()
    assert "不具合" in person.asked[0]
    assert "ZeroDivisionError" in (folders / "log" / "dxdesk.log").read_text(encoding="utf-8")
    assert window.isVisible()


def test_run_opens_a_plan_and_ends_with_its_window(plan_file: Path) -> None:
    closing = QTimer()
    closing.setInterval(20)
    closing.timeout.connect(_close_opened)
    closing.start()
    try:
        assert application.run(str(plan_file), False, "山田") == 0
    finally:
        closing.stop()
    assert window_settings.position_in(str(plan_file)) is not None


def _close_opened() -> None:
    """The window, once its plan is there."""
    for window in QApplication.topLevelWidgets():
        if isinstance(window, MainWindow) and window.isVisible() and window.has_plan:
            window.close()


def test_qts_own_words_are_japanese(qapp: QApplication) -> None:
    assert qapp.translate("QPlatformTheme", "Cancel") == "キャンセル"


def test_a_plan_stays_open_while_a_worker_writes_into_it(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    session = window.plan.session
    session.rest()
    assert not window.plan.view.isEnabled()
    assert not window.close_file()
    assert window.statusBar().currentMessage().startswith("実行中の作業が終わるのを待つか")
    session.resume()
    assert window.plan.view.isEnabled()
    assert window.close_file()
    assert not window.has_plan


def test_what_an_operation_of_a_closed_plan_still_finds_is_nobody_s(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    go, found = threading.Event(), list[object]()
    operation = Operation(window.plan.edit).with_progress(window.progress, "読んでいます…").on_success(found.append)
    operation.start(partial(go.wait, 60))
    assert window.close_file()
    assert window.progress.running == 1
    go.set()
    until(lambda: not window.progress.running)
    assert found == []
