"""A file with 前期計画 and its 改定版: 2-1-2 of the one, with marks of three years, goes on as 2-2 of the other."""

from pathlib import Path

from dxdesk.jobs.creating import from_seeds
from dxdesk.plan.rows.change import Batch, insertions
from dxdesk.plan.rows.lookup import find_measure
from dxdesk.plan.rows.model import Assessment, Mark
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.table import Row, table_of
from dxdesk.store import Store

SAID = "税9業務、保健福祉5業務、子ども3業務などで使い、目標を大きく超えた。AI-OCRなどとの連携も検討する。"
EARLIER = SAID.replace("税9業務", "税5業務")


def two_plans(place: Path) -> Path:
    """Makes it there."""
    from_seeds(place, ["isehara-evaluation", "isehara-action"], author="準備").close()
    with Store.open(place, author="係長") as store:
        outline = Outline(store.load())
        old, new = outline.plans
        measure = find_measure(outline, old, "2-1-2")
        first = outline.indicators_of(measure)[0]
        rows: list[Row] = [
            Assessment.new(measure=measure.id, year=2019, mark="△", text="税3業務で試した。"),
            Assessment.new(measure=measure.id, year=2021, mark="○", text=EARLIER),
            Assessment.new(measure=measure.id, indicator=first.id, year=2021, mark="○"),
            Mark.new(plan=new.id, symbol="A", meaning="達成"),
        ]
        store.apply(Batch(insertions((table_of(row), row) for row in rows), "係長"))
    return place
