"""Work in a worker: the newest run counts, whatever an older one still finds; what it keeps back, it gives free again."""

import gc
from collections.abc import Iterator
from threading import Event

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThreadPool
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from dxdesk.desktop.background.operation import Operation
from dxdesk.desktop.background.progress import Progress
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.progress import Step
from tests.desktop.waiting import at_rest, until


@pytest.fixture
def owner(qapp: QApplication) -> QObject:
    """Whose operation it is."""
    return QObject(qapp)


@pytest.fixture
def progress(owner: QObject) -> Iterator[Progress]:
    """The meter of a window that is never shown."""
    assert owner.parent() is QApplication.instance()
    window = QWidget()
    yield Progress(window)
    window.deleteLater()


def all_done() -> None:
    """No worker is at it any more, and its signals have arrived."""
    QThreadPool.globalInstance().waitForDone()
    at_rest()


def refuse() -> str:
    raise Refused("この表は読めません。")


def break_down() -> str:
    raise ValueError("bug")


class Waiting:
    """Work that goes on until it may end."""

    def __init__(self) -> None:
        self.go = Event()

    def __call__(self) -> str:
        assert self.go.wait(60)
        return "old"

    def stepwise(self, step: Step) -> str:
        self()
        step(1, 2)
        return "not stopped"


def test_what_an_older_run_finds_is_nobody_s(owner: QObject) -> None:
    found: list[object] = []
    slow = Waiting()
    operation = Operation(owner).on_success(found.append).start(slow)
    operation.start(lambda: "new")
    slow.go.set()
    all_done()
    assert not operation.busy
    assert found == ["new"]


def test_the_result_of_a_run_that_was_given_up_is_dropped(owner: QObject) -> None:
    found: list[object] = []
    operation = Operation(owner).on_success(found.append).on_end(lambda: found.append("end")).start(lambda: "found")
    operation.give_up()
    assert not operation.busy
    all_done()
    assert found == []


def test_a_run_outlives_its_owner_and_the_window_waits_for_it(qapp: QApplication, progress: Progress) -> None:
    owner, slow = QObject(qapp), Waiting()
    found: list[object] = []
    Operation(owner).with_progress(progress, "読んでいます…").on_success(found.append).start(slow)
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert progress.running == 1
    slow.go.set()
    all_done()
    assert progress.running == 0
    assert found == []


def test_a_refusal_is_one_sentence(owner: QObject, qtbot: QtBot) -> None:
    operation = Operation(owner)
    with qtbot.waitSignal(operation.failed) as failed:
        operation.start(refuse)
    assert failed.args == ["この表は読めません。"]
    assert not operation.busy


def test_the_window_shows_the_errors_that_nobody_handles(owner: QObject, progress: Progress) -> None:
    shown: list[str] = []
    progress.failed.connect(shown.append)
    handled: list[str] = []
    Operation(owner).with_progress(progress, "作っています…").start(refuse)
    Operation(owner).with_progress(progress, "作っています…").on_failure(handled.append).start(refuse)
    all_done()
    assert shown == handled == ["この表は読めません。"]


def test_a_bug_is_told_and_reaches_the_application_s_hook(owner: QObject, qtbot: QtBot) -> None:
    sentences: list[str] = []
    operation = Operation(owner).on_failure(sentences.append, bug="不具合が起きました。")
    with qtbot.captureExceptions() as bugs, qtbot.waitSignal(operation.failed):
        operation.start(break_down)
    until(lambda: bool(bugs))
    assert sentences == ["不具合が起きました。"]
    assert [str(bug[1]) for bug in bugs] == ["bug"]


def test_the_person_stops_the_work_before_its_next_step(owner: QObject, progress: Progress) -> None:
    slow = Waiting()
    told: list[str] = []
    progress.message.connect(told.append)
    operation = Operation(owner).with_progress(progress, "書いています…").on_success(told.append)
    operation.on_stop(lambda: told.append("stopped")).on_end(lambda: told.append("ended"))
    operation.start_stepwise(slow.stepwise)
    progress.stop.click()
    assert operation.busy
    slow.go.set()
    all_done()
    assert told == ["書いています…", "stopped", "中止しました。", "ended"]
    assert progress.meter.isHidden()


def test_no_garbage_is_collected_until_the_last_worker_is_done(owner: QObject, qtbot: QtBot) -> None:
    slow = Waiting()
    collecting = []

    def long() -> None:
        slow()
        collecting.append(gc.isenabled())

    def refused() -> None:
        collecting.append(gc.isenabled())
        refuse()

    last, failing = Operation(owner), Operation(owner)
    last.start(long)
    with qtbot.waitSignal(failing.ended):
        failing.start(refused)
    assert not gc.isenabled()
    with qtbot.waitSignal(last.ended):
        slow.go.set()
    assert collecting == [False, False]
    assert gc.isenabled()
