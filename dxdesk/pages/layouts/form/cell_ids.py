"""The ids of a form and its rows, in plain cells that a person can see: a key with a seal at the end.

    handout/2f0c…/9d1e44a0          the head: whose form, of which plan and year
    figure/81aa…/2024/実績/5b7c90ff   a row: what is asked there

The seal is a checksum, keyed by the hand-out: it reveals a damaged cell, and a row that came from another form. It is no
secret; what a department may write is checked when the form is merged.
"""

import hashlib
import re
import unicodedata

# What identifies a row of a form: a kind, then the ids and values that belong to it.
QuestionKey = tuple[str, ...]
FIGURE, LINE, KEEP, NEW, CELL, PHASE = "figure", "line", "keep", "new", "cell", "phase"
NONE = "-"  # instead of an id or value that is not there

PLAN, HAND_OUT, YEAR, SCHEMA, ROWS, AFTER = "plan", "handout", "year", "schema", "rows", "after"
HEAD = (PLAN, HAND_OUT, YEAR, SCHEMA, ROWS, AFTER)
PERSON, EXTENSION, CONFIRMED = "person", "extension", "confirmed"
CONTACT = (PERSON, EXTENSION, CONFIRMED)
# Kind → number of parts after it.
_PARTS = {FIGURE: 3, LINE: 1, KEEP: 1, NEW: 5, CELL: 5, PHASE: 2, **dict.fromkeys(HEAD, 1), **dict.fromkeys(CONTACT, 0)}
_LOOKS_LIKE = re.compile(rf"(?:{'|'.join(_PARTS)})/.*", re.S)
_SEAL = 8


def sealed(key: QuestionKey, hand_out: str) -> str:
    """Return the text of an id in its cell."""
    return "/".join((*key, _seal(key, hand_out)))


def _seal(key: QuestionKey, hand_out: str) -> str:
    return hashlib.sha256("/".join((hand_out, *key)).encode()).hexdigest()[:_SEAL]


def looks_like(text: str) -> bool:
    """Return whether a text is an id, or was one."""
    return _LOOKS_LIKE.fullmatch(_bare(text)) is not None


def read(text: str, hand_out: str) -> QuestionKey | None:
    """Return the key of an id of this hand-out; None where it is damaged or another form's."""
    *key, seal = _bare(text).split("/")
    found = tuple(key)
    whole = bool(found) and _PARTS.get(found[0]) == len(found) - 1 and seal == _seal(found, hand_out)
    return found if whole else None


def hand_out_of(text: str) -> str | None:
    """Return the hand-out that an id names, which is sealed by itself; None for any other cell."""
    parts = _bare(text).split("/")
    key = read(text, parts[1]) if len(parts) == 3 else None
    return key[1] if key is not None and key[0] == HAND_OUT else None


def _bare(text: str) -> str:
    """The text without what programs put around or into a cell's text."""
    return "".join(unicodedata.normalize("NFKC", text).split())
