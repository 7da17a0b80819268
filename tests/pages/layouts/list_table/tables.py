"""Small tables and maps, read and written in memory or through a file."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from dxdesk.pages.formats import read_book, writer
from dxdesk.pages.layouts import Layout, Options, Written, layout
from dxdesk.pages.page import Book, Page
from dxdesk.plan.importing.adopt import adopt
from dxdesk.plan.importing.draft import Draft, Reading
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows

HEAD = 'municipality = "試験市"\ntitle = "試験計画"\nyears = "R5-R7"\npillar = "全体"\n'


def layout_by_small_map(folder: Path, *columns: str, head: str = HEAD) -> Layout:
    """The list layout by a map of these columns, each `heading: field key = value …` in lines."""
    parts = []
    for column in columns:
        heading, _, rest = column.partition(":")
        field, *keys = rest.strip().split("; ")
        parts.append("\n".join(["[[column]]", f'heading = "{heading}"', f'field = "{field}"', *keys]))
    path = folder / "map.toml"
    path.write_text(head + "\n" + "\n\n".join(parts) + "\n", "utf-8")
    return layout("list", path)


def table(*rows: Sequence[str], name: str = "一覧") -> Book:
    """A book of one page; blank texts are no cells."""
    page = Page(name)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            if text:
                page.put(row, column, text)
    return Book("表", [page])


def text_counts(book: Book) -> Counter[str]:
    """How often each text stands in the book, white space aside."""
    return Counter("".join(cell.text.split()) for page in book.pages for cell in page.cells.values() if cell.text.strip())


def measure_drafts(reading: Reading) -> list[Draft]:
    """The drafted measures in order, whatever pillar they are in."""
    found: list[Draft] = []

    def walk(pillar: Draft) -> None:
        found.extend(pillar.of("measure"))
        for below in pillar.of("pillar"):
            walk(below)

    for pillar in reading.plan.of("pillar"):
        walk(pillar)
    return found


def figures_of(measure: Draft) -> list[tuple[str, list[tuple[object, object, str]]]]:
    """The indicators of a drafted measure: label and (year, role, text)."""
    return [
        (i.text("label"), [(f.values["year"], f.values["role"], f.text("text")) for f in i.of("figure")])
        for section in measure.of("section")
        for i in section.of("indicator")
    ]


def entries_of(measure: Draft) -> list[tuple[object, ...]]:
    """The narrative of a drafted measure: year, kind, bullet, text, department."""
    names = ("year", "kind", "bullet", "text", "department")
    return [tuple(e.values[n] for n in names) for section in measure.of("section") for e in section.of("entry")]


def adopted_outline(reading: Reading) -> Outline:
    """The reading as the rows of a new file."""
    return Outline(adopt(Rows(), reading.plan).rows)


def written_pages(by: Layout, outline: Outline, options: Options | None = None) -> Written:
    """The only plan of a file by a layout."""
    (plan,) = outline.plans
    return by.write(outline, plan, options or Options())


def through_file(book: Book, folder: Path, kind: str) -> Book:
    """The book written to a file of that kind and read from it."""
    path = folder / f"表.{kind}"
    writer(kind)(book, path)
    return read_book(path)
