"""The 伊勢原市 evaluation seed: the facts of the city's document, its narrative in other words."""

from collections import Counter

import openpyxl
import pytest

from dxdesk.pages.layouts import Options, layout
from dxdesk.plan.importing.adopt import Adoption
from dxdesk.plan.rows.model import BASELINE, RESULT, TARGET, Assessment, Department, Entry, Figure, Indicator, Measure
from dxdesk.plan.rows.outline import Outline, folded
from tests.cities import CITIES, needs_cities
from tests.jobs.side_by_side import LONG, copied_sentences, fields_of, import_changes, long_sentences, text_in

SEED = "isehara-evaluation"
SHEET = CITIES / "isehara_evaluation_r4.xlsx"
AT = "令和4年度末時点"

# Every indicator of the document, typed from it: measure, label, 計画策定時, 目標, 結果, 評価.
FACTS = [
    ("1-1-1", "子育て、保育、被災者支援及び介護関連手続きのオンライン化率", "0 %", "30%", "52%", "◎"),
    ("1-1-2", "電子申請システム等によるオンライン申請数", "12,137件", "12,800件", "17,938件", "◎"),
    ("1-1-3", "マイナンバーカード申請数", "19,057件", "81,000件", "86,926件", "○"),
    ("1-1-4", "マイナンバーカード付加機能の件数", "0件", "1件", "1件", "○"),
    ("1-1-5", "タブレット端末を使った翻訳システムの利用可能な窓口数", "1箇所", "3箇所", "3箇所", "○"),
    ("1-1-6", "窓口申請書の電子化サービス開始", "未実施", "システム導入", "仕様検討", "△"),
    (
        "1-1-7",
        "市立小・中学校において、必要なタブレット端末等の導入",
        "小学校186台中学校42台",
        "小学校3~6年生中学校全学年",
        "小中学校全学年",
        "◎",
    ),
    ("1-1-8", "キャッシュレス決済の利用件数", "システム未導入", "4,300件", "30,284件", "◎"),
    ("1-1-9", "コンビニ収納の利用率", "システム未導入", "仕様検討", "38.6%", "◎"),
    ("1-2-1", "公式Facebookに対する「いいね!」件数", "757件", "830件", "999件", "◎"),
    ("1-2-2", "オープンデータ公開件数", "10件", "40件", "13件", "△"),
    ("1-2-3", "掲載公開数", "5,655件", "5,650件", "7,216件", "◎"),
    ("1-2-4", "適合レベルAA以上の準拠率", "未実施", "36%", "100%", "◎"),
    ("1-2-5", "公開する地図情報数", "システム未導入", "7件", "10件", "◎"),
    ("1-2-6", "窓口混雑情報配信システムの導入", "システム未導入", "導入", "R2導入", "◎"),
    ("1-2-7", "スマートフォンを利用した通報サービス導入", "システム未導入", "運用", "未導入", "△"),
    ("2-1-1", "AI機能の導入及び庁内業務効率化の実現", "AI未導入", "導入", "導入", "○"),
    ("2-1-2", "RPA活用業務数", "RPA未導入", "4業務", "20業務", "◎"),
    ("2-1-2", "削減時間数", "RPA未導入", "400時間", "1,187時間", "◎"),
    ("2-1-3", "紙の使用料削減(A4用紙)", "システム未導入", "165,000枚", "59,301枚", "△"),
    ("2-1-4", "市庁舎内の無線LAN環境整備", "整備中", "(R2)整備済", "整備済", "○"),
    ("2-1-4", "タブレット機能を有するモバイル型端末への切替", "50台", "(R4)順次更新", "順次更新", "○"),
    ("2-1-5", "(庁内)公開する地図情報数", "システム未導入", "7件", "10件", "◎"),
    ("2-1-6", "事務事業の削減率", "システム未導入", "20%減", "20%減", "○"),
    ("2-1-7", "紙の削減枚数", "システム未導入", "1,300,000枚", "3,515枚", "△"),
    ("2-1-7", "引継文書保存箱の削減", "システム未導入", "文書保存箱180個削減", "1個", "△"),
    ("2-1-8", "フリーアドレス導入に向けた環境整備", "未実施", "実施", "無線LAN整備済", "△"),
    ("2-2-1", "クラウドシステム導入", "システム未導入", "構築", "見直し", "●"),
    ("2-2-2", "クラウドシステム導入", "システム未導入", "仕様検討", "見直し", "●"),
    ("2-2-3", "クラウドシステム導入", "システム未導入", "運用", "運用", "○"),
    ("2-2-4", "基盤システム導入", "システム未導入", "仕様検討", "見直し", "●"),
    ("3-1-1", "災害対策本部にインターネット環境整備", "未整備", "NW回線整備", "整備済", "○"),
    ("3-1-2", "いせはらくらし安心メールの登録者数", "13,217人", "17,000人", "16,775人", "○"),
    ("3-1-3", "罹災証明発行システム導入", "システム未導入", "運用", "運用", "○"),
    ("3-2-1", "マイナンバー研修受講率", "100%", "100%", "100%", "○"),
    ("3-2-1", "情報セキュリティインシデント件数", "0件", "0件", "0件", "○"),
    ("3-2-2", "情報資産監査実施率", "37%", "90%", "90%", "○"),
    ("3-2-2", "システム監査実施率", "27%", "70%", "70%", "○"),
    ("3-2-2", "自己点検実施率", "100%", "100%", "100%", "○"),
    ("3-2-3", "各所属に情報化推進リーダー配置", "未実施", "配置完了", "未実施", "△"),
]


