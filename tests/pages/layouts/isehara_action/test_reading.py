"""伊勢原市's アクションプラン is understood, and nothing of it is lost."""

import html
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dxdesk.jobs.seeding import seed_draft
from dxdesk.pages.formats.html.reader import read_html
from dxdesk.pages.formats.xlsx.reader import read_xlsx
from dxdesk.pages.formats.xlsx.writer import write_xlsx
from dxdesk.pages.layouts import Options, layout
from dxdesk.pages.layouts.isehara_action.departments import NamedDepartment, split_departments, with_departments
from dxdesk.pages.layouts.isehara_action.reading import PLAN
from dxdesk.pages.page import Book, Cell, Page
from dxdesk.plan.importing.adopt import Adoption, adopt
from dxdesk.plan.importing.draft import Reading
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import PER_MEASURE, PER_YEAR, RESULT, TARGET, CustomField, Figure, Indicator, Lane, Measure
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from tests.cities import CITIES, needs_cities

WORKBOOK = CITIES / "isehara_action_plan_r5.xlsx"
YEARS = ("年度毎の取組", "", "令和4年度\n(2月末時点)", "令和5年度", "令和6年度", "令和7年度")
Table = Sequence[Sequence[str]]


def table(
    *rows: Sequence[str], title: str = "電子契約※の実現 ☆", number: str = "1-12", years: Sequence[str] = YEARS
) -> Table:
    return [("取組", title, "", "", "取組番号", number), ("取組内容", "導入します。 [契約課]"), years, *rows]


def page(*tables: Table, name: str = "1-12") -> Page:
    made = Page(name)
    for row, texts in enumerate(row for rows in tables for row in rows):
        for column, text in enumerate(texts):
            if text:
                made.put(row, column, text)
    return made


def read_and_adopt(book: Book) -> tuple[Reading, Adoption]:
    reading = layout("isehara-action").read(book)
    return reading, adopt(Rows(), reading.plan)


def read_measure(*tables: Table) -> tuple[Reading, Outline, Measure]:
    reading, adopted = read_and_adopt(Book("計画", [page(*tables)]))
    outline = Outline(adopted.rows)
    return reading, outline, outline.measures(adopted.plan)[0]


def unread(reading: Reading) -> list[tuple[str, str]]:
    return [(place.cell, place.text) for place in reading.unread]


def figures(outline: Outline, measure: Measure) -> dict[str, dict[int, tuple[str, str]]]:
    return {i.label: {f.year: (f.role, f.text) for f in outline.figures(i)} for i in outline.indicators_of(measure)}


def lanes(outline: Outline, measure: Measure) -> dict[str, dict[int, str]]:
    return {lane.label: {p.year: p.text for p in outline.phases(lane)} for lane in outline.lanes(measure)}


# -- the real workbook


@cache
def real_book() -> Book:
    return read_xlsx(WORKBOOK)


def texts(book: Book) -> Counter[str]:
    """Every cell's text without white space, as often as it is there."""
    return Counter("".join(cell.text.split()) for page in book.pages for cell in page.cells.values() if cell.text.strip())


@needs_cities
def test_every_cell_of_the_real_workbook_comes_back_as_often_as_it_was_there(tmp_path: Path) -> None:
    reading, adopted = read_and_adopt(real_book())
    assert reading.unread == []
    out = layout("isehara-action").write(Outline(adopted.rows), adopted.plan, Options())
    assert out.left_out == []
    write_xlsx(out.book, tmp_path / "計画.xlsx")
    back = read_xlsx(tmp_path / "計画.xlsx")
    assert sum(texts(real_book()).values()) == 916
    assert texts(back) == texts(real_book())
    assert [page.name for page in back.pages] == [page.name for page in real_book().pages]
    for sheet in (reading, layout("isehara-action").read(back)):
        again = adopt(adopted.rows, sheet.plan)
        assert (sheet.unread, again.added, again.changed, again.missing) == ([], 0, 0, 0)


