"""What a sheet states arrives in the plan once, whatever was there; nothing is deleted and nothing doubled."""

from collections import Counter
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from dxdesk.plan.changes.compare import compare
from dxdesk.plan.changes.edits import delete_row
from dxdesk.plan.importing.adopt import Adoption, adopt
from dxdesk.plan.importing.draft import Draft
from dxdesk.plan.rows.fields import references
from dxdesk.plan.rows.model import (
    FORECAST,
    PLANNED,
    RELATED,
    TABLES,
    CustomField,
    CustomValue,
    Department,
    Entry,
    Figure,
    Indicator,
    Lane,
    Mark,
    Measure,
    MeasureDepartment,
    Phase,
    Pillar,
    Plan,
    Section,
)
from dxdesk.plan.rows.outline import Outline, folded
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row

NOTHING = Rows()


def sheet(**values: object) -> Draft:
    """An empty plan as a sheet states it."""
    given: dict = {"municipality": "伊東市", "title": "伊東市DX推進計画", "shown_from": 2022, "shown_to": 2025}
    return Draft("plan", {**given, "planned_from": 2025, **values})


def one_measure(plan: Draft, number: str = "1-(1)", title: str = "行政手続のオンライン化") -> Draft:
    pillar = next(plan.of("pillar"), None) or plan.add("pillar", number="1", title="行政サービス")
    return pillar.add("measure", number=number, title=title)


def line(section: Draft, text: str, department: str | None = None, year: int = 2024, kind: str = "実績") -> Draft:
    return section.add("entry", year=year, kind=kind, text=text, department=department)


def texts(adopted: Adoption, year: int = 2024) -> list[str]:
    outline = Outline(adopted.rows)
    measure = outline.measures(adopted.plan)[0]
    return [e.text for e in outline.all_entries(measure) if e.year == year]


def again(adopted: Adoption, draft: Draft) -> Adoption:
    """The same draft once more: nothing may be added or changed."""
    second = adopt(adopted.rows, draft)
    assert (second.added, second.changed) == (0, 0)
    assert second.rows == adopted.rows
    return second


def assert_whole(rows: Rows) -> None:
    """Every reference leads to a row."""
    for row_type in TABLES.values():
        for row in rows.all(row_type).values():
            for field, target in references(row_type):
                assert getattr(row, field) is None or rows.get(target, getattr(row, field)), (row, field)


def test_a_first_sheet_makes_the_plan_in_its_order() -> None:
    draft = sheet()
    for name in ("デジタル政策課", "市民課"):
        draft.add("department", name=name)
    section = one_measure(draft).add("section")
    kpi = section.add("indicator", {"unit": "業務"}, label="オンライン化手続数", shows_change=True)
    kpi.add("figure", year=2024, text="173業務")
    line(section, "一行目", "デジタル政策課")
    line(section, "二行目", "市民課")
    one_measure(draft, "1-(2)", "キャッシュレス決済の拡充")
    adopted = adopt(NOTHING, draft)
    outline = Outline(adopted.rows)
    assert [m.number for m in outline.measures(adopted.plan)] == ["1-(1)", "1-(2)"]
    assert [d.name for d in outline.departments(adopted.plan)] == ["デジタル政策課", "市民課"]
    assert texts(adopted) == ["一行目", "二行目"]
    (indicator,) = adopted.rows.all(Indicator).values()
    assert (indicator.unit, indicator.shows_change) == ("業務", True)
    assert outline.figure(indicator, 2024).text == "173業務"  # type: ignore[union-attr]
    assert adopted.added == len(adopted.rows)
    assert_whole(adopted.rows)
    assert again(adopted, draft).unchanged == len(adopted.rows)


