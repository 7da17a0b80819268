"""The texts of the overview, and the overview as a workbook."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from dxdesk.files import replacing
from dxdesk.pages.formats import writer
from dxdesk.pages.page import Book, Page
from dxdesk.plan.analysis.overview import Overview, OverviewLine, Sparkline
from dxdesk.plan.analysis.plan_comparison import ComparedRow, PlanComparison
from dxdesk.plan.rows.dates import short_year, span_text
from dxdesk.plan.rows.model import Measure, Plan
from dxdesk.plan.rows.quantity import format_number

HEADINGS = ("柱・施策", "施策", "評価", "目標の達成", "記入済／必要", "主な指標の推移")
SIDE_HEADINGS = ("評価", "目標の達成", "主な指標の最新値")  # under each plan's name
_WIDTHS = (52, 8, 26, 22, 14, 44)
_SIDE_WIDTHS = (26, 22, 40)
_INDENT = "　"


def texts(line: OverviewLine) -> tuple[str, ...]:
    """Return a line's texts in the order of HEADINGS, blank where there is nothing to count."""
    single = isinstance(line.row, Measure)
    return (
        line.name,
        "" if single else f"{line.measures:,}",
        marks_text(line.marks, single=single),
        targets_text(line),
        f"{line.filled:,}／{line.required:,}" if line.required else "",
        sparkline_text(line),
    )


def marks_text(marks: dict[str, int], *, single: bool = False) -> str:
    """Return `◎10　○3　△3`, for a single measure the mark alone."""
    return "　".join(mark if single else f"{mark}{count}" for mark, count in marks.items())


def targets_text(line: OverviewLine) -> str:
    """Return `3／5 指標（平均 92%）`: how many of those with a numeric target reached it, and their mean achievement."""
    if not line.percents:
        return ""
    average = sum(line.percents, Decimal(0)) / len(line.percents)
    return f"{line.met:,}／{line.comparable:,}指標（平均 {round(average):,}%）"


def sparkline_text(line: OverviewLine) -> str:
    """Return `【交付枚数】 R4 41,714 → R5 49,665`."""
    sparkline = line.sparkline
    if sparkline is None:
        return ""
    known = [(year, number) for year, number in zip(sparkline.years, sparkline.numbers, strict=True) if number is not None]
    texts = " → ".join(f"{short_year(year)} {format_number(number)}" for year, number in known)
    return f"【{sparkline.name}】{' ' if texts else ''}{texts}"


def newest_text(sparkline: Sparkline | None) -> str:
    """Return `54,133　マイナンバーカード交付枚数`, which fits a narrow column."""
    number = next((n for n in reversed(sparkline.numbers) if n is not None), None) if sparkline is not None else None
    return f"{format_number(number)}　{sparkline.name}" if sparkline is not None and number is not None else ""


def side_texts(row: ComparedRow) -> tuple[str, ...]:
    """Return the row's name, then its texts under SIDE_HEADINGS for each plan; why, where a plan does not have it."""
    found = [_side_name(row)]
    for place, line in enumerate(row.cells):
        if line is None:
            found += [_missing(row, place), *("" for _ in SIDE_HEADINGS[1:])]
        else:
            marks = marks_text(line.marks, single=isinstance(line.row, Measure))
            found += [marks, targets_text(line), newest_text(line.sparkline)]
    return tuple(found)


def _side_name(row: ComparedRow) -> str:
    """Its present name, followed by its earlier ones."""
    now = row.newest.name
    earlier = dict.fromkeys(line.name for line in row.cells if line is not None and line.name != now)
    return f"{now}（前は {'、'.join(earlier)}）" if earlier else now


def _missing(row: ComparedRow, place: int) -> str:
    before, after = any(row.cells[:place]), any(row.cells[place + 1 :])
    return "（この計画にはない）" if before and after else "（前の計画で終了）" if before else "（新：次の計画から）"


