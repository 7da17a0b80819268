"""Which term of the glossary a text speaks of at a place."""

import re
from collections.abc import Iterable

from dxdesk.plan.rows.model import Term

_BRACKETS = re.compile(r"[（）()]")


def term_at(text: str, place: int, terms: Iterable[Term]) -> Term | None:
    """The term whose word (the longest) covers the character at `place`; None where there is none."""
    found = [(len(word), term) for term in terms for word in _words(term) if _covers(text, word, place)]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _words(term: Term) -> list[str]:
    """`マイナンバーカード (個人番号カード)` is spoken of in either word, or in both."""
    parts = [part.strip() for part in _BRACKETS.split(term.word)]
    return [word for word in {term.word.strip(), *parts} if word]


def _covers(text: str, word: str, place: int) -> bool:
    start = text.find(word, max(0, place - len(word) + 1))
    return 0 <= start <= place
