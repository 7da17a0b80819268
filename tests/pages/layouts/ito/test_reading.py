"""伊東市's sheet is understood: figures, breakdowns, headings, narrative with departments; and nothing of it is lost."""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dxdesk.pages.formats.html.reader import read_html
from dxdesk.pages.formats.xlsx.reader import read_xlsx
from dxdesk.pages.formats.xlsx.writer import write_xlsx
from dxdesk.pages.layouts import Options, layout
from dxdesk.pages.layouts.ito.cell_writing import cell_text
from dxdesk.pages.page import GOES_ON, Book, Cell, Page
from dxdesk.plan.importing.adopt import Adoption, adopt
from dxdesk.plan.importing.draft import Draft, Reading
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import FORECAST, PLANNED, RESULT, Entry, Figure, Indicator, Measure, Pillar
from dxdesk.plan.rows.outline import Outline, kind_of_year
from dxdesk.plan.rows.rows import Rows
from tests.cities import CITIES, needs_cities

ITO = CITIES / "ito_progress_r6.xlsx"
YEARS = range(2022, 2026)
HEADINGS = ("R4実績", "R5実績", "R6実績", "R7実施予定")


def bare(text: str) -> str:
    """Text up to white space, bullet signs, list commas, and width of brackets, digits and colons."""
    return re.sub(r"[\s・、]", "", unicodedata.normalize("NFKC", text))


def read_and_adopt(book: Book) -> tuple[Reading, Adoption]:
    reading = layout("ito").read(book)
    return reading, adopt(Rows(), reading.plan)


def measure_page(*cells: str, headings: Sequence[str] = HEADINGS, title: str = "1-(1) 行政手続のオンライン化") -> Page:
    page = Page("1")
    page.put(0, 0, "1 行政サービスの推進", columns=len(headings))
    page.put(1, 0, title, columns=len(headings))
    page.put(2, 0, "一段落目。\n二段落目。", columns=len(headings))
    for column, heading in enumerate(headings):
        page.put(4, column, heading)
    for column, text in enumerate(cells):
        page.put(5, column, text)
    return page


def read_measure(*cells: str) -> tuple[Reading, Outline, Measure]:
    reading, adopted = read_and_adopt(Book("伊東市DX推進計画進捗管理表", [measure_page(*cells)]))
    outline = Outline(adopted.rows)
    return reading, outline, outline.measures(adopted.plan)[0]


def printed(outline: Outline, measure: Measure, year: int) -> str:
    return "\n".join(cell_text(outline, measure, year, kind_of_year(outline.plans[0], year)))


def assert_kept(*cells: str) -> tuple[Reading, Outline, Measure]:
    """The texts of the cells are printed again."""
    reading, outline, measure = read_measure(*cells)
    for year, text in zip(YEARS, cells, strict=False):
        assert bare(printed(outline, measure, year)) == bare(text), printed(outline, measure, year)
    return reading, outline, measure


def figures(outline: Outline, measure: Measure) -> dict[str, dict[int, str]]:
    """Label (with `parent/` before a member's) → year → text."""
    indicators = outline.rows.all(Indicator)
    found: dict[str, dict[int, str]] = {}
    for indicator in outline.indicators_of(measure):
        parent = f"{indicators[indicator.parent].label}/" if indicator.parent else ""
        found[parent + indicator.label] = {f.year: f.text for f in outline.figures(indicator)}
    return found


def lines(outline: Outline, measure: Measure) -> list[tuple[str, str]]:
    return [(entry.text, entry.written) for entry in outline.all_entries(measure)]


# -- the real sheet


@cache
def real_book() -> Book:
    return read_xlsx(ITO)


def real_cells(book: Book) -> dict[tuple[str, int], str]:
    """(sheet, year) → the cell's text."""
    return {
        (page.name, year): page.cells[(5, column)].text if (5, column) in page.cells else ""
        for page in book.pages[1:]
        for column, year in enumerate(YEARS)
    }


