"""Seeds as files: what may be written in one, and what is told where something in it cannot be taken."""

from pathlib import Path

import pytest

from dxdesk.jobs.seeding import read_seed, seed_draft, seed_names
from dxdesk.plan.importing.adopt import adopt
from dxdesk.plan.rows.errors import EnvironmentFault, Refused
from dxdesk.plan.rows.model import BASELINE, DONE, FORECAST, LEAD, PLANNED, RELATED, RESULT, TABLES, TARGET, UNREAD
from dxdesk.plan.rows.nesting import NESTED
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows

HEAD = 'municipality = "試験市"\ntitle = "試験市DX計画"\nshown_from = "R4"\nshown_to = "R7"\nplanned_from = "R7"\n'

# One of everything a plan can hold, in the forms a seed knows.
FULL = (
    HEAD
    + """
vision = ["誰もが使える市役所", "データで考える市役所"]
department = [
  { name = "企画課", contact = [{ address = "kikaku@city.example", extension = "321" }], message = [
    { year = "R6", place = "whole", text = "表記を改めたい。" },
  ] },
  { name = "情報課", spellings = ["情報政策課", "情報推進課"], last_year = "R5", successor = "企画課" },
]
mark = [{ symbol = "◎", meaning = "十分に達成", at_least = 100 }, { symbol = "△", meaning = "遅れている" }]
term = [{ word = "AI", text = "人工知能", group = "あ行", pages = "3、7" }]
custom_field = ["SDGs", { name = "予算額", scope = "年度ごと" }]

[[pillar]]
number = "1"
title = "行政"
[[pillar.pillar]]
number = "1-1"
title = "窓口"
[[pillar.pillar.measure]]
number = "1-1-1"
title = "手続のオンライン化"
national = true
first_year = "令和5年度"
measure_department = ["企画課", { department = "情報推進課", role = "主管", charge = "基盤担当" }]
lane = [{ label = "電子申請", R5 = "検討", phase = [{ year = "R6", text = "運用" }] }]
assessment = [{ year = "R6", mark = "◎", text = "目標を上回った。" }]
custom_value = [{ field = "SDGs", text = "11" }, { field = "予算額", year = "R6", text = "1,200千円" }]
note = ["次回に確認", { text = "公表前に相談" }]
[[pillar.pillar.measure.section]]
heading = "(申請)"
entry = [
  { year = "R6", department = "情報政策課", text = "拡充した。" },
  { year = "R7", bullet = "", text = "続ける。" },
]
[[pillar.pillar.measure.section.indicator]]
label = "手続数"
decimals = 0
R5 = "61業務"
R6 = "約70件"
"基準値" = { R3 = "40業務" }
"目標" = { R6 = "65業務", R7 = "80業務" }
figure = [{ year = "R4", text = "数値なし" }, { year = "R7", role = "見込", text = "75件", written = "手続の数" }]
assessment = [{ year = "R6", mark = "△" }]
indicator = [{ label = "税", R6 = "30" }]
"""
)


def seed_file(folder: Path, text: str) -> Path:
    path = folder / "shi.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_seeds_are_listed() -> None:
    assert "ito" in seed_names()
    for name in seed_names():
        assert seed_draft(name).table == "plan"


def test_an_unknown_seed_is_refused_with_the_known_ones() -> None:
    for name in ("itou", "", "../seeds/ito"):
        with pytest.raises(Refused) as refused:
            seed_draft(name)
        assert "ito" in refused.value.message
        assert name in refused.value.message


def test_every_table_has_its_place_in_a_seed() -> None:
    assert {"plan", *(child for children in NESTED.values() for child in children)} == set(TABLES)


