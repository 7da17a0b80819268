"""A schedule in a list: a column a year says what begins in it, and goes out as it came in."""

from pathlib import Path

import pytest

from dxdesk.pages.layouts import Layout
from dxdesk.plan.importing.adopt import adopt
from dxdesk.plan.rows.model import Lane, Phase
from dxdesk.plan.rows.outline import Outline
from tests.pages.layouts.list_table.tables import adopted_outline, layout_by_small_map, table, through_file, written_pages

KINDS = ("xlsx", "html", "csv")
HEADINGS = ("施策名", "R5", "R6", "R7")


@pytest.fixture
def map_layout(tmp_path: Path) -> Layout:
    years = (f'{year}: phase; year = "{year}"' for year in HEADINGS[1:])
    return layout_by_small_map(tmp_path, "施策名: title", *years)


def phases(outline: Outline) -> dict[str, dict[int, str]]:
    """Lane → year → what begins."""
    lanes = outline.rows.all(Lane)
    found: dict[str, dict[int, str]] = {lane.label: {} for lane in lanes.values()}
    for phase in outline.rows.all(Phase).values():
        found[lanes[phase.lane].label][phase.year] = phase.text
    return found


def test_a_cell_says_what_begins_and_an_arrow_that_it_goes_on(map_layout: Layout) -> None:
    outline = adopted_outline(map_layout.read(table(HEADINGS, ("窓口", "検討", "→", "導入\n（上半期：設計）"))))
    assert phases(outline) == {"": {2023: "検討", 2025: "導入\n（上半期：設計）"}}


def test_several_lanes_stand_in_a_cell_each_with_its_name(map_layout: Layout) -> None:
    outline = adopted_outline(
        map_layout.read(table(HEADINGS, ("窓口", "【電子申請】検討\n【書かない窓口】検討", "【電子申請】 導入", "")))
    )
    assert phases(outline) == {"電子申請": {2023: "検討", 2024: "導入"}, "書かない窓口": {2023: "検討"}}


@pytest.mark.parametrize("kind", KINDS)
def test_it_comes_back_as_it_went_out(map_layout: Layout, tmp_path: Path, kind: str) -> None:
    rows = (
        ("窓口", "検討", "", "導入\n試行から"),
        ("庁内", "【電子申請】検討", "【電子申請】導入\n【電子申請】二段階\n【RPA】検討", ""),
        ("括弧", "", "【】【先行】試行", ""),
    )
    outline = adopted_outline(map_layout.read(table(HEADINGS, *rows)))
    done = written_pages(map_layout, outline)
    assert done.left_out == []
    reading = map_layout.read(through_file(done.book, tmp_path, kind))
    again = adopt(outline.rows, reading.plan)
    assert (again.added, again.changed, again.missing, reading.unread) == (0, 0, 0, [])


def test_years_without_a_column_are_told(map_layout: Layout, tmp_path: Path) -> None:
    outline = adopted_outline(map_layout.read(table(HEADINGS, ("窓口", "検討", "導入", "運用"))))
    fewer = layout_by_small_map(tmp_path, "施策名: title", 'R5: phase; year = "R5"')
    assert written_pages(fewer, outline).left_out[0].startswith("スケジュールの段階 2件")
