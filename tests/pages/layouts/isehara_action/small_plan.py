"""A small plan in the shape of 伊勢原市's アクションプラン. Ids are told, so that order is fixed."""

from dxdesk.plan.rows.dates import read_year
from dxdesk.plan.rows.model import RESULT, TARGET, Lane, MeasureDepartment, Phase, Term
from tests.pages.layouts.ito.small_plan import SmallPlan

OBSERVED = "2月末時点"


class ActionPlan(SmallPlan):
    """Collects rows; R4 is 実績, the years after it are planned."""

    def __init__(self) -> None:
        super().__init__()
        self.plan = self.rows[0] = self.plan.replace(
            municipality="伊勢原市",
            title="伊勢原市ICT推進計画アクションプラン",
            planned_from=2023,
            levels="基本方針 > 取組",
        )

    def lane(self, measure, label, **phases):
        lane = self.add(Lane, measure=measure.id, label=label)
        for year, text in phases.items():
            self.add(Phase, lane=lane.id, year=read_year(year), text=text)
        return lane

    def indicator(self, section, label, figures=None, parent=None, **more):
        """Figures as {"R4": …}: 実績 in R4, 目標 from R5 on."""
        made = super().indicator(section, label, None, parent, **{"observed": OBSERVED, **more})
        for year, text in (figures or {}).items():
            self.figure(made, year, text, role=RESULT if year == "R4" else TARGET)
        return made

    def share(self, measure, department, **more):
        return self.add(MeasureDepartment, measure=measure.id, department=department.id, **more)


def action_plan() -> ActionPlan:
    """Two pillars, three measures: flags, lists with departments, 担当, lanes, parts of an indicator, a glossary."""
    p = ActionPlan()
    p.plan = p.rows[0] = p.plan.replace(revisions="令和5年3月策定")
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
