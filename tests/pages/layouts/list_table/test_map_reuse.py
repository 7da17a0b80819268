"""A map is kept as the file that the command line reads, and fits the sheets of the same shape that come later."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxdesk.pages.formats import read_book
from dxdesk.pages.layouts import BY_MAP
from dxdesk.pages.layouts.list_table.map_guess import guess_map
from dxdesk.pages.layouts.list_table.map_problems import problems
from dxdesk.pages.layouts.list_table.map_reuse import dated, fitting, moved_on, placed, portable, table_year
from dxdesk.pages.layouts.list_table.map_toml import map_in, map_text, read_map, write_map
from dxdesk.pages.layouts.list_table.table_map import FIELDS, FLAGS, OF_INDICATOR, YEAR_STYLES, YEARLY, MapColumn, TableMap
from dxdesk.pages.page import Book
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import DONE, KINDS, LEAD, RELATED, RESULT, ROLES
from tests.maps import MADE_UP, SHIBATA
from tests.pages.layouts.list_table.made_up import made_up_workbook
from tests.pages.layouts.list_table.tables import entries_of, measure_drafts, table

PRESENT = 2026
THIS_YEAR = (
    ("町の計画 R6進捗管理表", "", "", "", ""),
    ("施策名", "基準値（R3）", "R5実績", "R6実績", "R7予定"),
    ("申請", "10件", "始めた。", "広げた。", "見直す。"),
)
NEXT_YEAR = (
    ("町の計画 R7進捗管理表", "", "", "", "", ""),
    ("施策名", "担当", "基準値（R3）", "R6実績", "R7実績", "R8予定"),
    ("申請", "総務課", "10件", "広げた。", "見直した。", "やめる。"),
)


def map_of_this_year() -> TableMap:
    """The map of this year's table, with what a person adds."""
    return replace(guess_map(table(*THIS_YEAR), PRESENT), municipality="試験町", title="町の計画", pillar="全体")


def without_lines(table_map: TableMap) -> TableMap:
    """Without what only says where in a file it stands."""
    return replace(table_map, file="", columns=tuple(replace(c, line=0) for c in table_map.columns))


@pytest.mark.parametrize("file", [MADE_UP, SHIBATA])
def test_a_written_map_reads_as_the_same(tmp_path: Path, file: Path) -> None:
    wanted = read_map(file)
    write_map(wanted, tmp_path / "map.toml")
    assert without_lines(read_map(tmp_path / "map.toml")) == without_lines(wanted)


_words = st.text(st.characters(exclude_categories=("C",)), min_size=1, max_size=8).map(str.strip).filter(bool)
_year = st.integers(1990, 2060)


@st.composite
def _columns(draw: st.DrawFn) -> MapColumn:
    field = draw(st.sampled_from([f for f in FIELDS if f not in ("title", "pillar", "pillar_number", "indicator")]))
    keys = FIELDS[field].attributes
    column = MapColumn(0, field, draw(_words), draw(st.one_of(st.none(), st.integers(0, 700))))
    if field in YEARLY or ("year" in keys and draw(st.booleans())):
        column = replace(column, year=draw(_year))
    if field == "figure":
        column = replace(column, role=draw(st.sampled_from(ROLES)))
    if field == "entry":
        column = replace(column, kind=draw(st.sampled_from(KINDS)))
    if field == "department":
        column = replace(column, role=draw(st.sampled_from(("", LEAD, RELATED))), separator=draw(st.sampled_from("、・\n")))
    if "name" in keys:
        column = replace(column, name=draw(_words))
    if "sign" in keys:
        column = replace(column, sign=draw(_words))
    if "year_style" in keys:
        column = replace(column, year_style=draw(st.sampled_from(YEAR_STYLES)))
    if "flags" in keys:
        flags = draw(st.dictionaries(st.sampled_from(FLAGS), _words, max_size=2))
        column = replace(column, flags=tuple(flags.items()), flags_first=draw(st.booleans()))
    if field in OF_INDICATOR:
        column = replace(column, indicator=draw(_words))
    return replace(column, merged=draw(st.booleans()))


