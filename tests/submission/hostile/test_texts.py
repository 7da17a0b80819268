"""Texts that no sheet can hold: a submission with one in what was edited is refused, with its place."""

from pathlib import Path

import pytest

from dxdesk.cli import main
from dxdesk.plan.rows.change import Batch, insertions
from dxdesk.plan.rows.model import DONE, Entry
from dxdesk.store import Store
from tests.submission.city import (
    BOSS,
    CITIZENS,
    FIGURES,
    MEASURES,
    SECTIONS,
    THIS_YEAR,
    YEAR,
    Work,
    edit,
    field,
    figure,
    figure_text,
    hand_out_copies,
    line,
    merge_files,
    rows_of,
    submit_copy,
)
from tests.submission.forms import Sheet, hand_out_forms
from tests.submission.hostile.test_copies import refusal, sql

LONGEST = 32_767


def refused(master: Path, copy: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The one sentence with which the copy is refused; the master stays as it was."""
    before = master.read_bytes()
    assert main(["merge", str(master), str(submit_copy(copy))]) == 3
    assert master.read_bytes() == before
    (message,) = capsys.readouterr().err.splitlines()
    assert message.endswith("。")
    return message


@pytest.mark.parametrize("code", [0x01, 0x07, 0x08, 0x0B, 0x0C, 0x1B, 0x1F, 0x7F, 0x85, 0xFFFE, 0xFFFF])
@pytest.mark.parametrize("kind", ["figure", "line", "new line"])
def test_a_control_character_is_refused_with_its_place(
    code: int, kind: str, master: Path, copies: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"窓口{chr(code)}の案内"
    works: dict[str, tuple[Work, str]] = {
        "figure": (figure(1, text), "1-(1) 【指標1-(1)】R6実績"),
        "line": (field(THIS_YEAR[0], "text", text), "1-(1) R6実績の記載"),
        "new line": (line(1, text), "1-(1) R6実績の記載"),
    }
    work, where = works[kind]
    edit(copies[0], work)
    message = refused(master, copies[0], capsys)
    assert where in message
    assert f"U+{code:04X}" in message
    # Once the clerk has taken it out, the same copy comes in.
    edit(copies[0], figure(1, "12件"))
    for row in rows_of(copies[0]).all(Entry).values():
        edit(copies[0], field(row, "text", row.text.replace(chr(code), "")))
    assert [v.status for v in merge_files(master, submit_copy(copies[0])).files] == ["merged"]
    assert figure_text(rows_of(master), 1) == "12件"


def test_a_text_longer_than_a_cell_is_refused_and_one_that_fits_is_not(
    master: Path, copies: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    edit(copies[0], line(1, "あ" * (LONGEST + 1)))
    assert "32,768文字" in refused(master, copies[0], capsys)
    edit(copies[1], line(2, "あ" * LONGEST))
    assert [v.status for v in merge_files(master, submit_copy(copies[1])).files] == ["merged"]


@pytest.mark.parametrize("text", ["12\x7f件", "あ" * (LONGEST - 1) + "𠮷"])
def test_so_is_one_in_a_form(text: str, master: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (form,) = hand_out_forms(master, "市民課")
    with Sheet(form) as sheet:
        cell = sheet.line(1, text)
    before = master.read_bytes()
    assert main(["merge", str(master), str(form)]) == 3
    (message,) = capsys.readouterr().err.splitlines()
    assert cell.coordinate in message
    assert "受け取れません" in message
    assert master.read_bytes() == before


def test_what_a_sheet_can_hold_comes_in_as_it_is(master: Path, copies: list[Path]) -> None:
    text = "一行目\n\t二行目\u3000①㈱～𠮷\r\n三行目\U000f0000\ue000"
    edit(copies[0], line(1, text))
    assert [v.status for v in merge_files(master, submit_copy(copies[0])).files] == ["merged"]
    assert text in [row.text for row in rows_of(master).all(Entry).values()]


def test_what_the_master_had_before_is_nobodys_fault(master: Path) -> None:
    """Such as one read off a sheet years ago: the findings show it, and the departments hand in as ever."""
    old = Entry.new(
        measure=MEASURES[0].id, section=SECTIONS[0].id, year=YEAR, kind=DONE, text="旧\x0b文", department=CITIZENS.id
    )
    with Store.open(master, author=BOSS) as store:
        store.apply(Batch(insertions([("entry", old)]), BOSS))
    (copy,) = hand_out_copies(master, "市民課")
    edit(copy, figure(1, "12件"))
    assert [v.status for v in merge_files(master, submit_copy(copy)).files] == ["merged"]


def test_half_a_character_is_no_text(master: Path, copies: list[Path]) -> None:
    file = submit_copy(copies[0])
    sql(f"UPDATE figure SET text = CAST(x'eda080' AS TEXT) WHERE id = '{FIGURES[0].id}'")(file)
    assert "壊れている" in refusal(master, file)
