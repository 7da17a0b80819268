"""A word under the mouse finds its explanation, the longest term first."""

import pytest

from dxdesk.plan.analysis.glossary import term_at
from dxdesk.plan.rows.model import Term

TERMS = [Term(id=w, plan="plan", word=w) for w in ("AI", "AI-OCR", "オープンデータ", " ")]


@pytest.mark.parametrize(
    ("place", "word"),
    [
        (0, None),
        (1, "AI-OCR"),
        (6, "AI-OCR"),
        (7, None),
        (8, "オープンデータ"),
        (14, "オープンデータ"),
        (15, None),
        (99, None),
    ],
)
def test_the_longest_term_at_a_place(place: int, word: str | None) -> None:
    found = term_at("（AI-OCRとオープンデータ※）", place, TERMS)
    assert (found.word if found is not None else None) == word


def test_a_term_with_its_other_name_in_brackets_is_found_by_either() -> None:
    card = Term(id="c", plan="plan", word="マイナンバーカード (個人番号カード)")
    assert term_at("マイナンバーカードの交付", 3, [card]) == card
    assert term_at("個人番号カードの交付", 3, [card]) == card
