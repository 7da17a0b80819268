"""A date that Excel made of what was typed is read as the cell shows it."""

from datetime import date

import pytest

from dxdesk.pages.formats.xlsx.dates import format_day


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("yyyy/m/d", "2024/4/1"),
        ("yyyy-mm-dd", "2024-04-01"),
        ('m"月"d"日"', "4月1日"),
        ("[$-411]ge.m.d;@", "R6.4.1"),
        ('[$-411]ggge"年"m"月"d"日"', "令和6年4月1日"),
        ('yyyy"年"m"月";@', "2024年4月"),
        ('m"月"d"日"\\(aaa\\)', "4月1日(月)"),
        ("[$-ja-JP-x-gannen]gge.mm.dd", "令6.04.01"),
        ("mm-dd-yy", None),
        ("General", None),
        ("d-mmm", None),
        ("h:mm", None),
        ("@", None),
        ("", None),
    ],
)
def test_a_day_in_the_number_formats_that_japanese_excel_gives_it(pattern: str, text: str | None) -> None:
    assert format_day(date(2024, 4, 1), pattern) == text


@pytest.mark.parametrize(
    ("day", "text"), [(date(2019, 4, 30), "H31.4.30"), (date(2019, 5, 1), "R1.5.1"), (date(1989, 1, 7), "S64.1.7")]
)
def test_eras_change_on_their_day(day: date, text: str) -> None:
    assert format_day(day, "ge.m.d") == text
