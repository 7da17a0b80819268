"""A city's table that nobody has described becomes a plan; its map is kept and used again next year."""

from pathlib import Path

import openpyxl
import pytest

from dxdesk.jobs.importing import ImportRequest, apply_import, create_from, import_sheet
from dxdesk.jobs.map_wizard import GUESSED, MapDraft, read_for_map
from dxdesk.pages.page import Book, Page
from dxdesk.plan.rows.errors import EnvironmentFault, Refused
from dxdesk.plan.rows.model import Entry, Indicator, Measure, Plan
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Store
from dxdesk.store.file.backup import backups_of
from tests.pages.layouts.list_table.made_up import made_up_workbook

PRESENT = 2026
THIS_YEAR = (
    ("みどり町DX計画 進捗管理表（R6年度末）",),
    ("No.", "施策名", "担当課", "R5実績", "R6実績", "R7予定"),
    ("1", "申請の電子化", "総務課", "始めた。", "広げた。", "見直す。"),
    ("2", "窓口の改善", "市民課", "調べた。", "並べた。", "続ける。"),
)
NEXT_YEAR = (
    ("みどり町DX計画 進捗管理表（R7年度末）",),
    ("No.", "施策名", "担当課", "R6実績", "R7実績", "R8予定"),
    ("1", "申請の電子化", "総務課", "広げた。", "見直した。", "やめる。"),
    ("2", "窓口の改善", "市民課", "並べた。", "続けた。", "増やす。"),
)


def workbook(path: Path, rows: tuple[tuple[str, ...], ...], name: str = "一覧") -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = name
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def map_draft(file: Path, plan: Plan | None = None, kept: dict[str, str] | None = None) -> MapDraft:
    return read_for_map(str(file), PRESENT, plan, kept or {})


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    """A plan made of this year's table."""
    description = map_draft(workbook(tmp_path / "R6.xlsx", THIS_YEAR))
    assert description.table_problems() == {"pillar": description.table_problems()["pillar"]}
    description.set_table(pillar="全体")
    create_from(tmp_path / "町.dxdb", description.prepared(Rows()), author="山田").close()
    return tmp_path / "町.dxdb"


def test_a_table_becomes_a_plan_with_its_map(plan_file: Path) -> None:
    with Store.open(plan_file, author="山田") as store:
        rows = store.load()
        (plan,) = rows.all(Plan).values()
        assert (plan.municipality, plan.title, plan.shown_from, plan.shown_to) == ("みどり町", "みどり町DX計画", 2023, 2025)
        assert sorted(m.title for m in rows.all(Measure).values()) == ["申請の電子化", "窓口の改善"]
        assert list(store.maps()) == ["一覧"]


def test_the_kept_map_reads_next_years_table(plan_file: Path, tmp_path: Path) -> None:
    file = workbook(tmp_path / "R7.xlsx", NEXT_YEAR)
    with Store.open(plan_file, author="山田") as store:
        rows = store.load()
        (plan,) = rows.all(Plan).values()
        description = map_draft(file, plan, store.maps())
        assert (description.source, description.offers()) == ("一覧", [("一覧", 1)])
        assert description.problems() == []
        assert description.table_problems() == {}
        prepared = description.prepared(rows)
        assert (prepared.imported.changed, prepared.imported.unread) == (1, [])
        apply_import(store, prepared, author="山田")
        (plan,) = store.load().all(Plan).values()
        assert (plan.shown_from, plan.shown_to, plan.planned_from) == (2024, 2026, 2026)
        assert list(store.maps()) == ["一覧"]
        assert "R8予定" in store.maps()["一覧"]
        assert (2026, "やめる。") in {(e.year, e.text) for e in store.load().all(Entry).values()}
    assert len(backups_of(plan_file)) == 1


def test_the_saved_map_is_what_the_command_line_reads(plan_file: Path, tmp_path: Path) -> None:
    description = map_draft(tmp_path / "R6.xlsx")
    description.set_table(pillar="全体")
    description.save(tmp_path / "map.toml")
    request = ImportRequest(tmp_path / "R6.xlsx", "list", tmp_path / "map.toml")
    done = import_sheet(str(plan_file), request, author="山田", dry_run=True)
    assert (done.added, done.changed, done.missing, done.unread) == (0, 0, 0, [])


def test_a_map_from_a_file_is_used_where_it_fits(tmp_path: Path) -> None:
    made = map_draft(workbook(tmp_path / "R6.xlsx", THIS_YEAR))
    made.set_table(pillar="全体")
    made.choose(2, "skip")
    made.save(tmp_path / "町の表.toml")
    description = map_draft(workbook(tmp_path / "R7.xlsx", NEXT_YEAR))
    assert description.use_file(tmp_path / "町の表.toml") == "町の表"
    assert [c.field for c in description.map.columns] == ["number", "title", "skip", "entry", "entry", "entry"]
    assert [(o.name, o.years) for o in description.offers()] == [("町の表", 1)]
    description.use(GUESSED)
    assert description.map.columns[2].field == "department"
    other = map_draft(workbook(tmp_path / "別.xlsx", (("施策名", "結果"), ("申請", "よい"))))
    before = other.map
    with pytest.raises(Refused, match="見出し"):
        other.use_file(tmp_path / "町の表.toml")
    assert other.map == before


