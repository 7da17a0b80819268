"""The ids of a form and its rows, in plain cells that a person can see: a key with a seal at the end.

    handout/2f0c…/9d1e44a0          the head: whose form, of which plan and year
    figure/81aa…/2024/実績/5b7c90ff   a row: what is asked there

The seal is a checksum, keyed by the hand-out: it reveals a damaged cell, and a row that came from another form. It is no
secret; what a department may write is checked when the form is merged.

Before the seal stand short digests of the texts that were handed out in the row (`~5b7c90a1…`), so that words which somebody
wrote over them or beside them are found whatever became of the rows' order, and whichever version made the form.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

# What identifies a row of a form: a kind, then the ids and values that belong to it.
QuestionKey = tuple[str, ...]
FIGURE, LINE, KEEP, NEW, CELL, PHASE = "figure", "line", "keep", "new", "cell", "phase"
NONE = "-"  # instead of an id or value that is not there

PLAN, HAND_OUT, YEAR, SCHEMA, ROWS, AFTER = "plan", "handout", "year", "schema", "rows", "after"
HEAD = (PLAN, HAND_OUT, YEAR, SCHEMA, ROWS, AFTER)
PERSON, EXTENSION, CONFIRMED = "person", "extension", "confirmed"
CONTACT = (PERSON, EXTENSION, CONFIRMED)
# The cover's other fields: nothing has changed, and what is to be told about everything.
UNCHANGED, ABOUT_ALL = "unchanged", "whole"
COVER_FIELDS = (*CONTACT, UNCHANGED, ABOUT_ALL)
# The digests of all texts that stand in no row with an id of its own.
TEXTS = "texts"
# Kind → number of parts after it.
_PARTS = {FIGURE: 3, LINE: 1, KEEP: 1, NEW: 5, CELL: 5, PHASE: 2, TEXTS: 0}
_PARTS |= {**dict.fromkeys(HEAD, 1), **dict.fromkeys(COVER_FIELDS, 0)}
_LOOKS_LIKE = re.compile(rf"(?:{'|'.join(_PARTS)})/.*", re.S)
_SEAL = 8
_DIGESTS, _DIGEST = "~", 6


def sealed(key: QuestionKey, hand_out: str, texts: Iterable[str] = ()) -> str:
    """Return the text of an id in its cell; `texts`: those that are handed out in its row."""
    digests = "".join(sorted({digest(text) for text in texts if bare(text)}))
    parts = (*key, f"{_DIGESTS}{digests}") if digests else key
    return "/".join((*parts, _seal(parts, hand_out)))


def digest(text: str) -> str:
    """Return the short digest of a text, the same whatever programs do to its white space, width and thousands commas."""
    return hashlib.sha256(bare(text).replace(",", "").encode()).hexdigest()[:_DIGEST]


def _seal(key: QuestionKey, hand_out: str) -> str:
    return hashlib.sha256("/".join((hand_out, *key)).encode()).hexdigest()[:_SEAL]


def looks_like(text: str) -> bool:
    """Return whether a text is an id, or was one."""
    return _LOOKS_LIKE.fullmatch(bare(text)) is not None


def read(text: str, hand_out: str) -> QuestionKey | None:
    """Return the key of an id of this hand-out; None where it is damaged or another form's."""
    *parts, seal = bare(text).split("/")
    found = tuple(part for part in parts if not part.startswith(_DIGESTS))
    whole = bool(found) and _PARTS.get(found[0]) == len(found) - 1 and seal == _seal(tuple(parts), hand_out)
    return found if whole else None


def digests_of(text: str) -> frozenset[str] | None:
    """Return the digests in an id; None where it has none."""
    part = next((part for part in bare(text).split("/") if part.startswith(_DIGESTS)), None)
    if part is None:
        return None
    return frozenset(part[start : start + _DIGEST] for start in range(1, len(part), _DIGEST))


def hand_out_of(text: str) -> str | None:
    """Return the hand-out that an id names, which is sealed by itself; None for any other cell."""
    parts = bare(text).split("/")
    key = read(text, parts[1]) if len(parts) == 3 else None
    return key[1] if key is not None and key[0] == HAND_OUT else None


def bare(text: str) -> str:
    """Return a text without what programs put around or into a cell's text."""
    return "".join(unicodedata.normalize("NFKC", text).split())
