"""伊東市's sample plan, with each way of writing figures once."""

from dxdesk.plan.rows.model import LEAD
from tests.plan_builder import PlanBuilder


def ito_plan() -> PlanBuilder:
    """Two pillars, four measures: every form and breakdown, sections, publication wording, a measure without number."""
    p = PlanBuilder()
    digital = p.department("デジタル政策課", spellings="情報政策課")
    tax, crisis = p.department("収納課"), p.department("危機対策課")
    first, second = p.pillar("1", "行政サービスの推進"), p.pillar("2", "情報システムの標準化・共通化")

    online = p.measure(
        first, "1-(1)", "行政手続のオンライン化", description="電子申請を導入します。\n対象を広げます。", kpi_published=True
    )
    section = p.section(online)
    p.indicator(
        section,
        "オンライン化手続数",
        {"R4": "61業務", "R5": "88業務", "R6": "173業務", "R7": "200業務"},
        unit="業務",
        shows_change=True,
    )
    p.entry(section, "R5", "電子申請の利用を呼びかけた。", digital)
    p.entry(section, "R6", "提出された文。", digital, publication="公表用の文。")
    p.entry(section, "R6", "改称前の課が行った。", digital, written="情報政策課")
    p.entry(section, "R7", "利用拡大に努める。", digital)

    cashless = p.measure(first, "1-(2)", "キャッシュレス決済の拡充", description="納付方法を広げます。")
    section = p.section(cashless)
    group = p.indicator(section, "スマホアプリ決済実施業務数", unit="件", breakdown="inline")
    for label, figures in (
        ("税", {"R4": "9,600件", "R5": "9,088件", "R6": "12,225件"}),
        ("水道", {"R4": "1,865件", "R5": "3,180件", "R6": "数値なし"}),
    ):
        p.indicator(section, label, figures, parent=group, unit="件", form="line", shows_change=True)
    rate = p.indicator(section, "利用割合", {"R4": "11.2%", "R5": "18.0%", "R6": "約19.15%"}, unit="%", shows_change=True)
    calls = p.indicator(section, "相談数", {"R4": "10件"}, unit="件", breakdown="parentheses", children_sum=True)
    for label, figures in (("収納課", {"R4": "4件", "R5": "12件"}), ("危機対策課", {"R4": "6件", "R5": "10件"})):
        p.indicator(section, label, figures, parent=calls, unit="件", form="line")
    p.figure(rate, "R3", "10.0%")
    keirin = p.section(cashless, "【伊東温泉けいりん】")
    p.indicator(keirin, "LINE登録件数", {"R5": "5,176人", "R6": "5,377人"}, unit="人", form="line")
    p.indicator(keirin, "利用回数", {"R5": "142回", "R6": "185件"}, unit="件", form="bullet", shows_change=True)
    p.entry(keirin, "R6", "=SUM(A1)と書いた。", tax, bullet="")
    p.share(cashless, tax, role=LEAD)

    core = p.measure(second, "", "基幹系情報システムの標準化・共通化", contents_title="基幹系システムの標準化")
    section = p.section(core)
    web = p.indicator(section, "Web会議利用数", {"R4": "878回", "R5": "991回"}, unit="回", breakdown="bullets")
    for label, figures in (("情報政策課", {"R4": "790回"}), ("デジタル政策課", {"R5": "830回"})):
        p.indicator(section, label, figures, parent=web, unit="回", form="line")
    course = p.indicator(section, "研修受講職員数", {"R4": "99人", "R5": "822人"}, unit="人", breakdown="itemised")
    p.indicator(section, "演習 [CYDER]", {"R4": "2人"}, parent=course, unit="人", form="bullet")
    p.indicator(section, "その他研修", {"R4": "97人", "R5": "822人"}, parent=course, unit="人", form="bullet")

    gis = p.measure(second, "2-(1)", "GISシステム導入事業（危機対策課）R5～", first_year=2023)
    p.entry(p.section(gis), "R6", "地図を運用し、訓練で活用した。", bullet="")
    p.share(gis, crisis, role=LEAD)
    return p
