"""伊豆の国市's tables are understood, and what cannot be is listed; what was written comes back."""

from collections import Counter
from pathlib import Path

import pytest

from dxdesk.jobs.seeding import seed_draft, seed_names
from dxdesk.pages.formats import read_book, writer
from dxdesk.pages.layouts import Options, layout
from dxdesk.pages.layouts.izunokuni.indicator_page import read_figure_heading
from dxdesk.pages.page import Book, Page
from dxdesk.plan.changes.compare import compare
from dxdesk.plan.importing.adopt import Adoption, adopt
from dxdesk.plan.importing.draft import Reading
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import FORECAST, LEAD, PLANNED, RESULT, Entry, Figure, Lane, Measure, Term
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from tests.pages.layouts.izunokuni.sample import VISION, izunokuni_plan

KINDS = ("xlsx", "html")


def exported(rows: Rows, plan, folder: Path, kind: str = "xlsx") -> Book:
    """The plan written as a file and read again as pages."""
    path = folder / f"keikaku.{kind}"
    writer(kind)(layout("izunokuni").write(Outline(rows), plan, Options()).book, path)
    return read_book(path)


def cells(book: Book) -> Counter[str]:
    """Every text up to white space, as often as it is there."""
    return Counter("".join(c.text.split()) for page in book.pages for c in page.cells.values() if c.text.strip())


def read_and_adopt(*pages: Page) -> tuple[Reading, Adoption, Outline]:
    reading = layout("izunokuni").read(Book("keikaku", list(pages)))
    adopted = adopt(Rows(), reading.plan)
    return reading, adopted, Outline(adopted.rows)


def page(name: str, *rows: list[str]) -> Page:
    made = Page(name)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            if text:
                made.put(row, column, text)
    return made


HEAD = ["No.", "重点取組事項 ＞ 取組", "R7実績", "R8実施予定"]
BAND = ["■ 重点取組事項1　便利な行政サービス"]


def roadmap(*rows: list[str]) -> Page:
    return page("工程表", ["伊豆の国市DX推進計画 工程表"], [], HEAD, *rows)


# -- there and back


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", seed_names())
def test_a_seed_comes_back_whole_and_a_second_time_nothing_changes(name: str, kind: str, tmp_path: Path) -> None:
    seed = adopt(Rows(), seed_draft(name))
    book = exported(seed.rows, seed.plan, tmp_path, kind)
    reading = layout("izunokuni").read(book)
    assert reading.unread == []
    onto_itself = adopt(seed.rows, reading.plan)
    assert compare(seed.rows, onto_itself.rows) == ()
    assert onto_itself.missing == 0
    fresh = adopt(Rows(), reading.plan)
    again = adopt(fresh.rows, reading.plan)
    assert (again.added, again.changed, again.missing) == (0, 0, 0)
    assert cells(exported(fresh.rows, fresh.plan, tmp_path, kind)) == cells(book)


def test_the_citys_plan_read_from_its_sheets_is_the_same_plan(tmp_path: Path) -> None:
    seed = adopt(Rows(), seed_draft("izunokuni"))
    fresh = adopt(Rows(), layout("izunokuni").read(exported(seed.rows, seed.plan, tmp_path)).plan)
    for name in ("municipality", "title", "first_year", "last_year", "shown_from", "shown_to", "planned_from"):
        assert getattr(fresh.plan, name) == getattr(seed.plan, name)
    for name in ("levels", "vision", "revisions"):
        assert getattr(fresh.plan, name) == getattr(seed.plan, name)
    one, two = Outline(seed.rows), Outline(fresh.rows)
    expected = [(p.number, p.title, p.description) for p in one.pillars(seed.plan)]
    assert expected == [(p.number, p.title, p.description) for p in two.pillars(fresh.plan)]
    assert [m.title for m in one.measures(seed.plan)] == [m.title for m in two.measures(fresh.plan)]
    assert [(t.word, t.text) for t in one.terms(seed.plan)] == [(t.word, t.text) for t in two.terms(fresh.plan)]
    assert figures(one, seed) == figures(two, fresh)


