"""What differs between two texts: nothing is lost in showing it, and it reads as Japanese does."""

from hypothesis import given
from hypothesis import strategies as st

from dxdesk.desktop.parts.differences import Part, differences, inline, spoken

Texts = st.text("市民課の窓口を延長し、19.1% ＡＢCセンター\n。、", max_size=40)


@given(Texts, Texts)
def test_both_texts_can_be_read_off_their_differences(before: str, after: str) -> None:
    left, right = differences(before, after)
    both = inline(before, after)
    assert "".join(p.text for p in left) == before
    assert "".join(p.text for p in right) == after
    assert "".join(p.text for p in both if p.part is not Part.NEW) == before
    assert "".join(p.text for p in both if p.part is not Part.GONE) == after


def test_words_are_compared_as_japanese_is_read() -> None:
    assert spoken(inline("18.0%", "19.1%")) == "［消える：18.0%］［加わる：19.1%］"
    assert (
        spoken(differences("講座を実施", "オンライン講座を実施した")[1])
        == "［加わる：オンライン］講座を実施［加わる：した］"
    )


def test_texts_too_long_for_words_are_compared_by_lines() -> None:
    lines = [f"{number}行目は窓口の延長を行い、取得率の向上を図った。" for number in range(200)]
    changed = [*lines[:50], "差し替えた行", *lines[51:]]
    left, right = differences("\n".join(lines), "\n".join(changed))
    assert [piece.text for piece in left if piece.part is Part.GONE] == [lines[50] + "\n"]
    assert [piece.text for piece in right if piece.part is Part.NEW] == ["差し替えた行\n"]
