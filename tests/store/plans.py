"""A small plan to write to, and shorthands for edits."""

from dxdesk.plan.rows.change import Batch, Change, insertions
from dxdesk.plan.rows.model import (
    Department,
    Entry,
    Figure,
    Indicator,
    Measure,
    MeasureDepartment,
    Pillar,
    Plan,
    Row,
    Section,
)
from dxdesk.plan.rows.rows import Rows

PLAN = Plan.new(municipality="伊東市", title="伊東市DX推進計画", shown_from=2022, shown_to=2025, planned_from=2025)
DEPARTMENT = Department.new(plan=PLAN.id, name="デジタル政策課", spellings="情報政策課")
PILLAR = Pillar.new(plan=PLAN.id, number="1", title="行政サービスのデジタル化")
MEASURE = Measure.new(plan=PLAN.id, pillar=PILLAR.id, number="1-(1)", title="行政手続のオンライン化", kpi_published=True)
ROLE = MeasureDepartment.new(measure=MEASURE.id, department=DEPARTMENT.id)
SECTION = Section.new(measure=MEASURE.id)
INDICATOR = Indicator.new(measure=MEASURE.id, section=SECTION.id, label="オンライン化済手続", unit="業務")
FIGURE = Figure.new(indicator=INDICATOR.id, year=2024, text="61業務")
ENTRY = Entry.new(measure=MEASURE.id, section=SECTION.id, year=2024, department=DEPARTMENT.id, text="①㈱～の髙﨑氏と協議")

ROWS = Rows.of([PLAN, DEPARTMENT, PILLAR, MEASURE, ROLE, SECTION, INDICATOR, FIGURE, ENTRY])

ANNA, BEN = "安藤", "馬場"


def text(row: Row, before: str, after: str) -> Change:
    """The row's text from one wording to another."""
    return Change("figure" if isinstance(row, Figure) else "entry", row.id, "text", before, after)


def edit(*changes: Change, author: str = ANNA, group: str = "") -> Batch:
    """Return the batch of one visit to a field."""
    return Batch(changes, author, group=group) if group else Batch(changes, author)


def an_entry(words: str) -> Entry:
    """One more line of narrative."""
    return Entry.new(measure=MEASURE.id, section=SECTION.id, year=2024, text=words)


def birth(*rows: tuple[str, Row], author: str = ANNA) -> Batch:
    """Rows that somebody adds."""
    return Batch(insertions(rows), author)
