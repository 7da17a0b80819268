"""One row for each fact of the plan: its kind, measure, year and department, and the text as written.

Every row names all that it belongs to, so that each can be read alone. The 区分 of a row (実績, 実施予定, 目標 …) is its
own: the years of the options only select rows.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from dxdesk.pages.layouts import Options, Written
from dxdesk.pages.layouts.common import omissions as kind
from dxdesk.pages.layouts.common.figures import is_published, value_text
from dxdesk.pages.layouts.common.omissions import YearRow, left_out
from dxdesk.pages.layouts.common.selection import chosen_measures
from dxdesk.pages.page import Book, Cell, Page
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import CustomField, Indicator, Measure, Pillar, Plan, Section
from dxdesk.plan.rows.outline import Outline, pillar_name
from dxdesk.plan.rows.quantity import Quantity

PAGE = "公開データ"
_COLUMNS: dict[str, int] = {
    "団体名": 12,
    "計画名": 24,
    "柱": 24,
    "施策番号": 9,
    "施策名": 30,
    "種別": 10,
    "見出し": 16,
    "項目": 26,
    "区分": 10,
    "年度": 8,
    "西暦": 8,
    "担当課": 18,
    "内容": 60,
    "数値": 12,
    "単位": 8,
}
_SHOWN = {
    *(kind.VISION, kind.REVISIONS, kind.PILLAR_TEXT, kind.TERMS, kind.SCALE, kind.CONTENTS_TITLE, kind.DESCRIPTION),
    *(kind.EFFECT, kind.SPAN, kind.PUBLISHED, kind.NATIONAL, kind.NEW, kind.DONE_FLAG, kind.DEPARTMENTS, kind.CHARGES),
    *(kind.HEADINGS, kind.DEFINITION, kind.OBSERVED),
}


@dataclass(frozen=True)
class _Fact:
    """One row of the table; without a measure it belongs to the plan or to a pillar."""

    city: str
    plan: str
    pillar: str = ""
    number: str = ""
    measure: str = ""
    what: str = ""
    heading: str = ""
    item: str = ""
    sort: str = ""
    year: int | None = None
    department: str = ""
    text: str = ""
    figure: Decimal | None = None
    unit: str = ""


def write(outline: Outline, plan: Plan, options: Options) -> Written:
    """Return the table. Raises Refused where the options leave nothing to write."""
    measures = chosen_measures(outline, plan, options)
    everything = options.measures is None and options.department is None
    rows = [*(_of_plan(outline, plan) if everything else ()), *_of_measures(outline, plan, measures)]
    if options.years is not None:
        rows = [row for row in rows if row.year is None or row.year in options.years]
    if not rows:
        raise Refused("書き出す内容がありません。年度や施策の指定を確かめてください。")
    shown = _SHOWN | {field.name for field in outline.custom_fields(plan)}
    return Written(Book(f"{plan.title}_オープンデータ", [_page(rows)]), left_out(outline, plan, measures, shown, _nothing))


def _nothing(_row: YearRow) -> str:
    return ""


def _page(rows: Iterable[_Fact]) -> Page:
    page = Page(PAGE, widths=[*_COLUMNS.values()], repeat_rows=(0, 0), freeze=(1, 0), paper="A3", data=True)
    for column, heading in enumerate(_COLUMNS):
        page.put(0, column, heading, "heading")
    for row, fact in enumerate(rows, 1):
        years = ("", "") if fact.year is None else (short_year(fact.year), str(fact.year))
        belongs_to = (fact.city, fact.plan, fact.pillar, fact.number, fact.measure)
        texts = (*belongs_to, fact.what, fact.heading, fact.item, fact.sort, *years, fact.department, fact.text)
        for column, text in enumerate(texts):
            page.put(row, column, text, "cell")
        page.cells[(row, len(texts))] = Cell("", "number", number=fact.figure)
        page.put(row, len(texts) + 1, fact.unit, "cell")
    return page


def _of_plan(outline: Outline, plan: Plan) -> Iterator[_Fact]:
    """The facts of the plan itself, its pillars, its marks and its terms."""
    plain = _Fact(plan.municipality, plan.title)
    whole = replace(plain, what="計画")
    yield from _texts(whole, ("基本理念・目指す姿", plan.vision), ("策定・改定", plan.revisions))
    yield from (replace(plain, what="評価の区分", item=mark.symbol, text=mark.meaning) for mark in outline.marks(plan))
    for pillar in outline.all_pillars(plan):
        yield from _texts(replace(plain, what="柱", pillar=_path(outline, pillar)), ("説明", pillar.description))
    yield from (replace(plain, what="用語", item=term.word, text=term.text) for term in outline.terms(plan))


def _texts(of: _Fact, *pairs: tuple[str, str]) -> Iterator[_Fact]:
    """A row for each text there is."""
    yield from (replace(of, item=item, text=text) for item, text in pairs if text.strip())


def _path(outline: Outline, pillar: Pillar) -> str:
    """A pillar with all above it: `1 市民サービス > 1-1 窓口`."""
    return " > ".join(pillar_name(above) for above in outline.pillar_path(pillar))


def _of_measures(outline: Outline, plan: Plan, measures: Iterable[Measure]) -> Iterator[_Fact]:
    for measure in measures:
        pillar = _path(outline, outline.pillar_of(measure))
        of = _Fact(plan.municipality, plan.title, pillar, measure.number, measure.title)
        for part in _PARTS:
            yield from part(outline, measure, of)


def _itself(outline: Outline, measure: Measure, of: _Fact) -> Iterator[_Fact]:
    of = replace(of, what="施策")
    titled, described = ("目次での施策名", measure.contents_title), ("概要", measure.description)
    yield from _texts(of, titled, described, ("期待効果", measure.effect))
    years = (("開始年度", measure.first_year), ("終了年度", measure.last_year))
    yield from _texts(of, *((item, short_year(year)) for item, year in years if year is not None))
    flags = (
        (kind.PUBLISHED, measure.kpi_published),
        (kind.NATIONAL, measure.national),
        (kind.NEW, measure.newly),
        (kind.DONE_FLAG, measure.completed),
    )
    yield from (replace(of, item="印", text=flag) for flag, there in flags if there)
    for share, department in outline.department_roles(measure):
        yield replace(of, item="担当課", sort=share.role, department=department.name, text=share.charge)


def _indicators(outline: Outline, measure: Measure, of: _Fact) -> Iterator[_Fact]:
    for indicator in outline.indicators_of(measure):
        if not is_published(outline, indicator):
            continue
        heading = outline.rows.all(Section)[indicator.section].heading
        line = replace(of, what="指標", heading=heading, item=_label(outline, indicator), unit=indicator.unit)
        line = replace(line, department=outline.department_name(indicator.department))
        texts = (("算定方法・出典", indicator.definition), ("時点", indicator.observed))
        yield from (replace(line, sort=sort, text=text) for sort, text in texts if text.strip())
        for figure in outline.figures(indicator):
            text = value_text(outline, indicator, figure.year, figure.role)
            quantity = Quantity(text)
            if not quantity.blank:
                dated = replace(line, sort=figure.role, year=figure.year, text=text, figure=quantity.number)
                yield replace(dated, unit=quantity.unit or indicator.unit)


def _label(outline: Outline, indicator: Indicator) -> str:
    """The label, preceded by that of the indicator of which it is a part."""
    parent = outline.rows.all(Indicator)[indicator.parent] if indicator.parent else None
    return f"{parent.label} > {indicator.label}" if parent is not None else indicator.label


def _entries(outline: Outline, measure: Measure, of: _Fact) -> Iterator[_Fact]:
    for entry in outline.all_entries(measure):
        text = entry.printed
        if text.strip():
            heading = outline.rows.all(Section)[entry.section].heading
            department = entry.written or outline.department_name(entry.department)
            line = replace(of, what="取組内容", heading=heading, sort=entry.kind, year=entry.year)
            yield replace(line, department=department, text=text)


def _phases(outline: Outline, measure: Measure, of: _Fact) -> Iterator[_Fact]:
    for lane in outline.lanes(measure):
        for phase in outline.phases(lane):
            if phase.text.strip():
                yield replace(of, what="工程", item=lane.label, year=phase.year, text=phase.text)


def _assessments(outline: Outline, measure: Measure, of: _Fact) -> Iterator[_Fact]:
    for found in outline.assessments(measure):
        indicator = outline.rows.all(Indicator)[found.indicator] if found.indicator else None
        if (found.mark or found.text.strip()) and (indicator is None or is_published(outline, indicator)):
            item = _label(outline, indicator) if indicator is not None else ""
            yield replace(of, what="評価", item=item, sort=found.mark, year=found.year, text=found.text)


def _own_columns(outline: Outline, measure: Measure, of: _Fact) -> Iterator[_Fact]:
    fields = outline.rows.all(CustomField)
    for value in outline.values(measure):
        if value.text.strip():
            yield replace(of, what="独自の項目", item=fields[value.field].name, year=value.year, text=value.text)


_PARTS: tuple[Callable[[Outline, Measure, _Fact], Iterator[_Fact]], ...] = (
    _itself,
    _indicators,
    _entries,
    _phases,
    _assessments,
    _own_columns,
)