@needs_cities
def test_the_real_workbook_holds_what_its_document_counts() -> None:
    _, adopted = read_and_adopt(real_book())
    outline = Outline(adopted.rows)
    measures = outline.measures(adopted.plan)
    assert [len(outline.measures_in(pillar)) for pillar in outline.pillars(adopted.plan)] == [12, 6, 11, 5]
    assert len(adopted.rows.all(Indicator)) == 53
    assert len(adopted.rows.all(Lane)) == 55
    assert (sum(m.national for m in measures), sum(m.newly for m in measures)) == (23, 16)
    assert {i.observed for i in adopted.rows.all(Indicator).values()} == {"2月末時点"}
    assert {(f.year, f.role) for f in adopted.rows.all(Figure).values()} == {
        (2022, RESULT),
        *((year, TARGET) for year in (2023, 2024, 2025)),
    }
    assert (adopted.plan.municipality, adopted.plan.title) == ("伊勢原市", PLAN)
    assert (adopted.plan.shown_from, adopted.plan.shown_to, adopted.plan.planned_from) == (2022, 2025, 2023)
    by_number = {m.number: m for m in measures}
    assert lanes(outline, by_number["1-7"]) == {"オンライン相談・オンラインイベントの拡大": {}}
    assert lanes(outline, by_number["1-8"])["公開する地理情報の拡大"] == {2022: "検討", 2023: "拡大"}
    assert figures(outline, by_number["3-9"])["クラウド型カメラの設置箇所数"][2023] == (TARGET, "4箇所 (16箇所中)")
    museum = outline.department_roles(by_number["3-8"])
    assert [(department.name, share.charge) for share, department in museum] == [("教育総務課", "歴史文化担当")]
    assert by_number["3-8"].title == "デジタルミュージアム※の開設"
    lists = by_number["1-1"]
    assert lists.description.endswith("・講習・各種イベント等の申込み")
    assert [d.name for _, d in outline.department_roles(lists)] == [
        "子育て支援課",
        "子ども育成課",
        "介護高齢課",
        "資産税課",
        "選挙管理委員会",
    ]
    assert "[" not in by_number["4-5"].description


@needs_cities
def test_the_same_tables_as_a_web_page_give_the_same_plan(tmp_path: Path) -> None:
    path = tmp_path / "計画.html"
    parts = ["<html><head><meta charset='utf-8'></head><body><h2>3 基本方針1 誰でもいつでも利用できるICTサービスの充実</h2>"]
    for number, sheet in enumerate(real_book().pages):
        if number == 12:
            parts.append("<h2>4 基本方針2 ICTを活用した業務の効率化による行政経営の推進</h2>")
        parts.append(as_table(sheet))
    path.write_text("\n".join(parts) + "</body></html>", "utf-8")
    reading, adopted = read_and_adopt(read_html(path))
    assert reading.unread == []
    out = layout("isehara-action").write(Outline(adopted.rows), adopted.plan, Options())
    assert not texts(real_book()) - texts(out.book)
    pillars = Outline(adopted.rows).pillars(adopted.plan)
    assert [pillar.title for pillar in pillars] == [
        "誰でもいつでも利用できるICTサービスの充実",
        "ICTを活用した業務の効率化による行政経営の推進",
    ]
    again = adopt(read_and_adopt(real_book())[1].rows, reading.plan)
    assert (again.unchanged > 300, again.missing) == (True, 0)


def as_table(sheet: Page) -> str:
    """A sheet as a table of a web page, spans as they are."""
    taken: set[tuple[int, int]] = set()
    lines = []
    for row in range(sheet.height):
        line = ""
        for column in range(6):
            cell = sheet.cells.get((row, column))
            if cell is not None:
                taken |= {(row + r, column + c) for r in range(cell.rows) for c in range(cell.columns)}
                text = "".join(f"<p>{html.escape(part)}</p>" for part in cell.text.split("\n"))
                line += f"<td rowspan='{cell.rows}' colspan='{cell.columns}'>{text}</td>"
            elif (row, column) not in taken:
                line += "<td></td>"
        lines.append(f"<tr>{line}</tr>")
    return f"<table>{''.join(lines)}</table>"


@needs_cities
def test_the_citys_workbook_goes_into_the_seed_and_makes_no_second_plan() -> None:
    seed = adopt(Rows(), seed_draft("isehara-action"))
    after = adopt(seed.rows, layout("isehara-action").read(real_book()).plan)
    assert (after.plan.id, after.added, after.missing) == (seed.plan.id, 0, 0)


# -- the table


def test_flags_are_around_the_title_and_the_glossary_sign_in_it() -> None:
    _, _, measure = read_measure(table(title="【新】 電子契約※の実現　☆"))
    assert (measure.title, measure.newly, measure.national, measure.completed) == ("電子契約※の実現", True, True, False)
    _, _, measure = read_measure(table(title="【完了】防犯カメラのクラウド化※"))
    assert (measure.title, measure.completed, measure.national) == ("防犯カメラのクラウド化※", True, False)


