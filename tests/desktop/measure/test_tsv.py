"""Ranges as Excel and LibreOffice put them on the clipboard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxdesk.desktop.measure.tsv import from_tsv, to_tsv

CELLS = st.text(alphabet='あa1 "\t\n,', max_size=6)


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("12", [["12"]]),
        ("1\t2\r\n3\t4\r\n", [["1", "2"], ["3", "4"]]),
        ('"一行目\n二行目"\t"「""引用""」"\n', [["一行目\n二行目", '「"引用"」']]),
        ("1\t\n\t2\n", [["1", ""], ["", "2"]]),
        ('5" 管\t"閉じない\n2', [['5" 管', '"閉じない'], ["2", ""]]),
        ('"a"b\tc', [['"a"b', "c"]]),
        ("", [[""]]),
        ("1\t2\n3", [["1", "2"], ["3", ""]]),
    ],
)
def test_what_other_programs_copy_is_read(text: str, block: list[list[str]]) -> None:
    assert from_tsv(text) == block


@given(
    st.integers(1, 3).flatmap(
        lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=3)
    )
)
def test_what_is_copied_here_is_pasted_here(block: list[list[str]]) -> None:
    assert from_tsv(to_tsv(block)) == block
