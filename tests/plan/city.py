"""A small city's plan with what outline, edits and checks need, in few lines."""

from dxdesk.plan.rows.model import DONE, RESULT, Department, Entry, Figure, Indicator, Measure, Pillar, Plan, Section
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row

PLAN = Plan(id="plan", municipality="伊東市", title="DX推進計画", shown_from=2022, shown_to=2025, planned_from=2025)
PILLAR = Pillar(id="pillar", plan="plan", number="1", title="行政サービス")
MEASURE = Measure(id="measure", plan="plan", pillar="pillar", number="1-(1)", title="オンライン化")
SECTION = Section(id="section", measure="measure")
CITIZENS = Department(id="citizens", plan="plan", name="市民課")
DIGITAL = Department(id="digital", plan="plan", name="デジタル政策課", spellings="情報政策課\nDX課")


def indicator(name: str, **values: object) -> Indicator:
    """An indicator of the measure; its id is its label."""
    given: dict[str, object] = {"measure": "measure", "section": "section", "label": name, **values}
    return Indicator(id=name, **given)  # type: ignore[arg-type]


def figures(name: str, *texts: str | None, first: int = 2022, role: str = RESULT) -> list[Row]:
    """Figures of consecutive years; None for a year without a row."""
    return [
        Figure.new(indicator=name, year=year, role=role, text=text)
        for year, text in enumerate(texts, first)
        if text is not None
    ]


def entry(name: str, year: int = 2024, kind: str = DONE, **values: object) -> Entry:
    """A line of the measure; its text is its id unless given."""
    given: dict[str, object] = {"measure": "measure", "section": "section", "text": name, **values}
    return Entry(id=name, year=year, kind=kind, **given)  # type: ignore[arg-type]


def city(*rows: Row | list[Row]) -> Outline:
    """The plan with these rows added (or replaced)."""
    flat = [row for item in rows for row in (item if isinstance(item, list) else [item])]
    return Outline(Rows.of([PLAN, PILLAR, MEASURE, SECTION, CITIZENS, DIGITAL, *flat]))
