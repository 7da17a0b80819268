"""伊勢原市's 事業評価 is understood: policies, marks, figures, 見解; and nothing of it is lost."""

import html
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dxdesk.jobs.seeding import seed_draft, seed_names
from dxdesk.pages.formats.html.reader import read_html
from dxdesk.pages.formats.xlsx.reader import read_xlsx
from dxdesk.pages.formats.xlsx.writer import write_xlsx
from dxdesk.pages.layouts import Options, layout
from dxdesk.pages.page import GOES_ON, Book, Cell, Page
from dxdesk.plan.importing.adopt import Adoption, adopt
from dxdesk.plan.importing.draft import Reading
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import BASELINE, RESULT, TARGET, Assessment, Figure, Indicator, Measure
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from tests.cities import CITIES, needs_cities
from tests.pages.layouts.isehara_evaluation.sample import isehara_evaluation_plan
from tests.pages.layouts.ito.sample import ito_plan

SHEET = CITIES / "isehara_evaluation_r4.xlsx"
LAYOUT = layout("isehara-evaluation")


def read_and_adopt(book: Book) -> tuple[Reading, Adoption]:
    reading = LAYOUT.read(book)
    return reading, adopt(Rows(), reading.plan)


def page_of(name: str, rows: Sequence[Sequence[str]]) -> Page:
    """A page of rows; "" leaves a cell out."""
    page = Page(name)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            if text:
                page.put(row, column, text)
    return page


TITLE = ["伊勢原市ICT推進計画の事業評価（令和4年度末時点）"]
SUMMARY = [
    TITLE,
    [],
    ["基本方針1 ICTサービスの充実"],
    ["【取組数:2】◎1取組 △1取組"],
    ["施策", "取組", "評価"],
    ["1.市民サービス", "1.申請", "◎"],
    ["", "2.翻訳", "△"],
]
HEADINGS = ["成果指標", "計画策定時(R1)", "目標(R4)", "結果", "評価"]
DETAIL = [
    ["<1-1-1.申請>"],
    ["■取組内容"],
    ["申請を電子化します。"],
    ["■成果指標の達成状況"],
    HEADINGS,
    ["申請数", "10件", "20件", "1,300件", "◎"],
    ["■評価等に対する見解"],
    ["伸びました。"],
    [],
    ["<1-1-2.翻訳>"],
    ["■取組内容"],
    ["翻訳します。"],
]


def small(summary: Sequence[Sequence[str]] = SUMMARY, detail: Sequence[Sequence[str]] = DETAIL) -> Book:
    return Book("評価", [page_of("総括", summary), page_of("詳細", detail)])


def edited(rows: Sequence[Sequence[str]], row: int, *texts: str) -> list[Sequence[str]]:
    return [*rows[:row], texts, *rows[row + 1 :]]


def measure(adopted: Adoption, number: str) -> Measure:
    return next(m for m in adopted.rows.all(Measure).values() if m.number == number)


def figures(outline: Outline, one: Measure) -> list[tuple[str, str, int, str]]:
    return [(i.label, f.role, f.year, f.text) for i in outline.indicators_of(one) for f in outline.figures(i)]


# -- the real sheet


@cache
def real_book() -> Book:
    return read_xlsx(SHEET)


def bare(book: Book) -> Counter[str]:
    """The texts of all cells up to white space, as often as they are there."""
    texts = (re.sub(r"\s", "", cell.text) for page in book.pages for cell in page.cells.values())
    return Counter(text for text in texts if text)


@needs_cities
def test_every_cell_of_the_real_sheet_comes_back(tmp_path: Path) -> None:
    reading, adopted = read_and_adopt(real_book())
    assert reading.unread == []
    written = LAYOUT.write(Outline(adopted.rows), adopted.plan, Options())
    assert written.left_out == []
    path = tmp_path / "評価.xlsx"
    write_xlsx(written.book, path)
    before, after = bare(real_book()), bare(read_xlsx(path))
    assert sum(before.values()) == 664
    # The meaning of the marks is added; the city's sheet does not explain them.
    assert {text: count for text, count in after.items() if before[text] != count} == {
        "「◎」=目標以上の成果「○」=計画どおり「△」=進捗に遅れ「●」=取組の見直し(国の方針等により計画変更)": 1
    }
    assert not before - after
    again = LAYOUT.read(read_xlsx(path))
    once_more = adopt(adopted.rows, again.plan)
    assert (again.unread, once_more.added, once_more.changed, once_more.missing) == ([], 0, 0, 0)


