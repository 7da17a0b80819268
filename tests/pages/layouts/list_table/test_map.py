"""Maps that cannot be followed are refused in one sentence that says where."""

import re
from itertools import takewhile
from pathlib import Path

import pytest

from dxdesk.files import shipped_file
from dxdesk.pages.layouts import LAYOUTS, READABLE, layout
from dxdesk.pages.layouts.list_table.map_toml import map_content, read_map
from dxdesk.pages.layouts.list_table.table_map import ATTRIBUTES, COLUMN_KEYS, FIELDS, TABLE_KEYS
from dxdesk.plan.rows.errors import EnvironmentFault, Refused
from tests.maps import MADE_UP, SHIBATA

HEAD = 'municipality = "試験市"\ntitle = "計画"\nyears = "R4-R7"\npillar = "全体"\n'
TITLE = '\n[[column]]\nheading = "取組名"\nfield = "title"\n'


def column(*lines: str) -> str:
    return "\n[[column]]\n" + "\n".join(lines) + "\n"


def refusal(folder: Path, text: str) -> str:
    path = folder / "map.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(Refused) as refused:
        read_map(path)
    message = refused.value.message
    assert message.startswith("「map.toml」")
    assert message.endswith("。")
    assert "\n" not in message
    return message


def test_a_map_says_what_is_where() -> None:
    found = read_map(MADE_UP)
    assert (found.municipality, found.first_year, found.last_year, found.planned_from) == ("みどり野市", 2023, 2025, 2025)
    assert (found.headings, found.first_row, found.levels) == (range(2, 4), 4, 2)
    roles = {(c.group, c.year, c.role) for c in found.of("figure")}
    assert (3, 2025, "目標") in roles
    assert (1, 2023, "実績") in roles
    assert [(c.year, c.kind) for c in found.of("entry")] == [(2023, "実績"), (2024, "実績"), (2025, "実施予定")]
    assert read_map(SHIBATA).of("custom")[0].name == "スケジュール (これまで)"


@pytest.mark.parametrize(
    ("lines", "years", "window"),
    [
        (['years = "R4-R7"'], "", (2022, 2025, 2025)),
        (['years = "R4-R7"', 'planned_from = "R6"'], "", (2022, 2025, 2024)),
        (['years = "R4-R7"', 'planned_from = ""'], "", (2022, 2025, None)),
        (['years = "R6"'], "", (2024, 2024, None)),
        ([], 'heading = "R4"\nfield = "entry"\nyear = "R4"', (2022, 2022, None)),
        ([], 'heading = "R8"\nfield = "entry"\nyear = "R8"\nkind = "実施予定"', (2026, 2026, 2026)),
    ],
)
def test_the_window_is_stated_or_that_of_the_columns(
    tmp_path: Path, lines: list[str], years: str, window: tuple[int, int, int | None]
) -> None:
    text = "\n".join(['municipality = "試験市"', 'title = "計画"', 'pillar = "全体"', *lines]) + TITLE
    (tmp_path / "map.toml").write_text(text + (column(years) if years else ""), "utf-8-sig")
    found = read_map(tmp_path / "map.toml")
    assert (found.first_year, found.last_year, found.planned_from) == window


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "列の指定がありません"),
        (HEAD, "[[column]]"),
        (HEAD.replace('"計画"', '""') + TITLE, "「title」"),
        (HEAD.replace("R4-R7", "七年") + TITLE, "「years」"),
        (HEAD.replace('years = "R4-R7"\n', "") + TITLE, "「years」"),
        (HEAD.replace('pillar = "全体"\n', "") + TITLE, "柱の列"),
        (HEAD + "sheets = 1\n" + TITLE, "「sheets」：使えない項目"),
        (HEAD + "sheet = 0\n" + TITLE, "「sheet」"),
        (HEAD + "heading_rows = [3, 5]\n" + TITLE, "「heading_rows」"),
        (HEAD + "heading_rows = []\n" + TITLE, "「heading_rows」"),
        (HEAD + 'heading_rows = "3"\n' + TITLE, "「heading_rows」"),
        (HEAD + "heading_rows = 3\nfirst_row = 3\n" + TITLE, "「first_row」"),
        (HEAD + "first_row = 4\nlast_row = 3\n" + TITLE, "「last_row」"),
        (HEAD + 'skip_sheets = "記入要領"\n' + TITLE, "「skip_sheets」"),
        (HEAD + "column = [1]\n", "[[column]]"),
        (HEAD + TITLE + TITLE, "ちょうど1つ"),
        (HEAD + TITLE + column('heading = "概要"', 'field = "gaiyo"'), "「gaiyo」は使えません"),
        (HEAD + TITLE + column('heading = "概要"'), "「field」"),
        (HEAD + TITLE + column('field = "description"'), "「heading」"),
        (HEAD + TITLE + column('field = "description"', 'column = "4番"'), "「column」"),
        (HEAD + TITLE + column('field = "description"', "column = true"), "「column」"),
        (HEAD + TITLE + column('field = "description"', 'heading = "概要"', 'year = "R5"'), "「year」：使えない項目"),
        (HEAD + TITLE + column('field = "entry"', 'heading = "R5"'), "「year」"),
        (HEAD + TITLE + column('field = "entry"', 'heading = "R5"', 'year = "五年"'), "「year」：年度「五年」"),
        (HEAD + TITLE + column('field = "entry"', 'heading = "R5"', 'year = "R5"', 'kind = "見込"'), "「kind」"),
        (HEAD + TITLE + column('field = "department"', 'heading = "課"', 'role = "目標"'), "「role」"),
        (HEAD + TITLE + column('field = "figure"', 'heading = "値"', 'year = "R5"'), "指標名の列"),
        (HEAD + TITLE + column('field = "national"', 'heading = "国"', 'merged = "はい"'), "「merged」"),
        (HEAD + TITLE + column('field = "number"', 'heading = "番号"', 'flags = "【新】"'), "「flags」"),
        (HEAD + TITLE + column('field = "number"', 'heading = "番号"', 'flags = { new = "【新】" }'), "「flags」"),
        (HEAD + TITLE + column('field = "custom"', 'column = "D"'), "「name」"),
        (HEAD + TITLE + column('field = "pillar"', 'heading = "柱"', "level = 2"), "level は 1 から"),
        (HEAD + TITLE + column('field = "pillar_number"', 'heading = "柱番号"'), "「level」"),
    ],
)
def test_a_wrong_map_is_refused_in_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    assert said in refusal(tmp_path, text)


