"""What of a plan has no place in 伊東市's table, told by kind with a count. Notes are internal and never told."""

from collections import Counter
from collections.abc import Mapping, Sequence

from dxdesk.plan.model import BASELINE, DONE, RESULT, TARGET, CustomField, Indicator, Measure, Plan
from dxdesk.plan.outline import Outline
from dxdesk.plan.quantity import Quantity

_UNSHOWN = {BASELINE: "基準値", TARGET: "目標値"}


def left_out(outline: Outline, plan: Plan, measures: Sequence[Measure], kinds: Mapping[int, str]) -> list[str]:
    """One line a kind, none where everything has its place. Years that are not shown were not asked for."""
    indicators = [i for m in measures for i in outline.indicators_of(m)]
    counts: Counter[str] = Counter()
    _count_plan(counts, outline, plan)
    for measure in measures:
        _count_measure(counts, outline, measure)
        for entry in outline.all_entries(measure):
            if entry.text.strip() and entry.kind != kinds.get(entry.year, entry.kind):
                counts[f"{kinds[entry.year]}の年度にある{entry.kind}の記述"] += 1
    for indicator in indicators:
        _count_indicator(counts, outline, indicator, kinds)
    return [f"{kind} {count}件は、この様式に載せる欄がありません。" for kind, count in counts.items() if count]


def _count_plan(counts: Counter[str], outline: Outline, plan: Plan) -> None:
    counts["基本理念・目指す姿"] += bool(plan.vision)
    counts["策定・改定の経過"] += bool(plan.revisions)
    stack = outline.pillars(plan)
    while stack:
        pillar = stack.pop()
        counts["柱の説明"] += bool(pillar.description)
        stack += outline.pillars(plan, pillar)
    counts["用語の説明"] += len(outline.terms(plan))


def _count_measure(counts: Counter[str], outline: Outline, measure: Measure) -> None:
    counts["期待効果"] += bool(measure.effect)
    counts["☆（国の重点取組事項）"] += measure.national
    counts["【新】"] += measure.newly
    counts["【完了】"] += measure.completed
    counts["担当"] += sum(bool(share.charge) for share, _ in outline.shares(measure))
    counts["スケジュールの段階"] += sum(len(outline.phases(lane)) for lane in outline.lanes(measure))
    counts["評価・見解"] += sum(bool(a.mark or a.text) for a in outline.assessments(measure))
    for value in outline.values(measure):
        if value.text:
            counts[f"項目「{outline.rows.all(CustomField)[value.field].name}」"] += 1


def _count_indicator(counts: Counter[str], outline: Outline, indicator: Indicator, kinds: Mapping[int, str]) -> None:
    if not indicator.published:
        counts["公表しない指標"] += 1
        return
    counts["指標の算定方法・出典"] += bool(indicator.definition)
    counts["指標の時点"] += bool(indicator.observed)
    for figure in outline.figures(indicator):
        if Quantity(figure.text).blank:
            continue
        if figure.role in _UNSHOWN:
            counts[_UNSHOWN[figure.role]] += 1
        elif figure.year in kinds and (figure.role == RESULT) != (kinds[figure.year] == DONE):
            counts[f"{kinds[figure.year]}の年度にある{figure.role}の値"] += 1
