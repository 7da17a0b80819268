"""The 新発田市 seed: the facts of the city's document, its narrative in other words."""

import re
from pathlib import Path

import pytest

from dxdesk.pages.formats.xlsx.reader import read_xlsx
from dxdesk.pages.formats.xlsx.writer import write_xlsx
from dxdesk.pages.layouts import Options, layout
from dxdesk.plan.importing.adopt import Adoption, adopt
from dxdesk.plan.rows.model import RESULT, TARGET, Department, Figure, Indicator, Lane, Measure, Phase, Pillar
from dxdesk.plan.rows.outline import Outline, folded
from dxdesk.plan.rows.quantity import Quantity
from tests.cities import CITIES, needs_cities
from tests.jobs.side_by_side import copied_sentences, import_changes, long_sentences

SEED = "shibata"
SHIBATA = CITIES / "shibata_initiatives_r5.xlsx"
YEARS = range(2021, 2024)

# Every readable number of the document's results, typed from it: measure, indicator, R3, R4, R5.
FACTS = [
    ("2", "youtube等の視聴者数", "53", "50", "150"),
    ("3", "本市WebサイトのJIS規格(JIS X 8341-3:2016)の適合レベルAAへの準拠", "99.9", "99.9", "99.9"),
    ("4", "オープンデータ公開件数", "7", "7", "7"),
    ("5", "市民公開GISの閲覧者数", "14552", "17767", "21345"),
    ("6", "オンラインで手続きした件数", "0", "0", "0"),
    ("7", "電子入札の実施数", "48.2", "40.8", "39.3"),
    ("7", "入札参加資格審査の電子申請数", "0", "0", "0"),
    ("7", "電子契約の件数", "0", "0", "0"),
    ("8", "納付書払いのうちキャッシュレス決済の割合", "4.3", "7.1", "8.2"),
    ("9", "全体の予約件数に対するオンライン予約の割合", "8.7", "8.3", "8.6"),
    ("10", "電子申請で処理できた申請数", "29", "37", "8"),
    ("11", "おくやみ総合窓口の利用者数", "563", "653", "654"),
    ("12", "マイナンバーカードの普及率", "37.8", "68.3", "80.7"),
    ("14", "指定避難所等への公衆無線LAN環境の整備数", "37", "39", "42"),
    ("14", "地域安全課分", "36", "36", "38"),
    ("14", "市まち課分", "1", "3", "4"),
    ("15", "全申請数のうち、オンライン申請の割合", "0", "0", "0"),
    ("16", "事務の効率化による負担軽減につながっていると感じている保育士（又は園長）の割合", "38.0", "27.0", None),
    ("18", "市観光協会公式SNSのフォロワー数", "3360", "3549", "3656"),
    ("19", "ICT導入に関する研修の受講者数", "346", "329", "391"),
    ("20", "ICTを活用した取組実施数", "0", "1", "2"),
    ("21", "あんしんメール登録者数", "11611", "12272", "13942"),
    ("21", "緊急告知FMラジオ保有者数", "5432", "5452", "5487"),
    ("23", "内部情報事務の電子化の割合", "78.6", "79.4", "79.3"),
    ("24", "研修履修人数", "0", None, None),
    ("25", "EBPMを取り入れた政策立案件数", "3", "6", "5"),
    ("26", "テレワークの実施件数", "41", "69", "15"),
    ("27", "RPA、AI導入による業務削減時間", "932", "519", "1650"),
    ("28", "クラウドシステム利用数", "11", "12", "15"),
    ("31", "研修履修人数", "0", "0", "66"),
    ("31", "情報部門職員の高度な情報セキュリティ研修の履修人数", "0", "0", "2"),
    ("32", "ICT-BCPによる重要システムの復旧時間", "0", "0", "0"),
    ("41", "中小企業を支援した件数", None, None, "2"),
]


@pytest.fixture(scope="module")
def measures(adopted: Adoption, outline: Outline) -> dict[str, Measure]:
    return {measure.number: measure for measure in outline.measures(adopted.plan)}


