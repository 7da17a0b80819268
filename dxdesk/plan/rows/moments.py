"""Moments and days: a moment is kept in UTC and shown as the clock on the wall says; a day is read as people write it."""

import unicodedata
from datetime import UTC, date, datetime

from dxdesk.plan.rows.errors import Refused


def utc_now() -> str:
    """This moment, as batches and records keep it (ISO 8601)."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def local_time(at: str) -> str:
    """A moment as the clock here shows it, `2026-11-21 09:30`; what is none, as it stands."""
    try:
        return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return at


def read_due(text: str | None) -> str | None:
    """The day of a 締切 (`2026-12-18`, `2026/12/18`, full-width too) as it is kept; None where none is given. Raises Refused."""
    if text is None or not text.strip():
        return None
    try:
        return date.fromisoformat(unicodedata.normalize("NFKC", text).strip().replace("/", "-")).isoformat()
    except ValueError as error:
        raise Refused(f"締切「{text}」は日付として読めません。2026-12-18 のように書いてください。") from error
