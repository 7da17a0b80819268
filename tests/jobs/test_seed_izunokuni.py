"""The 伊豆の国市 seed: the facts of the city's plan document, its narrative in other words."""

import re

import pytest

from dxdesk.jobs.info import info
from dxdesk.plan.checks import check
from dxdesk.plan.importing.adopt import Adoption
from dxdesk.plan.rows.model import FORECAST, RESULT, Indicator
from dxdesk.plan.rows.outline import Outline
from tests.cities import CITIES, needs_cities
from tests.jobs.side_by_side import copied_sentences, long_sentences

SEED = "izunokuni"
# The tables of chapter 3, typed from the document.
POPULATION = {
    RESULT: "1980 44,046 1985 46,413 1990 48,369 1995 50,328 2000 50,062 2005 50,011 2010 49,269 2015 48,152",
    FORECAST: "2020 46,516 2025 44,536 2030 42,374 2035 40,096 2040 37,737 2045 35,375",
}
# 2021 実績, its ratio to the population, 2025 and 2045 試算.
STAFF = {
    "人口": ("47,794", "—", "44,536", "35,375"),
    "議会の事務部局の職員": ("3", "0.01%", "3", "2"),
    "市長の事務部局の職員": ("253", "0.53%", "236", "187"),
    "選挙管理委員会の事務局の職員": ("6", "0.01%", "6", "4"),
    "監査委員の事務部局の職員": ("2", "0.00%", "2", "1"),
    "農業委員会の事務部局の職員": ("3", "0.01%", "3", "2"),
    "固定資産評価審査委員会の事務局の職員": ("1", "0.00%", "1", "1"),
    "公平委員会の事務局の職員": ("3", "0.01%", "3", "2"),
    "教育委員会の事務部局の職員及び教育機関の職員": ("119", "0.25%", "111", "88"),
    "地方公営企業の職員": ("14", "0.03%", "13", "10"),
    "職員数合計": ("404", "—", "376", "299"),
}


@pytest.fixture(scope="module")
def document() -> str:
    return (CITIES / "izunokuni_dx_plan.txt").read_text(encoding="utf-8")


def indicators(outline: Outline) -> dict[tuple[str, str], Indicator]:
    """(label of the indicator above or blank, label) → indicator."""
    labels = {i.id: i.label for i in outline.rows.all(Indicator).values()}
    return {(labels.get(i.parent or "", ""), i.label): i for i in outline.rows.all(Indicator).values()}


def texts(outline: Outline, indicator: Indicator) -> dict[tuple[int, str], str]:
    return {(figure.year, figure.role): figure.text for figure in outline.figures(indicator)}


def test_five_priorities_with_their_27_items_and_nothing_else(adopted: Adoption, outline: Outline) -> None:
    (counts,) = info(outline, 0, "master")["plans"]
    assert (counts["pillars"], counts["measures"], counts["entries"]) == (5, 27, 0)
    assert [len(outline.measures_in(p)) for p in outline.pillars(adopted.plan)] == [8, 10, 3, 5, 1]
    assert [p.number for p in outline.pillars(adopted.plan)] == ["1", "2", "3", "4", "5"]
    assert {m.number for m in outline.measures(adopted.plan)} == {""}


def test_the_period_and_its_revisions(adopted: Adoption) -> None:
    plan = adopted.plan
    assert (plan.first_year, plan.last_year, plan.shown_from, plan.shown_to) == (2023, 2026, 2023, 2026)
    assert plan.planned_from == 2023
    assert plan.revisions.splitlines() == [
        "令和5年（2023年）3月策定",
        "令和7年（2025年）2月改定",
        "令和8年（2026年）6月改定",
    ]


def test_vision_and_organisation_stand_under_headings(adopted: Adoption) -> None:
    vision = adopted.plan.vision
    headings = re.findall(r"^【(.+)】$", vision, re.M)
    assert {"基本理念", "10年後の本市のビジョン", "推進体制"} <= set(headings)
    organisation = vision.split("【推進体制】")[1]
    for name in ("推進本部", "CIOである副市長", "DXPT", "情報政策課"):
        assert name in organisation