def test_departments_and_charges_are_taken_from_the_closing_bracket() -> None:
    _, outline, measure = read_measure(table())
    assert measure.description == "導入します。"
    assert [(d.name, share.charge) for share, d in outline.department_roles(measure)] == [("契約課", "")]
    text = "文。\n[管財契約検査課 契約検査担当、監査委員事務局]"
    assert split_departments(text) == (
        "文。",
        [NamedDepartment("管財契約検査課", "契約検査担当"), NamedDepartment("監査委員事務局")],
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("AI-OCR [※] を導入します。", []),
        ("・子育て [子育て支援課]\n・ほか", ["子育て支援課"]),
        # Named in the list and again at the end: written once, it would come back otherwise.
        ("・子育て [子育て支援課]\n[子育て支援課、市民課]", ["子育て支援課", "市民課"]),
        ("導入します。［市民課］", ["市民課"]),
        ("導入します。 [市民課,税務課]", ["市民課", "税務課"]),
        ("導入します。 [参考]", []),
        ("導入します。 [市民課と税務担当]", []),
    ],
)
def test_a_bracket_that_would_be_written_otherwise_stays_in_the_text(text: str, names: list[str]) -> None:
    kept, parts = split_departments(text)
    assert kept == text
    assert [part.name for part in parts] == names


_NAMES = st.sampled_from(["市民課", "情報政策課", "監査委員事務局", "農業委員会", "教育センター"])
_PARTS = st.lists(
    st.builds(NamedDepartment, _NAMES, st.sampled_from(["", "契約検査担当"])), max_size=4, unique_by=lambda p: p.name
)
_TEXTS = st.lists(
    st.sampled_from(["文章です。", "・子育て [市民課]", "・契約 [農業委員会 契約検査担当]", "[※] の語", "[市民課]", " "]),
    max_size=4,
).map("\n".join)


@given(_TEXTS, _PARTS)
def test_what_is_written_of_departments_is_read_again(text: str, parts: list[NamedDepartment]) -> None:
    printed = with_departments(text.strip(), parts)
    kept, found = split_departments(printed)
    assert "".join(with_departments(kept, found).split()) == "".join(printed.split())
    assert {part.name for part in parts} <= {part.name for part in found}


def test_columns_are_results_or_targets_by_their_heading() -> None:
    years = ("年度毎の取組", "", "Ｒ４\n（実績）", "令和5年度 (2月末時点)", "令和６年度\n（目標）", "2025年度")
    reading, outline, measure = read_measure(table(("指標", "件数", "1件", "2件", "3件", "4件"), years=years))
    assert figures(outline, measure) == {
        "件数": {2022: (RESULT, "1件"), 2023: (RESULT, "2件"), 2024: (TARGET, "3件"), 2025: (TARGET, "4件")}
    }
    assert (outline.plans[0].planned_from, outline.indicators_of(measure)[0].observed) == (2024, "2月末時点")
    assert unread(reading) == []


def test_headings_that_cannot_all_be_kept_are_listed() -> None:
    years = ("年度毎の取組", "", "令和3年度 (年度末)", "令和4年度 (2月末時点)", "令和4年度", "次年度")
    reading, outline, measure = read_measure(table(("指標", "件数", "1件", "2件", "3件", "4件"), years=years))
    assert figures(outline, measure) == {"件数": {2021: (RESULT, "1件"), 2022: (RESULT, "2件")}}
    assert unread(reading) == [
        ("E3", "令和4年度"),
        ("F3", "次年度"),
        ("E4", "3件"),
        ("F4", "4件"),
        ("C3", "令和3年度 (年度末)"),
    ]


def test_an_arrow_over_several_years_begins_in_the_first() -> None:
    sheet = page(table(("取組スケジュール", "調査")))
    sheet.put(3, 2, "検討", columns=2)
    sheet.put(3, 4, "実施", columns=2)
    _, adopted = read_and_adopt(Book("計画", [sheet]))
    outline = Outline(adopted.rows)
    assert lanes(outline, outline.measures(adopted.plan)[0]) == {"調査": {2022: "検討", 2024: "実施"}}