def test_a_department_is_found_by_another_spelling_and_keeps_its_name_as_written() -> None:
    draft = sheet()
    draft.add("department", name="高齢者福祉課", spellings="高齢福祉課")
    draft.add("department", name="情報政策課", successor="デジタル政策課")
    draft.add("department", name="デジタル政策課")
    measure = one_measure(draft)
    measure.add("measure_department", {"role": RELATED}, department="高齢福祉課")
    section = measure.add("section")
    line(section, "調整した。", "高齢 福祉課")
    line(section, "新しい課が行った。", "企画課")
    adopted = adopt(NOTHING, draft)
    by_name = {d.name: d for d in adopted.rows.all(Department).values()}
    assert set(by_name) == {"高齢者福祉課", "情報政策課", "デジタル政策課", "企画課"}
    assert by_name["情報政策課"].successor == by_name["デジタル政策課"].id
    (share,) = adopted.rows.all(MeasureDepartment).values()
    assert share.department == by_name["高齢者福祉課"].id
    written = {e.written: e.department for e in adopted.rows.all(Entry).values()}
    assert written == {"高齢 福祉課": by_name["高齢者福祉課"].id, "企画課": by_name["企画課"].id}
    again(adopted, draft)


def test_an_edited_sheet_changes_only_what_differs() -> None:
    first = sheet()
    section = one_measure(first).add("section")
    section.add("indicator", label="件数").add("figure", year=2024, text="1,211件")
    for text in ("残る", "直される", "消える"):
        line(section, text, "市民課")
    before = adopt(NOTHING, first)
    second = sheet()
    section = one_measure(second).add("section")
    section.add("indicator", label="件 数").add("figure", year=2024, text="1,300件")
    for text in ("残る", "直された", "足された"):
        line(section, text, "市民課")
    line(section, "最後に足された", "市民課")
    after = adopt(before.rows, second)
    assert texts(after) == ["残る", "直された", "足された", "最後に足された"]
    assert (after.added, after.missing) == (1, 0)
    assert {c.field for c in compare(before.rows, after.rows)} == {"*", "text", "label"}
    again(after, second)


def test_what_the_sheet_lacks_stays_and_is_counted() -> None:
    first = sheet()
    section = one_measure(first).add("section")
    kpi = section.add("indicator", label="件数")
    kpi.add("figure", year=2024, text="5件")
    kpi.add("figure", year=2025, role=FORECAST, text="9件")
    kpi.add("figure", year=2024, role="目標", text="7件")
    line(section, "今年度", year=2024)
    line(section, "来年度", year=2025, kind=PLANNED)
    line(section, "昔", year=2020)
    one_measure(first, "1-(2)", "この表にない施策").add("section").add("entry", year=2024, text="別の施策")
    before = adopt(NOTHING, first)
    bare = sheet()
    one_measure(bare).add("section")
    after = adopt(before.rows, bare)
    assert after.rows == before.rows
    # The target, the year out of the window and the measure that is not in the sheet are none of its business.
    assert after.missing == 4


def test_a_sheet_that_states_what_it_has_room_for_misses_only_that() -> None:
    first = sheet()
    section = one_measure(first).add("section")
    kpi = section.add("indicator", label="件数")
    for role in ("基準値", "目標", "実績"):
        kpi.add("figure", year=2024, role=role, text="5件")
    kpi.add("figure", year=2023, text="4件")
    line(section, "今年度", year=2024)
    before = adopt(NOTHING, first)
    bare = sheet()
    one_measure(bare)
    bare.shows = frozenset({("figure", 2024, "目標"), ("figure", 2024, "実績"), ("entry", 2023, "実績")})
    assert adopt(before.rows, bare).missing == 2


def test_a_new_line_comes_between_its_neighbours() -> None:
    first, second = sheet(), sheet()
    for draft, lines in ((first, "一三五"), (second, "零一二三四五六")):
        section = one_measure(draft).add("section")
        for text in lines:
            line(section, text, f"{text}課")
    after = adopt(adopt(NOTHING, first).rows, second)
    assert texts(after) == list("零一二三四五六")