def assert_all_cells(adopted: Adoption, book: Book) -> None:
    outline = Outline(adopted.rows)
    cells = real_cells(book)
    assert len(cells) == 84
    for place, measure in enumerate(outline.measures(adopted.plan), 1):
        for year in YEARS:
            assert bare(printed(outline, measure, year)) == bare(cells[(str(place), year)]), (measure.number, year)


@needs_cities
def test_the_real_sheet_is_read_whole_and_printed_again() -> None:
    reading, adopted = read_and_adopt(real_book())
    assert reading.unread == []
    assert_all_cells(adopted, real_book())
    again = adopt(adopted.rows, reading.plan)
    assert (again.added, again.changed, again.missing) == (0, 0, 0)
    assert again.rows == adopted.rows


@needs_cities
def test_the_real_contents_name_plan_pillars_and_measures() -> None:
    _, adopted = read_and_adopt(real_book())
    plan, outline = adopted.plan, Outline(adopted.rows)
    assert (plan.municipality, plan.title) == ("伊東市", "伊東市DX推進計画")
    assert (plan.shown_from, plan.shown_to, plan.planned_from) == (2022, 2025, 2025)
    assert [p.number for p in outline.pillars(plan)] == list("123456")
    measures = outline.measures(plan)
    assert len(measures) == 21
    assert {m.title for m in measures if not m.number} == {"基幹系情報システムの標準化・共通化"}
    assert sum(m.kpi_published for m in measures) == 8
    assert {m.number: m.contents_title for m in measures if m.contents_title} == {
        "1-(4)": "住民票のコンビニ交付サービスの利用促進",
        "6-(2)": "市立幼稚園・保育園ICT導入事業（幼児教育課）R5",
    }
    assert {m.number: m.first_year for m in measures if m.first_year} == {"6-(1)": 2023, "6-(2)": 2023, "6-(3)": 2024}
    led = {m.number: [d.name for share, d in outline.department_roles(m) if share.role == "主管"] for m in measures}
    assert led["6-(1)"] == ["危機対策課"]
    assert led["1-(1)"] == []


@needs_cities
def test_the_real_figures_have_their_breakdowns() -> None:
    _, adopted = read_and_adopt(real_book())
    outline = Outline(adopted.rows)
    by_number = {m.number: m for m in outline.measures(adopted.plan)}
    cashless = figures(outline, by_number["1-(2)"])
    assert cashless["スマホアプリ決済実施業務数"] == {}
    assert cashless["スマホアプリ決済実施業務数/税"][2023] == "9,088件"
    assert cashless["キャッシュレス決済の収納金額割合/水道"] == {2022: "約1.0%", 2023: "約1.11%", 2024: "2.3%"}
    web = figures(outline, by_number["3-(2)"])
    assert (web["Web会議利用数/情報政策課"], web["Web会議利用数/デジタル政策課"][2024]) == ({2022: "790回"}, "935回")
    assert figures(outline, by_number["1-(6)"])["オンライン相談数/健康推進課"][2024] == "13件"
    headings = [s.heading for s in outline.sections(by_number["3-(1)"])]
    assert headings == ["", "(音声文字認識技術 (AI))", "(RPA等)", "(生成AI)"]
    assert [s.heading for s in outline.sections(by_number["1-(3)"])] == ["", ""]
    (chats,) = outline.indicators_of(by_number["3-(4)"])
    assert outline.figure(chats, 2025, FORECAST).text == "410アカウント"  # type: ignore[union-attr]
    training = figures(outline, by_number["5-(1)"])
    assert training["情報セキュリティ研修受講職員数/実践的サイバー防御演習 [CYDER]"] == {2022: "2人"}
    assert sum(len(years) for m in by_number.values() for years in figures(outline, m).values()) > 100
    # The sheet's own differences are all what the figures give: none needs keeping.
    assert not any(f.printed_change for f in adopted.rows.all(Figure).values())