def test_the_population_in_its_years(outline: Outline) -> None:
    found = texts(outline, indicators(outline)[("", "総人口")])
    expected = {}
    for role, printed in POPULATION.items():
        words = printed.split()
        expected |= {(int(year), role): text for year, text in zip(words[::2], words[1::2], strict=True)}
    assert found == expected


def test_the_staff_by_office_with_ratio_and_outlook(outline: Outline) -> None:
    known = indicators(outline)
    for label, (now, ratio, in_2025, in_2045) in STAFF.items():
        above = "" if label in ("人口", "職員数合計") else "職員数合計"
        expected = {(2021, RESULT): now, (2025, FORECAST): in_2025, (2045, FORECAST): in_2045}
        assert texts(outline, known[(above, label)]) == expected
        assert texts(outline, known[("職員数の対・人口比率", label)]) == {(2021, RESULT): ratio}
    assert len(known) == 1 + 2 * len(STAFF) + 1


def test_the_tables_are_told_to_be_no_goals_of_the_measure_they_hang_on(adopted: Adoption, outline: Outline) -> None:
    (holder,) = [m for m in outline.measures(adopted.plan) if outline.indicators_of(m)]
    assert "EBPM" in holder.title
    assert [s.heading for s in outline.sections(holder)] == ["第3章 本市の現状：人口", "第3章 本市の現状：職員数"]
    tops = [i for i in outline.indicators_of(holder) if i.parent is None]
    assert all("取組の成果指標ではない" in i.definition for i in tops)


def test_only_the_printed_totals_that_do_not_add_up_are_found(outline: Outline) -> None:
    findings = check(outline)
    assert {(f.rule, f.year) for f in findings} == {("breakdown-total", 2025), ("breakdown-total", 2045)}


# -- beside the document itself


@needs_cities
def test_titles_subtitles_and_items_are_those_of_the_document(adopted: Adoption, outline: Outline, document: str) -> None:
    parts = re.split(r"^重点取組事項 ?(\d) (.+)$", document.split("第5章 推進体制\n\nデ")[0], flags=re.M)[1:]
    pillars = outline.pillars(adopted.plan)
    assert [(p.number, p.title) for p in pillars] == list(zip(parts[::3], parts[1::3], strict=True))
    for pillar, body in zip(pillars, parts[2::3], strict=True):
        assert pillar.description.splitlines()[0] == body.strip().splitlines()[0]
        items = re.findall(r"^(?:- |○)(.+)$", body, re.M)
        assert [m.title for m in outline.measures_in(pillar)] == items


@needs_cities
def test_the_glossary_has_every_term_in_order(adopted: Adoption, outline: Outline, document: str) -> None:
    rows = [line.split("\t") for line in document.split("第 6 章 用語集")[1].splitlines() if "\t" in line]
    terms = outline.terms(adopted.plan)
    assert [term.word for term in terms] == [word for word, _ in rows if word != "用語"]
    assert len(terms) == 33
    assert all(term.text for term in terms)


@needs_cities
def test_the_typed_tables_are_those_of_the_document(document: str) -> None:
    chapter = document.split("1 本市の状況")[1].split("2 本市の課題")[0]
    rows = [line.split("\t") for line in chapter.splitlines() if "\t" in line]
    assert {row[0]: tuple(row[1:]) for row in rows if row[0] in STAFF} == STAFF
    printed = [row for row in rows if row[0] == "総人口"]
    years = [re.findall(r"\d{4}", " ".join(row)) for row in rows if row[0] in ("実績（人）", "推計（人）")]
    pairs = [" ".join(f"{y} {t}" for y, t in zip(ys, row[1:], strict=True)) for ys, row in zip(years, printed, strict=True)]
    assert pairs == list(POPULATION.values())


@needs_cities
def test_no_sentence_is_copied_from_the_document(adopted: Adoption, outline: Outline, document: str) -> None:
    narrative = [adopted.plan.vision, *(term.text for term in outline.terms(adopted.plan))]
    # The first paragraph of a pillar is its subtitle, which is a name.
    narrative += [line for p in outline.pillars(adopted.plan) for line in p.description.splitlines()[1:]]
    narrative += [i.definition for i in outline.rows.all(Indicator).values()]
    sentences = long_sentences(narrative)
    assert len(sentences) > 25
    assert copied_sentences(sentences, document) == []