@needs_cities
def test_reading_the_real_sheet_twice_changes_nothing() -> None:
    reading, adopted = read_and_adopt(real_book())
    again = adopt(adopted.rows, reading.plan)
    assert (again.added, again.changed, again.missing) == (0, 0, 0)
    assert again.rows == adopted.rows


@needs_cities
def test_the_real_sheet_is_understood() -> None:
    _, adopted = read_and_adopt(real_book())
    plan, outline = adopted.plan, Outline(adopted.rows)
    assert (plan.municipality, plan.title) == ("伊勢原市", "伊勢原市ICT推進計画【前期計画】")
    assert (plan.shown_from, plan.shown_to, plan.planned_from) == (2019, 2022, None)
    assert plan.levels == "基本方針 > 施策 > 取組"
    assert [[p.number for p in outline.pillars(plan, top)] for top in outline.pillars(plan)] == [["1", "2"]] * 3
    measures = outline.measures(plan)
    assert (len(measures), sum(len(outline.indicators_of(m)) for m in measures)) == (34, 40)
    assert Counter(f.role for f in adopted.rows.all(Figure).values()) == {BASELINE: 40, TARGET: 40, RESULT: 40}
    own = [a for a in adopted.rows.all(Assessment).values() if a.indicator is None]
    assert Counter(a.mark for a in own) == {"◎": 12, "○": 12, "△": 7, "●": 3}
    assert {(a.year, a.at) for a in own} == {(2022, "令和4年度末時点")}
    assert all(a.text for a in own)
    assert [m.symbol for m in outline.marks(plan)] == list("◎○△●")
    units = {i.label: i.unit for i in adopted.rows.all(Indicator).values()}
    assert (units["RPA活用業務数"], units["削減時間数"], units["事務事業の削減率"]) == ("業務", "時間", "%")
    assert units["窓口申請書の電子化サービス開始"] == ""
    assert not any(pillar.description for pillar in outline.pillars(plan))


@needs_cities
def test_the_real_sheet_over_the_seed_changes_the_wording_alone() -> None:
    before = adopt(Rows(), seed_draft("isehara-evaluation"))
    reading = LAYOUT.read(real_book())
    after = adopt(before.rows, reading.plan)
    assert (after.added, after.missing) == (0, 0)
    outline, old = Outline(after.rows), Outline(before.rows)
    for one, other in zip(outline.measures(after.plan), old.measures(before.plan), strict=True):
        assert figures(outline, one) == figures(old, other)


def as_html(book: Book) -> str:
    """The workbook as the city's web page: titles and texts, each run of rows with columns a table."""
    parts = ["<html><head><meta charset='utf-8'></head><body>"]
    for page in book.pages:
        for row in sorted({r for r, _ in page.cells}):
            cells = {c: cell for (r, c), cell in page.cells.items() if r == row}
            if len(cells) == 1 and 0 in cells:
                parts.append(f"<p>{html.escape(cells[0].text)}</p>")
                continue
            width = 3 if page.name == "総括" else 5
            texts = [html.escape(cells.get(c, Cell()).text) for c in range(width)]
            line = "<tr>" + "".join(f"<td>{text}</td>" for text in texts) + "</tr>"
            if parts[-1].endswith("</table>"):
                parts[-1] = parts[-1].removesuffix("</table>") + line + "</table>"
            else:
                parts.append(f"<table>{line}</table>")
    return "\n".join(parts) + "</body></html>"


