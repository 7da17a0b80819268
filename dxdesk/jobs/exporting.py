"""The plan as sheets, written whole or not at all."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dxdesk.files import replacing
from dxdesk.pages.formats import writer
from dxdesk.pages.layouts import BY_MAP, Layout, Options, layout
from dxdesk.pages.page import Book, Page
from dxdesk.plan.changes.publication import older_publications
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.lookup import find_department, find_measure, find_plan
from dxdesk.plan.rows.model import Measure, Plan
from dxdesk.plan.rows.outline import Outline, measure_name, year_column
from dxdesk.plan.rows.progress import Step, no_progress
from dxdesk.plan.rows.requests import Requests
from dxdesk.plan.rows.rows import Rows


@dataclass(frozen=True)
class ExportRequest:
    """What of a file to write: years (the last is 実施予定), a department's measures, single measures, which plan; and how.

    `format`: one of `pages.formats`, or a function that writes another one (the window draws PDF). For a layout that is
    made by a map: `map_file`, or `kept_map`, name and text of one that is kept with the plan. `requests`: what the
    departments are asked beside the rule, for the form.
    """

    format: str | Callable[[Book, Path], None] = "xlsx"
    years: tuple[int, int] | None = None
    department: str | None = None
    measures: Sequence[str] = ()
    plan: str | None = None
    map_file: str | Path | None = None
    kept_map: tuple[str, str] | None = None
    requests: Requests | None = None


@dataclass(frozen=True)
class ExportResult:
    """The number of pages, the file, and what of the plan has no place in the layout.

    `older`: the lines that are printed in a wording for publication which is older than the line.
    """

    pages: int
    file: Path
    left_out: list[str]
    older: tuple[str, ...] = ()


def export(
    rows: Rows,
    layout_name: str,
    out: str | Path,
    request: ExportRequest = ExportRequest(),
    *,
    step: Step = no_progress,
) -> ExportResult:
    """Write the plan, or what is requested of it, in a layout. Raises Refused, EnvironmentFault; Stopped by `step`."""
    step(0, 0)
    outline = Outline(rows, requests=request.requests)
    plan = find_plan(outline, request.plan)
    options = Options(
        years=range(request.years[0], request.years[1] + 1) if request.years else None,
        department=find_department(outline, plan, request.department) if request.department else None,
        measures=[find_measure(outline, plan, name) for name in request.measures] or None,
    )
    written = _layout(layout_name, request).write(outline, plan, options)
    if not written.book.pages:
        raise Refused("書き出す施策がありません。課や施策の指定を確かめてください。")
    pages = _StoppablePages(written.book.pages)
    pages.step = step
    write = writer(request.format) if isinstance(request.format, str) else request.format
    target = Path(out)
    with replacing(target) as temporary:
        write(replace(written.book, pages=pages), temporary)
        step(0, 0)
    return ExportResult(len(written.book.pages), target, written.left_out, _older(outline, plan, written.book))


def _older(outline: Outline, plan: Plan, book: Book) -> tuple[str, ...]:
    """Describe what is printed in an older wording: that one was approved for publication, the new text was not."""
    found = [entry for entry in older_publications(outline) if outline.rows.all(Measure)[entry.measure].plan == plan.id]
    if not found:
        return ()
    printed = "\n".join(cell.text for page in book.pages for cell in page.cells.values())
    return tuple(
        f"{measure_name(outline.rows.all(Measure)[entry.measure])} {year_column(entry.year, entry.kind)}の記載「{entry.printed}」"
        for entry in found
        if entry.printed in printed
    )


def _layout(name: str, request: ExportRequest) -> Layout:
    if request.kept_map is None:
        return layout(name, request.map_file)
    from dxdesk.pages.layouts.list_table.map_toml import map_in

    kept, text = request.kept_map
    return BY_MAP.with_map(map_in(text, kept))


class _StoppablePages(list[Page]):
    """Pages at which writing can be stopped, however often a writer iterates over them."""

    step: Step = staticmethod(no_progress)

    def __iter__(self) -> Iterator[Page]:
        """Make a step before each page; how often a writer iterates is not known."""
        for page in super().__iter__():
            self.step(0, 0)
            yield page