def test_rows_without_a_label_go_on_with_the_block_above() -> None:
    reading, outline, measure = read_measure(
        table(
            ("取組スケジュール", "一", "検討", "導入"),
            ("", "二", "", "", "検討"),
            ("成 果 指 標", "件数", "1件"),
            ("", "割合", "", "", "", "5%"),
        )
    )
    assert lanes(outline, measure) == {"一": {2022: "検討", 2023: "導入"}, "二": {2024: "検討"}}
    assert list(figures(outline, measure)) == ["件数", "割合"]
    assert reading.unread == []


def test_parts_of_an_indicator_belong_to_it() -> None:
    _, outline, measure = read_measure(
        table(("指標", "相談数", "10件"), ("", "└ 窓口", "4件"), ("", "└ 電話", "6件"), ("", "件数", "1件"))
    )
    parents = {i.id: i.label for i in outline.indicators_of(measure)}
    assert [(i.label, parents.get(i.parent or "")) for i in outline.indicators_of(measure)] == [
        ("相談数", None),
        ("窓口", "相談数"),
        ("電話", "相談数"),
        ("件数", None),
    ]


def test_rows_of_the_citys_own_become_its_fields() -> None:
    reading, outline, measure = read_measure(
        table(("指標", "件数", "1件"), ("課題", "規則の改正"), ("予算額", "", "", "1,000千円", "900千円"))
    )
    fields = {field.id: field for field in outline.rows.all(CustomField).values()}
    assert {field.name: field.scope for field in fields.values()} == {"課題": PER_MEASURE, "予算額": PER_YEAR}
    assert {(fields[v.field].name, v.year, v.text) for v in outline.values(measure)} == {
        ("課題", None, "規則の改正"),
        ("予算額", 2023, "1,000千円"),
        ("予算額", 2024, "900千円"),
    }
    assert reading.unread == []


def test_several_tables_on_one_sheet_and_the_texts_between_them() -> None:
    reading, adopted = read_and_adopt(
        Book("計画", [page(table(("指標", "件数", "1件"), ("16",)), table(("指標", "数"), title="別の取組", number="3-3"))]),
    )
    outline = Outline(adopted.rows)
    assert [(outline.pillar_of(m).number, m.number, m.title) for m in outline.measures(adopted.plan)] == [
        ("1", "1-12", "電子契約※の実現"),
        ("3", "3-3", "別の取組"),
    ]
    assert unread(reading) == [("A5", "16")]


def test_the_citys_own_list_of_measures_names_pillars_and_titles() -> None:
    listing = page(
        [
            ("2 取組事業一覧",),
            ("【基本方針1 サービスの充実】",),
            ("項目番号", "取組"),
            ("1-12", "【新】電子契約の実現 ☆"),
            ("1-13", "その他"),
        ],
        name="一覧",
    )
    reading, adopted = read_and_adopt(
        Book("計画", [listing, page(table(("指標", "件数"), title="【新】電子契約※の実現 ☆"))])
    )
    outline = Outline(adopted.rows)
    assert [p.title for p in outline.pillars(adopted.plan)] == ["サービスの充実"]
    assert [(m.number, m.title, m.contents_title) for m in outline.measures(adopted.plan)] == [
        ("1-12", "電子契約※の実現", "電子契約の実現"),
        ("1-13", "その他", ""),
    ]
    assert reading.unread == []


def test_the_plans_name_comes_from_the_list_then_the_file_then_the_city() -> None:
    assert read_and_adopt(Book("isehara", [page(table())]))[1].plan.title == PLAN
    named = read_and_adopt(Book("熱海市DX推進計画", [page(table())]))[1].plan
    assert (named.municipality, named.title) == ("熱海市", "熱海市DX推進計画")
    listing = page([("三島市 情報化計画",), (), ("項目番号", "取組", "シート"), ("1-12", "電子契約", "1-12")], name="一覧")
    listed = read_and_adopt(Book("熱海市DX推進計画", [listing, page(table())]))[1].plan
    assert (listed.municipality, listed.title) == ("三島市", "情報化計画")


def test_a_time_of_observation_without_an_indicator_is_listed() -> None:
    reading, _, _ = read_measure(table(("取組スケジュール", "調査", "検討")))
    assert unread(reading) == [("C3", "令和4年度\n(2月末時点)")]


def test_texts_beside_the_tables_are_listed() -> None:
    cover = page([("アクションプラン",), ("令和5年3月",)], name="表紙")
    reading, _ = read_and_adopt(Book("計画", [cover, page(table(("指標", "件数", "1件", "", "", "", "欄外")))]))
    assert [(place.sheet, place.cell, place.text) for place in reading.unread] == [
        ("表紙", "A1", "アクションプラン"),
        ("表紙", "A2", "令和5年3月"),
        ("1-12", "G4", "欄外"),
    ]


