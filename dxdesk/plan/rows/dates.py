"""Fiscal years: stored as 2024, shown R6 / 令和6年度 / 2024年度, read in every spelling in use; moments and due dates."""

import re
import unicodedata
from datetime import UTC, date, datetime

from dxdesk.plan.rows.errors import Refused

_ERAS = {"R": ("令和", 2018), "H": ("平成", 1988), "S": ("昭和", 1925)}
_STARTS = {letter: start for letter, (_, start) in _ERAS.items()}
_STARTS.update(dict(_ERAS.values()))
_YEAR = re.compile(r"(令和|平成|昭和|R|H|S|r|h|s)?\s*(元|\d{1,4})\s*(?:年度|年)?", re.A)
# A day with its year, a day of the year, the day of the week behind; a text without blanks, NFKC.
_DAY = re.compile(r"(令和|平成|昭和|R|H|S|r|h|s)?(元|\d{1,4})[年./-](\d{1,2})[月./-](\d{1,2})日?", re.A)
_DAY_OF_YEAR = re.compile(r"(\d{1,2})[月./-](\d{1,2})日?", re.A)
_WEEKDAY = re.compile(r"\((?P<short>[月火水木金土日])(?:曜日?)?\)$|(?P<long>[月火水木金土日])曜日?$")
DAYS = "月火水木金土日"
_SPAN = re.compile(r"(.+?)\s*[-~〜ー‐–—−]\s*(.+)")

OLDEST, NEWEST = 1926, 2199


def read_year(text: str) -> int:
    """Read a fiscal year (western, e.g. 2024) from `text`: R6, 令和6年度, 元年, 平成31, H31, 2024, ６.

    Raises Refused where it is none.
    """
    found = _YEAR.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        raise Refused(f"年度「{text}」が読めません。R6、令和6年度、2024 のように書いてください。")
    era, digits = found.groups()
    # Without an era a small number means the current one: forms and sheets write plain 6 for 令和6年度.
    year = _western(era, digits)
    if digits.strip("0") == "" or not OLDEST <= year <= NEWEST:
        raise Refused(f"年度「{text}」は扱える範囲（昭和元年度～{NEWEST}年度）にありません。年度を確かめてください。")
    return year


def read_span(text: str) -> tuple[int, int]:
    """Read the first and last fiscal year of `R4-R7`; a single year is both. Raises Refused."""
    parts = _SPAN.fullmatch(unicodedata.normalize("NFKC", text).strip())
    first, last = (read_year(part) for part in (parts.groups() if parts else (text, text)))
    if first > last:
        raise Refused(f"年度の範囲「{text}」は始まりが終わりより後です。R4-R7 のように書いてください。")
    return first, last


def short_year(year: int) -> str:
    """2024 as `R6`; before 2019 as `H30`, before 1989 as `S63`."""
    letter = "R" if year > 2018 else "H" if year > 1988 else "S"
    return f"{letter}{year - _ERAS[letter][1]}"


def long_year(year: int) -> str:
    """2024 as `令和6年度`; the first of an era as `令和元年度`."""
    letter = short_year(year)[0]
    name, start = _ERAS[letter]
    return f"{name}{'元' if year - start == 1 else year - start}年度"


def western_year(year: int) -> str:
    """2024 as `2024年度`."""
    return f"{year}年度"


def span_text(first: int, last: int) -> str:
    """`R4-R7`, the form that `read_span` and the command line take."""
    return f"{short_year(first)}-{short_year(last)}"


def utc_now() -> str:
    """This moment, as batches and records store it (ISO 8601)."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def local_time(at: str) -> str:
    """A moment in local time, `2026-11-21 09:30`; any other text unchanged."""
    try:
        return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError):  # in Japan the last hours of the year 9999 are in a year that does not exist
        return at


def read_due(text: str | None, *, today: date | None = None) -> str | None:
    """Read a 締切 as it is stored (ISO); None where none is given. Raises Refused.

    Read are 令和9年1月15日, R9.1.15, 9.1.15, 2027/1/15, 2027-01-15, 20270115, with a day of the week behind too, and
    1月15日 or 1/15, which is the one nearest to today.
    """
    if text is None or not text.strip():
        return None
    written = "".join(unicodedata.normalize("NFKC", text).split())
    weekday = _WEEKDAY.search(written)
    day = _day(written[: weekday.start()] if weekday is not None else written, today or date.today())
    if day is None or not OLDEST <= day.year <= NEWEST:
        raise Refused(
            f"締切「{text}」は日付として読めません。2026-12-18 のように書いてください（令和8年12月18日、R8.12.18、12月18日も読みます）。"
        )
    if weekday is not None and (weekday["short"] or weekday["long"]) != DAYS[day.weekday()]:
        raise Refused(f"締切「{text}」の曜日が合いません。{long_day(day.isoformat())}です。どちらかを直してください。")
    return day.isoformat()


def _day(written: str, today: date) -> date | None:
    """The day of a text without blanks; None where it is none."""
    if (found := _DAY.fullmatch(written)) is not None:
        era, digits, month, day = found.groups()
        return _existing(_western(era, digits), month, day)
    if (found := _DAY_OF_YEAR.fullmatch(written)) is not None:
        near = [_existing(year, *found.groups()) for year in (today.year + 1, today.year, today.year - 1)]
        return min(filter(None, near), key=lambda day: abs(day - today), default=None)
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _existing(year: int, month: str, day: str) -> date | None:
    """The day; None where the calendar does not have it."""
    try:
        return date(year, int(month), int(day))
    except ValueError:
        return None


def _western(era: str | None, digits: str) -> int:
    """The western year; without an era a small number is one of the present era."""
    number = 1 if digits == "元" else int(digits)
    return number if era is None and number >= 100 else _STARTS[(era or "R").upper()] + number


def long_day(due: str) -> str:
    """A day as it is stored (ISO) as letters write it: `2026年12月18日（金）`."""
    day = date.fromisoformat(due)
    return f"{day.year}年{day.month}月{day.day}日（{DAYS[day.weekday()]}）"


def is_past(due: str | None, today: date | None = None) -> bool:
    """Whether a day as it is stored has passed."""
    return due is not None and due < (today or date.today()).isoformat()
