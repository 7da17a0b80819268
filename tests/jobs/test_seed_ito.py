"""The 伊東市 seed: the facts of the city's document, its narrative in other words."""

import re
from collections.abc import Iterator
from decimal import Decimal

import openpyxl
import pytest

from dxdesk.plan.analysis.year_over_year import printed_change
from dxdesk.plan.importing.adopt import Adoption
from dxdesk.plan.rows.model import FORECAST, LEAD, RESULT, Department, Entry, Figure, Indicator, Measure, MeasureDepartment
from dxdesk.plan.rows.outline import Outline, folded, kind_of_year, measure_name
from dxdesk.plan.rows.quantity import Quantity
from tests.cities import CITIES, needs_cities
from tests.jobs.side_by_side import copied_sentences, fields_of, import_changes, long_sentences, text_in

SEED = "ito"
YEARS = range(2022, 2026)

# Every number of the document, typed from it: measure, indicator above, indicator, R4, R5, R6.
FACTS = [
    ("1-(1)", "", "オンライン化手続数", "61", "88", "173"),
    ("1-(2)", "スマホアプリ決済実施業務数", "税", "9600", "9088", "12225"),
    ("1-(2)", "スマホアプリ決済実施業務数", "水道", "1865", "3180", "5912"),
    ("1-(2)", "キャッシュレス決済の収納件数割合", "税", "2.0", "2.0", "2.8"),
    ("1-(2)", "キャッシュレス決済の収納件数割合", "水道", "1.0", "1.56", "3.1"),
    ("1-(2)", "キャッシュレス決済の収納金額割合", "税", "1.4", "1.5", "2.3"),
    ("1-(2)", "キャッシュレス決済の収納金額割合", "水道", "1.0", "1.11", "2.3"),
    ("1-(3)", "", "マイナンバーカード交付枚数", "41714", "49665", "54133"),
    ("1-(3)", "", "土日祝日開庁日数", "60", "60", "23"),
    ("1-(3)", "", "平日夜間開庁日数", "156", "156", "51"),
    ("1-(3)", "", "申請時来庁件数", "23", "23", "23"),
    ("1-(3)", "", "出張申請受付件数", "1168", "20", "195"),
    ("1-(3)", "", "申請サポート件数", "5628", "1088", "2282"),
    ("1-(3)", "", "出張申請サポート件数", None, None, "9"),
    ("1-(4)", "", "コンビニ交付利用数", "6274", "11028", "12260"),
    ("1-(4)", "", "コンビニ交付の利用割合", "11.2", "18.0", "19.1"),
    ("1-(5)", "", "メルマガ登録者数", "13498", "13053", "12548"),
    ("1-(5)", "", "メルマガ配信数", "799", "572", "712"),
    ("1-(5)", "", "LINE登録者数", "6437", "10801", "13579"),
    ("1-(5)", "", "LINE配信数", "789", "572", "712"),
    ("1-(5)", "", "LINE登録件数", None, "5176", "5377"),
    ("1-(5)", "", "X（旧Twitter）登録件数", None, "28151", "31173"),
    ("1-(5)", "", "Instagram登録件数", None, "425", "1449"),
    ("1-(6)", "", "オンライン相談数", "10", "22", "19"),
    ("1-(6)", "オンライン相談数", "企画課", "4", "12", "6"),
    ("1-(6)", "オンライン相談数", "健康推進課", "6", "10", "13"),
    ("3-(1)", "", "AI・RPA活用業務数", "1", "4", "4"),
    ("3-(1)", "", "利用回数", "142", "185", "272"),
    ("3-(2)", "", "Web会議利用数", "878", "991", "1211"),
    ("3-(2)", "Web会議利用数", "情報政策課", "790", None, None),
    ("3-(2)", "Web会議利用数", "デジタル政策課", None, "830", "935"),
    ("3-(2)", "Web会議利用数", "企画課", "20", "71", "151"),
    ("3-(2)", "Web会議利用数", "職員課", None, None, "51"),
    ("3-(2)", "Web会議利用数", "危機対策課", None, "30", "30"),
    ("3-(2)", "Web会議利用数", "庶務課", None, None, "7"),
    ("3-(2)", "Web会議利用数", "高齢者福祉課", "51", None, None),
    ("3-(2)", "Web会議利用数", "高齢福祉課", None, "43", "16"),
    ("3-(2)", "Web会議利用数", "生涯学習課", "13", "7", None),
    ("3-(2)", "Web会議利用数", "幼児教育課", "4", None, None),
    ("3-(2)", "Web会議利用数", "公営競技事務所", None, "10", None),
    ("3-(2)", "Web会議利用数", "産業課", None, None, "6"),
    ("3-(2)", "Web会議利用数", "農業委員会事務局", None, None, "15"),
    ("3-(4)", "", "ビジネスチャット数", "33", "115", "310"),
    ("4-(1)", "", "オープンデータ公開数", "117", "133", "148"),
    ("5-(1)", "", "情報流出事故件数", "1", "0", "1"),
    ("5-(1)", "", "情報セキュリティ研修受講職員数", "99", "822", "709"),
    ("5-(1)", "情報セキュリティ研修受講職員数", "実践的サイバー防御演習 [CYDER]", "2", None, None),
    ("5-(1)", "情報セキュリティ研修受講職員数", "実践的サイバー防御演習 [CYDER] 初級コース", None, "1", "1"),
    ("5-(1)", "情報セキュリティ研修受講職員数", "新規採用職員向け情報セキュリティ研修", "16", "19", "21"),
    ("5-(1)", "情報セキュリティ研修受講職員数", "J-LIS情報セキュリティコース受講", "3", None, None),
    ("5-(1)", "情報セキュリティ研修受講職員数", "情報セキュリティ研修", "76", None, None),
    ("5-(1)", "情報セキュリティ研修受講職員数", "リモートラーニングによる情報セキュリティ研修", None, "277", "277"),
    ("5-(1)", "情報セキュリティ研修受講職員数", "動画視聴による情報セキュリティ研修", None, "525", "364"),
    ("5-(1)", "情報セキュリティ研修受講職員数", "特定個人情報保護に係る研修", None, None, "46"),
    ("5-(1)", "情報セキュリティ研修受講職員数", "その他研修", "2", None, None),
    ("5-(3)", "", "DX推進関連研修受講職員数", "190", "170", "226"),
    ("5-(3)", "DX推進関連研修受講職員数", "管理職とDX推進部会員向けDX研修", "79", None, None),
    ("5-(3)", "DX推進関連研修受講職員数", "管理職とDX推進部会員向け自治体DX研修", None, "75", None),
    ("5-(3)", "DX推進関連研修受講職員数", "自治体DX研修会", None, None, "61"),
    ("5-(3)", "DX推進関連研修受講職員数", "ビジネスチャットシステムの研修", None, None, "54"),
    ("5-(3)", "DX推進関連研修受講職員数", "汎用電子申請システムの研修", "65", "55", "43"),
    ("5-(3)", "DX推進関連研修受講職員数", "ホームページのCMS操作研修", "40", "40", "31"),
    ("5-(3)", "DX推進関連研修受講職員数", "伊東市公式LINEアカウント運用システム操作研修", None, None, "33"),
    ("5-(3)", "DX推進関連研修受講職員数", "派遣研修", None, None, "4"),
    ("5-(3)", "DX推進関連研修受講職員数", "その他研修", "6", None, None),
]
FORECASTS = [("3-(4)", "", "ビジネスチャット数", 2025, "410")]

