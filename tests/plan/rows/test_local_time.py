"""Moments and days: kept in one way, shown and read as people do."""

from datetime import date, datetime

import pytest

from dxdesk.plan.rows.dates import is_past, local_time, read_due, utc_now
from dxdesk.plan.rows.errors import Refused


@pytest.mark.parametrize("text", ["2026-12-18", "2026/12/18", " 2026-12-18 ", "２０２６／１２／１８", "20261218"])
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert read_due(text) == "2026-12-18"


@pytest.mark.parametrize(
    "text",
    [
        "令和9年1月15日",
        "令和９年１月１５日（金）",
        "R9.1.15",
        "r9/1/15",
        "9.1.15",
        "2027/1/15",
        "2027年1月15日",
        "1月15日",
        "1/15",
    ],
)
def test_a_due_date_is_read_as_officials_write_it(text: str) -> None:
    assert read_due(text, today=date(2026, 12, 1)) == "2027-01-15"


@pytest.mark.parametrize(("today", "year"), [((2027, 1, 16), 2027), ((2026, 6, 1), 2026), ((2026, 8, 1), 2027)])
def test_a_day_without_a_year_is_the_nearest_one(today: tuple[int, int, int], year: int) -> None:
    assert read_due("1月15日", today=date(*today)) == f"{year}-01-15"
    assert read_due("2月29日", today=date(2028, 1, 1)) == "2028-02-29"


def test_a_day_of_the_week_that_does_not_fit_is_refused() -> None:
    with pytest.raises(Refused, match=r"曜日が合いません。2027年1月15日（金）です"):
        read_due("令和9年1月15日（木）")
    assert read_due("元年5月1日") == "2019-05-01"


def test_a_day_is_past_from_the_day_after_on() -> None:
    assert not is_past("2027-01-15", date(2027, 1, 15))
    assert is_past("2027-01-15", date(2027, 1, 16))
    assert not is_past(None)


@pytest.mark.parametrize("text", ["13月18日", "2026-02-30", "R9.2.29", "0/1", "あした", "日", "9999-01-01", "1月15日金"])
def test_what_is_no_day_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Refused, match="2026-12-18 のように"):
        read_due(text)


@pytest.mark.parametrize("text", [None, "", "　"])
def test_without_a_day_there_is_none(text: str | None) -> None:
    assert read_due(text) is None


def test_a_moment_is_shown_in_local_time() -> None:
    here = datetime(2026, 11, 21, 9, 30).astimezone()
    assert local_time(here.isoformat()) == "2026-11-21 09:30"
    assert datetime.fromisoformat(utc_now()).tzinfo is not None


def test_what_is_no_moment_stays_unchanged() -> None:
    assert local_time("きのう") == "きのう"