def test_everything_a_plan_holds_can_be_written(tmp_path: Path) -> None:
    adopted = adopt(Rows(), read_seed(seed_file(tmp_path, FULL)))
    outline, plan = Outline(adopted.rows), adopted.plan
    assert {table for table, rows in adopted.rows.tables.items() if rows} == set(TABLES)
    assert plan.vision == "誰もが使える市役所\nデータで考える市役所"
    planning, systems = outline.departments(plan)
    assert (systems.successor, systems.last_year, systems.spellings) == (planning.id, 2023, "情報政策課\n情報推進課")
    assert [(m.year, m.text, m.state) for m in outline.messages(planning)] == [(2024, "表記を改めたい。", UNREAD)]
    contact = outline.contact(planning)
    assert contact is not None
    assert (contact.address, contact.extension) == ("kikaku@city.example", "321")
    assert [(m.symbol, m.at_least) for m in outline.marks(plan)] == [("◎", 100), ("△", None)]
    [measure] = outline.measures(plan)
    assert outline.pillar_of(measure).parent == outline.pillars(plan)[0].id
    assert (measure.national, measure.newly, measure.first_year) == (True, False, 2023)
    assert [(d.name, s.role, s.charge) for s, d in outline.department_roles(measure)] == [
        ("情報課", LEAD, "基盤担当"),
        ("企画課", RELATED, ""),
    ]
    [lane] = outline.lanes(measure)
    assert [(p.year, p.text) for p in outline.phases(lane)] == [(2023, "検討"), (2024, "運用")]
    assert [n.text for n in outline.notes(measure)] == ["次回に確認", "公表前に相談"]
    names = {field.id: field.name for field in outline.custom_fields(plan)}
    assert {(names[v.field], v.year, v.text) for v in outline.values(measure)} == {
        ("SDGs", None, "11"),
        ("予算額", 2024, "1,200千円"),
    }


def test_years_roles_and_kinds_that_need_not_be_written(tmp_path: Path) -> None:
    adopted = adopt(Rows(), read_seed(seed_file(tmp_path, FULL)))
    outline = Outline(adopted.rows)
    [measure] = outline.measures(adopted.plan)
    indicator, child = outline.indicators_of(measure)
    assert {(f.year, f.role, f.text) for f in outline.figures(indicator)} == {
        (2021, BASELINE, "40業務"),
        (2022, RESULT, "数値なし"),
        (2023, RESULT, "61業務"),
        (2024, RESULT, "約70件"),
        (2024, TARGET, "65業務"),
        (2025, TARGET, "80業務"),
        (2025, FORECAST, "75件"),
    }
    assert [(f.text, f.role) for f in outline.figures(child)] == [("30", RESULT)]
    own, of_indicator = outline.assessments(measure)
    assert (own.mark, own.indicator) == ("◎", None)
    assert (of_indicator.mark, of_indicator.indicator) == ("△", indicator.id)
    assert [(e.year, e.kind, e.bullet, e.written) for e in outline.all_entries(measure)] == [
        (2024, DONE, "・", "情報政策課"),
        (2025, PLANNED, "", ""),
    ]


@pytest.mark.parametrize(
    ("figures", "unit"),
    [
        ('R4 = "61業務"\nR6 = "88件"', "件"),
        ('R5 = "約1.56%"\nR6 = "該当なし"', "%"),
        ('R5 = "数値なし"', ""),
        ('R5 = "61業務"\nunit = "種類"', "種類"),
        ('R5 = "61業務"\nunit = ""', ""),
        ("", ""),
    ],
)
def test_the_unit_is_that_of_the_newest_readable_figure_unless_given(tmp_path: Path, figures: str, unit: str) -> None:
    text = HEAD + '[[pillar]]\ntitle = "柱"\n[[pillar.measure]]\ntitle = "施策"\n[[pillar.measure.section]]\n'
    text += f'[[pillar.measure.section.indicator]]\nlabel = "数"\n{figures}\n'
    adopted = adopt(Rows(), read_seed(seed_file(tmp_path, text)))
    outline = Outline(adopted.rows)
    [indicator] = outline.indicators_of(outline.measures(adopted.plan)[0])
    assert indicator.unit == unit