@needs_cities
def test_the_same_tables_as_a_web_page_give_the_same_plan(tmp_path: Path) -> None:
    path = tmp_path / "評価.html"
    path.write_text(as_html(real_book()), "utf-8")
    reading, adopted = read_and_adopt(read_html(path))
    assert reading.unread == []
    again = adopt(read_and_adopt(real_book())[1].rows, reading.plan)
    assert (again.added, again.changed, again.missing) == (0, 0, 0)
    assert len(Outline(adopted.rows).measures(adopted.plan)) == 34


@needs_cities
@settings(max_examples=12)
@given(st.randoms(use_true_random=False))
def test_the_real_sheet_typed_otherwise_says_the_same(random: object) -> None:
    """Digits, brackets and stops of the other width, spaces around, the circle that keyboards give for ○."""
    choose = random.choice  # type: ignore[attr-defined]
    pages = [
        replace(page, cells={place: replace(c, text=_retyped(c.text, choose)) for place, c in page.cells.items()})
        for page in real_book().pages
    ]
    reading, _ = read_and_adopt(Book("評価", pages))
    assert reading.unread == []
    known = read_and_adopt(real_book())[1]
    after = adopt(known.rows, reading.plan, known.plan)
    assert after.added == 0
    marks = [(a.id, a.mark, a.year) for a in known.rows.all(Assessment).values()]
    assert [(a.id, a.mark, a.year) for a in after.rows.all(Assessment).values()] == marks


_WIDE = str.maketrans("0123456789().:<>", "０１２３４５６７８９（）．：＜＞")


def _retyped(text: str, choose) -> str:  # type: ignore[no-untyped-def]
    text = choose([text, text.translate(_WIDE), f" {text} "])
    return choose([text, text.replace("○", "〇") if len(text.strip()) == 1 else text])  # type: ignore[no-any-return]


# -- small sheets


def test_a_small_sheet_is_read_whole() -> None:
    reading, adopted = read_and_adopt(small())
    assert reading.unread == []
    outline = Outline(adopted.rows)
    one = measure(adopted, "1-1-1")
    assert figures(outline, one) == [
        ("申請数", BASELINE, 2019, "10件"),
        ("申請数", RESULT, 2022, "1,300件"),
        ("申請数", TARGET, 2022, "20件"),
    ]
    own, of_indicator = outline.assessments(one)
    assert (own.mark, own.text, own.at) == ("◎", "伸びました。", "令和4年度末時点")
    assert (of_indicator.mark, of_indicator.text) == ("◎", "")
    other = measure(adopted, "1-1-2")
    assert (other.description, [a.mark for a in outline.assessments(other)]) == ("翻訳します。", ["△"])


def test_another_plan_has_its_own_years() -> None:
    summary = edited(SUMMARY, 0, "伊東市DX推進計画の事業評価（令和8年度末時点）")
    detail = edited(DETAIL, 4, "成果指標", "基準値（令和5年度）", "目標値（Ｒ９）", "実績(R8)", "評価")
    reading, adopted = read_and_adopt(small(summary, detail))
    assert reading.unread == []
    plan = adopted.plan
    assert (plan.municipality, plan.shown_from, plan.shown_to, plan.planned_from) == ("伊東市", 2023, 2027, 2027)
    outline = Outline(adopted.rows)
    assert [f[1:3] for f in figures(outline, measure(adopted, "1-1-1"))] == [
        (BASELINE, 2023),
        (RESULT, 2026),
        (TARGET, 2027),
    ]


def test_without_a_title_the_target_names_the_year() -> None:
    reading, adopted = read_and_adopt(small(SUMMARY[1:]))
    assert reading.unread == []
    assert adopted.plan.title == "評価"
    assert {a.year for a in adopted.rows.all(Assessment).values()} == {2022}


def test_printed_counts_that_the_rows_do_not_give_are_kept() -> None:
    reading, adopted = read_and_adopt(small(edited(SUMMARY, 3, "【取組数:3】 ◎2 取組 △1 取組")))
    assert reading.unread == []
    outline = Outline(adopted.rows)
    (policy,) = outline.pillars(adopted.plan)
    assert policy.description == "【取組数:3】 ◎2 取組 △1 取組"
    book = LAYOUT.write(outline, adopted.plan, Options()).book
    assert "【取組数:3】 ◎2 取組 △1 取組" in [cell.text for cell in book.pages[0].cells.values()]


