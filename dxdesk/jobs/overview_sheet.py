"""The overview in words, and as a sheet."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from dxdesk.files import replacing
from dxdesk.pages.formats import writer
from dxdesk.pages.page import Book, Page
from dxdesk.plan.model import Measure
from dxdesk.plan.overview import Line, Overview
from dxdesk.plan.quantity import printed
from dxdesk.plan.years import short, span_text

HEADINGS = ("柱・施策", "施策", "評価", "目標の達成", "記入済／必要", "主な指標の推移")
_WIDTHS = (52, 8, 26, 22, 14, 44)
_INDENT = "　"


def texts(line: Line) -> tuple[str, ...]:
    """A line in the order of HEADINGS; blank where there is nothing to count."""
    single = isinstance(line.row, Measure)
    return (
        line.name,
        "" if single else f"{line.measures:,}",
        marks_text(line.marks, single=single),
        targets_text(line),
        f"{line.filled:,}／{line.required:,}" if line.required else "",
        course_text(line),
    )


def marks_text(marks: dict[str, int], *, single: bool = False) -> str:
    """`◎10　○3　△3`, of one measure the mark alone."""
    return "　".join(mark if single else f"{mark}{count}" for mark, count in marks.items())


def targets_text(line: Line) -> str:
    """`3／5 指標（平均 92%）`: how many of those with a target in numbers reached it, and what they reached on average."""
    if not line.percents:
        return ""
    average = sum(line.percents, Decimal(0)) / len(line.percents)
    return f"{line.met:,}／{line.judged:,}指標（平均 {round(average):,}%）"


def course_text(line: Line) -> str:
    """`【交付枚数】 R4 41,714 → R5 49,665`."""
    course = line.course
    if course is None:
        return ""
    known = [(year, number) for year, number in zip(course.years, course.numbers, strict=True) if number is not None]
    told = " → ".join(f"{short(year)} {printed(number)}" for year, number in known)
    return f"【{course.name}】{' ' if told else ''}{told}"


def export_overview(overviews: Sequence[Overview], out: str | Path) -> Path:
    """Writes one sheet by pillar and one by department of each plan. Raises EnvironmentFault."""
    book = Book("計画の概況")
    for number, told in enumerate(overviews, 1):
        mark = f" {number}" if len(overviews) > 1 else ""
        book.pages.append(_page(f"柱ごと{mark}", told, told.pillars.lines))
        if told.departments:
            book.pages.append(_page(f"課ごと{mark}", told, told.departments))
    target = Path(out)
    with replacing(target) as temporary:
        writer("xlsx")(book, temporary)
    return target


def _page(name: str, told: Overview, lines: Sequence[Line]) -> Page:
    plan = told.plan
    page = Page(name, widths=list(_WIDTHS), repeat_rows=(1, 1), freeze=(2, 1))
    title = (
        f"{plan.municipality} {plan.title}　概況（{short(told.year)}、表示年度 {span_text(plan.shown_from, plan.shown_to)}）"
    )
    page.put(0, 0, title, "title", columns=len(HEADINGS))
    for column, heading in enumerate(HEADINGS):
        page.put(1, column, heading, "heading")
    _put(page, lines, 0)
    _put_line(page, told.pillars, "計", 0)
    return page


def _put(page: Page, lines: Sequence[Line], depth: int) -> None:
    for line in lines:
        _put_line(page, line, line.name, depth)
        _put(page, line.lines, depth + 1)


def _put_line(page: Page, line: Line, name: str, depth: int) -> None:
    row = page.height
    page.put(row, 0, _INDENT * depth + name, "cell")
    for column, text in enumerate(texts(line)[1:], 1):
        page.put(row, column, text, "cell" if column == len(HEADINGS) - 1 else "value")