def test_a_refusal_names_the_line_of_the_column(tmp_path: Path) -> None:
    text = HEAD + TITLE + column('heading = "値"', 'field = "figure"', 'year = "R5"')
    line = text.splitlines().index('heading = "値"')
    assert f"{line}行目の列" in refusal(tmp_path, text)


def test_two_columns_for_one_thing_are_refused(tmp_path: Path) -> None:
    twice = column('heading = "概要"', 'field = "description"') + column('heading = "説明"', 'field = "description"')
    assert "9行目の列と同じもの" not in refusal(tmp_path, HEAD + TITLE + twice)
    assert "10行目の列と同じもの" in refusal(tmp_path, HEAD + TITLE + twice)
    place = column('column = "D"', 'field = "description"') + column("column = 4", 'field = "effect"')
    assert "10行目の列と同じ列" in refusal(tmp_path, HEAD + TITLE + place)


@pytest.mark.parametrize(
    ("data", "said"),
    [(b'title = "x', "TOMLとして読めません"), ("title = '計画'".encode("cp932"), "UTF-8で書かれていません")],
)
def test_a_file_that_is_no_map_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "map.toml").write_bytes(data)
    with pytest.raises(Refused, match=said):
        read_map(tmp_path / "map.toml")


def test_a_missing_map_is_told(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="見つかりません"):
        layout("list", tmp_path / "ない.toml")


def test_a_map_goes_with_the_list_and_only_with_it() -> None:
    assert LAYOUTS["list"] in READABLE
    assert layout("list", MADE_UP).name == "list"
    with pytest.raises(Refused, match="列の対応表"):
        layout("list")
    with pytest.raises(Refused, match="列の対応表は使いません"):
        layout("ito", MADE_UP)


def help_page() -> str:
    """The text of the help page about maps."""
    return shipped_file("resources", "help", "list-map.md").read_text("utf-8")


def help_table(heading: str) -> list[list[str]]:
    """The rows of the help page's table below a text, cell by cell, without its two heading rows."""
    lines = help_page().split(heading)[1].splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("|"))
    rows = takewhile(lambda line: line.startswith("|"), lines[first:])
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows][2:]


def keys_in(cell: str) -> list[str]:
    """The keys that a cell of the help page names, without the values and texts that it quotes."""
    return re.findall(r"`(\w+)(?: = \w+)?`", cell)


def test_the_help_page_names_the_keys_of_the_whole_table() -> None:
    assert [row[0] for row in help_table("## 表について書くこと")] == [f"`{key}`" for key in TABLE_KEYS]


def test_the_help_page_names_the_keys_of_every_column() -> None:
    assert [row[0] for row in help_table("どの列にも書けるもの")] == [f"`{key}`" for key in COLUMN_KEYS]


def test_the_help_page_names_the_declared_attributes_of_each_field_and_no_others() -> None:
    rows = help_table("`field` の種類")
    named = {name: tuple(keys_in(row[2])) for row in rows for name in keys_in(row[0])}
    assert named == {name: field.attributes for name, field in FIELDS.items()}


def test_the_help_page_names_every_value_that_an_attribute_takes() -> None:
    values = {choice for attribute in ATTRIBUTES.values() for choice in attribute.choices}
    assert [value for value in values if f'`"{value}"`' not in help_page()] == []


def test_every_declared_attribute_belongs_to_a_field() -> None:
    assert {key for field in FIELDS.values() for key in field.attributes} | {"merged"} == set(ATTRIBUTES)


@pytest.mark.parametrize("file", [MADE_UP, SHIBATA])
def test_a_map_is_written_with_the_declared_keys(file: Path) -> None:
    content = map_content(read_map(file))
    assert [key for key in TABLE_KEYS if key in content] == list(content)
    for column in content["column"]:
        assert set(column) <= {*COLUMN_KEYS, *FIELDS[column["field"]].attributes}


def test_the_example_of_the_help_page_is_a_map(tmp_path: Path) -> None:
    page = help_page()
    (tmp_path / "map.toml").write_text(page.split("```toml\n")[1].split("```")[0], "utf-8")
    assert len(read_map(tmp_path / "map.toml").columns) == page.split("## 表について")[0].count("[[column]]")
