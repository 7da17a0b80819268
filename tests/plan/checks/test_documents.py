"""What the checks find in the five documents: each rule on a real one, and nothing that is not there."""

from pathlib import Path

import pytest

from dxdesk.jobs.seeding import seed_draft
from dxdesk.pages.formats import read_book
from dxdesk.pages.layouts import layout
from dxdesk.plan.checks import Finding, Level, check
from dxdesk.plan.importing.adopt import adopt
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import Assessment, Department, Entry, Figure, Indicator, Measure, Pillar
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row
from tests.cities import CITIES, needs_cities

DOCUMENTS = {
    "ito": "ito_progress_r6.xlsx",
    "isehara-action": "isehara_action_plan_r5.xlsx",
    "isehara-evaluation": "isehara_evaluation_r4.xlsx",
    "shibata": "shibata_initiatives_r5.xlsx",
}


def seeded(name: str) -> Rows:
    return adopt(Rows(), seed_draft(name)).rows


def places(findings: list[Finding], rule: str) -> list[tuple[str, str]]:
    """(measure's number, year) of a rule's findings; some measures have no number."""
    return [
        (f.measure.number or "無番" if f.measure else "", short_year(f.year) if f.year else "")
        for f in findings
        if f.rule == rule
    ]


def found(name: str, rule: str) -> list[tuple[str, str]]:
    return places(check(Outline(seeded(name))), rule)


def changed(rows: Rows, row: Row, rule: str) -> list[Finding]:
    """The findings of a rule once a row of a document is changed."""
    return [f for f in check(Outline(rows.put([row]))) if f.rule == rule]


@pytest.mark.parametrize(
    ("document", "rule", "expected"),
    [
        ("ito", "kpi-flag-without-indicator", [("無番", "")]),
        ("ito", "unit-changed", [("1-(4)", "R5"), ("3-(1)", "R5")]),
        ("ito", "same-number", [("1-(3)", "R6")]),
        ("ito", "units-added-up", [("1-(6)", "R5"), ("1-(6)", "R6")]),
        ("ito", "spellings-mixed", [("", "R6")]),
        ("shibata", "target-met", [("10", "R7"), ("21", "R9")]),
        ("shibata", "mixed-units", [("14", "R5")]),
        ("shibata", "unit-changed", [("31", "R5"), ("31", "R5")]),
        ("shibata", "same-number", [("4", "R5")]),
        ("isehara-action", "missing-year", [("1-3", "R4")]),
        ("izunokuni", "breakdown-total", [("無番", "R7"), ("無番", "R27")]),
    ],
)
def test_a_rule_finds_what_is_in_the_document(document: str, rule: str, expected: list[tuple[str, str]]) -> None:
    assert found(document, rule) == expected


def test_rates_are_found_where_counts_are_named() -> None:
    assert [place for place in found("shibata", "rate-for-count") if place[0] == "7"] == [("7", "R5")] * 3


def test_results_far_off_their_targets_are_found_with_their_share() -> None:
    findings = [f for f in check(Outline(seeded("isehara-evaluation"))) if f.rule == "far-off"]
    assert len(findings) == 9
    assert any("実績30,284件は、目標「4,300件」の704%です" in f.message for f in findings)
    # Each has a mark: somebody has seen it.
    assert {f.level for f in findings} == {Level.NOTICE}


def test_text_of_last_year_is_noted() -> None:
    assert ("1-(1)", "R6") in found("ito", "narrative-unchanged")


@needs_cities
@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_seed_of_a_document_has_the_findings_of_the_document(name: str) -> None:
    read = adopt(Rows(), layout(name).read(read_book(Path(CITIES) / DOCUMENTS[name])).plan).rows
    # Of narrative in own words, and of names that a seed has corrected, other findings are right.
    other = {"narrative-unchanged", "departments-alike", "spellings-mixed", "rare-characters", "vendor-characters"}
    one, two = (
        sorted((f.rule, *places([f], f.rule)) for f in check(Outline(rows)) if f.rule not in other)
        for rows in (read, seeded(name))
    )
    assert one == two


@needs_cities
def test_a_character_that_was_read_wrongly_is_found() -> None:
    read = adopt(Rows(), layout("isehara-action").read(read_book(Path(CITIES) / DOCUMENTS["isehara-action"])).plan).rows
    (finding,) = (f for f in check(Outline(read)) if f.rule == "rare-characters")
    assert "「时」" in finding.message


def test_a_total_that_is_not_the_sum_is_an_error() -> None:
    rows = seeded("ito")
    total = next(i for i in rows.all(Indicator).values() if i.children_sum and i.label == "オンライン相談数")
    figure = next(f for f in rows.all(Figure).values() if f.indicator == total.id and f.year == 2024)
    (finding,) = changed(rows, figure.replace(text="20件"), "breakdown-total")
    assert (finding.level, finding.year) == (Level.ERROR, 2024)
    assert "内訳の合計は19です" in finding.message


