"""The seed of 伊勢原市's アクションプラン: the facts of the city's document, its narrative in other words."""

import re
from collections import Counter
from collections.abc import Iterator

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from dxdesk.jobs.seeding import seed_draft
from dxdesk.plan.importing.adopt import Adoption, adopt
from dxdesk.plan.rows.model import RESULT, TARGET, Department, Figure, Indicator, Lane, Measure, Phase
from dxdesk.plan.rows.outline import Outline, folded
from dxdesk.plan.rows.rows import Rows
from tests.cities import CITIES, needs_cities
from tests.jobs.side_by_side import copied_sentences, fields_of, import_changes, long_sentences, text_in

SEED = "isehara-action"
YEARS = range(2022, 2026)

# Numbers of the document, typed from it: measure, indicator, R4, R5, R6, R7 (blank where it is).
FACTS = [
    ("1-1", "オンライン手続き数", "104手続き", "110手続き", "120手続き", ""),
    ("1-1", "オンライン申請数", "17,178件", "18,500件", "20,000件", "22,000件"),
    ("1-2", "マイナンバーカードの交付率", "64.8%", "80%", "90%", "100%"),
    ("1-5", "公式LINE友達登録数（累計）", "9,005人", "12,000人", "16,000人", "20,000人"),
    ("1-7", "オンライン相談・オンラインイベントの取扱業務数", "5業務", "6業務", "7業務", "8業務"),
    ("1-8", "公開GISのアクセス数（年間）", "16,064件", "18,500件", "21,000件", ""),
    ("1-9", "地方税統一QRコード対応の税目数（累計）", "-", "2税目", "4税目", "4税目"),
    ("2-1", "AI活用による業務削減時間 (年間)", "89時間", "150時間", "300時間", "500時間"),
    ("2-2", "RPA活用による業務削減時間 (年間)", "1,179時間", "1,450時間", "1,700時間", "2,000時間"),
    ("3-2", "ICT支援員の配置数（累計）", "2人", "2人", "3人", ""),
    ("3-6", "紙の回覧板を廃止した自治会数（累計）", "-", "-", "-", "1自治会"),
    ("3-9", "クラウド型カメラの設置箇所数", "-", "4箇所 (16箇所中)", "8箇所 (17箇所中)", "12箇所 (18箇所中)"),
    ("3-10", "MCA無線機数", "-", "-", "-", "115台"),
    ("4-1", "ICT講座の参加者数", "74人", "200人", "300人", "400人"),
    ("4-2", "情報セキュリティインシデント件数", "0件", "0件", "0件", "0件"),
    ("4-3", "デジタル化研修対象者の受講率", "-", "-", "100%", "100%"),
    ("4-5", "外部デジタル人材の登用", "-", "-", "-", "完了"),
]


@pytest.fixture(scope="module")
def sheets() -> list[Worksheet]:
    """A sheet per measure."""
    return openpyxl.load_workbook(CITIES / "isehara_action_plan_r5.xlsx").worksheets


@pytest.fixture(scope="module")
def document() -> str:
    """The document's text."""
    return (CITIES / "isehara_action_plan_r5.txt").read_text("utf-8")


def values(outline: Outline, measure: Measure) -> list[tuple[str, ...]]:
    """The measure's indicators with R4's 実績 and the targets of R5 to R7."""
    return [
        (
            indicator.label,
            *(figure.text if (figure := outline.figure(indicator, year, role)) else "" for year, role in roles),
        )
        for indicator in outline.indicators_of(measure)
        for roles in [[(year, RESULT if year == 2022 else TARGET) for year in YEARS]]
    ]


def test_the_seed_holds_the_whole_document(adopted: Adoption, outline: Outline, measures: list[Measure]) -> None:
    rows = adopted.rows
    assert [len(outline.measures_in(p)) for p in outline.pillars(adopted.plan)] == [12, 6, 11, 5]
    assert len(measures) == 34
    assert len(rows.all(Indicator)) == 53
    assert len(rows.all(Lane)) == 55
    assert (len(rows.all(Figure)), len(rows.all(Phase)), len(rows.all(Department))) == (186, 112, 38)
    assert len(outline.terms(adopted.plan)) == 40
    assert (sum(m.national for m in measures), sum(m.newly for m in measures)) == (23, 16)
    plan = adopted.plan
    assert (plan.first_year, plan.last_year, plan.shown_from, plan.planned_from) == (2023, 2025, 2022, 2023)


def test_the_numbers_of_the_document(outline: Outline, measures: list[Measure]) -> None:
    seeded = {(measure.number, *line) for measure in measures for line in values(outline, measure)}
    assert set(FACTS) <= seeded


