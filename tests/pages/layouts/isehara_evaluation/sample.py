"""伊勢原市's sample evaluation: policies with and without 施策, several indicators, a breakdown, a gap."""

from dxdesk.plan.rows.model import BASELINE, RESULT, TARGET, Assessment, Mark
from tests.plan_builder import PlanBuilder

AT = "令和4年度末時点"


def isehara_evaluation_plan() -> PlanBuilder:
    p = PlanBuilder(
        municipality="伊勢原市",
        title="伊勢原市ICT推進計画",
        shown_from=2019,
        shown_to=2022,
        planned_from=2023,
        levels="基本方針 > 施策 > 取組",
    )
    for symbol, meaning in (("◎", "目標以上の成果"), ("○", "計画どおり"), ("△", "進捗に遅れ")):
        p.add(Mark, plan=p.plan.id, symbol=symbol, meaning=meaning)
    services = p.pillar("1", "ICTサービスの充実")
    citizens = p.pillar("1", "市民サービスの電子化", parent=services.id)
    sharing = p.pillar("2", "市民との対話", parent=services.id)
    safety = p.pillar("2", "安全・安心", description="災害に強い社会を目指します。")

    online = p.measure(citizens, "1-1-1", "オンライン申請の推進", description="申請を電子化します。\n対象を広げます。")
    assess(p, online, "◎", text="目標を上回った。")
    section = p.section(online)
    rate(p, section, "オンライン化率", ("0 %", "30%", "52%"), "◎", unit="%")
    parts = rate(p, section, "申請数", ("10件", "40件", ""), "", unit="件", children_sum=True)
    rate(p, section, "子育て", ("", "", "30件"), "", unit="件", parent=parts)
    rate(p, section, "介護", ("", "", "12件"), "", unit="件", parent=parts)
    form = p.measure(citizens, "1-1-2", "申請書の電子化", contents_title="申請書の電子化の推進")
    assess(p, form, "△", text="検討にとどまった。")
    rate(p, p.section(form), "サービスの開始", ("未実施", "システム導入", "仕様検討"), "△")
    open_data = p.measure(sharing, "1-2-1", "オープンデータ")
    assess(p, open_data, "○")
    p.measure(safety, "", "Wi-Fi環境の整備")
    return p


def assess(p: PlanBuilder, measure, mark, text="", indicator=None, year=2022, at=AT):
    return p.add(
        Assessment,
        measure=measure.id,
        indicator=indicator.id if indicator else None,
        year=year,
        mark=mark,
        text=text,
        at=at if indicator is None else "",
    )


def rate(p: PlanBuilder, section, label, texts, mark, **more):
    """An indicator with its 基準値 of R1, its 目標 of R4 and the result, and its mark."""
    made = p.indicator(section, label, **more)
    for (role, year), text in zip(((BASELINE, "R1"), (TARGET, "R4"), (RESULT, "R4")), texts, strict=True):
        if text:
            p.figure(made, year, text, role=role)
    if mark:
        measure = next(row for row in p.rows if row.id == section.measure)
        assess(p, measure, mark, indicator=made)
    return made
