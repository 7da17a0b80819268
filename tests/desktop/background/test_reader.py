"""What is read beside the window: the newest reading counts, whatever an older one still finds."""

from threading import Event

import pytest
from PySide6.QtCore import QObject, QThreadPool
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dxdesk.desktop.background.reader import Reader
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.progress import Step
from tests.desktop.waiting import at_rest, until


@pytest.fixture
def owner(qapp: QApplication) -> QObject:
    """Whose reading it is."""
    return QObject(qapp)


def all_read() -> None:
    """No worker is at it any more, and what they said has arrived."""
    QThreadPool.globalInstance().waitForDone()
    at_rest()


def refusing(_step: Step) -> str:
    raise Refused("この表は読めません。")


def broken(_step: Step) -> str:
    raise ValueError("bug")


def test_what_an_older_reading_finds_is_nobody_s(owner: QObject) -> None:
    go = Event()
    reading = Reader(owner)
    found: list[object] = []
    reading.found.connect(found.append)

    def slow(_step: Step) -> str:
        go.wait(60)
        return "old"

    reading.start(slow)
    reading.start(lambda _step: "new")
    go.set()
    all_read()
    assert not reading.busy
    assert found == ["new"]


def test_what_nobody_waits_for_any_more_is_not_told(owner: QObject) -> None:
    reading = Reader(owner)
    found: list[object] = []
    reading.found.connect(found.append)
    reading.start(lambda _step: "found")
    reading.give_up()
    assert not reading.busy
    all_read()
    assert found == []


def test_a_refusal_is_one_sentence(owner: QObject, qtbot: QtBot) -> None:
    reading = Reader(owner)
    with qtbot.waitSignal(reading.failed) as failed:
        reading.start(refusing)
    assert failed.args == ["この表は読めません。"]
    assert not reading.busy


def test_a_bug_is_told_and_reaches_the_application_s_hook(owner: QObject, qtbot: QtBot) -> None:
    reading = Reader(owner, "不具合が起きました。")
    with qtbot.captureExceptions() as bugs, qtbot.waitSignal(reading.failed) as failed:
        reading.start(broken)
    until(lambda: bool(bugs))
    assert failed.args == ["不具合が起きました。"]
    assert [str(bug[1]) for bug in bugs] == ["bug"]
