"""Quantity: the text stays as written, and is read where it has a single number."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxdesk.plan.rows.quantity import STATEMENTS, Quantity, format_number, same_value
from tests.cities import needs_cities
from tests.plan.document_figures import all_figures

# What the documents write beyond a plain number with its unit, read by a person: (number, unit), None for none.
READ: dict[str, tuple[str | None, str]] = {
    "約1.0%": ("1.0", "%"),
    "約1.11%": ("1.11", "%"),
    "約1.56%": ("1.56", "%"),
    "△20": ("-20", ""),
    "△113": ("-113", ""),
    "△217": ("-217", ""),
    "△227": ("-227", ""),
    "△445": ("-445", ""),
    "△505": ("-505", ""),
    "△512": ("-512", ""),
    "0 %": ("0", "%"),
    "20%減": ("20", "%"),
    "4箇所 (16箇所中)": ("4", "箇所"),
    "8箇所 (17箇所中)": ("8", "箇所"),
    "12箇所 (18箇所中)": ("12", "箇所"),
    "346名（138%）": ("346", "名"),
    "329名（131%）": ("329", "名"),
    "391名（156%）": ("391", "名"),
    "延べ15人": ("15", "人"),
    "延べ41人": ("41", "人"),
    "延べ69人": ("69", "人"),
    "約50名": ("50", "名"),
    "約150名": ("150", "名"),
    "フォロワー数3,360名": ("3360", "名"),
    "フォロワー数3,549名": ("3549", "名"),
    "フォロワー数3,656名": ("3656", "名"),
    "文書保存箱180個削減": ("180", "個"),
    "932時間 (RPAによる削減時間)": ("932", "時間"),
    "AI会議録システム (R3とR4比較) 519時間": ("519", "時間"),
    "AI会議録システム (基準年とR5比較) 1,650時間": ("1650", "時間"),
    "令和5年度市長査定案件のうち、データ分析により提案が行われた件数 6件": ("6", "件"),
    "令和6年度市長査定案件のうち、データ分析により提案が行われた件数 5件": ("5", "件"),
    "0% ※計画を令和4年としているため。": ("0", "%"),
    "0% ※計画を令和5 年度としているた め。": ("0", "%"),
    "0% ※計画を令和6年 度としているため。": ("0", "%"),
    "99.9%準拠 ※全5,412ページ中、5,409ページが準拠 (Webアクセシビリティ試験日の12/15時点)": ("99.9", "%"),
    "99.9%準拠※全5,613ページ中、5,610ページが準拠 (Webアクセシビリティ試験日の1/27時点)": ("99.9", "%"),
    "99.9%準拠※全5,919ページ中、5,917ページが準拠 (Webアクセシビリティ試験日の12/18時点)": ("99.9", "%"),
    "100% R3投稿件数 82件": (None, ""),
    "100% R4投稿件数 114件": (None, ""),
    "100% R5投稿件数 76件": (None, ""),
    "小学校186台中学校42台": (None, ""),
    "小学校3~6年生中学校全学年": (None, ""),
    "研修履修人数 ICT基礎研修:28人 DX推進研修:43人": (None, ""),
    "研修履修人数 ICT基礎研修:38人 DX推進研修:46人": (None, ""),
    "①48.2% ②0% ③0%": (None, ""),
    "①40.8% ②0% ③0%": (None, ""),
    "①39.3% ②0% ③0%": (None, ""),
    "①36か所（地域安全課分） ②1件（市まち課分） 計37か所": (None, ""),
    "①36か所（地域安全課分） ②3件（市まち課） 計39か所": (None, ""),
    "①38か所（地域安全課分） ②4件（市まち課分） 計42か所": (None, ""),
    "①あんしんメール登録者数11,611人 ②緊急告知FMラジオ保有者数5,432人": (None, ""),
    "①あんしんメール登録者数12,272人 ②緊急告知FMラジオ保有者数5,452人": (None, ""),
    "①あんしんメール登録者数13,942人 ②緊急告知FMラジオ保有者数5,487人": (None, ""),
    "①66人 ②2人": (None, ""),
    "R2導入": (None, ""),
    "(R2)整備済": (None, ""),
    "(R4)順次更新": (None, ""),
    "数値なし": (None, ""),
    "数値なし。": (None, ""),
    "(未実施)": (None, ""),
    "-": (None, ""),
    "—": (None, ""),
}
# The city's plain words, none of which holds a digit.
WORDS = re.findall(
    r"\S+",
    "AI未導入 NW回線整備 RPA未導入 システム導入 システム未導入 仕様検討 外部監査の実施 完了 実施 導入 小中学校全学年 "
    "整備中 整備済 未実施 未導入 未整備 構築 無線LAN整備済 見直し 運用 配置完了 順次更新",
)

_PLAIN = re.compile(r"(\d{1,3}(?:,\d{3})*|\d+)(\.\d+)?(%|[^\W\d_]{0,5})")


@pytest.mark.parametrize(("text", "expected"), READ.items())
def test_every_unusual_value_of_the_documents_is_read_as_a_person_reads_it(
    text: str, expected: tuple[str | None, str]
) -> None:
    number, unit = expected
    assert Quantity(text).number == (None if number is None else Decimal(number))
    assert Quantity(text).unit == unit


@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_no_number(word: str) -> None:
    assert Quantity(word).number is None
    assert not Quantity(word).blank


@needs_cities
def test_every_figure_of_the_five_documents_is_understood() -> None:
    figures = all_figures()
    assert len(figures) > 300
    unusual = set()
    for text in figures:
        plain = _PLAIN.fullmatch(text)
        if plain is None:
            unusual.add(text)
            continue
        whole, decimals, unit = plain.groups()
        assert Quantity(text).number == Decimal(whole.replace(",", "") + (decimals or ""))
        assert Quantity(text).unit == unit
    assert unusual <= {*READ, *WORDS}
    assert {*READ, *WORDS} <= unusual


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("61業務", "61", "業務"),
        ("8 件", "8", "件"),
        ("186 台", "186", "台"),
        ("1自治会", "1", "自治会"),
        ("410アカウント", "410", "アカウント"),
        ("3回/年", "3", "回/年"),
        ("37か所", "37", "か所"),
        ("１，２１１回", "1211", "回"),
        ("９９．９％", "99.9", "%"),
        ("2.0%", "2.0", "%"),
        ("1211", "1211", ""),
        ("2024", "2024", ""),
        ("△ 512", "-512", ""),
        ("▲512人", "-512", "人"),
        ("－512", "-512", ""),
        ("−5.5%", "-5.5", "%"),
        ("増減 △5件", "-5", "件"),
        ("＋27", "27", ""),
        ("5件程度", "5", "件"),
        ("20以上", "20", ""),
        ("5件を実施", "5", "件"),
        ("【実数】12人", "12", "人"),
        ("(うち市内 (3人)) 10人", "10", "人"),
        ("R6は20件", "20", "件"),
        ("令和6年度末 300件", "300", "件"),
        ("2024年12月15日時点 300件", "300", "件"),
        ("3月末 30件", "30", "件"),
        ("第2期 5件", "5", "件"),
        ("5㎡", "5", "㎡"),
        ("1.2万件", "1.2", "万件"),
        ("①66人", "66", "人"),
    ],
)
def test_one_number_is_read_with_its_unit(text: str, number: str, unit: str) -> None:
    assert Quantity(text).number == Decimal(number)
    assert str(Quantity(text).number) == number
    assert Quantity(text).unit == unit


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "該当なし", "－", "―", "3～6", "3~6件", "20～", "～20", "1人1台", "24時間365日", "1件,2件", "1，2", "1,23", "0.5.1", ".5",
        "12/15", "10:30", "1億2千万円", "R6", "r6導入", "令和元年", "令和6年度", "6年度導入", "2024年", "12月15日", "H30.4.1", "第3回",
        "LGWAN-2", "Web2.0", "前年-5件", "1e5", "10²", "5½", "½", "Ⅲ", "٣", "(5件)", "※5件", "R6,000円",
    ],
)  # fmt: skip
def test_without_a_single_number_none_is_invented(text: str) -> None:
    assert Quantity(text).number is None
    assert Quantity(text).unit == ""


def test_blank_dash_zero_and_statements_are_five_different_things() -> None:
    written = ["", "0", *STATEMENTS]
    assert len({Quantity(text).key for text in written}) == 5
    assert [Quantity(text).blank for text in written] == [True, False, False, False, False]
    assert Quantity(" \u3000").blank


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1211", "1,211"),
        ("1211回", "１，２１１ 回"),
        ("△512", "▲512"),
        ("△ 512", "-512"),
        ("－512", "−512"),
        ("-", "－"),
        ("-", "―"),
        ("数値なし", "数値なし。"),
        ("3～6", "3〜6"),
        ("346名（138%）", "346名 (138％)"),
        ("ｱｶｳﾝﾄ 5", "アカウント5"),
        ("1,234,567円", "1234567円"),
    ],
)
def test_one_value_written_differently_is_the_same(one: str, other: str) -> None:
    assert same_value(one, other)
    assert Quantity(one).number == Quantity(other).number


@pytest.mark.parametrize(
    ("one", "other"),
    [("", "-"), ("-", "0"), ("数値なし", "該当なし"), ("①66人", "166人"), ("15 20", "1520"), ("12件", "12"), ("△5", "5"), ("1,23", "123"),
     ("2.0%", "2%"), ("約5件", "5件"), ("5²", "52")],
)  # fmt: skip
def test_different_values_stay_different(one: str, other: str) -> None:
    assert not same_value(one, other)


# Texts of the characters that matter here, so that the interesting cases are met often.
MIXED = st.text(
    st.sampled_from(list("0123456789０１９,，..．-－−△▲ー～~%％件人年月度第R6令和元()（）【】※①②½² \u3000\nAzか。")),
    max_size=14,
)
NUMBERS = st.decimals(-(10**12), 10**12, places=2) | st.integers(-(10**15), 10**15).map(Decimal)
UNITS = st.sampled_from(["", "件", "業務", "%", "アカウント", "か所"])


@given(st.text() | MIXED)
def test_reading_any_text_gives_a_number_or_none(text: str) -> None:
    quantity = Quantity(text)
    assert quantity.text == text
    assert quantity.number is None or quantity.number.is_finite()
    if quantity.number is None:
        assert quantity.unit == ""


@given(st.text() | MIXED)
def test_a_key_is_its_own_key_and_reads_as_the_same_number(text: str) -> None:
    key = Quantity(text).key
    assert Quantity(key).key == key
    assert Quantity(key).number == Quantity(text).number


@given(NUMBERS, UNITS)
def test_a_printed_number_reads_back_as_itself(number: Decimal, unit: str) -> None:
    read = Quantity(format_number(number, unit))
    assert read.number == number
    assert read.unit == (unit if unit == "%" else "")


@given(NUMBERS, UNITS, st.sampled_from(["", "約", "延べ", "R6 ", "令和6年度 "]))
def test_width_commas_and_spaces_do_not_matter(number: Decimal, unit: str, before: str) -> None:
    plain = f"{before}{'△' if number < 0 else ''}{number.copy_abs():f}{unit}"
    commas = f"{before}{'▲ ' if number < 0 else ''}{number.copy_abs():,f} {unit} "
    wide = commas.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    assert Quantity(plain).number == Quantity(commas).number == Quantity(wide).number == number
    assert Quantity(plain).unit == Quantity(commas).unit == Quantity(wide).unit == unit
    assert Quantity(plain).key == Quantity(commas).key == Quantity(wide).key


@given(NUMBERS, st.sampled_from(["(16箇所中)", "（138%）", "[1]", " ※全5,412件中", "【2】"]))
def test_what_is_in_brackets_or_after_a_note_sign_does_not_count(number: Decimal, note: str) -> None:
    assert Quantity(format_number(number) + "件" + note).number == number


@pytest.mark.parametrize(
    ("number", "unit", "text"),
    [
        ("27", "業務", "27"),
        ("-512", "件", "△512"),
        ("6.8", "%", "6.8%"),
        ("1315", "件", "1,315"),
        ("0", "業務", "0"),
        ("0.0", "%", "0.0%"),
    ],
)
def test_numbers_are_printed_as_the_sheets_print_them(number: str, unit: str, text: str) -> None:
    assert format_number(Decimal(number), unit) == text
