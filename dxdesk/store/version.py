"""The marks of a plan file: dxdesk's application id, the schemas of its releases, and which release reads which schema."""

import re
from collections.abc import Mapping

from dxdesk import __version__
from dxdesk.plan.rows.errors import Refused

# major × 1000 + minor, authoritative. A new one needs a step in migrations/ and a file in tests/old_files/.
NEWEST = 1003
OLDEST = 1000

# Schema → the first release that reads it, in the order of schemas; see `__version__`.
RELEASES = {1000: "0.1.0", 1001: "0.1.0", 1002: "0.1.0", 1003: "0.2.0"}

# "DXDB": distinguishes a plan file from every other SQLite file.
APPLICATION_ID = 0x44584442

# Keys in `meta` that every release finds, whatever the schema: the release that a file needs, and who handed it out.
NEEDS, ORIGIN = "needs", "origin"

_VERSION = re.compile(r"\d{1,4}(?:\.\d{1,4}){0,3}", re.A)
_LONGEST_ORIGIN = 100


def release_of(schema: int) -> str:
    """Return the first release that reads a schema."""
    return RELEASES.get(schema, __version__)


def schema_of(release: str) -> int | None:
    """Return the newest schema that a release reads; None for one that is older than all, or no version at all."""
    if not is_version(release):
        return None
    return max((schema for schema, first in RELEASES.items() if _parts(first) <= _parts(release)), default=None)


def is_version(text: str) -> bool:
    """Return whether a text is the number of a release."""
    return _VERSION.fullmatch(text) is not None


def _is_later(release: str) -> bool:
    return is_version(release) and _parts(release) > _parts(__version__)


def _parts(release: str) -> tuple[int, ...]:
    numbers = [int(number) for number in release.split(".")]
    return tuple(numbers + [0] * (4 - len(numbers)))


def newer_file(name: str, meta: Mapping[str, object], remedy: str) -> Refused:
    """Return the refusal of a file that a newer release made; `remedy`: what to do, with {needs} for the version.

    `meta`: the file's own, which need not be true: anybody may have written it.
    """
    needs, origin = str(meta.get(NEEDS, "")), " ".join(str(meta.get(ORIGIN, "")).split())
    needs = f" dxdesk {needs} 以上" if _is_later(needs) else "新しい版の dxdesk "
    origin = "".join(filter(str.isprintable, origin))[:_LONGEST_ORIGIN]
    whence = f"配布元：{origin}。" if origin else ""
    return Refused(
        f"「{name}」を読むには{needs}が必要です（このソフトは {__version__}）。{whence}{remedy.format(needs=needs)}"
    )
