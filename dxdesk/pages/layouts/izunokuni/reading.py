"""伊豆の国市's tables, from the workbook or elsewhere, as a drafted plan; what cannot be read is listed."""

from collections.abc import Callable, Sequence

from dxdesk.pages.layouts.common.cell_refs import CellRef, text_rows
from dxdesk.pages.layouts.common.plan_title import municipality
from dxdesk.pages.layouts.common.side_notes import without_notes
from dxdesk.pages.layouts.izunokuni.indicator_page import IndicatorReader, heads_indicators
from dxdesk.pages.layouts.izunokuni.outline_page import AboutReader, heads_about, heads_glossary, read_glossary
from dxdesk.pages.layouts.izunokuni.roadmap_page import ROADMAP, Roadmap, heads_roadmap
from dxdesk.pages.page import Book
from dxdesk.plan.importing.draft import Draft, Reading
from dxdesk.plan.rows.errors import Refused

Rows = list[list[CellRef]]


def read(book: Book) -> Reading:
    """The plan that the pages show, recognised by their heading rows. Raises Refused where none of them is a roadmap."""
    plan, unread = Draft("plan"), list[CellRef]()
    pages = [_inside(list(text_rows(page)), unread) for page in book.pages]
    roadmaps = [(rows, start) for rows in pages if (start := _heading(rows, heads_roadmap)) is not None]
    if not roadmaps:
        raise Refused(
            f"「{book.title}」に、取組と年度の列（R5実施予定 など）がある工程表が見つかりません。"
            "表の形の指定とファイルを確かめてください。"
        )
    roadmap = Roadmap(plan, unread)
    title = ""
    for rows, start in roadmaps:
        title = title or _title(rows[:start], unread)
        roadmap.take(rows[start:])
    about, indicators = AboutReader(plan, roadmap, unread), IndicatorReader(roadmap, unread)
    for rows in pages:
        if _heading(rows, heads_roadmap) is not None:
            continue
        if (start := _heading(rows, heads_indicators)) is not None:
            unread += [place for row in rows[:start] for place in row if not _is_title(row)]
            indicators.take(rows[start:])
        elif (start := _heading(rows, heads_about)) is not None:
            title = _title(rows[:start], unread) or title
            about.take(rows[start:])
        elif (start := _heading(rows, heads_glossary)) is not None:
            unread += [place for row in rows[:start] for place in row if not _is_title(row)]
            read_glossary(plan, rows[start:], unread)
        else:
            unread += [place for row in rows for place in row]
    plan.values |= {"title": title or book.title, **roadmap.window()}
    plan.values.setdefault("municipality", municipality(title or book.title))
    return Reading(plan, [place.unread() for place in unread])


def _inside(rows: Rows, unread: list[CellRef]) -> Rows:
    """The rows without the notes at the foot of the page; a text that fills all cells of a row counts once."""
    rows, notes = without_notes(rows)
    unread += notes
    return [row[:1] if len({place.text for place in row}) == 1 else row for row in rows]


def _heading(rows: Rows, heads: Callable[[Sequence[CellRef]], bool]) -> int | None:
    """The first row that heads a table of that kind."""
    return next((count for count, row in enumerate(rows) if heads(row)), None)


def _is_title(row: Sequence[CellRef]) -> bool:
    return len(row) == 1


def _title(rows: Rows, unread: list[CellRef]) -> str:
    """The plan's title from the rows above a table, the one that names a plan if any does; further texts are unread."""
    titles = sorted((row[0] for row in rows), key=_names_no_plan)[:1]
    unread += [place for row in rows for place in row if place not in titles]
    return titles[0].text.strip().removesuffix(ROADMAP).strip() if titles else ""


def _names_no_plan(place: CellRef) -> bool:
    return not any(word in place.text for word in ("計画", "戦略", "プラン", ROADMAP))
