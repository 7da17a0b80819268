"""Fiscal years: every spelling in use is read, one spelling of each kind is shown."""

import contextlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxdesk.plan.rows.dates import NEWEST, OLDEST, long_year, read_span, read_year, short_year, span_text, western_year
from dxdesk.plan.rows.errors import Refused

YEARS = st.integers(OLDEST, NEWEST)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("R6", 2024),
        ("r6", 2024),
        ("Ｒ６", 2024),
        ("R06", 2024),
        ("令和6年度", 2024),
        ("令和６年", 2024),
        ("令和 6 年度", 2024),
        ("㋿6", 2024),
        ("2024", 2024),
        ("2024年度", 2024),
        ("２０２４年", 2024),
        ("６", 2024),
        ("6", 2024),
        ("6年度", 2024),
        ("元年", 2019),
        ("元", 2019),
        ("令和元年度", 2019),
        ("R元", 2019),
        ("R1", 2019),
        ("平成31", 2019),
        ("平成31年度", 2019),
        ("H31", 2019),
        ("H30", 2018),
        ("平成元年", 1989),
        ("S63", 1988),
        ("昭和64年", 1989),
        (" R6 ", 2024),
        ("　令和6年度　", 2024),
    ],
)
def test_every_spelling_in_use_is_read(text: str, year: int) -> None:
    assert read_year(text) == year


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "R",
        "R0",
        "0",
        "令和",
        "年度",
        "R6実績",
        "R6-R7",
        "100",
        "999",
        "99999",
        "1925",
        "2200",
        "R2024",
        "2024.0",
        "-6",
        "٦",
        "六",
        "西暦",
    ],
)
def test_what_names_no_year_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_year(text)
    assert f"「{text}」" in refusal.value.message
    assert refusal.value.message.endswith("。")


@given(YEARS)
def test_a_year_reads_back_however_it_is_shown(year: int) -> None:
    assert (
        read_year(short_year(year))
        == read_year(long_year(year))
        == read_year(western_year(year))
        == read_year(str(year))
        == year
    )


@pytest.mark.parametrize(
    ("year", "shown"),
    [
        (2024, ("R6", "令和6年度", "2024年度")),
        (2019, ("R1", "令和元年度", "2019年度")),
        (2018, ("H30", "平成30年度", "2018年度")),
        (1989, ("H1", "平成元年度", "1989年度")),
        (1988, ("S63", "昭和63年度", "1988年度")),
    ],
)
def test_years_are_shown_in_their_era(year: int, shown: tuple[str, str, str]) -> None:
    assert (short_year(year), long_year(year), western_year(year)) == shown


@given(YEARS, YEARS)
def test_a_span_reads_back_and_never_runs_backwards(one: int, other: int) -> None:
    first, last = sorted((one, other))
    assert read_span(span_text(first, last)) == (first, last)
    if first < last:
        with pytest.raises(Refused, match="始まりが終わりより後"):
            read_span(span_text(last, first))


@pytest.mark.parametrize(
    "text", ["R4-R7", "R4～R7", "Ｒ４－Ｒ７", "令和4年度～令和7年度", "4~7", "2022-2025", "R4 〜 7", "R4ーR7", "R4—R7"]
)
def test_spans_are_read_with_any_dash(text: str) -> None:
    assert read_span(text) == (2022, 2025)


def test_one_year_is_a_span_of_its_own() -> None:
    assert read_span("R6") == (2024, 2024)


@pytest.mark.parametrize("text", ["R4-", "-R7", "R4-R7-R8", "～", "", "R4からR7"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_span(text)


@given(st.text(max_size=12), st.sampled_from([read_year, read_span]))
def test_any_text_is_read_or_refused(text: str, read: Callable[[str], object]) -> None:
    with contextlib.suppress(Refused):
        assert read(text)