def as_html(book: Book, listed: bool) -> str:
    """The workbook as the city's web page: texts, then the table, cells of <p> or <ul><li>."""
    parts = ["<html><head><meta charset='utf-8'></head><body>"]
    contents, *measures = book.pages
    parts.append(f"<h1>{contents.cells[(0, 0)].text}</h1><table>")
    for row in sorted({r for r, _ in contents.cells if 0 < r < 29}):
        texts = [contents.cells.get((row, column), Cell()).text for column in range(3)]
        parts.append("<tr>" + "".join(f"<td>{html.escape(text)}</td>" for text in texts) + "</tr>")
    parts.append("</table><p>※ 成果指標（KPI）公表項目</p>")
    for page in measures:
        parts.append(f"<h2>{page.cells[(0, 0)].text}</h2><h3>{page.cells[(1, 0)].text}</h3>")
        parts += [f"<p>{html.escape(text)}</p>" for text in page.cells[(2, 0)].text.split("\n")]
        parts.append("<table><tr>" + "".join(f"<th>{page.cells[(4, c)].text}</th>" for c in range(4)) + "</tr><tr>")
        for column in range(4):
            cell = page.cells.get((5, column), Cell()).text.split("\n")
            shown = [f"<li>{html.escape(x)}</li>" if listed and "【" not in x else f"<p>{html.escape(x)}</p>" for x in cell]
            parts.append("<td>" + re.sub("(<li>.*</li>)", r"<ul>\1</ul>", "".join(shown)) + "</td>")
        parts.append("</tr></table>")
    return "\n".join(parts) + "</body></html>"


@needs_cities
@pytest.mark.parametrize("listed", [False, True])
def test_the_same_table_as_a_web_page_gives_the_same_plan(tmp_path: Path, listed: bool) -> None:
    path = tmp_path / "計画.html"
    path.write_text(as_html(real_book(), listed), "utf-8")
    reading, adopted = read_and_adopt(read_html(path))
    assert reading.unread == []
    assert_all_cells(adopted, real_book())
    again = adopt(read_and_adopt(real_book())[1].rows, reading.plan)
    assert (again.added, again.changed, again.missing) == (0, 0, 0)


@needs_cities
def test_later_years_go_into_the_same_plan() -> None:
    _, first = read_and_adopt(real_book())
    later = Book("次年度", [real_book().pages[0], *map(_a_year_on, real_book().pages[1:])])
    reading = layout("ito").read(later)
    assert reading.unread == []
    after = adopt(first.rows, reading.plan)
    assert (after.plan.shown_from, after.plan.shown_to, after.plan.planned_from) == (2023, 2026, 2026)
    outline = Outline(after.rows)
    measure = outline.measures(after.plan)[0]
    assert figures(outline, measure)["オンライン化手続数"] == {
        2022: "61業務",
        2023: "61業務",
        2024: "88業務",
        2025: "173業務",
    }
    assert len(outline.measures(after.plan)) == 21
    assert {e.year for e in outline.all_entries(measure) if e.kind == PLANNED} == {2025, 2026}
    again = adopt(after.rows, reading.plan)
    assert (again.added, again.changed) == (0, 0)


def _a_year_on(page: Page) -> Page:
    cells = dict(page.cells)
    for column, heading in enumerate(("令和５年度実績", "Ｒ6 実績", "R7実績", "R8 実施予定")):
        cells[(4, column)] = Cell(heading)
    return replace(page, cells=cells)


@needs_cities
def test_our_own_workbook_is_read_back_without_a_change(tmp_path: Path) -> None:
    _, adopted = read_and_adopt(real_book())
    outline = Outline(adopted.rows)
    for options in (Options(), Options(years=range(2021, 2027)), Options(measures=outline.measures(adopted.plan)[4:6])):
        path = tmp_path / "書き出し.xlsx"
        write_xlsx(layout("ito").write(outline, adopted.plan, options).book, path)
        reading = layout("ito").read(read_xlsx(path))
        assert reading.unread == []
        again = adopt(adopted.rows, reading.plan, adopted.plan)
        assert again.added == 0
        assert again.rows.put([adopted.plan]) == adopted.rows


