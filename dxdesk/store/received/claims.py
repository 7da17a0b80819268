"""What an untrusted file says about people and times: names in one line, times only as far as they can be true."""

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from dxdesk.store.tables.records import Submit

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:\+00:00|Z)", re.A)
_FIRST = datetime(2000, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=1)
_LONGEST = 100  # characters of a name


def clean_name(text: str) -> str:
    """Return a name in one line: without control, direction and other invisible characters, and not too long to show."""
    # Cf: characters that turn the direction of what follows, or take no room.
    shown = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf"))
    return " ".join(shown.split())[:_LONGEST].rstrip()


def is_time(text: str) -> bool:
    """Return whether a text is a moment as dxdesk stores it."""
    return _moment(text) is not None


def can_be_true(at: str, now: datetime) -> bool:
    """Return whether something can have been written at `at`: a PC's clock may be wrong by years."""
    moment = _moment(at)
    return moment is not None and _FIRST <= moment <= now + _AHEAD


def _moment(text: str) -> datetime | None:
    if not _TIME.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def clean_submit(submit: Submit, now: datetime) -> Submit:
    """Return a submit with names in one line; one of an impossible time counts as handed in now."""
    return replace(
        submit,
        at=submit.at if can_be_true(submit.at, now) else now.isoformat(timespec="milliseconds"),
        author=clean_name(submit.author) or "不明",
        person=clean_name(submit.person),
        extension=clean_name(submit.extension),
        confirmed=clean_name(submit.confirmed),
    )
