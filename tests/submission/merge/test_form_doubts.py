"""What is written in a form but probably meant otherwise is taken as it is, and somebody is asked to look at it."""

from pathlib import Path

import pytest

from tests.submission.city import figure_text, merge_files, rows_of
from tests.submission.forms import Sheet, hand_out_forms


@pytest.fixture
def form(master: Path) -> Path:
    """The form of 市民課."""
    (path,) = hand_out_forms(master, "市民課")
    return path


def reason(master: Path, form: Path) -> str:
    (result,) = merge_files(master, form).files
    assert result.status == "merged"
    return result.reason


@pytest.mark.parametrize("text", ["別紙のとおり", "〃", "暦年ですか年度ですか？", "調査中", "TRUE"])
def test_a_figure_that_is_no_number_is_taken_and_named(master: Path, form: Path, text: str) -> None:
    with Sheet(form) as sheet:
        sheet.figure(1, text)
    found = reason(master, form)
    assert "数として読めない値" in found
    assert text in found
    assert figure_text(rows_of(master), 1) == text


@pytest.mark.parametrize("text", ["12件", "12", "約12件", "-", "該当なし", "数値なし", "１２件"])
def test_a_figure_as_it_should_be_is_not_named(master: Path, form: Path, text: str) -> None:
    with Sheet(form) as sheet:
        sheet.figure(1, text)
    assert reason(master, form) == ""


def test_another_unit_than_the_indicators_is_named(master: Path, form: Path) -> None:
    with Sheet(form) as sheet:
        sheet.figure(1, "12枚")
    assert "単位がいつもと違う値があります（1-(1) 【指標1-(1)】R6実績「12枚」）" in reason(master, form)


@pytest.mark.parametrize("text", ["同上", "変更なし", "昨年度と同じ", "この行は不要ではありませんか？", "別紙のとおり"])
def test_a_line_that_is_none_is_taken_and_named(master: Path, form: Path, text: str) -> None:
    with Sheet(form) as sheet:
        sheet.line(1, text)
    assert "記載の文ではないようなものがあります" in reason(master, form)


@pytest.mark.parametrize(("person", "asked"), [("2345", "内線と入れ替わって"), ("税務課 山田", "税務課"), ("山田", "")])
def test_a_name_that_is_none_or_another_departments_is_asked_about(
    master: Path, form: Path, person: str, asked: str
) -> None:
    with Sheet(form) as sheet:
        sheet.figure(1, "12件")
        sheet.contact(person)
    found = reason(master, form)
    assert asked in found
    assert bool(found) == bool(asked)