@needs_cities
def test_a_mutated_change_is_kept_as_printed() -> None:
    book = Book("計画", [_with(p, "[対前年比 85]", "[対前年比 99]") for p in map(_loose, real_book().pages)])
    reading, adopted = read_and_adopt(book)
    assert reading.unread == []
    (kept,) = [f for f in adopted.rows.all(Figure).values() if f.printed_change]
    assert (kept.text, kept.printed_change) == ("173業務", "99")
    assert "[対前年比 99]" in printed(Outline(adopted.rows), Outline(adopted.rows).measures(adopted.plan)[0], 2024)


def _loose(page: Page) -> Page:
    return _with(page, "[対前年比85]", "[対前年比 85]")


def _with(page: Page, old: str, new: str) -> Page:
    return replace(page, cells={place: replace(c, text=c.text.replace(old, new)) for place, c in page.cells.items()})


@needs_cities
@settings(max_examples=12)
@given(st.randoms(use_true_random=False))
def test_the_real_sheet_typed_otherwise_says_the_same(random: object) -> None:
    """Bullets left out or other, spaces dropped or added, digits and brackets of the other width."""
    choose = random.choice  # type: ignore[attr-defined]
    pages = [real_book().pages[0]]
    for page in real_book().pages[1:]:
        cells = dict(page.cells)
        for place, cell in page.cells.items():
            if place[0] == 5:
                cells[place] = replace(cell, text="\n".join(_retyped(line, choose) for line in cell.text.split("\n")))
        pages.append(replace(page, cells=cells))
    reading, adopted = read_and_adopt(Book("計画", pages))
    assert reading.unread == []
    assert_all_cells(adopted, real_book())
    assert _label_years(adopted) == _label_years(read_and_adopt(real_book())[1])


def _label_years(adopted: Adoption) -> set[tuple[str, int, str]]:
    indicators = adopted.rows.all(Indicator)
    return {(bare(indicators[f.indicator].label), f.year, bare(f.text)) for f in adopted.rows.all(Figure).values()}


_WIDE = str.maketrans("0123456789()[]:", "０１２３４５６７８９（）［］：")
_HALF = str.maketrans("（）：", "():")


def _retyped(line: str, choose) -> str:  # type: ignore[no-untyped-def]
    line = choose([line, line.translate(_WIDE), line.translate(_HALF)])
    line = choose([line, line.replace("] ", "]"), line.replace("】 ", "】"), line.replace("[", " [ "), f" {line}　"])
    return choose([line, line.replace("・", "･", 1)])  # type: ignore[no-any-return]


# -- the grammar


def test_a_line_without_its_year_before_shows_no_change() -> None:
    _, outline, measure = assert_kept("【件数】 数値なし", "【件数】 5件", "【件数】 7件 [対前年比 2]")
    assert figures(outline, measure) == {"件数": {2022: "数値なし", 2023: "5件", 2024: "7件"}}


@pytest.mark.parametrize(
    "value", ["システム未導入", "-", "R2導入", "4箇所 (16箇所中)", "346名（138%）", "約1.56%", "延べ41人"]
)
def test_every_way_of_writing_a_value_is_kept(value: str) -> None:
    _, outline, measure = assert_kept(f"【件数】 {value}\n・説明。（企画課）")
    assert figures(outline, measure) == {"件数": {2022: value}}