def test_every_indicator_has_r4_as_of_february_and_what_is_aimed_at(outline: Outline, measures: list[Measure]) -> None:
    indicators = [i for measure in measures for i in outline.indicators_of(measure)]
    assert {i.observed for i in indicators} == {"2月末時点"}
    without = [i.label for i in indicators if outline.figure(i, 2022) is None]
    # The document leaves this cell empty, where others have a dash.
    assert without == ["一元的相談窓口の設置"]
    assert all(any(f.role == TARGET for f in outline.figures(i)) for i in indicators)


def test_the_plan_follows_the_evaluated_one_where_both_are_in_a_file() -> None:
    first = adopt(Rows(), seed_draft("isehara-evaluation"))
    second = adopt(first.rows, seed_draft("isehara-action"))
    assert second.plan.follows == first.plan.id
    assert len(Outline(second.rows).plans) == 2


# -- beside the document itself


def block(sheet: Worksheet, label: str) -> Iterator[tuple[str, ...]]:
    """The rows under a label of column A: column B and the years."""
    current = ""
    for row in sheet.iter_rows(min_row=5, max_col=6, values_only=True):
        current = str(row[0] or current)
        if current == label:
            yield tuple(str(value or "") for value in row[1:])


@needs_cities
def test_titles_flags_lanes_and_figures_are_those_of_the_workbook(
    outline: Outline, measures: list[Measure], sheets: list[Worksheet]
) -> None:
    assert [sheet.title for sheet in sheets] == [measure.number for measure in measures]
    for measure, sheet in zip(measures, sheets, strict=True):
        title = ("【新】" if measure.newly else "") + measure.title + (" ☆" if measure.national else "")
        assert folded(title) == folded(str(sheet["B1"].value))
        assert measure.number == sheet["F1"].value
        lanes = [
            (lane.label, *({p.year: p.text for p in outline.phases(lane)}.get(year, "") for year in YEARS))
            for lane in outline.lanes(measure)
        ]
        assert lanes == list(block(sheet, "取組スケジュール")), measure.number
        assert values(outline, measure) == list(block(sheet, "指標")), measure.number


@needs_cities
def test_departments_are_those_in_square_brackets(
    outline: Outline, measures: list[Measure], sheets: list[Worksheet]
) -> None:
    for measure, sheet in zip(measures, sheets, strict=True):
        brackets = re.findall(r"\[([^\]※]+)\]", str(sheet["B2"].value))
        named = [f"{department.name} {share.charge}".strip() for share, department in outline.department_roles(measure)]
        assert named == [name for bracket in brackets for name in bracket.split("、")], measure.number


@needs_cities
def test_pillars_and_the_list_of_measures_are_those_of_the_document(
    adopted: Adoption, outline: Outline, measures: list[Measure], document: str
) -> None:
    listed = re.findall(r"^(\d-\d+)\t(.+)$", document.partition("【凡例】")[0], re.M)
    seeded = [
        (m.number, ("【新】" if m.newly else "") + (m.contents_title or m.title) + ("☆" if m.national else ""))
        for m in measures
    ]
    # The text of the document has * for the ※ of 3-9.
    printed = [(number, folded(title).replace("*", "※")) for number, title in listed]
    assert [(number, folded(title)) for number, title in seeded] == printed
    for pillar in outline.pillars(adopted.plan):
        assert f"【基本方針{pillar.number} {pillar.title}】" in document


@needs_cities
def test_the_glossary_has_each_term_with_its_pages(adopted: Adoption, outline: Outline, document: str) -> None:
    glossary = folded(document[document.index("用語\t解説") :])
    place = 0
    for term in outline.terms(adopted.plan):
        found = glossary.find(folded(term.word.partition(" ")[0]), place)
        assert found >= 0, term.word
        place = found
        assert folded(term.pages) in glossary[place : place + 260], term.word
    groups = Counter(term.group for term in outline.terms(adopted.plan))
    assert groups == {"あ行": 7, "か行": 5, "さ行": 6, "た行": 9, "は行": 1, "ま行": 2, "や行": 1, "A": 9}


@needs_cities
def test_the_citys_workbook_taken_in_over_the_seed_changes_the_wording_alone(adopted: Adoption) -> None:
    assert fields_of(import_changes(adopted, SEED, CITIES / "isehara_action_plan_r5.xlsx")) == {
        ("measure", "description"),
        ("measure", "effect"),
    }


@needs_cities
def test_no_sentence_is_copied_from_the_document(
    adopted: Adoption, outline: Outline, measures: list[Measure], sheets: list[Worksheet], document: str
) -> None:
    texts = [text for m in measures for text in f"{m.description}\n{m.effect}".splitlines()]
    texts += [term.text for term in outline.terms(adopted.plan)]
    sentences = long_sentences(texts)
    assert len(sentences) > 60
    assert copied_sentences(sentences, text_in(sheets) + document) == []