def test_another_table_is_refused_in_a_sentence() -> None:
    for book in (Book("別の表", [page([("施策", "値"), ("1", "2件")])]), Book("空", [])):
        with pytest.raises(Refused, match=r"「取組」と「取組番号」で始まる表が見つかりません。[^。]+。$"):
            layout("isehara-action").read(book)
    with pytest.raises(Refused, match="年度が読めません"):
        layout("isehara-action").read(Book("年度なし", [page(table(years=("年度毎の取組", "", "いつか")))]))


@needs_cities
def test_another_citys_workbook_is_refused() -> None:
    with pytest.raises(Refused, match="取組番号"):
        layout("isehara-action").read(read_xlsx(CITIES / "ito_progress_r6.xlsx"))


def test_a_long_text_divided_over_rows_is_one_again(tmp_path: Path) -> None:
    text = "\n".join(f"{line}行目の長い文章がここに続いています。" for line in range(90))
    _, adopted = read_and_adopt(Book("計画", [page([*table()[:1], ("取組内容", text), YEARS, ("指標", "件数", "1件")])]))
    out = layout("isehara-action").write(Outline(adopted.rows), adopted.plan, Options())
    write_xlsx(out.book, tmp_path / "計画.xlsx")
    reading = layout("isehara-action").read(read_xlsx(tmp_path / "計画.xlsx"))
    assert reading.unread == []
    assert adopt(adopted.rows, reading.plan).rows == adopted.rows


def test_a_table_that_names_no_measure_is_listed_as_a_whole() -> None:
    nameless = table(("指標", "数", "1件"), title="", number="")
    reading, adopted = read_and_adopt(Book("計画", [page(table(("指標", "件数", "1件")), nameless)]))
    assert len(adopted.rows.all(Measure)) == 1
    assert [text for _, text in unread(reading)] == ["取組内容", "導入します。 [契約課]", "指標", "数", "1件", *YEARS[2:]]


def test_rows_that_say_nothing_and_second_headings_make_nothing() -> None:
    reading, outline, measure = read_measure(
        table(("指標", "件数", "1件"), ("", "", "", "", "", "", "欄外"), ("課題", "一"), ("課題", "二"))
    )
    assert list(figures(outline, measure)) == ["件数"]
    assert [value.text for value in outline.values(measure)] == ["一"]
    assert [text for _, text in unread(reading)] == ["欄外", "課題", "二"]


def test_a_heading_over_several_columns_gives_way_to_those_within_them() -> None:
    sheet = page(table(("指標", "件数", "1件", "2件", "3件", "4件")))
    sheet.put(2, 2, "令和4年度 (2月末時点)", columns=3)
    _, adopted = read_and_adopt(Book("計画", [sheet]))
    outline = Outline(adopted.rows)
    assert [year for years in figures(outline, outline.measures(adopted.plan)[0]).values() for year in years] == [
        2022,
        2023,
        2024,
        2025,
    ]


_DAMAGE = st.tuples(
    st.integers(0, 12),
    st.integers(0, 7),
    st.sampled_from(
        ["", "取組", "取組番号", "指標", "令和9年度", "[市民課]", "└ 一", "16", "項目番号", "用語", "基本方針5 題"]
    ),
    st.integers(1, 3),
    st.integers(1, 4),
)


@needs_cities
@settings(max_examples=60)
@given(st.integers(0, 33), st.lists(_DAMAGE, max_size=6))
def test_a_damaged_sheet_is_read_as_far_as_it_goes_and_twice_the_same(
    place: int, damage: list[tuple[int, int, str, int, int]]
) -> None:
    whole = real_book().pages[place]
    cells = dict(whole.cells)
    for row, column, text, down, across in damage:
        cells[(row, column)] = Cell(text, rows=down, columns=across)
    book = Book("計画", [replace(whole, cells=dict(sorted(cells.items())))])
    try:
        reading, adopted = read_and_adopt(book)
    except Refused:
        return
    again = adopt(adopted.rows, reading.plan)
    assert (again.added, again.changed) == (0, 0)
    back = layout("isehara-action").read(layout("isehara-action").write(Outline(adopted.rows), adopted.plan, Options()).book)
    assert adopt(adopted.rows, back.plan, adopted.plan).added == 0
