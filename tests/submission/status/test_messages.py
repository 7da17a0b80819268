"""課からの連絡: what a clerk writes beside what was asked arrives, is answered, and the answer goes back."""

from pathlib import Path

import pytest

from dxdesk.plan.changes.describe import describe_place
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import ANSWERED, READ, UNREAD
from dxdesk.plan.rows.outline import Outline
from dxdesk.store import Store
from dxdesk.submission.hand_in.send_message import send_message
from dxdesk.submission.roles import hand_out_of
from dxdesk.submission.status.messages import answer_message, letters, messages, reply_text
from dxdesk.submission.status.send_back import SendBackRequest, send_back
from tests.submission.city import BOSS, hand_out_copies, master_in, merge_files, pending_in, submit_copy, undo_merge_of

CLERK = "市民 太郎"


def write(copy: Path, text: str, measure: str | None = None, author: str = CLERK) -> None:
    """Write a message in a copy, as somebody."""
    with Store.open(copy, author=author) as store:
        send_message(store, text, author=author, measure=measure)


def arrived(master: Path) -> list[tuple[str, str | None, str, str, str]]:
    """Department, measure, what, text and state of the messages in the master."""
    with Store.open(master, read_only=True) as store:
        return [(m["department"], m["measure"], m["what"], m["text"], m["state"]) for m in messages(store)]


def answer(master: Path, reply: str | None, which: int = 0) -> None:
    """Reply to a message, or note that it was read."""
    with Store.open(master, author=BOSS) as store:
        answer_message(store, messages(store)[which]["id"], reply, author=BOSS)


def test_what_a_clerk_writes_beside_arrives_with_who_wrote_it_and_when(tmp_path: Path) -> None:
    master = master_in(tmp_path)
    copy = hand_out_copies(master, "市民課")[0]
    write(copy, "担当が変わります。")
    write(copy, "件数の数え方を\n改めました。", "1-(1)")
    merge_files(master, submit_copy(copy))
    assert set(arrived(master)) == {
        ("市民課", None, "全体", "担当が変わります。", UNREAD),
        ("市民課", "1-(1) 施策1", "施策全体", "件数の数え方を\n改めました。", UNREAD),
    }
    with Store.open(master, read_only=True) as store:
        assert {m["author"] for m in messages(store)} == {CLERK}
        assert all(m["at"] for m in messages(store))


def test_the_answer_travels_with_the_next_copy_and_the_message_is_not_lost(tmp_path: Path) -> None:
    master = master_in(tmp_path)
    copy = hand_out_copies(master, "市民課")[0]
    write(copy, "遅れます。")
    merge_files(master, submit_copy(copy))
    answer(master, None)
    assert arrived(master)[0][4] == READ
    answer(master, "承知しました。")
    assert arrived(master)[0][4] == ANSWERED
    with Store.open(hand_out_copies(master, "市民課")[0], read_only=True) as store:
        outline = Outline(store.load())
        [message] = outline.messages(outline.departments(outline.plans[0])[0])
        assert (message.text, message.reply) == ("遅れます。", "承知しました。")


def test_a_message_that_is_written_anew_is_unread_again(tmp_path: Path) -> None:
    master = master_in(tmp_path)
    copy = hand_out_copies(master, "市民課")[0]
    write(copy, "遅れます。")
    merge_files(master, submit_copy(copy))
    answer(master, "承知しました。")
    write(copy, "間に合いました。")
    merge_files(master, submit_copy(copy))
    assert [m[3:] for m in arrived(master)] == [("間に合いました。", UNREAD)]


def test_undoing_the_merge_takes_the_message_back_unless_it_was_answered(tmp_path: Path) -> None:
    master = master_in(tmp_path)
    copy = hand_out_copies(master, "市民課")[0]
    write(copy, "全体のこと。")
    write(copy, "施策のこと。", "1-(1)")
    merge_files(master, submit_copy(copy))
    answered = [m[3] for m in arrived(master)].index("施策のこと。")
    answer(master, "はい。", answered)
    undo_merge_of(master, "市民課")
    assert [m[3] for m in arrived(master)] == ["施策のこと。"]


