"""The plan as sheets, written whole or not at all."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dxdesk.files import replacing
from dxdesk.pages.formats import writer
from dxdesk.pages.layouts import BY_MAP, Layout, Options, layout
from dxdesk.pages.page import Book, Page
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.lookup import find_department, find_measure, find_plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.progress import Step, no_progress
from dxdesk.plan.rows.rows import Rows


@dataclass(frozen=True)
class Selection:
    """What of a file to write: years (the last is 実施予定), a department's measures, single measures, which plan.

    For a layout that is made by a map: `map_file`, or `kept_map`, name and text of one that is kept with the plan.
    """

    years: tuple[int, int] | None = None
    department: str | None = None
    measures: Sequence[str] = ()
    plan: str | None = None
    map_file: str | Path | None = None
    kept_map: tuple[str, str] | None = None


@dataclass(frozen=True)
class Exported:
    """Number of pages, the file, and what of the plan has no place in the layout."""

    pages: int
    file: Path
    left_out: list[str]


def export(
    rows: Rows,
    layout_name: str,
    out: str | Path,
    *,
    kind: str | Callable[[Book, Path], None] = "xlsx",
    selection: Selection = Selection(),
    step: Step = no_progress,
) -> Exported:
    """Writes the plan, or what is selected of it, in a layout. Raises Refused, EnvironmentFault; Stopped by `step`.

    `kind`: one of the formats, or what writes another one (PDF is drawn by the window).
    """
    step(0, 0)
    outline = Outline(rows)
    the_plan = find_plan(outline, selection.plan)
    options = Options(
        years=range(selection.years[0], selection.years[1] + 1) if selection.years else None,
        department=find_department(outline, the_plan, selection.department) if selection.department else None,
        measures=[find_measure(outline, the_plan, name) for name in selection.measures] or None,
    )
    written = _layout(layout_name, selection).write(outline, the_plan, options)
    if not written.book.pages:
        raise Refused("書き出す施策がありません。課や施策の指定を確かめてください。")
    pages = _Watched(written.book.pages)
    pages.step = step
    write = writer(kind) if isinstance(kind, str) else kind
    target = Path(out)
    with replacing(target) as temporary:
        write(replace(written.book, pages=pages), temporary)
        step(0, 0)
    return Exported(len(written.book.pages), target, written.left_out)


def _layout(name: str, selection: Selection) -> Layout:
    if selection.kept_map is None:
        return layout(name, selection.map_file)
    from dxdesk.pages.layouts.list_table.map_toml import map_in

    kept, text = selection.kept_map
    return BY_MAP.with_map(map_in(text, kept))


class _Watched(list[Page]):
    """Pages that can be stopped at wherever a writer goes through them, as often as it does."""

    step: Step = staticmethod(no_progress)

    def __iter__(self) -> Iterator[Page]:
        """A step before each page; how many rounds there will be nobody knows."""
        for page in super().__iter__():
            self.step(0, 0)
            yield page