@given(st.lists(_columns(), max_size=8), _year, st.integers(0, 5), st.integers(0, 9), _words)
def test_every_map_that_is_written_reads_as_the_same(
    columns: list[MapColumn], first: int, years: int, row: int, word: str
) -> None:
    title = MapColumn(0, "title", "取組名", None, numbered=years > 2)
    unlike = {column.same: column for column in (title, *columns)}
    apart = {column.position if column.position is not None else -n: column for n, column in enumerate(unlike.values(), 1)}
    wanted = TableMap(
        file="",
        municipality=word,
        title=word,
        first_year=first,
        last_year=first + years,
        planned_from=first if years % 2 else None,
        pillar=word,
        sheet=word if years else 3,
        skip_sheets=(word,) if years == 1 else (),
        headings=range(row, row + 2),
        first_row=row + 2 + years,
        last_row=row + 9 + years if years == 2 else None,
        end=word if years == 3 else "",
        caption=word if years == 4 else "",
        columns=tuple(apart.values()),
    )
    assert without_lines(map_in(map_text(wanted), "map.toml")) == wanted


def test_a_kept_map_finds_its_columns_though_others_came_between() -> None:
    first = map_of_this_year()
    kept = portable(first, table(*THIS_YEAR))
    assert [c.position for c in kept.columns] == [None] * 5
    wider = table(*(("番", *row) for row in THIS_YEAR))
    found = fitting(map_in(map_text(kept), "kept"), wider.pages[0])
    assert found is not None
    assert found[1] == 0
    assert [(c.position, c.year) for c in found[0].columns] == [
        (c.position + 1, c.year) for c in first.columns if c.position is not None
    ]


def test_next_years_sheet_is_read_by_this_years_map() -> None:
    first = map_of_this_year()
    kept = map_in(map_text(portable(first, table(*THIS_YEAR))), "kept")
    book = table(*NEXT_YEAR)
    fits = fitting(kept, book.pages[0])
    assert fits is not None
    found, years = fits
    assert years == 1
    assert (found.first_year, found.last_year, found.planned_from) == (2024, 2026, 2026)
    assert [(c.heading, c.year) for c in found.columns if c.year] == [
        ("基準値（R3）", 2021),
        ("R6実績", 2024),
        ("R7実績", 2025),
        ("R8予定", 2026),
    ]
    (measure,) = measure_drafts(BY_MAP.with_map(found).read(book))
    assert [(e[0], e[1], e[3]) for e in entries_of(measure)][-1] == (2026, "実施予定", "やめる。")
    assert found.caption == "町の計画 R7進捗管理表"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("施策名", "令和30年度実績"), ("施策名", "令和31年度実績")),
        (("施策名", "平成30年度実績"), ("施策名", "令和元年度実績")),
        (("施策名", "令和元年度実績"), ("施策名", "令和2年度実績")),
        (("施策名", "2024年度実績"), ("施策名", "2026年度実績")),
        (("施策名", "6年度実績"), ("施策名", "7年度実績")),
        (("施策名", "Ｒ６実績"), ("施策名", "Ｒ7実績")),
    ],
)
def test_years_move_on_however_they_are_written(first: tuple[str, ...], second: tuple[str, ...]) -> None:
    book, later = table(first, ("申請", "始めた。")), table(second, ("申請", "広げた。"))
    guess = guess_map(book, PRESENT)
    found = fitting(portable(guess, book), later.pages[0])
    assert found is not None
    assert found[0].columns[1].heading == second[1]
    assert found[0].columns[1].year == guess_map(later, PRESENT).columns[1].year


def test_a_sheet_of_another_shape_is_not_offered_the_map() -> None:
    kept = portable(guess_map(table(*THIS_YEAR), PRESENT), table(*THIS_YEAR))
    other = table(("事業", "結果"), ("申請", "よい"))
    assert fitting(kept, other.pages[0]) is None
    with pytest.raises(Refused, match="見出し"):
        placed(kept, other.pages[0])


