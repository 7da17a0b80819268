"""Counting the lines of Japanese text, and dividing it without losing a character."""

from hypothesis import example, given
from hypothesis import strategies as st

from dxdesk.pages.page import GOES_ON, joined
from dxdesk.pages.text_lines import divided, text_width, wrapped

CHARACTERS = st.sampled_from("あ漢カー、。（）【】・ab9 -\n\u3000①㈱〜ｱé")
TEXTS = st.text(CHARACTERS | st.characters(exclude_characters=GOES_ON, exclude_categories=("Cs",)), max_size=300)


@given(TEXTS, st.integers(1, 60), st.integers(1, 9), st.integers(1, 9))
def test_a_divided_text_joins_again(text, width, first, others):
    assert joined([part for part, _ in divided(text, width, first, others)]) == text


@given(TEXTS, st.integers(1, 60), st.integers(1, 9))
@example("000Æ0Ð\u218c 0¤÷", 1, 5)
def test_every_part_fits_and_says_how_many_lines_it_takes(text, width, most):
    for part, lines in divided(text, width, most, most):
        assert lines <= most
        assert lines == sum(len(wrapped(line, width)) for line in part.split("\n"))


@given(TEXTS.filter(lambda text: "\n" not in text), st.integers(6, 60))
def test_a_broken_line_keeps_every_character_and_fits_the_width(line, width):
    lines = wrapped(line, width)
    assert "".join(lines) == line
    assert all(text_width(part) <= width for part in lines)


def test_lines_are_divided_between_lines_while_each_fits_a_part():
    text = "\n".join(f"{number}行目の文" for number in range(10))
    assert [part for part, _ in divided(text, 40, 4, 4)] == [
        "0行目の文\n1行目の文\n2行目の文\n3行目の文",
        "4行目の文\n5行目の文\n6行目の文\n7行目の文",
        "8行目の文\n9行目の文",
    ]


def test_a_line_longer_than_a_part_is_cut_after_a_sentence():
    line = "あいうえおかきくけこ。" * 8
    first, second = (part for part, _ in divided(line, 40, 3, 3))
    assert first.endswith("。")
    assert second.startswith(GOES_ON)
    assert joined([first, second]) == line


def test_a_long_latin_word_goes_to_the_next_line_whole():
    assert wrapped("システム名はConfigurationManagement", 26) == ["システム名は", "ConfigurationManagement"]


def test_punctuation_never_begins_a_line():
    for width in range(8, 40):
        assert not any(part.startswith(("、", "。", "）")) for part in wrapped("市民（高齢者を含む）が、使う。" * 5, width))