# Members that are listed line by line under their total; without them the document states 98 numbers.
LISTED = ("Web会議利用数", "情報セキュリティ研修受講職員数", "DX推進関連研修受講職員数")


@pytest.fixture(scope="module")
def sheets() -> list[openpyxl.worksheet.worksheet.Worksheet]:
    """目次, then a sheet per measure."""
    return openpyxl.load_workbook(CITIES / "ito_progress_r6.xlsx").worksheets


def numbers(outline: Outline, measures: list[Measure], role: str) -> dict[tuple[str, str, str, int], str]:
    """Every number of one role by measure, indicator above, indicator and year."""
    labels = {i.id: i.label for i in outline.rows.all(Indicator).values()}
    return {
        (measure.number, labels.get(indicator.parent or "", ""), indicator.label, figure.year): str(number)
        for measure in measures
        for indicator in outline.indicators_of(measure)
        for figure in outline.figures(indicator)
        if figure.role == role and (number := Quantity(figure.text).number) is not None
    }


def test_the_seed_holds_the_whole_document(adopted: Adoption, outline: Outline, measures: list[Measure]) -> None:
    rows = adopted.rows
    assert [len(outline.measures_in(p)) for p in outline.pillars(adopted.plan)] == [6, 1, 4, 2, 5, 3]
    assert len(measures) == 21
    assert len(rows.all(Indicator)) == 68
    assert len(rows.all(Figure)) == 144
    assert len(rows.all(Entry)) == 154
    assert len(rows.all(Department)) == 25
    assert [m.number for m in measures].count("") == 1
    assert {m.number: m.first_year for m in measures if m.first_year} == {"6-(1)": 2023, "6-(2)": 2023, "6-(3)": 2024}