def test_a_mark_of_no_scale_is_kept_and_listed() -> None:
    reading, adopted = read_and_adopt(small(edited(SUMMARY, 6, "", "2.翻訳", "済")))
    assert [(u.cell, u.text) for u in reading.unread] == [("C7", "済")]
    assert [a.mark for a in Outline(adopted.rows).assessments(measure(adopted, "1-1-2"))] == ["済"]


def test_marks_of_another_scale_are_a_scale() -> None:
    rows = edited(
        edited(edited(SUMMARY, 3, "【取組数:2】A1取組 S1取組"), 5, "1.市民サービス", "1.申請", "A"), 6, "", "2.翻訳", "S"
    )
    detail = edited(DETAIL, 5, "申請数", "10件", "20件", "1,300件", "B")
    reading, adopted = read_and_adopt(small(rows, detail))
    assert reading.unread == []
    assert [m.symbol for m in Outline(adopted.rows).marks(adopted.plan)] == ["S", "A", "B"]


def test_the_meaning_of_marks_is_read_where_it_is() -> None:
    rows = edited(SUMMARY, 1, "「◎」= とても良い\n「△」= もう少し")
    reading, adopted = read_and_adopt(small(rows))
    assert reading.unread == []
    marks = Outline(adopted.rows).marks(adopted.plan)
    assert {m.symbol: m.meaning for m in marks} == {"◎": "とても良い", "△": "もう少し"}


def test_a_title_that_differs_in_the_summary_is_kept() -> None:
    reading, adopted = read_and_adopt(small(edited(SUMMARY, 5, "1.市民サービス", "1.オンライン申請", "◎")))
    assert reading.unread == []
    one = measure(adopted, "1-1-1")
    assert (one.title, one.contents_title) == ("申請", "オンライン申請")
    assert len(adopted.rows.all(Measure)) == 2


def test_a_part_of_a_breakdown_belongs_to_its_whole() -> None:
    detail = [*DETAIL[:6], ["　子育て", "", "", "900件"], ["　　保育", "", "", "9件"], ["別の指標", "1回"], *DETAIL[6:]]
    reading, adopted = read_and_adopt(small(detail=detail))
    assert reading.unread == []
    indicators = {i.label: i for i in adopted.rows.all(Indicator).values()}
    assert indicators["子育て"].parent == indicators["申請数"].id
    assert indicators["保育"].parent == indicators["子育て"].id
    assert indicators["別の指標"].parent is None


def test_details_without_a_summary_are_read() -> None:
    reading, adopted = read_and_adopt(Book("評価", [page_of("詳細", DETAIL)]))
    assert reading.unread == []
    assert [m.number for m in Outline(adopted.rows).measures(adopted.plan)] == ["1-1-1", "1-1-2"]
    # Into the plan they belong to they bring no pillar of their own.
    known = read_and_adopt(small())[1]
    after = adopt(known.rows, reading.plan, known.plan)
    assert (after.added, after.changed) == (0, 0)


def test_a_policys_heading_may_be_above_its_details_again() -> None:
    reading, adopted = read_and_adopt(small(detail=[["<基本方針 1 ICTサービスの充実>"], *DETAIL]))
    assert reading.unread == []
    assert len(Outline(adopted.rows).pillars(adopted.plan)) == 1


def test_what_is_not_understood_is_listed_with_its_cell() -> None:
    summary = [*SUMMARY, [], ["", "", "", "欄外"]]
    detail = [*DETAIL, ["■その他"], ["余談"]]
    detail[5] = ["申請数", "10件", "20件", "1,300件", "◎", "メモ"]
    reading, _ = read_and_adopt(small(summary, detail))
    assert {(u.sheet, u.cell, u.text) for u in reading.unread} == {
        ("総括", "D9", "欄外"),
        ("詳細", "F6", "メモ"),
        ("詳細", "A13", "■その他"),
        ("詳細", "A14", "余談"),
    }


