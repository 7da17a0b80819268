"""The term of the glossary that a text contains at a place."""

import re
from collections.abc import Iterable

from dxdesk.plan.rows.model import Term

_BRACKETS = re.compile(r"[（）()]")


def term_at(text: str, place: int, terms: Iterable[Term]) -> Term | None:
    """The term whose word (the longest) covers the character at `place`; None where there is none."""
    found = [(len(word), term) for term in terms for word in _words(term) if _covers(text, word, place)]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _words(term: Term) -> list[str]:
    """The words for a term: either part of `マイナンバーカード (個人番号カード)`, and the whole."""
    parts = [part.strip() for part in _BRACKETS.split(term.word)]
    return [word for word in {term.word.strip(), *parts} if word]


def _covers(text: str, word: str, place: int) -> bool:
    start = text.find(word, max(0, place - len(word) + 1))
    return 0 <= start <= place