def test_measures_follow_their_titles_when_numbers_move() -> None:
    first, second = sheet(), sheet()
    for number, title in (("1-(1)", "甲"), ("1-(2)", "乙"), ("1-(3)", "丙")):
        one_measure(first, number, title)
    for number, title in (("1-(1)", "甲"), ("1-(2)", "新"), ("1-(3)", "乙"), ("1-(4)", "丙")):
        one_measure(second, number, title)
    before = adopt(NOTHING, first)
    after = adopt(before.rows, second)
    ids = {m.title: m.id for m in before.rows.all(Measure).values()}
    assert {m.title: m.id for m in after.rows.all(Measure).values() if m.title != "新"} == ids
    assert [m.title for m in Outline(after.rows).measures(after.plan)] == ["甲", "新", "乙", "丙"]
    again(after, second)


def test_a_retitled_measure_is_found_by_its_number_or_by_its_title_in_the_contents() -> None:
    first, second = sheet(), sheet()
    one_measure(first, "1-(4)", "住民票のコンビニ交付").values["contents_title"] = "コンビニ交付"
    one_measure(first, "1-(5)", "情報発信")
    one_measure(second, "1-(7)", "コンビニ交付")
    one_measure(second, "1-(5)", "情報発信の強化")
    after = adopt(adopt(NOTHING, first).rows, second)
    assert sorted((m.number, m.title) for m in after.rows.all(Measure).values()) == [
        ("1-(5)", "情報発信の強化"),
        ("1-(7)", "コンビニ交付"),
    ]


def two_stretches(draft: Draft) -> None:
    """A year cell of two sections without heading: figures and lines, then figures and lines again."""
    measure = one_measure(draft)
    for label in ("交付枚数", "開庁日数"):
        section = measure.add("section")
        section.add("indicator", label=label).add("figure", year=2023, text="5件")
        line(section, f"{label}の説明", year=2023)


def test_a_sheet_that_shows_one_stretch_leaves_two_as_they_are() -> None:
    both, narrow = sheet(), sheet()
    two_stretches(both)
    section = one_measure(narrow).add("section")
    for label in ("交付枚数", "開庁日数"):
        section.add("indicator", label=label).add("figure", year=2024, text="6件")
    before = adopt(NOTHING, both)
    after = adopt(before.rows, narrow)
    assert {i.label: i.section for i in after.rows.all(Indicator).values()} == {
        i.label: i.section for i in before.rows.all(Indicator).values()
    }
    again(after, narrow)


def test_a_sheet_that_shows_two_stretches_parts_one() -> None:
    both, narrow = sheet(), sheet()
    two_stretches(both)
    section = one_measure(narrow).add("section")
    for label in ("交付枚数", "開庁日数"):
        section.add("indicator", label=label).add("figure", year=2024, text="6件")
    after = adopt(adopt(NOTHING, narrow).rows, both)
    assert len({i.section for i in after.rows.all(Indicator).values()}) == 2
    assert len(after.rows.all(Section)) == 2
    again(after, both)


def test_a_sheet_of_a_table_without_sections_moves_nothing() -> None:
    full, plain = sheet(), sheet()
    measure = one_measure(full)
    for heading, label in (("(RPA等)", "利用回数"), ("(生成AI)", "利用者数")):
        section = measure.add("section", heading=heading)
        section.add("indicator", label=label).add("figure", year=2023, text="5件")
    section = one_measure(plain).add("section")
    for label in ("利用者数", "利用回数"):
        section.add("indicator", label=label).add("figure", year=2024, text="6件")
    before = adopt(NOTHING, full)
    after = adopt(before.rows, plain)
    assert (after.added, after.changed) == (2, 0)
    assert after.rows.all(Section) == before.rows.all(Section)
    assert after.rows.all(Indicator) == before.rows.all(Indicator)
    again(after, plain)


