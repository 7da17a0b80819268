"""The departments' contacts: read from a CSV, kept in the master, on the mails with which they are reminded."""

import csv
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import StringIO
from pathlib import Path

import pytest

from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Contact
from dxdesk.store import Store
from dxdesk.submission.hand_out.copies import HandOutRequest, hand_out
from dxdesk.submission.status.contacts import ContactsRead, read_contacts
from dxdesk.submission.status.reminders import Reminders, write_reminders
from tests.submission.city import BOSS, hand_out_copies, rows_of

TABLE = "課名,メール,内線,担当者\n市民課,shimin@city.example,1234,市民 一郎\n税務課,,5678,\n"


def read(master: Path, text: str, encoding: str = "utf-8-sig") -> ContactsRead:
    file = master.with_name("連絡先.csv")
    file.write_bytes(text.encode(encoding))
    with Store.open(master, author=BOSS) as store:
        return read_contacts(store, file, author=BOSS)


def known(file: Path) -> list[tuple[str, str, str]]:
    found = rows_of(file).all(Contact).values()
    return sorted((contact.address, contact.extension, contact.person) for contact in found)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_contacts_are_read_as_excel_writes_them(master: Path, encoding: str) -> None:
    assert read(master, TABLE, encoding) == ContactsRead(2, 2, ())
    assert known(master) == [("", "5678", ""), ("shimin@city.example", "1234", "市民 一郎")]
    assert read(master, TABLE, encoding) == ContactsRead(2, 0, ())


def test_a_column_that_the_table_lacks_stays_and_others_are_named(master: Path) -> None:
    read(master, TABLE)
    assert read(master, "所属,内線\n市民課,9999\n知らない課,1\n") == ContactsRead(1, 1, ("知らない課",))
    assert ("shimin@city.example", "9999", "市民 一郎") in known(master)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("課,メール\n市民課,どこか\n", "2行目の「どこか」は、メールアドレスとして読めません"),
        ("課,内線\n市民課,1\n税務課,2\n市民課,3\n", "2行目と4行目は、どちらも市民課です"),
        ("名,番号\nA,1\n", "連絡先の列が見つかりません"),
        ("", "空のファイル"),
    ],
)
def test_a_table_that_cannot_be_right_is_refused_whole(master: Path, text: str, message: str) -> None:
    with pytest.raises(Refused, match=message):
        read(master, text)
    assert known(master) == []


def test_contacts_never_travel(master: Path) -> None:
    read(master, TABLE)
    for copy in hand_out_copies(master):
        assert known(copy) == []


def remind(master: Path, folder: Path, *names: str) -> Reminders:
    with Store.open(master, read_only=True) as store:
        return write_reminders(store, folder, departments=names)


def opened(file: Path) -> EmailMessage:
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(file: Path) -> str:
    return str(opened(file).get_content()).replace("\r\n", "\n")


def test_a_mail_for_each_department_and_a_table_of_all(master: Path, tmp_path: Path) -> None:
    read(master, TABLE)
    with Store.open(master, author=BOSS) as store:
        request = HandOutRequest(departments=["市民課", "税務課"], reference="=デ第1号", sender="デジタル政策課")
        hand_out(store, tmp_path / "配布", request, author=BOSS)
    made = remind(master, tmp_path / "催促")
    assert [file.name for file in made.files] == ["催促_R6_市民課.eml", "催促_R6_税務課.eml", "催促_R6.csv"]
    assert made.not_handed_out == ("観光課",)
    citizens, taxes = (opened(file) for file in made.files[:2])
    assert citizens["To"] == "市民課 市民 一郎 <shimin@city.example>"
    assert taxes["To"] is None
    assert citizens["Subject"] == "【お願い】試験DX計画　令和6年度分の提出について"
    text = text_of(made.files[0])
    for part in (
        "市民課　市民 一郎様",
        "付け =デ第1号",
        "・1-(1) 施策1 【指標1-(1)】R6実績",
        "お手元の写しに記入し",
        "デジタル政策課",
    ):
        assert part in text
    assert all(byte < 128 for byte in made.files[0].read_bytes()), "any mail server can carry it"
    data = made.files[2].read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(StringIO(data.decode("utf-8-sig"), newline="")))
    assert [(row["課"], row["メールアドレス"], row["内線"]) for row in rows] == [
        ("市民課", "shimin@city.example", "1234"),
        ("税務課", "", "5678"),
    ]
    assert rows[0]["文書番号"] == "'=デ第1号", "no formula for Excel"
    assert rows[0]["本文"].replace("\r\n", "\n") == text


def test_a_form_is_asked_for_as_a_form(master: Path, tmp_path: Path) -> None:
    with Store.open(master, author=BOSS) as store:
        hand_out(store, tmp_path / "様式", HandOutRequest(departments=["市民課"], excel=True), author=BOSS)
    text = text_of(remind(master, tmp_path / "催促").files[0])
    assert "お手元の記入様式（Excel）の記入欄に書き" in text
    assert "提出ファイル" not in text


def test_no_file_is_written_over_another_one_and_one_department_can_be_named(master: Path, tmp_path: Path) -> None:
    hand_out_copies(master)
    (mail, table) = remind(master, tmp_path / "催促", "税務課").files
    before = mail.read_bytes()
    with pytest.raises(Refused, match="すでにあります"):
        remind(master, tmp_path / "催促")
    assert sorted(file.name for file in (tmp_path / "催促").iterdir()) == sorted([mail.name, table.name])
    assert mail.read_bytes() == before
    with pytest.raises(Refused, match="ない課"):
        remind(master, tmp_path / "別", "ない課")


def test_where_nobody_is_to_be_reminded_nothing_is_written(master: Path, tmp_path: Path) -> None:
    assert remind(master, tmp_path / "催促").files == ()
    assert not (tmp_path / "催促").exists()