def test_every_number_of_the_document_is_found_and_no_other(outline: Outline, measures: list[Measure]) -> None:
    facts = {
        (measure, above, label, year): number
        for measure, above, label, *row in FACTS
        for year, number in zip(YEARS, row, strict=False)
        if number is not None
    }
    forecasts = {fact[:4]: fact[4] for fact in FORECASTS}
    assert numbers(outline, measures, RESULT) == facts
    assert numbers(outline, measures, FORECAST) == forecasts
    assert (len(facts), len(forecasts)) == (143, 1)
    assert len([fact for fact in (*facts, *forecasts) if fact[1] not in LISTED]) == 98


def test_breakdowns_add_up_to_the_printed_totals(outline: Outline, measures: list[Measure]) -> None:
    summed = [i for m in measures for i in outline.indicators_of(m) if i.children_sum]
    assert [i.label for i in summed] == ["オンライン相談数", *LISTED]
    for indicator in summed:
        for year in range(2022, 2025):
            assert outline.sum_of_parts(indicator, year) == outline.number(indicator, year)


def test_an_indicator_of_a_department_belongs_to_it(adopted: Adoption, outline: Outline, measures: list[Measure]) -> None:
    for measure in measures:
        for indicator in outline.indicators_of(measure):
            department = outline.department_named(adopted.plan, indicator.label)
            assert indicator.department == (department.id if department else None)


def test_the_renamed_and_the_differently_written_department(adopted: Adoption, outline: Outline) -> None:
    found = {name: outline.department_named(adopted.plan, name) for name in ("情報政策課", "デジタル政策課", "高齢福祉課")}
    old, new, elderly = found.values()
    assert old is not None
    assert new is not None
    assert elderly is not None
    assert (old.successor, old.last_year, new.first_year) == (new.id, 2022, 2023)
    assert elderly.name == "高齢者福祉課"


def test_units_follow_the_newest_figure(outline: Outline, measures: list[Measure]) -> None:
    units = {i.label: i.unit for m in measures for i in outline.indicators_of(m)}
    assert (units["コンビニ交付利用数"], units["利用回数"], units["水道"]) == ("件", "件", "%")
    assert (units["ビジネスチャット数"], units["スマホアプリ決済実施業務数"]) == ("アカウント", "")


# -- beside the document itself


def year_cell(sheets: list[openpyxl.worksheet.worksheet.Worksheet], page: int, year: int) -> str:
    return str(sheets[page].cell(6, year - YEARS[0] + 1).value or "")


def narrative(cell: str, headings: set[str], section_6: bool) -> Iterator[tuple[str, str, str]]:
    """The narrative lines of a year cell: the heading above, the department as written, the bullet sign."""
    heading = ""
    for line in cell.splitlines():
        named = re.search(r"[（(]([^（()）]*(?:課|事務所|委員会|事務局))[)）]$", line)
        if line in headings:
            heading = line
        elif named or section_6:
            yield heading, named.group(1) if named else "", "・" if line.startswith("・") else ""


def facts_of(cell: str, narrated: bool) -> str:
    """What a cell says beside its narrative, without width and white space."""
    lines = [line for line in cell.splitlines() if not narrated and not re.search(r"(課|所|会|局)[)）]$", line)]
    return folded("\n".join(lines))


@needs_cities
def test_titles_flags_and_pages_are_those_of_the_document(
    adopted: Adoption, outline: Outline, measures: list[Measure], sheets: list[openpyxl.worksheet.worksheet.Worksheet]
) -> None:
    contents = [tuple(cell.value for cell in row) for row in sheets[0].iter_rows(min_row=3, max_row=29)]
    expected: list[tuple[str | None, str, int | None]] = []
    for pillar in outline.pillars(adopted.plan):
        expected.append((pillar.number, pillar.title, None))
        for measure in outline.measures_in(pillar):
            title = (measure.contents_title or measure.title) + (" ※" if measure.kpi_published else "")
            expected.append((measure.number or None, title, measures.index(measure) + 1))
    assert contents == expected
    for page, measure in enumerate(measures, start=1):
        pillar = outline.pillar_of(measure)
        assert sheets[page]["A1"].value == f"{pillar.number} {pillar.title}"
        assert sheets[page]["A2"].value == measure_name(measure)
        assert 0 < len(measure.description) < len(sheets[page]["A3"].value)


