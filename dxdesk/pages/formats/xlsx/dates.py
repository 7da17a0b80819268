"""A day as a cell shows it: Excel makes a date of `12月1日` or `R6.12.1`; only the number format keeps its looks."""

import re
from datetime import date

# First days, newest first, with the era's letter and name.
_ERAS = (
    (date(2019, 5, 1), "R", "令和"),
    (date(1989, 1, 8), "H", "平成"),
    (date(1926, 12, 25), "S", "昭和"),
    (date(1912, 7, 30), "T", "大正"),
)
_WEEKDAYS = "月火水木金土日"
_TOKEN = re.compile(
    r'"(?P<words>[^"]*)"|\\(?P<sign>.)|\[[^\]]*\]|_.|(?P<token>y+|g+|e+|m+|d+|a{3,4})|(?P<plain>[^A-Za-z;@"\[\\]+)|(?P<end>;.*|@)',
    re.I | re.S,
)
# How Excel writes "the short date of this PC"; Japanese ones show it as 2024/12/1.
_OF_THE_PC = ("mm-dd-yy", "m/d/yyyy", "mm/dd/yyyy")


def format_day(day: date, pattern: str) -> str | None:
    """The day in a number format, None where that is General, the PC's own, of hours, or unknown."""
    if pattern.lower() in _OF_THE_PC or not re.search(r"[dmyeg]", pattern, re.I):
        return None
    text, place = "", 0
    while place < len(pattern):
        found = _TOKEN.match(pattern, place)
        if found is None:
            return None
        if found["end"] is not None:
            break
        part = _part(day, found["token"].lower()) if found["token"] else None
        if found["token"] and part is None:
            return None
        text += part or found["words"] or found["sign"] or found["plain"] or ""
        place = found.end()
    return text.strip() or None


def _part(day: date, token: str) -> str | None:
    first, letter, name = next((era for era in _ERAS if era[0] <= day), _ERAS[-1])
    year = day.year - first.year + 1
    known = {
        "yyyy": str(day.year),
        "yy": f"{day.year % 100:02}",
        "ggg": name,
        "gg": name[0],
        "g": letter,
        "e": str(year),
        "ee": f"{year:02}",
        "m": str(day.month),
        "mm": f"{day.month:02}",
        "d": str(day.day),
        "dd": f"{day.day:02}",
        "aaa": _WEEKDAYS[day.weekday()],
        "aaaa": f"{_WEEKDAYS[day.weekday()]}曜日",
    }
    return known.get(token)