def test_two_people_of_a_department_who_write_about_the_same_are_both_kept(tmp_path: Path) -> None:
    master = master_in(tmp_path)
    first, second = hand_out_copies(master, "市民課")[0], hand_out_copies(master, "市民課")[0]
    write(first, "甲の連絡", author="甲")
    write(second, "乙の連絡", author="乙")
    merge_files(master, submit_copy(first))
    merge_files(master, submit_copy(second))
    assert [m[3] for m in arrived(master)] == ["甲の連絡"]
    assert "乙の連絡" in [getattr(held.their_value, "text", held.their_value) for held in pending_in(master)]


def test_blank_takes_a_message_away_and_only_a_copy_sends_one(tmp_path: Path) -> None:
    master = master_in(tmp_path)
    copy = hand_out_copies(master, "市民課")[0]
    write(copy, "やめます。")
    assert [m[3] for m in arrived(copy)] == ["やめます。"]
    write(copy, "")
    assert arrived(copy) == []
    with Store.open(copy, author=CLERK) as store, pytest.raises(Refused, match="施策"):
        send_message(store, "x", author=CLERK, measure="9-(9)")
    with Store.open(master, author=BOSS) as store:
        with pytest.raises(Refused, match="写しではありません"):
            send_message(store, "x", author=BOSS)
        with pytest.raises(Refused, match="ありません"):
            answer_message(store, "x", None, author=BOSS)


def test_a_department_can_neither_answer_itself_nor_speak_for_another(tmp_path: Path) -> None:
    master = master_in(tmp_path)
    copy = hand_out_copies(master, "市民課")[0]
    write(copy, "質問です。")
    with Store.open(copy, author=CLERK) as store, pytest.raises(Refused):
        answer_message(store, messages(store)[0]["id"], "よい", author=CLERK)


def test_a_reply_as_a_mail_names_what_it_answers(tmp_path: Path) -> None:
    master = master_in(tmp_path)
    copy = hand_out_copies(master, "市民課")[0]
    write(copy, "数え方は同じですか。", "1-(1)")
    merge_files(master, submit_copy(copy))
    answer(master, "同じです。")
    with Store.open(master, read_only=True) as store:
        outline = Outline(store.load())
        [letter] = letters(store, outline, outline.plans[0])
        text = reply_text(letter, "試験DX計画")
    for part in ("市民課　ご担当者様", "令和6年度", "1-(1) 施策1", "数え方は同じですか。", "同じです。"):
        assert part in text


def test_the_replies_travel_with_a_copy_that_is_sent_back(tmp_path: Path) -> None:
    master = master_in(tmp_path)
    copy = hand_out_copies(master, "市民課")[0]
    write(copy, "全体のこと。")
    write(copy, "施策のこと。", "1-(1)")
    merge_files(master, submit_copy(copy))
    for number in range(2):
        answer(master, f"回答{number}")  # the first one is unread
    back = tmp_path / "差戻し.dxdb"
    with Store.open(master, author=BOSS) as store:
        send_back(store, SendBackRequest("市民課", "値を確かめてください。"), back, author=BOSS)
    with Store.open(back, read_only=True) as store:
        rows, asked = store.load(), hand_out_of(store)
    told = {describe_place(rows, table, row): text for table, row, text in asked.remarks if "回答" in text}
    assert {text.partition("）への回答：")[0] for text in told.values()} == {
        "ご連絡（全体「全体のこと。」",
        "ご連絡（施策全体「施策のこと。」",
    }
    assert any("1-(1)" in place for place in told)
    merge_files(master, submit_copy(back))
    assert {m[3] for m in arrived(master)} == {"全体のこと。", "施策のこと。"}