def test_narrative_with_numbers_is_narrative() -> None:
    texts = (
        "・オンライン栄養相談 3人 介護者の食事等について実施した。(健康推進課)",
        "・特定保健指導等の健康相談 6人(健康推進課)",
        "・教室 3回/年(ヨガ&ミニ栄養講話、骨の栄養セミナー)(健康推進課)",
        "・開始時刻：10:00",
        "・開催日：令和5年4月1日",
        "・問合せ：https://example.jp/5",
        "【お知らせ】窓口を開設した。(市民課)",
        "富士通Japan(株)",
        "・打合せ (会議室)",
        "・対応した (各課)",
    )
    reading, outline, measure = assert_kept("\n".join(texts))
    assert reading.unread == []
    assert figures(outline, measure) == {}
    assert [name for _, name in lines(outline, measure)] == ["健康推進課"] * 3 + [""] * 3 + ["市民課", "", "", ""]


def test_a_department_is_the_last_bracket_and_only_if_it_is_one() -> None:
    _, outline, measure = assert_kept(
        "・訓練した。（消防署）\n・確認 (消防署)\n・見た (公園)\n・分けた。(企画課、市民課)\n・行った(企画課)。\n・終えた。(選挙管理委員会)"
    )
    assert [name for _, name in lines(outline, measure)] == ["消防署", "消防署", "", "", "", "選挙管理委員会"]


def test_a_department_on_its_own_line_signs_the_line_above() -> None:
    _, outline, measure = assert_kept("・長い文を\n二行に分けて書いた。\n（企画課）\n・次の行。（市民課）")
    assert lines(outline, measure) == [("長い文を\n二行に分けて書いた。", "企画課"), ("次の行。", "市民課")]


def test_a_row_of_pairs_in_one_year_explains_the_others() -> None:
    _, outline, measure = assert_kept(
        "【割合】\n税：2.0%",
        "【割合】\n税：2.0% 水道：約1.5%",
        "【割合】\n税：2.1%水道：1.6%",
        "【割合】\n・進める。（収納課）",
    )
    assert figures(outline, measure) == {
        "割合": {},
        "割合/税": {2022: "2.0%", 2023: "2.0%", 2024: "2.1%"},
        "割合/水道": {2023: "約1.5%", 2024: "1.6%"},
    }


def test_a_value_below_its_label_is_its_value() -> None:
    _, outline, measure = assert_kept("【件数】\n61業務\n・呼びかけた。（企画課）", "【件数】\n88業務 [対前年比 27]")
    assert figures(outline, measure) == {"件数": {2022: "61業務", 2023: "88業務"}}


def test_headings_of_every_kind_keep_their_place() -> None:
    cell = "【件数】 5件\n(RPA等)\n・導入した。(企画課)\n【競輪】\nLINE登録件数 : 5,176人\n・掲載した。（公営競技事務所）\n(生成AI)\n・試した。"
    _, outline, measure = assert_kept(cell, "(生成AI)\n・続けた。", "(RPA等)\n(生成AI)\n・やめた。\n【最後】")
    assert [s.heading for s in outline.sections(measure)] == ["", "(RPA等)", "【競輪】", "(生成AI)"]


def test_figures_after_narrative_have_a_part_of_their_own_in_every_year() -> None:
    _, outline, measure = assert_kept(
        "【枚数】 1枚\n・日数：60日\n・件数：5件",
        "【枚数】 2枚 [対前年比 1]\n・説明した。（市民課）\n・日数：50日\n・件数：6件\n・その後。（企画課）",
        "【枚数】 3枚 [対前年比 1]\n・日数：40日\n・説明した。（市民課）\n・件数：7件",
    )
    assert [len(outline.indicators(s)) for s in outline.sections(measure)] == [1, 1, 1]


def test_a_heading_whose_first_figure_comes_later_elsewhere_is_not_lost() -> None:
    assert_kept("(RPA等)\n・説明。（企画課）\n・件数：5件", "前の行。（企画課）\n(RPA等)\n・件数：6件")


