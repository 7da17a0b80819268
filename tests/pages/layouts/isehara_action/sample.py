"""伊勢原市's sample アクションプラン."""

from dxdesk.plan.rows.model import RESULT, TARGET, Term
from tests.plan_builder import PlanBuilder

OBSERVED = "2月末時点"


class ActionPlan(PlanBuilder):
    """Collects rows; R4 is 実績, the years after it are planned."""

    def __init__(self, **values):
        plan = {"municipality": "伊勢原市", "title": "伊勢原市ICT推進計画アクションプラン", "levels": "基本方針 > 取組"}
        super().__init__(planned_from=2023, **plan, **values)

    def indicator(self, section, label, figures=None, parent=None, **more):
        """Figures as {"R4": …}: 実績 in R4, 目標 from R5 on."""
        made = super().indicator(section, label, None, parent, **{"observed": OBSERVED, **more})
        for year, text in (figures or {}).items():
            self.figure(made, year, text, role=RESULT if year == "R4" else TARGET)
        return made


def isehara_action_plan() -> ActionPlan:
    """Two pillars, three measures: flags, lists with departments, 担当, lanes, parts of an indicator, a glossary."""
    p = ActionPlan(revisions="令和5年3月策定")
    child, care = p.department("子育て支援課"), p.department("介護高齢課")
    contracts = p.department("管財契約検査課")
    first, second = p.pillar("1", "ICTサービスの充実"), p.pillar("2", "行政経営の推進")

    online = p.measure(
        first,
        "1-1",
        "行政手続きのオンライン化の拡大",
        description="マイナポータル※を使います。\n・子育て [子育て支援課]\n・介護 [介護高齢課]\n・講習の申込み",
        effect="いつでも申請できます。",
        national=True,
    )
    p.share(online, child)
    p.share(online, care)
    p.lane(online, "オンライン化の拡大", R4="拡大")
    p.lane(online, "新しい手続き", R4="-", R5="検討", R7="実施")
    section = p.section(online)
    total = p.indicator(section, "オンライン申請数", {"R4": "17,178件", "R5": "18,500件", "R7": "22,000件"}, unit="件")
    p.indicator(section, "子育て", {"R4": "7,178件"}, total, unit="件")
    p.indicator(section, "窓口の設置", {"R5": "完了"})

    contract = p.measure(
        first, "1-2", "電子契約※の実現", description="電子契約を入れます。", contents_title="電子契約の実現", newly=True
    )
    p.share(contract, contracts, charge="契約検査担当")
    p.share(contract, care)
    p.indicator(p.section(contract), "システム導入", {"R4": "-", "R5": "-", "R6": "-", "R7": "完了"})

    p.measure(second, "2-1", "RPAの活用")
    p.add(Term, plan=p.plan.id, word="マイナポータル", text="国のサイトです。", group="ま行", pages="4")
    p.add(Term, plan=p.plan.id, word="マイナンバーカード", text="ICチップ付きのカードです。", group="ま行", pages="2 5 6")
    p.add(Term, plan=p.plan.id, word="RPA", text="手作業を自動で行います。", group="A", pages="2 12")
    return p