def short_titles(plans: Sequence[Plan]) -> list[str]:
    """Return `【前期計画】`, `【改定版】…`: the titles without their common beginning, where a bracket follows it."""
    titles = [plan.title for plan in plans]
    for cut in range(min(map(len, titles), default=0) - 1, 0, -1):
        alike = len({title[:cut] for title in titles}) == 1
        if alike and all(title[cut] in "【（(［[" for title in titles):
            return [title[cut:] for title in titles]
    return titles


def export_overview(overviews: Sequence[Overview], out: str | Path, cities: Sequence[PlanComparison] = ()) -> Path:
    """Write one sheet by pillar and one by department of each plan, and a city's plans side by side.

    Raises EnvironmentFault.
    """
    book = Book("計画の概況")
    for number, overview in enumerate(overviews, 1):
        mark = f" {number}" if len(overviews) > 1 else ""
        book.pages.append(_page(f"柱ごと{mark}", overview, overview.pillars.lines))
        if overview.departments:
            book.pages.append(_page(f"課ごと{mark}", overview, overview.departments))
    for number, city in enumerate(cities, 1):
        book.pages.append(_side_page(f"計画を並べる{f' {number}' if len(cities) > 1 else ''}", city))
    target = Path(out)
    with replacing(target) as temporary:
        writer("xlsx")(book, temporary)
    return target


def _page(name: str, overview: Overview, lines: Sequence[OverviewLine]) -> Page:
    plan = overview.plan
    page = Page(name, widths=list(_WIDTHS), repeat_rows=(1, 1), freeze=(2, 1))
    title = f"{plan.municipality} {plan.title}　概況（{short_year(overview.year)}、表示年度 {span_text(plan.shown_from, plan.shown_to)}）"
    page.put(0, 0, title, "title", columns=len(HEADINGS))
    for column, heading in enumerate(HEADINGS):
        page.put(1, column, heading, "heading")
    _put(page, lines, 0)
    _put_line(page, overview.pillars, "計", 0)
    return page


def _put(page: Page, lines: Sequence[OverviewLine], depth: int) -> None:
    for line in lines:
        _put_line(page, line, line.name, depth)
        _put(page, line.lines, depth + 1)


def _put_line(page: Page, line: OverviewLine, name: str, depth: int) -> None:
    row = page.height
    page.put(row, 0, _INDENT * depth + name, "cell")
    for column, text in enumerate(texts(line)[1:], 1):
        page.put(row, column, text, "cell" if column == len(HEADINGS) - 1 else "value")


def _side_page(name: str, city: PlanComparison) -> Page:
    page = Page(name, widths=[_WIDTHS[0], *_SIDE_WIDTHS * len(city.plans)], repeat_rows=(1, 2), freeze=(3, 1))
    wide = len(SIDE_HEADINGS)
    titles = " → ".join(plan.title for plan in city.plans)
    page.put(0, 0, f"{city.plans[0].municipality} {titles}", "title", columns=1 + wide * len(city.plans))
    page.put(1, 0, HEADINGS[0], "heading", rows=2)
    for place, title in enumerate(short_titles(city.plans)):
        page.put(1, 1 + place * wide, title, "heading", columns=wide)
        for column, heading in enumerate(SIDE_HEADINGS):
            page.put(2, 1 + place * wide + column, heading, "heading")
    _put_across(page, city.whole.lines, 0)
    _put_texts(page, ("計", *side_texts(city.whole)[1:]), 0)
    return page


def _put_across(page: Page, rows: Sequence[ComparedRow], depth: int) -> None:
    for row in rows:
        _put_texts(page, side_texts(row), depth)
        _put_across(page, row.lines, depth + 1)


def _put_texts(page: Page, found: Sequence[str], depth: int) -> None:
    height = page.height
    page.put(height, 0, _INDENT * depth + found[0], "cell")
    for column, text in enumerate(found[1:], 1):
        page.put(height, column, text, "cell" if column % len(SIDE_HEADINGS) == 0 else "value")
