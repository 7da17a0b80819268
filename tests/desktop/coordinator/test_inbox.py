"""課からの連絡: what departments wrote beside is there to be read and answered, and nothing typed as a reply is lost."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from dxdesk.desktop.coordinator.inbox_page import InboxPage
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.plan.rows.model import ANSWERED, READ, UNREAD, Measure, Message
from dxdesk.store import Store
from dxdesk.submission.merge.command import merge
from dxdesk.views import MEASURES
from tests.desktop.clerk import Clerk
from tests.desktop.conftest import Opener, Person
from tests.desktop.offices import BOSS, handed, rows_of, still
from tests.desktop.waiting import at_rest


@pytest.fixture
def master(ito_file: Path) -> Path:
    """企画課 wrote about a measure and about everything."""
    copy = handed(ito_file)[0]
    copy.message("年度末の集計が遅れます。")
    copy.message("数え方を改めました。", "1-(1)")
    sent = copy.send(ito_file.parent / "提出")
    with Store.open(ito_file, author=BOSS) as store:
        merge(store, [sent], author=BOSS)
    return ito_file


def inbox(window: MainWindow, qtbot: QtBot) -> InboxPage:
    """The inbox, turned to and read."""
    page = window.plan.pages.turn("inbox")
    assert isinstance(page, InboxPage)
    still(window, page, qtbot)
    return page


def select(page: InboxPage, text: str) -> None:
    """The message of this text is at hand."""
    page.table.select_row([letter.message.text for letter in page.shown].index(text))
    at_rest()


def test_messages_are_listed_with_their_department_measure_and_writer(opened: Opener, qtbot: QtBot, master: Path) -> None:
    window = opened(master, author=BOSS)
    page = inbox(window, qtbot)
    assert [letter.message.state for letter in page.shown] == [UNREAD, UNREAD]
    QAbstractItemModelTester(page.table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)
    select(page, "数え方を改めました。")
    line = [page.table.model().index(page.table.currentIndex().row(), c).data() for c in range(5)]
    assert line[:4] == [UNREAD, "企画課\nR6", f"{page.current().measure} 施策全体", "数え方を改めました。"]  # type: ignore[union-attr]
    assert "企画課 課員" in line[4]
    page.open.click()
    assert window.plan.pages.name == MEASURES
    assert rows_of(window).all(Measure)[window.plan.view.page.measure_id or ""].number == "1-(1)"


def test_a_reply_is_saved_as_it_is_typed_and_goes_into_a_mail(
    opened: Opener, qtbot: QtBot, master: Path, person: Person
) -> None:
    window = opened(master, author=BOSS)
    page, clerk = inbox(window, qtbot), Clerk(window)
    select(page, "年度末の集計が遅れます。")
    assert not page.copy.isEnabled()
    page.reply.editor.setFocus()
    clerk.write("しょうち", "承知しました。")
    page.table.setFocus()
    still(window, page, qtbot)
    [message] = [m for m in rows_of(window).all(Message).values() if m.reply]
    assert (message.text, message.reply, message.state) == ("年度末の集計が遅れます。", "承知しました。", ANSWERED)
    select(page, "年度末の集計が遅れます。")
    page.copy.click()
    assert "回答：承知しました。" in QGuiApplication.clipboard().text()
    mail = master.with_name("回答.eml")
    person.answers.append(str(mail))
    page.mail.click()
    sent = message_from_bytes(mail.read_bytes(), policy=policy.default)
    assert "年度末の集計が遅れます。" in sent.get_content()
    assert "回答：承知しました。" in sent.get_content()
    page.states.choose(UNREAD)
    assert [letter.message.text for letter in page.shown] == ["数え方を改めました。"]
    page.read.click()
    still(window, page, qtbot)
    assert READ in {m.state for m in rows_of(window).all(Message).values()}
    assert page.shown == []
    assert "この状態の連絡はありません" in page.message.text()


def test_a_reply_that_is_being_typed_is_written_when_another_message_is_chosen_or_the_window_closes(
    opened: Opener, qtbot: QtBot, master: Path
) -> None:
    window = opened(master, author=BOSS)
    page, clerk = inbox(window, qtbot), Clerk(window)
    select(page, "年度末の集計が遅れます。")
    page.reply.editor.setFocus()
    clerk.write("いち", "一つめの回答")
    select(page, "数え方を改めました。")
    page.reply.editor.setFocus()
    clerk.write("に", "二つめの回答")
    window.close()
    with Store.open(master, read_only=True) as store:
        found = {m.text: m.reply for m in store.load().all(Message).values()}
    assert found == {"年度末の集計が遅れます。": "一つめの回答", "数え方を改めました。": "二つめの回答"}


def test_where_nothing_was_written_it_says_what_will_be_there(opened: Opener, qtbot: QtBot, ito_file: Path) -> None:
    page = inbox(opened(ito_file, author=BOSS), qtbot)
    assert "提出を統合すると" in page.message.text()
    assert not page.read.isVisible()


def test_a_manager_reads_and_changes_nothing(opened: Opener, qtbot: QtBot, master: Path) -> None:
    page = inbox(opened(master, read_only=True), qtbot)
    assert len(page.shown) == 2
    assert page.reply.editor.isReadOnly()
    assert not page.read.isEnabled()
