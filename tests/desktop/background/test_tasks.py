"""Work beside the window: what it keeps back while it runs, and gives free again however it ends."""

import gc
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from dxdesk.desktop.background.task import Task
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.progress import Step

pytestmark = pytest.mark.usefixtures("qapp")


def test_no_garbage_is_collected_until_the_last_worker_is_done(qtbot: QtBot) -> None:
    go = Event()
    collecting = []

    def long(_step: Step) -> None:
        assert go.wait(10)
        collecting.append(gc.isenabled())

    def refused(_step: Step) -> None:
        collecting.append(gc.isenabled())
        raise Refused("この表は読めません。")

    slow, failing = Task(long), Task(refused)
    slow.start()
    with qtbot.waitSignal(failing.ended):
        failing.start()
    assert not gc.isenabled()
    with qtbot.waitSignal(slow.ended):
        go.set()
    assert collecting == [False, False]
    assert gc.isenabled()