def test_the_seed_holds_the_whole_document(adopted: Adoption, outline: Outline, measures: dict[str, Measure]) -> None:
    rows = adopted.rows
    assert sorted(map(int, measures)) == list(range(1, 44))
    assert len(rows.all(Pillar)) == 14
    assert [p.title for p in outline.pillars(adopted.plan)] == ["市民向け情報施策", "庁内向け情報施策", "基盤となる情報施策"]
    assert all(outline.pillar_of(measure).parent for measure in measures.values())
    assert len(rows.all(Indicator)) == 50
    assert all(outline.indicators_of(measure) for measure in measures.values())
    roles = [figure.role for figure in rows.all(Figure).values()]
    assert (roles.count(RESULT), roles.count(TARGET), len(roles)) == (147, 20, 167)
    assert (len(rows.all(Lane)), len(rows.all(Phase))) == (43, 86)
    assert {phase.year for phase in rows.all(Phase).values()} == {2021, 2024}
    assert rows.all(Department) == {}


def test_new_and_completed_measures_carry_their_marks(measures: dict[str, Measure]) -> None:
    assert {number for number, m in measures.items() if m.newly} == {str(number) for number in range(33, 44)}
    assert {number for number, m in measures.items() if m.completed} == {"11", "17", "19", "25", "28", "36"}


def test_every_number_of_the_document_is_found_and_no_other(outline: Outline, measures: dict[str, Measure]) -> None:
    facts = {
        (number, label, year): value
        for number, label, *row in FACTS
        for year, value in zip(YEARS, row, strict=True)
        if value is not None
    }
    found = {
        (measure.number, indicator.label, figure.year): str(value)
        for measure in measures.values()
        for indicator in outline.indicators_of(measure)
        for figure in outline.figures(indicator)
        if figure.role == RESULT and (value := Quantity(figure.text).number) is not None
    }
    assert found == facts
    assert len(facts) == 94


def test_the_parts_add_up_to_the_printed_total(outline: Outline, measures: dict[str, Measure]) -> None:
    (summed,) = [i for m in measures.values() for i in outline.indicators_of(m) if i.children_sum]
    assert summed.label == "指定避難所等への公衆無線LAN環境の整備数"
    for year in YEARS:
        assert outline.total(summed, year) == outline.number(summed, year)


def test_the_sheet_written_from_the_seed_leaves_nothing_out_and_is_read_back(adopted: Adoption, tmp_path: Path) -> None:
    out = layout("shibata").write(Outline(adopted.rows), adopted.plan, Options())
    assert out.left_out == []
    write_xlsx(out.book, tmp_path / "個別取組.xlsx")
    reading = layout("shibata").read(read_xlsx(tmp_path / "個別取組.xlsx"))
    assert reading.unread == []
    again = adopt(adopted.rows, reading.plan)
    assert (again.added, again.changed, again.missing) == (0, 0, 0)


# -- beside the document itself


@needs_cities
def test_the_citys_sheet_taken_in_over_the_seed_changes_the_wording_alone(adopted: Adoption) -> None:
    reworded = {("phase", "text"), ("measure", "description")}
    changes = import_changes(adopted, SEED, SHIBATA)
    facts = [c for c in changes if (c.table, c.field) not in reworded and folded(str(c.before)) != folded(str(c.after))]
    assert facts == []
    assert sum((c.table, c.field) == ("measure", "description") for c in changes) == 43


@needs_cities
def test_no_sentence_is_copied_from_the_document(outline: Outline, measures: dict[str, Measure]) -> None:
    (page,) = read_xlsx(SHIBATA).pages
    texts = [phase.text for phase in outline.rows.all(Phase).values()]
    texts += [measure.description for measure in measures.values()]
    sentences = long_sentences(texts)
    assert len(sentences) > 60
    assert copied_sentences(sentences, "\n".join(cell.text for cell in page.cells.values())) == []


@needs_cities
def test_every_number_in_the_seeds_words_is_in_the_document(outline: Outline, measures: dict[str, Measure]) -> None:
    """Shorter words may leave a number out; they bring none of their own."""
    cells = read_xlsx(SHIBATA).pages[0].cells
    rows = {re.split(r"\s", cells[(row, 0)].text)[0]: row for row, column in cells if column == 0 and row > 3}
    for number, measure in measures.items():
        document = folded("\n".join(cell.text for (row, _), cell in cells.items() if row == rows[number]))
        texts = [measure.description, *(p.text for lane in outline.lanes(measure) for p in outline.phases(lane))]
        told = re.findall(r"\d[\d,.]*", folded("\n".join(texts)))
        assert not [digits for digits in told if not re.search(rf"(?<!\d){re.escape(digits.rstrip('.'))}", document)], number