@needs_cities
def test_every_figure_stands_in_its_cell_as_printed_and_none_is_left_out(
    outline: Outline, measures: list[Measure], sheets: list[openpyxl.worksheet.worksheet.Worksheet]
) -> None:
    for page, measure in enumerate(measures, start=1):
        for year in YEARS:
            rest = facts_of(year_cell(sheets, page, year), measure.number.startswith("6"))
            rest = re.sub(r"\[対前年比[△\d.,%]+\]", "", rest)
            for indicator in outline.indicators_of(measure):
                for figure in outline.figures(indicator):
                    if figure.year == year:
                        label, text = folded(figure.written or indicator.label), folded(figure.text)
                        printed = rf"{re.escape(label)}[】:(]*{re.escape(text)}"
                        rest, times = re.subn(printed, "", rest, count=1)
                        assert times == 1, (measure.number, year, label, text)
            assert not re.search(r"\d", rest), (measure.number, year, rest)


@needs_cities
def test_the_same_differences_from_last_year_are_printed(
    outline: Outline, measures: list[Measure], sheets: list[openpyxl.worksheet.worksheet.Worksheet]
) -> None:
    for page, measure in enumerate(measures, start=1):
        for year in YEARS:
            in_document = re.findall(r"\[対前年比 ?([^\]]+)\]", year_cell(sheets, page, year))
            shown = [i for i in outline.indicators_of(measure) if i.shows_change]
            assert [c for i in shown if (c := printed_change(outline, i, year))] == in_document


@needs_cities
def test_every_line_of_narrative_has_its_entry_in_its_place(
    adopted: Adoption,
    outline: Outline,
    measures: list[Measure],
    sheets: list[openpyxl.worksheet.worksheet.Worksheet],
) -> None:
    for page, measure in enumerate(measures, start=1):
        sections = outline.sections(measure)
        headings = {section.heading for section in sections if section.heading}
        for year in YEARS:
            cell = year_cell(sheets, page, year)
            kind = kind_of_year(adopted.plan, year)
            entries = [(section.heading, e) for section in sections for e in outline.entries(section, year, kind)]
            seeded = [(heading, entry.written, entry.bullet) for heading, entry in entries]
            assert seeded == list(narrative(cell, headings, measure.number.startswith("6"))), (measure.number, year)
            for _, entry in entries:
                known = outline.department_named(adopted.plan, entry.written)
                assert entry.department == (known.id if known else None)


@needs_cities
def test_a_measures_departments_come_in_the_order_they_first_appear(
    adopted: Adoption,
    outline: Outline,
    measures: list[Measure],
    sheets: list[openpyxl.worksheet.worksheet.Worksheet],
) -> None:
    shares = outline.rows.all(MeasureDepartment).values()
    for page, measure in enumerate(measures, start=1):
        if measure.number.startswith("6"):
            text = re.findall(r"（(.+)）", measure.title)
        else:
            text = [
                name
                for year in YEARS
                for line in year_cell(sheets, page, year).splitlines()
                for name in re.findall(
                    r"(?:[（(、 ]|^)([^（()）、 ・]+(?:課|事務所|委員会|事務局))(?= ?\(?\d+[件回]|[)）]$)", line
                )
            ]
        named = [outline.department_named(adopted.plan, name) for name in text]
        expected = list(dict.fromkeys(department.name for department in named if department))
        assert [department.name for _, department in outline.department_roles(measure)] == expected, measure.number
        roles = {share.role == LEAD for share in shares if share.measure == measure.id}
        assert roles == {measure.number.startswith("6")}


@needs_cities
def test_the_citys_sheet_taken_in_over_the_seed_changes_the_wording_alone(adopted: Adoption) -> None:
    assert fields_of(import_changes(adopted, SEED, CITIES / "ito_progress_r6.xlsx")) == {
        ("entry", "text"),
        ("measure", "description"),
    }


@needs_cities
def test_no_sentence_is_copied_from_the_document(
    outline: Outline, measures: list[Measure], sheets: list[openpyxl.worksheet.worksheet.Worksheet]
) -> None:
    texts = [entry.text for entry in outline.rows.all(Entry).values()]
    texts += [paragraph for measure in measures for paragraph in measure.description.splitlines()]
    sentences = long_sentences(texts)
    assert len(sentences) > 100
    assert copied_sentences(sentences, text_in(sheets)) == []


def test_numbers_keep_the_decimals_printed() -> None:
    """The facts above are compared as printed: 2.0 is not 2."""
    assert str(Quantity("約1.0%").number) == "1.0"
    assert Quantity("△1,211.50件").number == Decimal("-1211.50")
