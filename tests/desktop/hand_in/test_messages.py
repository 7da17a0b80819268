"""A clerk writes beside what is asked: on one item, on everything, and once more in the dialog; all of it is handed in."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from dxdesk.desktop.hand_in.hand_in_page import HandInPage
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.plan.rows.model import Message
from dxdesk.store import Store
from dxdesk.submission.merge.command import merge
from dxdesk.submission.status.messages import answer_message, messages
from dxdesk.views import HAND_IN
from tests.desktop.clerk import Clerk
from tests.desktop.conftest import Opener, Person
from tests.desktop.offices import BOSS, YEAR, handed
from tests.desktop.waiting import at_rest


def page_of(window: MainWindow) -> HandInPage:
    page = window.plan.pages.turn(HAND_IN)
    assert isinstance(page, HandInPage)
    at_rest()
    return page


def test_what_is_written_beside_an_item_and_in_the_dialog_reaches_the_master(
    opened: Opener, ito_file: Path, person: Person, qtbot: QtBot
) -> None:
    copy = handed(ito_file)[0]
    window = opened(copy.file)
    page, clerk = page_of(window), Clerk(window)
    page.list.setCurrentIndex(page.list.texts.index(1, 0))
    item = page.shown[1]
    page.messages.item.editor.setFocus()
    clerk.write("かぞえ", "数え方を改めた。")
    page.list.setFocus()
    at_rest()
    assert page.list.texts.index(1, 2).data() == "数え方を改めた。"
    page.list.setCurrentIndex(page.list.texts.index(0, 0))
    assert page.messages.item.editor.text() == ""
    page.submit_button.click()
    dialog = window.plan.hand_in.dialog
    assert dialog is not None
    dialog.person.setText("鈴木")
    dialog.remark.setPlainText("年度末に担当が替わります。")
    out = copy.file.with_name("提出.dxdb")
    person.answers.append(str(out))
    dialog.yes.click()
    qtbot.waitUntil(out.exists)
    qtbot.waitUntil(lambda: not window.progress.running and window.has_plan)
    with Store.open(ito_file, author=BOSS) as store:
        merge(store, [out], author=BOSS)
        found = {m["text"]: (m["measure"], m["what"]) for m in messages(store)}
    assert set(found) == {"数え方を改めた。", "年度末に担当が替わります。"}
    assert found["年度末に担当が替わります。"] == (None, "全体")
    assert found["数え方を改めた。"][1] in item.text
    assert page_of(window).messages.all.editor.text() == "年度末に担当が替わります。"


def test_the_reply_is_read_in_the_next_copy(opened: Opener, ito_file: Path) -> None:
    copy = handed(ito_file)[0]
    copy.message("遅れます。")
    sent = copy.send(ito_file.parent / "提出")
    with Store.open(ito_file, author=BOSS) as store:
        merge(store, [sent], author=BOSS)
        answer_message(store, messages(store)[0]["id"], "承知しました。", author=BOSS)
    for old in copy.file.parent.iterdir():
        old.unlink()
    page = page_of(opened(handed(ito_file)[0].file))
    assert page.replies.isVisible()
    assert "「遅れます。」）：承知しました。" in page.replies.text()
    assert page.hand_out.year == YEAR


def test_a_remark_that_cannot_be_saved_stays_in_its_field(opened: Opener, ito_file: Path) -> None:
    copy = handed(ito_file)[0]
    window = opened(copy.file, read_only=True)
    page = page_of(window)
    assert page.messages.all.editor.isReadOnly()
    assert not window.plan.session.rows.all(Message)
