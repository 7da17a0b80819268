"""Achievement and suggestion, with their arithmetic."""

import pytest

from dxdesk.jobs.seeding import seed_draft
from dxdesk.plan.analysis.achievement import explain_achievement, previous_assessment, suggest_mark
from dxdesk.plan.importing.adopt import adopt
from dxdesk.plan.rows.model import TARGET, Assessment, Mark
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from tests.plan.city import MEASURE, PLAN, city, figures, indicator

SCALE = [
    Mark(id="a", plan="plan", symbol="◎", meaning="計画以上", at_least=100, rank="A"),
    Mark(id="b", plan="plan", symbol="○", meaning="計画どおり", at_least=80, rank="B"),
    Mark(id="c", plan="plan", symbol="△", meaning="遅れ", at_least=0, rank="C"),
]


@pytest.mark.parametrize(
    ("direction", "target", "result", "explained"),
    [
        ("up", "50件", "46件", "R4：実績 46件 ÷ 目標 50件 ＝ 92%（高いほどよい）"),
        ("down", "10件", "12件", "R4：目標 10件 ÷ 実績 12件 ＝ 83.3%（低いほどよい）"),
        ("up", "全庁で導入", "3課", "R4：目標「全庁で導入」は数ではないため、達成したかどうかは人が判断します。"),
        ("up", "50件", "検討中", "R4：実績「検討中」が数ではないため、達成率は計算しません。"),
        ("up", "50件", "", "R4：実績がまだないため、達成率は計算しません。"),
        ("up", "", "46件", "R4：目標がありません。"),
        ("up", "50件", "46%", "R4：実績と目標の単位が違うため、達成率は計算しません。"),
        ("up", "5年間で50件", "46件", "R4：目標「5年間で50件」は5年間の合計のため、1年の達成率は計算しません。"),
        ("", "50件", "46件", "R4：高いほどよいか低いほどよいかが決まっていないため、達成率は計算しません。"),
    ],
)
def test_the_arithmetic_is_shown_or_why_there_is_none(direction: str, target: str, result: str, explained: str) -> None:
    k = indicator("K", direction=direction)
    assert explain_achievement(city(k, figures("K", result), figures("K", target, role=TARGET)), k, 2022) == explained


def test_a_mark_is_suggested_where_lower_is_better_as_well() -> None:
    k, low = indicator("K", direction="up"), indicator("L", direction="down")
    outline = city(
        SCALE,
        k,
        low,
        figures("K", "46件"),
        figures("K", "50件", role=TARGET),
        figures("L", "8件"),
        figures("L", "10件", role=TARGET),
    )
    one, other = (suggest_mark(outline, PLAN, MEASURE, i, 2022) for i in (k, low))
    assert (one.mark and one.mark.symbol, one.reason) == ("○", "達成率 92% ≧ 80%")
    assert (other.mark and other.mark.symbol, other.reason) == ("◎", "達成率 125% ≧ 100%")
    both = suggest_mark(outline, PLAN, MEASURE, None, 2022)
    assert (both.mark and both.mark.symbol, both.reason) == ("◎", "2指標の達成率の平均 108.5% ≧ 100%")


def test_nothing_is_suggested_without_numbers_or_thresholds() -> None:
    k = indicator("K", direction="up")
    bare = city(k, figures("K", "導入"), figures("K", "導入", role=TARGET), SCALE)
    assert suggest_mark(bare, PLAN, MEASURE, k, 2022).mark is None
    scaleless = city(k, figures("K", "46件"), figures("K", "50件", role=TARGET))
    assert "目安がありません" in suggest_mark(scaleless, PLAN, MEASURE, k, 2022).reason


def test_the_last_assessment_is_found() -> None:
    rows = [Assessment.new(measure="measure", year=year, mark=mark) for year, mark in ((2020, "△"), (2021, ""), (2022, "○"))]
    found = previous_assessment(city(rows), MEASURE, None, 2022)
    assert found is not None
    assert (found.year, found.mark) == (2020, "△")
    assert previous_assessment(city(rows), MEASURE, None, 2020) is None


def test_every_indicator_of_a_document_has_its_sentence() -> None:
    adopted = adopt(Rows(), seed_draft("isehara-evaluation"))
    outline = Outline(adopted.rows)
    explained = [
        explain_achievement(outline, i, 2022) for m in outline.measures(adopted.plan) for i in outline.indicators_of(m)
    ]
    assert len(explained) == 40
    assert sum("÷" in sentence for sentence in explained) >= 20