def test_a_renamed_indicator_is_found_by_a_label_written_in_some_year() -> None:
    old = sheet()
    section = one_measure(old).add("section")
    kpi = section.add("indicator", label="新しい名")
    kpi.add("figure", year=2022, text="1件", written="古い名")
    before = adopt(NOTHING, old)
    paper = sheet()
    section = one_measure(paper).add("section")
    section.add("indicator", label="古い名").add("figure", year=2023, text="2件")
    after = adopt(before.rows, paper)
    (indicator,) = after.rows.all(Indicator).values()
    assert indicator.label == "新しい名"
    assert {f.written for f in after.rows.all(Figure).values()} == {"古い名"}
    again(after, paper)


def test_a_newer_sheet_moves_the_window_on_and_an_older_one_leaves_it() -> None:
    before = adopt(NOTHING, sheet())
    newer = adopt(before.rows, sheet(shown_from=2023, shown_to=2026, planned_from=2026))
    assert (newer.plan.shown_from, newer.plan.shown_to, newer.plan.planned_from) == (2023, 2026, 2026)
    older = adopt(newer.rows, sheet())
    assert older.plan == newer.plan


def test_a_given_plan_keeps_its_name() -> None:
    plan = Plan.new(municipality="伊東市", title="第２期計画", shown_from=2022, shown_to=2025)
    other = adopt(Rows.of([plan]), sheet(), plan)
    assert other.plan.title == "第２期計画"
    assert len(other.rows.all(Plan)) == 1
    assert len(adopt(Rows.of([plan]), sheet()).rows.all(Plan)) == 2


def test_scales_terms_columns_lanes_and_notes_arrive_too() -> None:
    draft = sheet()
    draft.add("mark", symbol="◎", meaning="達成")
    draft.add("term", word="RPA", text="自動化")
    draft.add("custom_field", name="予算額", scope="年度ごと")
    measure = one_measure(draft)
    measure.add("custom_value", field="予算額", year=2024, text="100万円")
    measure.add("custom_value", field="SDGs", text="9")
    lane = measure.add("lane", label="導入")
    lane.add("phase", year=2024, text="検討")
    measure.add("assessment", year=2024, mark="◎", text="順調")
    measure.add("note", text="内部メモ")
    section = measure.add("section")
    kpi = section.add("indicator", label="件数")
    kpi.add("indicator", label="うち市民課", department="市民課").add("figure", year=2024, text="2件")
    kpi.add("assessment", year=2024, mark="◎")
    adopted = adopt(NOTHING, draft)
    assert {f.name: f.scope for f in adopted.rows.all(CustomField).values()} == {"予算額": "年度ごと", "SDGs": "施策ごと"}
    assert {v.text for v in adopted.rows.all(CustomValue).values()} == {"100万円", "9"}
    assert [(lane.label, p.text) for lane in adopted.rows.all(Lane).values() for p in adopted.rows.all(Phase).values()] == [
        ("導入", "検討")
    ]
    assert [m.symbol for m in adopted.rows.all(Mark).values()] == ["◎"]
    assert_whole(adopted.rows)
    again(adopted, draft)


def test_a_line_with_a_wording_for_publication_keeps_what_was_submitted() -> None:
    draft = sheet()
    line(one_measure(draft).add("section"), "出した文", "市民課")
    before = adopt(NOTHING, draft)
    (entry,) = before.rows.all(Entry).values()
    rows = before.rows.put([entry.replace(publication="公表する文")])
    for text, wording in (("公表する文", "公表する文"), ("直した公表文", "直した公表文"), ("出した文", "直した公表文")):
        printed = sheet()
        line(one_measure(printed).add("section"), text, "市民課")
        rows = adopt(rows, printed).rows
        (entry,) = rows.all(Entry).values()
        assert (entry.text, entry.publication) == ("出した文", wording)


