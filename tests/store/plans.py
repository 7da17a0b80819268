"""A small plan to write to, and shorthands for edits."""

from dxdesk.plan.rows.change import Batch, Change, insertions
from dxdesk.plan.rows.model import Entry, Figure
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row
from tests.plan_builder import PlanBuilder

_BUILDER = PlanBuilder(fixed_ids=False)
PLAN = _BUILDER.plan
DEPARTMENT = _BUILDER.department("デジタル政策課", spellings="情報政策課")
PILLAR = _BUILDER.pillar("1", "行政サービスのデジタル化")
MEASURE = _BUILDER.measure(PILLAR, "1-(1)", "行政手続のオンライン化", kpi_published=True)
ROLE = _BUILDER.share(MEASURE, DEPARTMENT)
SECTION = _BUILDER.section(MEASURE)
INDICATOR = _BUILDER.indicator(SECTION, "オンライン化済手続", unit="業務")
FIGURE = _BUILDER.figure(INDICATOR, "R6", "61業務")
ENTRY = _BUILDER.entry(SECTION, "R6", "①㈱～の髙﨑氏と協議", DEPARTMENT)

ROWS = Rows.of(_BUILDER.rows)

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
