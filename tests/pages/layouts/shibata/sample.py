"""新発田市's sample plan, with each way of writing a K P I and a schedule once."""

from dxdesk.plan.rows.model import TARGET
from tests.plan_builder import PlanBuilder

REMARK = "0% ※計画を令和5年度としているため。"


def shibata_plan() -> PlanBuilder:
    p = PlanBuilder(
        municipality="新発田市",
        title="新発田市情報化推進計画",
        shown_from=2021,
        shown_to=2026,
        planned_from=2024,
        levels="区分 > 施策分野 > 具体的な取組",
    )
    citizens, base = p.pillar("", "市民向け情報施策"), p.pillar("", "基盤となる情報施策")
    news, safety = p.pillar("", "情報発信", parent=citizens.id), p.pillar("", "防災", parent=citizens.id)
    security = p.pillar("", "情報セキュリティ", parent=base.id)

    open_data = p.measure(news, "1", "オープンデータ", description="形式をそろえます。\n分野を増やします。")
    count = p.indicator(p.section(open_data), "公開件数", {"R3": "7件", "R4": "約8件", "R5": "数値なし。"}, unit="件")
    p.figure(count, "R8", "15件", role=TARGET)
    schedule(p, open_data, {"R3": "形式を決める。", "R6": "令和8年度までに15件を達成"})
    p.measure(news, "4", "まだ何もない取組")

    network = p.measure(safety, "2", "無線LANの整備", completed=True)
    spots = p.indicator(p.section(network), "整備数", unit="か所", breakdown="parentheses", children_sum=True)
    p.indicator(spots_section(spots, p), "地域安全課分", {"R3": "36か所", "R4": "36か所"}, parent=spots, unit="か所")
    town = p.indicator(spots_section(spots, p), "市まち課分", {"R3": "1件", "R5": "4件"}, parent=spots, unit="件")
    p.figure(town, "R4", "3件", written="市まち課")
    p.figure(spots, "R5", "9か所")
    schedule(p, network, {"R3": "検討", "R5": "試行", "R6": "【目標達成のため、完了】"})
    media = p.measure(safety, "5", "情報伝達の手段", newly=True, completed=True)
    ways = p.indicator(p.section(media), "登録数", breakdown="inline")
    p.indicator(spots_section(ways, p), "メール登録者数", {"R3": "11,611人", "R5": "数値なし"}, parent=ways, unit="人")
    p.indicator(spots_section(ways, p), "ラジオ保有者数", {"R3": "5,432人"}, parent=ways, unit="人")

    training = p.measure(security, "3", "研修の実施")
    section = p.section(training)
    p.indicator(section, "履修人数", {"R3": REMARK, "R4": "-", "R5": "66人"}, unit="人", definition="名簿による")
    p.indicator(section, "高度な研修", {"R3": REMARK, "R4": "-"}, definition="※②はR6から除く。", last_year=2023)
    schedule(p, training, {"R4": "準備"}, {"R6": "実施", "R8": "見直し"}, labels=("", "階級別"))
    return p


def spots_section(parent, p: PlanBuilder):
    return next(row for row in p.rows if row.id == parent.section)


def schedule(p: PlanBuilder, measure, *phases, labels=("",)) -> None:
    """A lane for each mapping of years to texts."""
    for label, texts in zip(labels, phases, strict=True):
        p.lane(measure, label, **texts)