def figures(outline: Outline, adopted: Adoption) -> list[tuple[str, str, int, str, str]]:
    return [
        (indicator.label, indicator.unit, figure.year, figure.role, figure.text)
        for measure in outline.measures(adopted.plan)
        for indicator in outline.indicators_of(measure)
        for figure in outline.figures(indicator)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_thing_the_tables_show_comes_back(kind: str, tmp_path: Path) -> None:
    plan = izunokuni_plan()
    rows = Rows.of(plan.rows)
    reading = layout("izunokuni").read(exported(rows, plan.plan, tmp_path, kind))
    assert reading.unread == []
    assert compare(rows, adopt(rows, reading.plan).rows) == ()
    fresh = adopt(Rows(), reading.plan)
    outline = Outline(fresh.rows)
    assert fresh.plan.vision == VISION
    assert [p.title for p in outline.pillars(fresh.plan)] == ["便利な行政サービス", "組織の変革"]
    window, forms, _ = outline.measures(fresh.plan)
    assert (forms.number, forms.description) == ("①", "申請を家からできるようにする。\n対象を広げる。")
    assert [(share.role == LEAD, d.name) for share, d in outline.department_roles(forms)] == [
        (True, "情報政策課"),
        (False, "税務課"),
    ]
    lanes = [(lane.label, [(p.year, p.text) for p in outline.phases(lane)]) for lane in outline.lanes(forms)]
    assert lanes == [("電子申請", [(2023, "検討"), (2025, "導入")]), ("", [(2024, "試行")]), ("", [(2026, "拡大")])]
    assert [section.heading for section in outline.sections(forms)] == ["", "", "(窓口)"]
    entries = [(e.year, e.text, e.written, e.bullet, e.kind == PLANNED) for e in outline.all_entries(forms)]
    assert entries == [
        (2023, "手続を選んだ。", "情報政策課", "・", False),
        (2023, "税の申告を調べた。", "税務課", "", False),
        (2024, "公表用の文。", "情報政策課", "・", False),
        (2025, "十の手続を始める。", "", "・", True),
    ]
    assert [i.label for i in outline.indicators_of(window)] == ["来庁者数", "市内", "うち本庁"]
    assert len(outline.figures(outline.indicators_of(window)[0])) == 10
    assert {(t.word, t.group, t.pages) for t in outline.terms(fresh.plan)} == {
        ("AI", "英字", "3、7"),
        ("オープンデータ", "", ""),
    }


def test_texts_higher_than_a_row_of_excel_come_back_whole(tmp_path: Path) -> None:
    plan = izunokuni_plan()
    long = "\n".join(f"{count}行目の、折り返すほどに長く書かれた文をここに置く。" for count in range(60))
    window = next(row for row in plan.rows if isinstance(row, Measure) and row.title == "窓口業務の改革")
    section = plan.section(window, "長い欄")
    plan.entry(section, "R5", long)
    plan.indicator(section, "件数", {"R5": "5"}, definition=long)
    plan.term("長い用語", long)
    plan.plan = plan.rows[0] = plan.plan.replace(vision=f"【理念】\n{long}")
    plan.rows[plan.rows.index(window)] = window.replace(description=long)
    rows = Rows.of(plan.rows)
    book = exported(rows, plan.plan, tmp_path)
    reading = layout("izunokuni").read(book)
    assert reading.unread == []
    assert compare(rows, adopt(rows, reading.plan).rows) == ()


# -- what people do to the sheets


def test_a_year_filled_in_by_hand_becomes_phases_and_lines() -> None:
    cell = "▶【窓口】導入\n▶ 試行\n・説明会を開いた。（市民課）\n◇ (広報)\n・広報紙に載せた。\n　続きの行。（秘書課）\n印のない行。"
    reading, adopted, outline = read_and_adopt(roadmap(BAND, ["1", "窓口の改革", cell, ""]))
    assert reading.unread == []
    (measure,) = outline.measures(adopted.plan)
    assert [(lane.label, outline.phases(lane)[0].text) for lane in outline.lanes(measure)] == [
        ("窓口", "導入"),
        ("", "試行"),
    ]
    entries = outline.all_entries(measure)
    assert [(e.text, e.written) for e in entries] == [
        ("説明会を開いた。", "市民課"),
        ("広報紙に載せた。\n続きの行。", "秘書課"),
        ("印のない行。", ""),
    ]
    assert [section.heading for section in outline.sections(measure)] == ["", "(広報)"]


def test_a_row_without_count_goes_on_with_the_one_above() -> None:
    _, adopted, outline = read_and_adopt(
        roadmap(BAND, ["1", "窓口の改革", "・一つ目。", ""], ["", "", "・二つ目。", "・三つ目。"])
    )
    (measure,) = outline.measures(adopted.plan)
    assert [e.text for e in outline.all_entries(measure)] == ["一つ目。", "二つ目。", "三つ目。"]


def test_a_roadmap_alone_names_city_plan_and_window() -> None:
    _, adopted, _ = read_and_adopt(roadmap(BAND, ["1", "窓口の改革"]))
    plan = adopted.plan
    assert (plan.municipality, plan.title, plan.levels) == ("伊豆の国市", "伊豆の国市DX推進計画", "重点取組事項 > 取組")
    assert (plan.shown_from, plan.shown_to, plan.planned_from) == (2025, 2026, 2026)


def test_heading_rows_repeated_on_further_paper_are_no_measures() -> None:
    reading, adopted, outline = read_and_adopt(roadmap(BAND, ["1", "窓口の改革"], HEAD, ["2", "電子図書館"]))
    assert [m.title for m in outline.measures(adopted.plan)] == ["窓口の改革", "電子図書館"]
    assert reading.unread == []


def test_figures_in_tables_of_the_citys_own_columns() -> None:
    table = page(
        "指標",
        ["取組", "1 便利な行政サービス ＞ 窓口の改革"],
        ["指標", "単位", "R6実績", "令和7年度目標値", "2030年見込"],
        ["来庁者", "人", "1,000", "900人", "７００"],
        ["└ 本庁", "", "600"],
    )
    reading, adopted, outline = read_and_adopt(roadmap(BAND, ["1", "窓口の改革"]), table)
    assert reading.unread == []
    people, office = outline.indicators_of(outline.measures(adopted.plan)[0])
    assert {(f.year, f.role): f.text for f in outline.figures(people)} == {
        (2024, RESULT): "1,000",
        (2025, "目標"): "900人",
        (2030, FORECAST): "７００",
    }
    assert (people.unit, office.parent) == ("人", people.id)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2020年\n見込", (2020, FORECAST)),
        ("R6 実績", (2024, RESULT)),
        ("平成30年度の目標値", (2018, "目標")),
        ("単位", None),
        ("実績", None),
        ("R0実績", None),
    ],
)
def test_column_headings(text: str, found: tuple[int, str] | None) -> None:
    assert read_figure_heading(text) == found


