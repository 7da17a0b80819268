"""Rules for characters and lengths, and the order of all findings."""

import pytest

from dxdesk.plan.checks import RULES, Level, check
from dxdesk.plan.checks.texts import LONGEST
from dxdesk.plan.rows.model import Lane, Measure, Phase, Pillar, Term
from tests.plan.city import MEASURE, PLAN, SECTION, city, entry, figures, indicator


@pytest.mark.parametrize("character", ["\ue000", "\uf8ff", "\U000f0000", "\U0010fffd"])
def test_own_characters_are_found_with_their_code(character: str) -> None:
    (finding,) = check(city(entry("a", text=f"髙{character}")))
    assert (finding.level, finding.rule, finding.measure, finding.year) == (Level.WARNING, "own-characters", MEASURE, 2024)
    assert finding.message == (
        f"1-(1) オンライン化 R6の「内容」に外字（U+{ord(character):04X}）があり、ほかのパソコンでは表示されません。"
    )


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "\x7f", "\x85", "\ud800", "\uffff"])
def test_control_characters_are_errors(character: str) -> None:
    (finding,) = check(city(MEASURE.replace(title=f"題{character}")))
    assert (finding.level, finding.rule, finding.table) == (Level.ERROR, "control-characters", "measure")
    assert f"U+{ord(character):04X}" in finding.message


def test_text_as_people_write_it_is_left_alone() -> None:
    assert check(city(entry("a", text="髙﨑\n～\t〜—“” ｱ"))) == []


def test_characters_outside_japan_s_standards_are_found_once_a_text() -> None:
    (finding,) = check(city(entry("a", text="时𠮷时👍")))
    assert (finding.level, finding.rule, finding.year) == (Level.WARNING, "rare-characters", 2024)
    assert "「时」（U+65F6）、「𠮷」（U+20BB7）、「👍」（U+1F44D）" in finding.message


def test_vendor_characters_are_noted_once_a_measure() -> None:
    (finding,) = check(city(entry("a", text="①から④"), entry("b", text="㈱と㎡")))
    assert (finding.level, finding.rule, finding.measure) == (Level.NOTICE, "vendor-characters", MEASURE)
    assert "「①」「④」「㈱」など" in finding.message


def test_texts_longer_than_a_cell_are_errors() -> None:
    assert check(city(entry("a", text="あ" * LONGEST), entry("b", text="𠀋" * (LONGEST // 2)))) == []
    (one, other) = check(city(entry("a", text="あ" * (LONGEST + 1)), entry("b", text="𠀋" * (LONGEST // 2 + 1))))
    assert (one.level, one.rule) == (other.level, other.rule) == (Level.ERROR, "text-too-long")
    assert "32,768文字" in one.message


def test_every_text_of_a_plan_is_looked_at() -> None:
    lane = Lane(id="lane", measure="measure", label="導入")
    rows = [
        PLAN.replace(title="計画\ue000"),
        SECTION.replace(heading="\ue000"),
        Term(id="term", plan="plan", word="DX", text="\ue000"),
        lane,
        Phase.new(lane="lane", year=2024, text="\ue000"),
        indicator("K", definition="\ue000"),
        *figures("K", "-", "-", "5\ue000"),
    ]
    findings = [f for f in check(city(*rows)) if f.rule == "own-characters"]
    assert {f.table for f in findings} == {"plan", "section", "term", "phase", "indicator", "figure"}
    assert {f.table for f in findings if f.measure is None} == {"plan", "term"}
    assert next(f.message for f in findings if f.table == "term").startswith("DXの「説明」")


def test_findings_are_sorted_as_the_plan_is_printed() -> None:
    later = Pillar(id="later", plan="plan", title="後", rank="k")
    first = Measure(id="zz", plan="plan", pillar="pillar", title="先", rank="A", kpi_published=True)
    last = Measure(id="aa", plan="plan", pillar="later", title="後", kpi_published=True)
    findings = check(
        city(later, last, first, indicator("K"), entry("a", 2023, text="\ue000"), PLAN.replace(vision="\ue000"))
    )
    assert [f.measure.id if f.measure else "" for f in findings] == ["", "zz", "measure", "measure", "aa"]
    assert [f.year for f in findings if f.measure == MEASURE] == [2023, 2024]


def test_an_empty_file_has_no_findings_and_every_rule_has_a_title() -> None:
    assert check(city()) == []
    assert all(rule.find.__doc__ for rule in RULES)


def test_every_rule_has_an_id_and_a_title_of_its_own() -> None:
    ids, titles = [rule.id for rule in RULES], [rule.title for rule in RULES]
    assert len(set(ids)) == len(ids) >= 25
    assert len(set(titles)) == len(titles)
    assert not any(title.isascii() or title.endswith("。") for title in titles)
