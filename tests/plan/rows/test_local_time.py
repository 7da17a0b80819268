"""Moments and days: kept in one way, shown and read as people do."""

from datetime import datetime

import pytest

from dxdesk.plan.rows.dates import local_time, read_due, utc_now
from dxdesk.plan.rows.errors import Refused


@pytest.mark.parametrize("text", ["2026-12-18", "2026/12/18", " 2026-12-18 ", "２０２６／１２／１８", "20261218"])
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert read_due(text) == "2026-12-18"


@pytest.mark.parametrize("text", ["12月18日", "2026-02-30", "あした"])
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