# -- what cannot be understood


def test_what_is_not_understood_is_listed_with_its_cell() -> None:
    sheets = (
        roadmap(["2", "柱のない取組"], BAND, ["1", "窓口の改革", "", "", "欄のない文"], ["3"]),
        page("計画の概要", ["伊豆の国市DX推進計画"], ["計画の概要"], ["計画期間", "いつまでも"], ["予算", "百万円"]),
        page("指標", ["取組", "知らない取組"], ["指標", "単位", "R6実績"], ["人数", "人", "5"]),
        page("用語集", ["用語", "説明", "読み"], ["AI", "人工知能", "えーあい"]),
        page("メモ", ["ここは表ではない", "別の欄"]),
    )
    reading, adopted, outline = read_and_adopt(*sheets)
    assert [(u.sheet, u.cell, u.text) for u in reading.unread] == [
        ("工程表", "A4", "2"),
        ("工程表", "B4", "柱のない取組"),
        ("工程表", "E6", "欄のない文"),
        ("計画の概要", "A3", "計画期間"),
        ("計画の概要", "B3", "いつまでも"),
        ("計画の概要", "A4", "予算"),
        ("計画の概要", "B4", "百万円"),
        ("指標", "A1", "取組"),
        ("指標", "B1", "知らない取組"),
        ("指標", "A3", "人数"),
        ("指標", "B3", "人"),
        ("指標", "C3", "5"),
        ("用語集", "C1", "読み"),
        ("用語集", "C2", "えーあい"),
        ("メモ", "A1", "ここは表ではない"),
        ("メモ", "B1", "別の欄"),
    ]
    assert [m.title for m in outline.measures(adopted.plan)] == ["窓口の改革"]
    assert [term.word for term in adopted.rows.all(Term).values()] == ["AI"]


def test_another_table_is_refused_in_one_sentence() -> None:
    other = page("1", ["1 行政サービス"], ["1-(1) オンライン化"], ["R4実績", "R5実績"], ["本文", "本文"])
    for book in (Book("ito", [other]), Book("kara", [])):
        with pytest.raises(Refused, match="工程表が見つかりません") as refused:
            layout("izunokuni").read(book)
        assert refused.value.message.count("。") == 2


def test_empty_rows_are_nothing() -> None:
    reading, adopted, _ = read_and_adopt(roadmap(BAND, ["1", "窓口の改革"]))
    assert reading.unread == []
    assert len(adopted.rows.all(Measure)) == 1
    assert not any(adopted.rows.all(table) for table in (Entry, Figure, Lane))