def test_a_printed_change_is_kept_only_where_the_figures_give_another() -> None:
    draft = sheet()
    kpi = one_measure(draft).add("section").add("indicator", label="件数", shows_change=True)
    for year, text, change in ((2022, "61件", "5"), (2023, "88件", "27"), (2024, "80件", "△９")):
        kpi.add("figure", year=year, text=text, printed_change=change)
    adopted = adopt(NOTHING, draft)
    kept = {f.year: f.printed_change for f in adopted.rows.all(Figure).values()}
    # There is nothing before R4 to compute from; R6 states another number than the figures.
    assert kept == {2022: "5", 2023: "", 2024: "△９"}
    again(adopted, draft)
    narrow = sheet(shown_from=2023)
    kpi = one_measure(narrow).add("section").add("indicator", label="件数")
    kpi.add("figure", year=2023, text="88件", printed_change="27")
    assert adopt(adopted.rows, narrow).rows == adopted.rows


def test_a_printed_total_is_no_new_figure_where_the_plan_computes_it() -> None:
    draft = sheet()
    kpi = one_measure(draft).add("section").add("indicator", label="件数", children_sum=True)
    for label, text in (("企画課", "4件"), ("市民課", "6件")):
        kpi.add("indicator", label=label).add("figure", year=2024, text=text)
    before = adopt(NOTHING, draft)
    kpi.add("figure", year=2024, text="10件")
    assert adopt(before.rows, draft).rows == before.rows
    kpi.add("figure", year=2024, text="11件")
    assert adopt(before.rows, draft).added == 1


# -- any sheet at all

_texts = st.sampled_from(["あ", "い", "い ", "い　", "ＡＩ", "AI", ""])
_names = st.sampled_from(["市民課", "市 民課", "企画課", None])
_years = st.sampled_from([2022, 2023, 2024])


def _indicator(label: str, figures: dict[int, str], parts: list[Draft]) -> Draft:
    draft = Draft("indicator", {"label": label}, {"unit": "件"}, list(parts))
    for year, text in figures.items():
        draft.add("figure", year=year, text=text)
    return draft


_figures = st.dictionaries(_years, _texts, max_size=2)
_parts = st.builds(_indicator, _texts, _figures, st.just([]))
_indicators = st.builds(_indicator, _texts, _figures, st.lists(_parts, max_size=2))
_entries = st.builds(
    lambda text, year, name: Draft("entry", {"text": text, "year": year, "department": name}), _texts, _years, _names
)
_sections = st.builds(
    lambda heading, indicators, entries: Draft("section", {"heading": heading}, children=[*indicators, *entries]),
    st.sampled_from(["", "", "(RPA等)"]),
    st.lists(_indicators, max_size=3),
    st.lists(_entries, max_size=4),
)
_measures = st.builds(
    lambda number, title, sections: Draft("measure", {"number": number, "title": title}, children=sections),
    st.sampled_from(["1", "2", ""]),
    st.sampled_from(["甲", "乙", "甲 ", "丙"]),
    st.lists(_sections, max_size=3),
)
_pillars = st.builds(
    lambda number, title, measures: Draft("pillar", {"number": number, "title": title}, children=measures),
    st.sampled_from(["1", "2", ""]),
    st.sampled_from(["柱", "別の柱"]),
    st.lists(_measures, max_size=3),
)


def _distinct(drafts: list[Draft], key: Callable[[Draft], object], seen: set[object]) -> list[Draft]:
    """What a sheet would not state twice, once; lines and headings it may repeat."""
    fresh = [key(draft) not in seen and not seen.add(key(draft)) for draft in drafts]  # type: ignore[func-returns-value]
    return [draft for draft, new in zip(drafts, fresh, strict=True) if new]


