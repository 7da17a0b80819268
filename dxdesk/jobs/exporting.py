"""The plan as sheets, written whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dxdesk.files import replacing
from dxdesk.jobs.places import find_department, find_measure, find_plan
from dxdesk.pages.formats import writer
from dxdesk.pages.layouts import Options, layout
from dxdesk.plan.errors import Refused
from dxdesk.plan.outline import Outline
from dxdesk.plan.rows import Rows


@dataclass(frozen=True)
class Selection:
    """What of a file to write: years (the last is 実施予定), a department's measures, single measures, which plan."""

    years: tuple[int, int] | None = None
    department: str | None = None
    measures: Sequence[str] = ()
    plan: str | None = None


@dataclass(frozen=True)
class Exported:
    """Number of pages, the file, and what of the plan has no place in the layout."""

    pages: int
    file: Path
    left_out: list[str]


def export(
    rows: Rows, layout_name: str, out: str | Path, *, kind: str = "xlsx", selection: Selection = Selection()
) -> Exported:
    """Writes the plan, or what is selected of it, in a layout. Raises Refused, EnvironmentFault."""
    outline = Outline(rows)
    the_plan = find_plan(outline, selection.plan)
    options = Options(
        years=range(selection.years[0], selection.years[1] + 1) if selection.years else None,
        department=find_department(outline, the_plan, selection.department) if selection.department else None,
        measures=[find_measure(outline, the_plan, name) for name in selection.measures] or None,
    )
    written = layout(layout_name).write(outline, the_plan, options)
    if not written.book.pages:
        raise Refused("書き出す施策がありません。課や施策の指定を確かめてください。")
    write = writer(kind)
    target = Path(out)
    with replacing(target) as temporary:
        write(written.book, temporary)
    return Exported(len(written.book.pages), target, written.left_out)