@pytest.fixture(scope="module")
def sheets() -> list[openpyxl.worksheet.worksheet.Worksheet]:
    """総括 and 詳細."""
    return openpyxl.load_workbook(SHEET).worksheets


def marks(outline: Outline, measures: list[Measure]) -> list[str]:
    """The marks of the measures themselves."""
    return [a.mark for m in measures for a in outline.assessments(m) if a.indicator is None]


def test_the_seed_holds_the_whole_document(adopted: Adoption, outline: Outline, measures: list[Measure]) -> None:
    rows, plan = adopted.rows, adopted.plan
    policies = outline.pillars(plan)
    assert [len(outline.pillars(plan, policy)) for policy in policies] == [2, 2, 2]
    assert [len(outline.measures_in(p)) for policy in policies for p in outline.pillars(plan, policy)] == [9, 7, 8, 4, 3, 3]
    assert len(measures) == 34
    assert len(rows.all(Indicator)) == 40
    assert Counter((f.role, f.year) for f in rows.all(Figure).values()) == {
        (BASELINE, 2019): 40,
        (TARGET, 2022): 40,
        (RESULT, 2022): 40,
    }
    assert (len(rows.all(Department)), len(rows.all(Entry))) == (0, 0)


def test_each_policy_has_the_marks_that_the_document_counts(
    adopted: Adoption, outline: Outline, measures: list[Measure]
) -> None:
    assert Counter(marks(outline, measures)) == {"◎": 12, "○": 12, "△": 7, "●": 3}
    by_policy = [[m for m in measures if outline.top_pillar(m) == policy] for policy in outline.pillars(adopted.plan)]
    assert [Counter(marks(outline, inside)) for inside in by_policy] == [
        {"◎": 10, "○": 3, "△": 3},
        {"◎": 2, "○": 4, "△": 3, "●": 3},
        {"○": 5, "△": 1},
    ]
    assert [(m.symbol, m.meaning) for m in outline.marks(adopted.plan)] == [
        ("◎", "目標以上の成果"),
        ("○", "計画どおり"),
        ("△", "進捗に遅れ"),
        ("●", "取組の見直し(国の方針等により計画変更)"),
    ]


def test_every_indicator_is_as_printed(outline: Outline, measures: list[Measure]) -> None:
    found = []
    for measure in measures:
        given = {a.indicator: a.mark for a in outline.assessments(measure)}
        for indicator in outline.indicators_of(measure):
            figures = {(f.role, f.year): f.text for f in outline.figures(indicator)}
            columns = [figures[place] for place in ((BASELINE, 2019), (TARGET, 2022), (RESULT, 2022))]
            found.append((measure.number, indicator.label, *columns, given[indicator.id]))
    assert found == FACTS


def test_every_measure_is_assessed_with_a_view(outline: Outline, measures: list[Measure]) -> None:
    for measure in measures:
        (own,) = [a for a in outline.assessments(measure) if a.indicator is None]
        assert (own.year, own.at, bool(own.text)) == (2022, AT, True)


def test_units_follow_the_newest_number(outline: Outline, measures: list[Measure]) -> None:
    units = Counter(i.unit for m in measures for i in outline.indicators_of(m))
    assert units == {"": 14, "件": 10, "%": 8, "枚": 2, "箇所": 1, "業務": 1, "時間": 1, "台": 1, "個": 1, "人": 1}


def test_the_seed_in_its_own_layout_leaves_nothing_out(adopted: Adoption, outline: Outline) -> None:
    written = layout("isehara-evaluation").write(outline, adopted.plan, Options())
    assert written.left_out == []
    assert written.book.title == f"伊勢原市ICT推進計画【前期計画】の事業評価（{AT}）"


# -- beside the document itself


@needs_cities
def test_every_cell_but_the_narrative_is_that_of_the_document(
    adopted: Adoption, outline: Outline, sheets: list[openpyxl.worksheet.worksheet.Worksheet]
) -> None:
    document = Counter(str(c.value) for sheet in sheets for row in sheet.iter_rows() for c in row if c.value is not None)
    pages = layout("isehara-evaluation").write(outline, adopted.plan, Options()).book.pages
    written = Counter(cell.text for page in pages for cell in page.cells.values() if cell.text)
    lost, new = document - written, written - document
    # 34 descriptions and 34 見解 in other words, and what the marks mean.
    assert (lost.total(), new.total()) == (68, 69)
    assert all(text.endswith("。") for text in lost)


@needs_cities
def test_the_citys_sheet_taken_in_over_the_seed_changes_the_wording_alone(adopted: Adoption) -> None:
    assert fields_of(import_changes(adopted, SEED, SHEET)) == {("assessment", "text"), ("measure", "description")}


@needs_cities
def test_no_sentence_is_copied_from_the_document(
    outline: Outline, measures: list[Measure], sheets: list[openpyxl.worksheet.worksheet.Worksheet]
) -> None:
    texts = [assessment.text for assessment in outline.rows.all(Assessment).values()]
    texts += [measure.description for measure in measures]
    sentences = long_sentences(texts)
    assert len(sentences) > 50
    assert copied_sentences(sentences, text_in(sheets)) == []
    # Nor long stretches of one.
    stretches = {folded(text)[i : i + LONG] for text in texts for i in range(len(folded(text)) - LONG + 1)}
    assert copied_sentences(stretches, text_in(sheets)) == []