def _plan(pillars: list[Draft]) -> Draft:
    plan = Draft("plan", dict(sheet().values), children=_distinct(pillars, lambda p: folded(p.text("title")), set()))
    titles: set[object] = set()
    for pillar in plan.children:
        pillar.children = _distinct(pillar.children, lambda m: folded(m.text("title")), titles)
        for measure in pillar.children:
            seen: dict[str, set[object]] = {}
            for section in measure.children:
                labels = seen.setdefault(section.text("heading"), set())
                indicators = _distinct(list(section.of("indicator")), lambda i: folded(i.text("label")), labels)
                section.children = [*indicators, *section.of("entry")]
                for indicator in indicators:
                    parts = _distinct(list(indicator.of("indicator")), lambda i: folded(i.text("label")), set())
                    indicator.children = [*parts, *indicator.of("figure")]
    return plan


_plans = st.builds(_plan, st.lists(_pillars, max_size=2))


def drafted(draft: Draft, table: str) -> list[Draft]:
    own = [draft] if draft.table == table else []
    return [*own, *(found for child in draft.children for found in drafted(child, table))]


@settings(max_examples=150)
@given(_plans, _plans)
def test_any_sheet_arrives_whole_and_once(first: Draft, second: Draft) -> None:
    rows = NOTHING
    for draft in (first, second):
        before = rows
        adopted = adopt(rows, draft)
        rows = adopted.rows
        assert_whole(rows)
        assert not [c for c in compare(before, rows) if c.after is None and isinstance(c.before, Row)]
        written = Counter((d.values["year"], d.text("text").strip()) for d in drafted(draft, "entry"))
        assert not written - Counter((e.year, e.text.strip()) for e in rows.all(Entry).values())
        for table, row_type in (("pillar", Pillar), ("measure", Measure), ("section", Section), ("indicator", Indicator)):
            assert len(drafted(draft, table)) <= len(rows.all(row_type))
        again(adopted, draft)


@settings(max_examples=50)
@given(_plans)
def test_what_a_person_deleted_comes_back_alone(draft: Draft) -> None:
    whole = adopt(NOTHING, draft)
    for entry in list(whole.rows.all(Entry).values())[:1]:
        without = whole.rows.apply(delete_row(Outline(whole.rows), entry))
        assert adopt(without, draft).added <= 1


def test_a_cell_left_blank_takes_nothing_away() -> None:
    full = sheet(vision="目指す姿")
    measure = one_measure(full)
    measure.values |= {"description": "概要", "effect": "効果", "first_year": 2023}
    section = measure.add("section")
    line(section, "手続を増やした。", "市民課")
    section.add("indicator", label="手続数", unit="件", definition="算定方法").add(
        "figure", year=2024, role="実績", text="61件"
    )
    measure.add("assessment", year=2024, mark="◎", text="順調")
    before = adopt(NOTHING, full)
    silent = sheet(vision="")
    measure = one_measure(silent)
    measure.values |= {"description": "", "effect": "", "first_year": None}
    section = measure.add("section")
    line(section, "手続を増やした。", None)
    section.add("indicator", label="手続数", unit="", definition="").add("figure", year=2024, role="実績", text="61件")
    measure.add("assessment", year=2024, mark="", text="")
    after = adopt(before.rows, silent)
    assert (after.added, after.changed) == (0, 0)
    assert after.rows == before.rows


def test_a_sign_that_is_not_there_any_more_is_off() -> None:
    flagged = sheet()
    one_measure(flagged).values["kpi_published"] = True
    before = adopt(NOTHING, flagged)
    bare = sheet()
    one_measure(bare).values["kpi_published"] = False
    (measure,) = adopt(before.rows, bare).rows.all(Measure).values()
    assert not measure.kpi_published


def test_white_space_around_a_text_is_no_change() -> None:
    first, second = sheet(), sheet()
    line(one_measure(first).add("section"), "手続を増やした。\n\n")
    line(one_measure(second).add("section"), "手続を増やした。")
    before = adopt(NOTHING, first)
    assert adopt(before.rows, second).rows == before.rows