def test_a_table_that_is_guessed_can_be_kept_and_read_again(tmp_path: Path) -> None:
    book = read_book(made_up_workbook(tmp_path / "一覧.xlsx"))
    guess = guess_map(book, PRESENT)
    page = next(page for page in book.pages if page.name == guess.sheet)
    write_map(portable(guess, book), tmp_path / "map.toml")
    again = placed(read_map(tmp_path / "map.toml"), page)
    assert without_lines(again) == without_lines(guess)


# what a person still has to say


def problem_sentences(*columns: MapColumn) -> list[str]:
    guess = guess_map(table(("施策名",), ("申請",)), PRESENT)
    return [problem.sentence for problem in problems(replace(guess, columns=columns))]


TITLE = MapColumn(0, "title", "施策名", 0)


def test_a_table_without_titles_is_at_fault() -> None:
    (sentence,) = problem_sentences(MapColumn(0, "number", "番号", 0))
    assert sentence.startswith("「施策名」の列がありません。")


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ((MapColumn(0, "title", "取組", 1),), "A列「施策名」とB列「取組」が、どちらも「施策名」です"),
        ((MapColumn(0, "entry", "実績", 1, kind=DONE),), "B列「実績」が何年度のものか分かりません"),
        ((MapColumn(0, "custom", "", 27),), "AB列の項目名が空です"),
        ((MapColumn(0, "figure", "R6", 2, year=2024, role=RESULT),), "C列「R6」が何の指標のものか分かりません"),
        ((MapColumn(0, "pillar_number", "番号", 1),), "B列「番号」の柱の名称"),
        ((MapColumn(0, "pillar", "分野", 1, level=2),), "B列「分野」の上の階層"),
    ],
)
def test_each_fault_is_told_at_its_column(columns: tuple[MapColumn, ...], said: str) -> None:
    (sentence,) = problem_sentences(TITLE, *columns)
    assert sentence.startswith(said)
    assert sentence.endswith("。")


def test_columns_that_are_left_out_may_be_many() -> None:
    assert problem_sentences(TITLE, MapColumn(0, "skip", "甲", 1), MapColumn(0, "skip", "乙", 2)) == []


UNDATED = (
    ("{}年度 進捗状況",),
    ("施策名", "基準値", "進捗状況", "次年度の予定", "評価"),
    ("申請", "10件", "広げた。", "見直す。", "A"),
)


def book_of_year(name: str) -> Book:
    return table((UNDATED[0][0].format(name),), *UNDATED[1:])


def years_of(table_map: TableMap) -> list[int | None]:
    return [column.year for column in table_map.columns]


def test_columns_without_a_year_are_of_the_tables_year() -> None:
    guess = guess_map(book_of_year("R6"), PRESENT)
    assert years_of(guess) == [None, 2024, 2025, 2024]
    assert table_year(guess) == 2024
    kept = portable(guess, book_of_year("R6"))
    fits = fitting(kept, book_of_year("令和8").pages[0], 2026)
    assert fits is not None
    assert (years_of(fits[0]), fits[1]) == ([None, 2026, 2027, 2026], 2)
    assert fitting(kept, book_of_year("R6").pages[0], 2024) == (placed(kept, book_of_year("R6").pages[0]), 0)


def test_the_tables_year_can_be_chosen() -> None:
    unknown = guess_map(book_of_year("今"), PRESENT)
    assert years_of(unknown) == [None, None, None, None]
    chosen = dated(unknown, 2025)
    assert years_of(chosen) == [None, 2025, 2026, 2025]
    assert (chosen.first_year, chosen.last_year, chosen.planned_from) == (2025, 2026, 2026)
    assert years_of(dated(chosen, 2024)) == [None, 2024, 2025, 2024]


def test_what_was_agreed_on_at_the_beginning_does_not_move() -> None:
    columns = tuple(
        MapColumn(0, field, heading, place, year=year, role=role)
        for place, (field, heading, year, role) in enumerate(
            (("title", "施策名", None, ""), ("indicator", "指標", None, ""), ("figure", "基準値", 2021, "基準値"))
        )
    )
    book = table(("施策名", "指標", "基準値"), ("申請", "件数", "10"))
    old = replace(guess_map(book, PRESENT), columns=columns)
    assert years_of(moved_on(old, 2, book.pages[0])) == [None, None, 2021]
