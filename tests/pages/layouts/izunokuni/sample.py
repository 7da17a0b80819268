"""伊豆の国市's sample plan, with each thing its tables show once."""

from dxdesk.plan.rows.model import FORECAST, LEAD, PLANNED, RESULT, TARGET, Term
from tests.plan_builder import PlanBuilder

VISION = "まちの全体に係る一文。\n【基本理念】\n暮らしやすいまち。\n誰も取り残さない。\n【推進体制】\n本部が進める。"


class OutlinePlan(PlanBuilder):
    """Collects rows; R5 and R6 are 実績, the years after them planned."""

    def __init__(self) -> None:
        super().__init__(
            municipality="伊豆の国市",
            title="伊豆の国市DX推進計画",
            first_year=2023,
            last_year=2026,
            shown_from=2023,
            shown_to=2026,
            planned_from=2025,
            levels="重点取組事項 > 分野 > 取組",
            revisions="令和5年3月策定\n令和7年2月改定",
            vision=VISION,
        )

    def entry(self, section, year, text, department=None, **more):
        """A department's name is kept as written."""
        return super().entry(section, year, text, department, written=department.name if department else "", **more)

    def term(self, word, text, **more):
        return self.add(Term, plan=self.plan.id, word=word, text=text, **more)


def izunokuni_plan() -> OutlinePlan:
    """Pillars in a pillar, lanes, narrative in twin sections, figures over many years, parts of parts, a glossary."""
    p = OutlinePlan()
    it, tax = p.department("情報政策課"), p.department("税務課")
    first = p.pillar("1", "便利な行政サービス", description="利便性の向上\n手続を見直す。")
    online = p.pillar("1-1", "手続", parent=first.id)
    second = p.pillar("", "組織の変革", description="働き方を改める。")

    forms = p.measure(online, "①", "手続のオンライン化", description="申請を家からできるようにする。\n対象を広げる。")
    p.share(forms, it, role=LEAD)
    p.share(forms, tax)
    p.lane(forms, "電子申請", R5="検討", R7="導入")
    p.lane(forms, "", R6="試行")
    p.lane(forms, "", R8="拡大")
    plain, more = p.section(forms), p.section(forms)
    p.entry(plain, "R5", "手続を選んだ。", it)
    p.entry(plain, "R7", "十の手続を始める。", kind=PLANNED)
    p.entry(more, "R5", "税の申告を調べた。", tax, bullet="")
    done = p.section(forms, "(窓口)")
    p.entry(done, "R6", "提出された文。", it, publication="公表用の文。")
    p.indicator(done, "申請数", {"R5": "1,211件", "R6": "約1,300件"}, unit="件")

    window = p.measure(first, "", "窓口業務の改革")
    counts = p.section(window, "来庁者")
    people = p.indicator(
        counts, "来庁者数", unit="人", children_sum=True, definition="窓口の記録による。", observed="年度末"
    )
    for year in range(2016, 2025):
        p.figure(people, f"{year}", f"{year - 1000:,}", role=RESULT)
    home = p.indicator(counts, "市内", parent=people, unit="人")
    p.figure(home, "2030", "700", role=FORECAST)
    p.figure(p.indicator(counts, "うち本庁", parent=home, unit="人"), "R8", "500人", role=TARGET)

    p.measure(second, "", "人材育成の研修")
    p.term("AI", "人のように学ぶ仕組み。", group="英字", pages="3、7")
    p.term("オープンデータ", "二次利用できるデータ。\n公共性が高い。")
    return p