@pytest.mark.parametrize(
    "line", ["【壊れた 12件", "壊れた】 12件", "【件数】 5件 [対前年比 2", "・増えた [対前年比 5] のため"]
)
def test_what_is_not_understood_stays_and_is_listed(line: str) -> None:
    reading, outline, measure = assert_kept("・一行目。", f"・一行目。\n{line}\n・三行目。")
    assert [(u.sheet, u.cell, u.text) for u in reading.unread] == [("1", "B6", line)]
    assert bare(line) in bare(printed(outline, measure, 2023))


# -- pages


def test_texts_under_no_year_and_sheets_of_other_kinds_are_listed() -> None:
    page = measure_page("【件数】 5件")
    page.put(5, 4, "欄外の文")
    page.put(4, 5, "備考")
    page.put(6, 5, "備考の文")
    other = Page("メモ")
    other.put(0, 1, "別の表")
    reading, _ = read_and_adopt(Book("計画", [page, other]))
    assert {(u.sheet, u.cell, u.text) for u in reading.unread} == {
        ("1", "E6", "欄外の文"),
        ("1", "F5", "備考"),
        ("1", "F7", "備考の文"),
        ("メモ", "B1", "別の表"),
    }


def test_a_text_across_two_years_stays_in_the_first_and_is_listed() -> None:
    page = measure_page("【件数】 5件")
    page.put(6, 1, "・二年とも行った。（企画課）", columns=2)
    reading, adopted = read_and_adopt(Book("計画", [page]))
    assert [(u.cell, u.text) for u in reading.unread] == [("B7", "・二年とも行った。（企画課）")]
    assert {(e.year, e.text) for e in adopted.rows.all(Entry).values()} == {(2023, "二年とも行った。")}


def test_rows_under_a_year_are_one_cell_and_a_cut_line_is_joined() -> None:
    page = measure_page("【件数】 5件\n・一行目。（企画課）\n・長い行の前半、")
    page.put(6, 0, f"{GOES_ON}後半。（企画課）\n・三行目。（市民課）")
    page.put(7, 0, "・四行目。（市民課）")
    reading, adopted = read_and_adopt(Book("計画", [page]))
    outline = Outline(adopted.rows)
    assert [text for text, _ in lines(outline, outline.measures(adopted.plan)[0])] == [
        "一行目。",
        "長い行の前半、後半。",
        "三行目。",
        "四行目。",
    ]
    assert reading.unread == []


@pytest.mark.parametrize(
    "headings",
    [
        ("R5実績", "R6実績", "R7実績", "R8実施予定"),
        ("令和5年度実績", "令和６年度 実績", "Ｒ７実績", "令和8年度実施予定"),
        ("R8実施予定",),
    ],
)
def test_any_years_in_any_number_are_read(headings: tuple[str, ...]) -> None:
    page = measure_page(*["【件数】 5件"] * len(headings), headings=headings)
    reading, adopted = read_and_adopt(Book("計画", [page]))
    assert reading.unread == []
    found = {(f.year, f.role) for f in adopted.rows.all(Figure).values()}
    assert found == {(2026 - i, RESULT if i else FORECAST) for i in range(len(headings))}


def test_measures_below_each_other_on_one_sheet_are_distinguished() -> None:
    page = measure_page("【件数】 5件\n・一。（企画課）")
    second = measure_page("【人数】 6人", title="1-(2) キャッシュレス決済")
    for (row, column), cell in second.cells.items():
        page.cells[(row + 8, column)] = cell
    reading, adopted = read_and_adopt(Book("計画", [page]))
    assert reading.unread == []
    outline = Outline(adopted.rows)
    assert [(m.number, list(figures(outline, m))) for m in outline.measures(adopted.plan)] == [
        ("1-(1)", ["件数"]),
        ("1-(2)", ["人数"]),
    ]


