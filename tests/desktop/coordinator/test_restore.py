"""Putting a backup back from the window: the departments concerned are named, and what they handed in is merged again."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.store import Store
from dxdesk.store.file.backup import back_up
from dxdesk.store.tables.records import HandOut
from dxdesk.submission.hand_in.submit import submit
from dxdesk.submission.merge.command import merge
from dxdesk.submission.status.board import board
from tests.desktop.conftest import Opener, Person
from tests.desktop.offices import BOSS, YEAR, handed


@pytest.fixture
def master(ito_file: Path) -> Path:
    """A master whose only backup is older than a hand-out and a merged submission."""
    back_up(ito_file)
    copy = handed(ito_file)[0]
    sent = submit(str(copy.file), ito_file.parent / "提出.dxdb", author="課員").file
    with Store.open(ito_file, author=BOSS) as store:
        assert [file.status for file in merge(store, [sent], author=BOSS).files] == ["merged"]
    return ito_file


def put_back(window: MainWindow, qtbot: QtBot) -> None:
    """Choose the oldest backup and wait until the plan is open again."""
    window.plan.backups.show()
    dialog = window.plan.backups.dialog
    assert dialog is not None
    dialog.table.setCurrentIndex(dialog.table.texts.index(len(dialog.backups) - 1, 0))
    dialog.back.click()
    qtbot.waitUntil(lambda: not window.progress.running and window.has_plan)


def submissions(master: Path) -> list[int]:
    """Return how many submissions of each department are in the plan, of those with a hand-out."""
    with Store.open(master, read_only=True) as store:
        assert len(store.records(HandOut)) == 3
        return sorted(d.version for d in board(store, YEAR).departments if d.handed_out)


@pytest.mark.parametrize(
    ("answer", "expected", "sentence"), [(0, [0, 0, 1], "統合し直しました"), (1, [0, 0, 0], "戻りました")]
)
def test_the_coordinator_says_what_becomes_of_the_submissions_since(
    answer: int, expected: list[int], sentence: str, opened: Opener, master: Path, person: Person, qtbot: QtBot
) -> None:
    window = opened(master)
    person.answers = [True, answer]
    put_back(window, qtbot)
    assert "次の課の提出を統合しました" in person.asked[1]
    assert sentence in window.statusBar().currentMessage()
    assert submissions(master) == expected


def test_without_an_answer_all_stays_as_it_is(opened: Opener, master: Path, person: Person, qtbot: QtBot) -> None:
    window = opened(master)
    before = master.read_bytes()
    person.answers = [True, 2]
    put_back(window, qtbot)
    assert master.read_bytes() == before
    assert submissions(master) == [0, 0, 1]