def test_files_saved_by_windows_editors_are_read(tmp_path: Path) -> None:
    path = tmp_path / "shi.toml"
    path.write_bytes(b"\xef\xbb\xbf" + FULL.replace("\n", "\r\n").encode())
    assert adopt(Rows(), read_seed(path)).plan.vision == "誰もが使える市役所\nデータで考える市役所"


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ('title = "試験市DX計画"', "", "「title」（計画名）を書いて"),
        ('title = "試験市DX計画"', 'title = ""', "「title」（計画名）を書いて"),
        ('shown_from = "R4"', "shown_from = 2022", "「shown_from」は shown_from = "),
        ('shown_from = "R4"', 'shown_from = "X4"', "「X4」が読めません"),
        ('vision = ["誰もが使える市役所", ', "vision = [1, ", "「vision」は"),
        (
            'label = "手続数"',
            'lable = "手続数"',
            "柱「1」＞柱「1-1」＞施策「1-1-1」＞見出し「(申請)」＞指標（1番目）：「lable」という項目はありません",
        ),
        ("decimals = 0", 'decimal = "0"', "指標「手続数」：「decimal」という項目はありません"),
        ("decimals = 0", "decimals = 0.5", "「decimals」は引用符なしの整数"),
        ("decimals = 0", "decimals = true", "「decimals」は引用符なしの整数"),
        ("decimals = 0", 'nature = "毎年"', "「nature」の「毎年」は使えません。単年、累計"),
        ("decimals = 0", 'id = "1"', "「id」という項目はありません"),
        ("decimals = 0", 'parent = "手続数"', "「parent」という項目はありません"),
        ("decimals = 0", 'section = "申請"', "「section」という項目はありません"),
        ("national = true", 'national = "☆"', "施策「1-1-1」：「national」は true か false"),
        ('R5 = "61業務"', "R5 = 61", "指標「手続数」：「R5」の値は R5 = "),
        ('R5 = "61業務"', 'R99999 = "61業務"', "「R99999」という項目はありません"),
        ('"目標" = { R6 = "65業務", R7 = "80業務" }', '"目標" = "65業務"', "「目標」は { R7"),
        ('"目標" = { R6 = "65業務", R7 = "80業務" }', '"目標" = { "毎年" = "65" }', "「毎年」という項目"),
        ('{ year = "R4", text = "数値なし" }', '{ year = "R5", text = "62業務" }', "値「R5 実績」が二度"),
        ('{ year = "R4", text = "数値なし" }', '{ text = "62業務" }', "「year」（年度）を書いて"),
        ('phase = [{ year = "R6", text', 'phase = [{ year = "R5", text', "スケジュール「電子申請」：段階「R5」が二度"),
        (
            'department = "情報政策課"',
            'department = "情報改革課"',
            "記載「情報改革課」：「情報改革課」は department の一覧に",
        ),
        ('successor = "企画課"', 'successor = "企画係"', "課「情報課」：「企画係」は department の一覧に"),
        ('  { name = "情報課"', '  "企画課", { name = "情報課"', "課「企画課」が二度"),
        ('field = "SDGs"', 'field = "SDGS目標"', "「SDGS目標」は custom_field の一覧に"),
        ("[[pillar]]\n", '[[theme]]\nname = "x"\n[[pillar]]\n', "の計画：「theme」という項目はありません"),
        ('note = ["次回に確認", ', "note = [3, ", "メモ（1番目）：ここには項目の表"),
        ('note = ["次回に確認", { text = "公表前に相談" }]', 'note = "確認"', "「note」は [[note]] か"),
    ],
)
def test_what_cannot_be_taken_is_told_with_file_and_place(tmp_path: Path, right: str, wrong: str, told: str) -> None:
    assert FULL.count(right) == 1
    with pytest.raises(Refused) as refused:
        read_seed(seed_file(tmp_path, FULL.replace(right, wrong)))
    message = refused.value.message
    assert message.startswith("「shi.toml」の")
    assert told in message
    assert message.endswith("。")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'title = "\xe4', "UTF-8で書かれていません"),
        ('title = "試験\n'.encode(), "1行目がTOMLとして読めません"),
        (HEAD.encode() + b'title = "x"\n', "6行目"),
        (b"x = [", "末尾がTOMLとして"),
        (b"\x00\x01", "1行目"),
        (b"", "「municipality」（団体名）を書いて"),
    ],
)
def test_a_file_that_is_no_seed_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "shi.toml"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        read_seed(path)
    assert told in refused.value.message
    assert "shi.toml" in refused.value.message


def test_a_missing_file_is_the_machines_fault(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as fault:
        read_seed(tmp_path / "nai.toml")
    assert "nai.toml" in fault.value.message