def test_a_measure_on_two_sheets_is_one_and_a_year_shown_twice_is_listed() -> None:
    old = measure_page("【件数】 1件", "【件数】 2件 [対前年比 1]", headings=("R2実績", "R3実績"))
    new = measure_page("【件数】 2件", "【件数】 5件 [対前年比 3]", headings=("R3実績", "R4実績"))
    reading, adopted = read_and_adopt(Book("計画", [old, new]))
    outline = Outline(adopted.rows)
    (measure,) = outline.measures(adopted.plan)
    assert figures(outline, measure) == {"件数": {2020: "1件", 2021: "2件", 2022: "5件"}}
    assert [u.text for u in reading.unread] == ["【件数】 2件 [対前年比 1]"]
    assert not any(f.printed_change for f in adopted.rows.all(Figure).values())


def test_remarks_in_the_contents_are_listed_and_flags_read() -> None:
    contents = Page("もくじ")
    rows = (
        ("伊東市DX推進計画進捗管理表",),
        ("令和7年6月現在",),
        ("１", "行政サービスの推進"),
        ("１－（１）", "行政手続のオンライン化　※", "１"),
        ("※ 成果指標（KPI）公表項目",),
        ("担当：企画課",),
    )
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            contents.put(row, column, text)
    reading, adopted = read_and_adopt(Book("計画", [contents, measure_page("【件数】 5件")]))
    assert [(u.cell, u.text) for u in reading.unread] == [("A2", "令和7年6月現在"), ("A6", "担当：企画課")]
    (measure,) = adopted.rows.all(Measure).values()
    assert (measure.number, measure.kpi_published, measure.contents_title) == ("1-(1)", True, "")
    assert len(adopted.rows.all(Pillar)) == 1


def test_another_citys_pillars_and_numbers_come_back_from_our_own_sheets() -> None:
    plan = Draft("plan", {"municipality": "甲市", "title": "甲市DX計画", "shown_from": 2022, "shown_to": 2024})
    top = plan.add("pillar", number="基本方針1", title="暮らし")
    inner = top.add("pillar", number="", title="手続")
    for pillar, number, title in (
        (inner, "①", "窓口"),
        (inner, "1", "申請"),
        (plan.add("pillar", title="その他"), "", "広報"),
    ):
        section = pillar.add("measure", number=number, title=title).add("section")
        section.add("indicator", label="件数").add("figure", year=2023, text="5件")
    before = adopt(Rows(), plan)
    book = layout("ito").write(Outline(before.rows), before.plan, Options()).book
    reading = layout("ito").read(book)
    assert reading.unread == []
    after = adopt(before.rows, reading.plan)
    assert (after.added, after.changed, after.missing) == (0, 0, 0)


def test_a_sheet_without_contents_names_the_plan_by_its_file() -> None:
    _, adopted = read_and_adopt(Book("熱海市ICT推進計画進捗管理表", [measure_page("【件数】 5件")]))
    assert (adopted.plan.municipality, adopted.plan.title) == ("熱海市", "熱海市ICT推進計画")
    (measure,) = adopted.rows.all(Measure).values()
    assert (measure.number, measure.title, measure.description) == (
        "1-(1)",
        "行政手続のオンライン化",
        "一段落目。\n二段落目。",
    )


def test_a_workbook_of_another_kind_is_refused() -> None:
    page = Page("1")
    page.put(0, 0, "ただの表")
    with pytest.raises(Refused, match="年度の列"):
        layout("ito").read(Book("別の表", [page]))
    with pytest.raises(Refused):
        layout("ito").read(Book("空", []))
    with pytest.raises(Refused, match="年度の列"):
        layout("ito").read(Book("空の表", [Page("1")]))


# -- any cell at all

