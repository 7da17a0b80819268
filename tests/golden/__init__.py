"""Golden pages: what layouts write for small plans, as text that can be read in a diff.

`python -m tests.golden` writes them anew; look at the difference before committing it.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from dxdesk.pages.layouts import Options, layout
from dxdesk.pages.page import Page
from tests.pages.layouts.isehara_action.sample import isehara_action_plan
from tests.pages.layouts.isehara_evaluation.sample import isehara_evaluation_plan
from tests.pages.layouts.ito.sample import ito_plan
from tests.pages.layouts.izunokuni.sample import izunokuni_plan
from tests.pages.layouts.shibata.sample import shibata_plan
from tests.plan_builder import PlanBuilder

FOLDER = Path(__file__).parent

# Layout → a small plan in its shape.
PLANS: dict[str, Callable[[], PlanBuilder]] = {
    "ito": ito_plan,
    "isehara-action": isehara_action_plan,
    "isehara-evaluation": isehara_evaluation_plan,
    "shibata": shibata_plan,
    "izunokuni": izunokuni_plan,
    "open-data": ito_plan,
    "form": ito_plan,
}


def golden_pages(*layouts: str) -> Iterator[tuple[Path, str]]:
    """Each golden file, of the given layouts or of all, with the text that it should hold."""
    for name in layouts or PLANS:
        plan = PLANS[name]()
        written = layout(name).write(plan.outline, plan.plan, Options())
        for number, page in enumerate(written.book.pages, 1):
            # By number: names of files in Japanese are quoted by many tools.
            yield FOLDER / name / f"{number:02}.txt", dump(page)


def dump(page: Page) -> str:
    """A page as text: its set-up, then each cell with place, size and style over its lines; charts last."""
    lines = [
        f"page {page.name}: {page.paper} {'landscape' if page.landscape else 'portrait'}, widths {page.widths}",
        f"repeat {page.repeat_rows}, freeze {page.freeze}, footer {page.footer!r}",
    ]
    for (row, column), cell in sorted(page.cells.items()):
        size = f" {cell.rows}x{cell.columns}" if (cell.rows, cell.columns) != (1, 1) else ""
        link = f" -> {cell.link}" if cell.link else ""
        number = f" = {cell.number}" if cell.number is not None else ""
        lines.append(f"[{row},{column}]{size} {cell.style}{link}{number}")
        lines += [f"    {line}" for line in cell.text.split("\n") if cell.text]
    lines += [f"together {first}-{last}" for first, last in page.together]
    lines += [f"chart {c.title} ({c.unit}) years {c.years}: {c.series}" for c in page.charts]
    return "\n".join(lines) + "\n"


def refresh() -> None:
    """Write all golden files, and remove those that no layout writes any more."""
    wanted = dict(golden_pages())
    for stale in set(FOLDER.glob("*/*.txt")) - set(wanted):
        stale.unlink()
    for path, text in wanted.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
