"""What differs between two texts: nothing is lost in showing it, and it reads as Japanese does."""

from hypothesis import given
from hypothesis import strategies as st

from dxdesk.desktop.parts.differences import Part, accessible_text, differences, inline_differences

Texts = st.text("市民課の窓口を延長し、19.1% ＡＢCセンター\n。、", max_size=40)


@given(Texts, Texts)
def test_both_texts_can_be_read_off_their_differences(before: str, after: str) -> None:
    left, right = differences(before, after)
    both = inline_differences(before, after)
    assert "".join(p.text for p in left) == before
    assert "".join(p.text for p in right) == after
    assert "".join(p.text for p in both if p.part is not Part.NEW) == before
    assert "".join(p.text for p in both if p.part is not Part.GONE) == after


def test_words_are_compared_as_japanese_is_read() -> None:
    assert accessible_text(inline_differences("18.0%", "19.1%")) == "［消える：18.0%］［加わる：19.1%］"
    assert (
        accessible_text(differences("講座を実施", "オンライン講座を実施した")[1])
        == "［加わる：オンライン］講座を実施［加わる：した］"
    )


def test_long_texts_are_compared_by_sentences_and_only_then_by_words() -> None:
    lines = [f"{number}行目は窓口の延長を行い、取得率の向上を図った。\n" for number in range(200)]
    changed = [*lines[:50], "差し替えた行\n", *lines[51:150], lines[150].replace("延長", "増設"), *lines[151:]]
    left, right = differences("".join(lines), "".join(changed))
    gone = [piece.text for piece in left if piece.part is Part.GONE]
    assert "".join(gone[:-1]).startswith("50")
    assert gone[-1] == "延長"
    assert [piece.text for piece in right if piece.part is Part.NEW][-1] == "増設"


def test_one_long_paragraph_is_marked_only_where_it_differs() -> None:
    before = "".join(f"第{number}回の研修では操作を確かめ、課題を整理した。" for number in range(120))
    after = before.replace("第60回の研修では操作", "第60回の研修では手順")
    left, right = differences(before, after)
    assert accessible_text(left).count("［消える：操作］") == accessible_text(right).count("［加わる：手順］") == 1
    assert len(left) == len(right) == 3


@given(st.lists(Texts, min_size=30, max_size=60), st.lists(Texts, min_size=30, max_size=60))
def test_both_long_texts_can_be_read_off_too(before: list[str], after: list[str]) -> None:
    old, new = "。".join(before) * 2, "。".join(after) * 2
    left, right = differences(old, new)
    both = inline_differences(old, new)
    assert "".join(p.text for p in left) == old
    assert "".join(p.text for p in right) == new
    assert "".join(p.text for p in both if p.part is not Part.NEW) == old
    assert "".join(p.text for p in both if p.part is not Part.GONE) == new