def test_what_was_chosen_stays_through_other_sheets_and_headings(tmp_path: Path) -> None:
    description = map_draft(made_up_workbook(tmp_path / "一覧.xlsx"))
    assert description.page.name == "取組一覧"
    memo = description.choose(36, "custom")
    assert memo is not None
    assert memo.name == "内部メモ"
    description.choose(31, "")
    description.set_table(title="わが市の計画")
    description.turn_to(1)
    assert description.problems()
    assert description.map.title == "わが市の計画"
    description.turn_to(0)
    assert description.column(36) == memo
    assert description.column(31) is None
    description.set_table(pillar="全体", municipality="あおば市")
    description.choose_headings(range(3, 4))
    description.choose_headings(range(2, 4))
    assert description.column(36) == memo
    assert description.column(31) is None
    assert (description.map.pillar, description.map.municipality) == ("全体", "あおば市")
    description.set_table(end="以上", last_row=None)
    description.choose_headings(range(3, 4))
    description.choose_headings(range(2, 4))
    assert description.map.end == "以上"
    assert description.problems() == []


def test_a_field_that_is_chosen_comes_with_what_its_heading_tells(tmp_path: Path) -> None:
    description = map_draft(workbook(tmp_path / "R6.xlsx", THIS_YEAR))
    column = description.choose(4, "custom")
    assert column is not None
    assert (column.name, column.year) == ("実績", 2024)
    column = description.choose(4, "entry")
    assert column is not None
    assert (column.year, column.kind) == (2024, "実績")
    assert [problem.position for problem in description.problems()] == []
    description.choose(5, "title")
    assert [problem.position for problem in description.problems()] == [5]


def test_the_headings_of_a_sheet_are_all_told(tmp_path: Path) -> None:
    rows = (("施策名", "", "メモ"), ("申請", "見出しのない列", "x"))
    description = map_draft(workbook(tmp_path / "a.xlsx", rows))
    assert description.headings == {0: "施策名", 1: "", 2: "メモ"}


def test_a_map_of_another_table_with_the_same_name_is_not_overwritten(plan_file: Path, tmp_path: Path) -> None:
    file = workbook(tmp_path / "別.xlsx", (("施策名", "予算額"), ("申請の電子化", "100")))
    with Store.open(plan_file, author="山田") as store:
        rows = store.load()
        (plan,) = rows.all(Plan).values()
        description = map_draft(file, plan, store.maps())
        assert description.source == GUESSED
        description.set_table(pillar="全体")
        apply_import(store, description.prepared(rows), author="山田")
        assert sorted(store.maps()) == ["一覧", "一覧 (2)"]
        assert len(store.load().all(Indicator)) == 0


def test_an_import_that_brings_nothing_but_its_map_keeps_it(plan_file: Path, tmp_path: Path) -> None:
    with Store.open(plan_file, author="山田") as store:
        rows = store.load()
        (plan,) = rows.all(Plan).values()
        description = map_draft(tmp_path / "R6.xlsx", plan, {})
        description.set_table(pillar="全体")
        prepared = description.prepared(rows)
        assert prepared.changes == ()
        assert apply_import(store, prepared, author="山田") is None
        assert list(store.maps()) == ["一覧"]
        assert store.load().tables == rows.tables
    assert backups_of(plan_file) == []


def test_an_empty_book_is_refused() -> None:
    with pytest.raises(Refused, match=r"「空\.xlsx」に表がありません"):
        MapDraft("空.xlsx", Book("空", [Page("Sheet1")]), PRESENT)


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="見つかりません"):
        map_draft(tmp_path / "ない.xlsx")


def test_a_table_without_a_single_measure_is_refused(tmp_path: Path) -> None:
    description = map_draft(workbook(tmp_path / "a.xlsx", (("施策名", "担当課"),)))
    description.set_table(municipality="町", title="計画", pillar="全体")
    with pytest.raises(Refused, match="施策を1つも読めませんでした"):
        description.prepared(Rows())


def test_pillars_are_levels_from_left_to_right(tmp_path: Path) -> None:
    rows = (("甲", "分野", "施策名"), ("町", "窓口", "申請"), ("町", "内部", "決裁"))
    description = map_draft(workbook(tmp_path / "a.xlsx", rows))
    column = description.choose(0, "pillar")
    assert column is not None
    assert [(c.field, c.level) for c in description.map.columns] == [("pillar", 1), ("pillar", 2), ("title", 1)]
    assert description.problems() == []
    description.choose(0, "skip")
    assert [(c.field, c.level) for c in description.map.columns][1] == ("pillar", 1)


def test_the_kept_map_speaks_of_a_column_more_next_year(plan_file: Path, tmp_path: Path) -> None:
    rows = tuple((*row, extra) for row, extra in zip(NEXT_YEAR[1:], ("課題", "人手", "予算"), strict=True))
    with Store.open(plan_file, read_only=True) as store:
        (plan,) = store.load().all(Plan).values()
        description = map_draft(workbook(tmp_path / "R7.xlsx", (NEXT_YEAR[0], *rows)), plan, store.maps())
    assert description.source == "一覧"
    column = description.column(6)
    assert column is not None
    assert (column.field, column.name) == ("custom", "課題")


def test_a_kept_map_that_cannot_be_read_is_not_offered(plan_file: Path, tmp_path: Path) -> None:
    with Store.open(plan_file, read_only=True) as store:
        (plan,) = store.load().all(Plan).values()
    description = map_draft(tmp_path / "R6.xlsx", plan, {"一覧": "[[column", "別": 'title = ""'})
    assert description.offers() == []
    assert description.source == GUESSED