def test_a_figure_without_a_year_is_listed() -> None:
    detail = edited(DETAIL, 4, "成果指標", "計画策定時", "目標(R4)", "結果", "評価")
    reading, adopted = read_and_adopt(small(detail=detail))
    assert [(u.cell, u.text) for u in reading.unread] == [("B6", "10件")]
    assert len(adopted.rows.all(Figure)) == 2


def test_a_text_that_was_divided_is_put_together() -> None:
    detail = [*DETAIL[:3], [f"{GOES_ON}対象も広げます。"], ["二段落目。"], *DETAIL[3:]]
    _, adopted = read_and_adopt(small(detail=detail))
    assert measure(adopted, "1-1-1").description == "申請を電子化します。対象も広げます。\n二段落目。"


def test_a_sheet_lacks_only_figures_of_its_own_columns() -> None:
    _, adopted = read_and_adopt(small())
    indicator = next(iter(adopted.rows.all(Indicator).values()))
    rows = adopted.rows.put(
        [
            Figure.new(indicator=indicator.id, year=2021, text="7件"),
            Figure.new(indicator=indicator.id, year=2022, role="見込", text="8件"),
        ]
    )
    assert adopt(rows, LAYOUT.read(small()).plan).missing == 0
    detail = edited(DETAIL, 5, "申請数", "", "20件", "", "◎")
    assert adopt(rows, LAYOUT.read(small(detail=detail)).plan).missing == 2


@pytest.mark.parametrize("plan", [isehara_evaluation_plan, ito_plan])
def test_our_own_workbook_is_read_back_without_a_change(tmp_path: Path, plan) -> None:  # type: ignore[no-untyped-def]
    made = plan()
    path = tmp_path / "評価.xlsx"
    write_xlsx(LAYOUT.write(made.outline, made.plan, Options()).book, path)
    reading = LAYOUT.read(read_xlsx(path))
    assert reading.unread == []
    rows = Rows.of(made.rows)
    after = adopt(rows, reading.plan, made.plan)
    assert after.added == 0
    assert after.rows.put([made.plan]) == rows


@pytest.mark.parametrize("name", seed_names())
def test_any_seed_written_in_this_layout_is_read_back_without_a_change(tmp_path: Path, name: str) -> None:
    adopted = adopt(Rows(), seed_draft(name))
    path = tmp_path / "評価.xlsx"
    write_xlsx(LAYOUT.write(Outline(adopted.rows), adopted.plan, Options()).book, path)
    reading = LAYOUT.read(read_xlsx(path))
    after = adopt(adopted.rows, reading.plan, adopted.plan)
    assert reading.unread == []
    assert (after.added, after.changed, after.missing) == (0, 0, 0)


@needs_cities
@pytest.mark.parametrize("file", ["ito_progress_r6.xlsx", "isehara_action_plan_r5.xlsx", "shibata_initiatives_r5.xlsx"])
def test_the_other_cities_sheets_are_refused(file: str) -> None:
    with pytest.raises(Refused, match=r"評価の表.*見つかりません"):
        LAYOUT.read(read_xlsx(CITIES / file))


@pytest.mark.parametrize(
    "rows",
    [
        [["見出し"], ["ただの表", "値"], ["あ", "い"]],
        [["R4実績", "R5実績"], ["【件数】 5件", "【件数】 6件"]],
    ],
)
def test_another_table_is_refused_in_one_sentence(rows: list[list[str]]) -> None:
    with pytest.raises(Refused, match=r"評価の表.*見つかりません"):
        LAYOUT.read(Book("別の表", [page_of("1", rows)]))


def test_a_table_without_any_year_is_refused() -> None:
    with pytest.raises(Refused, match=r"評価の年度.*見つかりません"):
        LAYOUT.read(Book("評価", [page_of("総括", SUMMARY[1:])]))