_labels = st.sampled_from(["件数", "人数", "割合", "X（旧Twitter）登録件数"])
_values = st.sampled_from(["5件", "1,211回", "約1.0%", "△3人", "-", "数値なし", "4箇所 (16箇所中)"])
_lines = st.one_of(
    st.builds("【{}】 {}".format, _labels, _values),
    st.builds("【{}】".format, _labels),
    st.builds("・{}：{}".format, _labels, _values),
    st.builds("{}：{}".format, _labels, _values),
    st.builds("税：{} 水道：{}".format, st.sampled_from(["5件", "1,211件"]), st.sampled_from(["約7件", "8件"])),
    st.builds("{} ({})".format, st.sampled_from(["企画課", "・研修"]), st.sampled_from(["5件", "大会議室"])),
    st.builds(
        "{}{}".format, st.sampled_from(["・", ""]), st.sampled_from(["行った。（企画課）", "進めた。", "(株)と話した"])
    ),
    st.sampled_from(
        ["(RPA等)", "(生成AI)", "(企画課)", "(内訳)", "【】", "【", "・", "[対前年比 5]", "【件数】 5件 [対前年比 5] 増"]
    ),
)
_cells = st.lists(_lines, max_size=6).map("\n".join)


_CHANGE = re.compile(r"\[対前年比[^\]]*\]")


def _two_ways(cells: list[str]) -> bool:
    """A breakdown is written in one way in all years; where years contradict each other, the signs follow the first."""
    return any("水道" in cell for cell in cells) and any(re.search(r"(企画課|研修) \(", cell) for cell in cells)


@settings(max_examples=200)
@given(st.lists(_cells, min_size=1, max_size=4))
def test_no_character_of_any_cell_is_dropped(cells: list[str]) -> None:
    """Whatever the lines, all that they say is printed again in its year, and a second reading changes nothing."""
    if not any(cell.strip() for cell in cells):
        return
    reading, outline, measure = read_measure(*cells)
    for year, cell in zip(YEARS, cells, strict=False):
        # Years that contradict each other in their order cannot all keep it; a change that is due may come in.
        again, before = (_CHANGE.sub("", bare(text)) for text in (printed(outline, measure, year), cell))
        if _two_ways(cells):
            again, before = (re.sub("[():]", "", text) for text in (again, before))
        assert Counter(again) == Counter(before), again
    second = adopt(outline.rows, reading.plan)
    assert (second.added, second.changed) == (0, 0)


def index(*rows: tuple[str, ...]) -> Page:
    page = Page("指標一覧")
    page.put(0, 0, "指標一覧")
    for row, texts in enumerate((("施策", "指標", "単位", "R5実績", "R6実績"), *rows), 2):
        for column, text in enumerate(texts):
            if text:
                page.put(row, column, text)
    return page


def test_what_somebody_wrote_into_our_list_of_figures_is_listed():
    page = Page("1")
    page.put(0, 0, "1 柱")
    page.put(1, 0, "1-(1) 施策")
    page.put(3, 0, "R5実績")
    page.put(3, 1, "R6実績")
    page.put(4, 0, "【件数】 61件")
    page.put(4, 1, "【件数】 1,211件 [対前年比 1,150]")
    same = index(("1-(1) 施策", "件数", "件", "61", "1211"))
    other = index(("1-(1) 施策", "件数", "件", "61", "1300", "要確認"), ("1-(2) 別の施策", "別の指標", "", "5"))
    assert layout("ito").read(Book("表", [page, same])).unread == []
    unread = layout("ito").read(Book("表", [page, other])).unread
    assert [u.text for u in unread] == ["1300", "要確認", "1-(2) 別の施策", "別の指標", "5"]


@pytest.mark.parametrize(
    "heading",
    ["R6実績", "Ｒ６実績", "令和６年度実績", "令和6年度\n（実績）", "2024年度実績", "R6の実績", "令和6年度 取組実績"],
)
def test_a_year_is_a_year_however_its_heading_writes_it(heading: str):
    page = Page("1")
    page.put(0, 0, "1 柱")
    page.put(1, 0, "1-(1) 施策")
    page.put(3, 0, heading)
    page.put(4, 0, "・行った。")
    (pillar,) = layout("ito").read(Book("表", [page])).plan.of("pillar")
    (measure,) = pillar.of("measure")
    (section,) = measure.of("section")
    assert [entry.values["year"] for entry in section.of("entry")] == [2024]