def test_a_printed_change_that_the_figures_do_not_give_is_found() -> None:
    rows = seeded("ito")
    card = next(i for i in rows.all(Indicator).values() if i.label == "マイナンバーカード交付枚数")
    figure = next(f for f in rows.all(Figure).values() if f.indicator == card.id and f.year == 2024)
    assert not changed(rows, figure, "printed-change")
    (finding,) = changed(rows, figure.replace(printed_change="4,486"), "printed-change")
    assert "4,468" in finding.message


def test_a_mark_that_the_numbers_deny_is_found() -> None:
    rows = seeded("isehara-evaluation")
    measure = next(m for m in rows.all(Measure).values() if m.number == "1-1-3")
    given = [a for a in rows.all(Assessment).values() if a.measure == measure.id and a.mark]
    assert not [f for a in given for f in changed(rows, a, "mark-doubtful")]
    late = rows.put([a.replace(mark="△") for a in given])
    findings = [f for f in check(Outline(late)) if f.rule == "mark-doubtful"]
    assert [f.measure for f in findings] == [measure] * len(findings)
    assert findings
    assert "進捗に遅れ" in findings[0].message
    assert "107%" in findings[0].message


def test_a_summary_that_counts_otherwise_is_an_error() -> None:
    rows = seeded("isehara-evaluation")
    pillar = next(p for p in rows.all(Pillar).values() if p.parent is None and p.number == "2")
    assert not changed(rows, pillar, "summary-counts")
    line = "【取組数:12】◎3取組 ○3取組 △3取組 ●3取組"
    (finding,) = changed(rows, pillar.replace(description=line), "summary-counts")
    assert finding.level == Level.ERROR
    assert "◎2取組 ○4取組 △3取組 ●3取組" in finding.message


def test_departments_unknown_and_gone_are_found() -> None:
    rows = seeded("ito")
    entry = next(e for e in rows.all(Entry).values() if e.year == 2024 and e.department)
    (unknown,) = changed(rows, entry.replace(written="市民活躍課"), "department-unknown")
    assert "市民活躍課" in unknown.message
    former = next(d for d in rows.all(Department).values() if d.name == "情報政策課")
    (gone,) = changed(rows, entry.replace(department=former.id, written=former.name), "past-department")
    assert "後継はデジタル政策課" in gone.message


def test_targets_in_words_are_never_judged() -> None:
    rows = seeded("shibata")
    judging = ("target-met", "far-off", "mark-doubtful")
    judged = [f for f in check(Outline(rows)) if f.rule == "target-met"]
    assert len(judged) == 2
    # The same targets in words: the findings disappear, and no others appear.
    in_words = rows.put([rows.all(Figure)[f.id].replace(text="できるだけ増やす") for f in judged])
    measures = {f.measure for f in judged}
    before = [(f.rule, f.message) for f in check(Outline(rows)) if f.rule in judging[1:] and f.measure in measures]
    after = [(f.rule, f.message) for f in check(Outline(in_words)) if f.rule in judging and f.measure in measures]
    assert after == before


def test_a_mark_better_than_those_of_all_its_indicators_is_found() -> None:
    rows = seeded("isehara-evaluation")
    measure = next(m for m in rows.all(Measure).values() if m.number == "1-1-3")
    own = next(a for a in rows.all(Assessment).values() if a.measure == measure.id and a.indicator is None)
    assert not changed(rows, own, "marks-differ")
    (finding,) = changed(rows, own.replace(mark="●"), "marks-differ")
    assert (finding.level, finding.measure) == (Level.WARNING, measure)


def test_a_view_of_last_year_is_noted() -> None:
    rows = seeded("isehara-evaluation")
    own = next(a for a in rows.all(Assessment).values() if a.indicator is None and a.text)
    earlier = Assessment.new(measure=own.measure, year=own.year - 1, mark=own.mark, text=own.text)
    assert not changed(rows, earlier.replace(text="別の見解"), "view-unchanged")
    (finding,) = changed(rows, earlier, "view-unchanged")
    assert (finding.level, finding.year) == (Level.NOTICE, own.year)


def test_a_department_that_stayed_in_the_text_is_found() -> None:
    rows = seeded("ito")
    entry = next(e for e in rows.all(Entry).values() if e.year == 2024 and e.department)
    unsigned = entry.replace(department=None, written="", text="窓口を増やした。（市民活躍課）")
    (finding,) = changed(rows, unsigned, "department-in-text")
    assert "市民活躍課" in finding.message
