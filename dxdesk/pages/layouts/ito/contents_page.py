"""The contents page, and the lines that name a plan, a pillar and a measure: written and read."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dxdesk.pages.layouts.common.cell_refs import CellRef, text_rows
from dxdesk.pages.layouts.common.departments import plain
from dxdesk.pages.layouts.common.plan_title import municipality, undated
from dxdesk.pages.layouts.common.selection import pillars_of
from dxdesk.pages.page import Page
from dxdesk.plan.rows.fields import Value
from dxdesk.plan.rows.model import Measure, Plan
from dxdesk.plan.rows.outline import Outline, folded, pillar_name

# `1-(1)`, `1-1`, `1(1)`: what makes a measure's number differ from a pillar's.
_NUMBER = r"\d{1,2}\s*(?:[-－−‐–ー]\s*\(?\s*\d{1,2}\s*\)?|\(\s*\d{1,2}\s*\))"
_MEASURE = re.compile(rf"(?P<number>{_NUMBER})[\s.]*(?P<title>\S.*)", re.S)
_PILLAR = re.compile(r"(?P<number>\d{1,2})[\s.]+(?P<title>[^\s\d].*)")
_FLAG = re.compile(r"\s*[※＊]\s*$")

_SHEET, _PUBLISHED = "目次", "※ 成果指標（KPI）公表項目"
# Between the names of a pillar and of one in it.
_BELOW = "＞"

# Number and title of a pillar; several are a path, the topmost first.
Name = tuple[str, str]


def plan_heading(plan: Plan) -> str:
    """`伊東市DX推進計画進捗管理表`."""
    return f"{plan.title}進捗管理表"


def pillar_line(outline: Outline, measure: Measure) -> str:
    """`1 デジタル技術の…`; pillars within pillars from the top."""
    path = outline.pillar_path(outline.pillar_of(measure))
    return f" {_BELOW} ".join(map(pillar_name, path))


def contents_page(outline: Outline, plan: Plan, measures: Sequence[Measure], numbers: Mapping[str, str]) -> Page:
    """Pillars and measures with ※ and page, each leading to its page; `numbers`: measure id → page."""
    title = plan_heading(plan)
    page = Page(_SHEET, widths=[12, 136, 12], footer=title)
    page.put(0, 0, title, "title", columns=3)
    row = 2
    for pillar in pillars_of(outline, plan, measures):
        for column, text in enumerate((pillar.number, pillar.title, "")):
            page.put(row, column, text, "contents_pillar")
        row += 1
        for measure in outline.measures_in(pillar):
            if measure.id not in numbers:
                continue
            number = numbers[measure.id]
            name = (measure.contents_title or measure.title) + (" ※" if measure.kpi_published else "")
            page.put(row, 0, measure.number, "contents")
            page.put(row, 1, name, "contents", link=number)
            page.put(row, 2, number, "centre", link=number)
            row += 1
    page.put(row + 1, 0, _PUBLISHED, "note", columns=3)
    return page


@dataclass(frozen=True)
class Listed:
    """A measure as the contents list it: its pillar, own number, title, and whether it has a ※."""

    pillar: Name
    number: str
    title: str
    published: bool


@dataclass
class Contents:
    """A contents page: its heading, pillars and measures, and the texts that are none of these."""

    heading: str = ""
    pillars: list[Name] = field(default_factory=list)
    measures: list[Listed] = field(default_factory=list)
    rest: list[CellRef] = field(default_factory=list)


def read_contents(page: Page) -> Contents:
    """The pillars and measures that a page lists; where it lists no measure it is no contents page, and all is `rest`."""
    rows, beside = _within(list(text_rows(page, strip=True)))
    found = Contents(rest=beside)
    for row, following in zip(rows, [*rows[1:], []][: len(rows)], strict=True):
        bare = [place.text for place in (row[:-1] if _paged(row) else row)]
        line = " ".join(bare)
        number, title = (undated(bare[0]), bare[1]) if len(bare) == 2 else number_and_title(line)
        # A lone text names a pillar without number where a measure follows; else it may be any remark.
        named = read_pillar(line) or ((number, title) if len(bare) == 2 or _paged(following) else None)
        if is_legend(line):
            continue
        if not found.heading and not found.pillars and len(bare) == 1 and re.search(r"計画|進捗", line):
            found.heading = line
        elif found.pillars and (_paged(row) or number_and_title(line)[0]):
            name, published = published_flag(title)
            found.measures.append(Listed(found.pillars[-1], _half(number), name, published))
        elif named and not number_and_title(line)[0]:
            found.pillars.append(named)
        else:
            found.rest += row
    return found if found.measures else Contents(rest=[*(place for row in rows for place in row), *beside])


def is_legend(text: str) -> bool:
    """Whether a line explains ※."""
    return text.startswith("※") and "公表" in text


def _within(rows: Sequence[list[CellRef]]) -> tuple[list[list[CellRef]], list[CellRef]]:
    """The rows from the column of numbers to that of pages, and the texts beside these."""
    paged = Counter(place.column for row in rows for place in row[1:] if _is_page(place))
    last = max(paged, key=lambda column: (paged[column], -column), default=max((r[-1].column for r in rows), default=0))
    begins = Counter(place.column for row in rows for place in row if place.column < last and _is_number(place))
    first = max(begins, key=lambda column: (begins[column], -column), default=0)
    inside = [[place for place in row if first <= place.column <= last] for row in rows]
    beside = [place for row in rows for place in row if not first <= place.column <= last]
    # Merged cells that were taken apart and filled hold the same text each.
    return [row[:1] if len({place.text for place in row}) == 1 else row for row in inside if row], beside


def _is_number(place: CellRef) -> bool:
    return re.fullmatch(rf"{_NUMBER}|\d{{1,2}}", plain(place.text)) is not None


def _paged(row: Sequence[CellRef]) -> bool:
    """Whether a row ends with a page number beside its text."""
    return len(row) > 1 and _is_page(row[-1])


def _is_page(place: CellRef) -> bool:
    return re.fullmatch(r"\d{1,4}", unicodedata.normalize("NFKC", place.text)) is not None


def read_pillar(text: str) -> Name | None:
    """Number and title of `1 デジタル技術の…`; None for other lines."""
    found = _PILLAR.fullmatch(plain(text).strip())
    if found is None or "\n" in text:
        return None
    return _half(found.group("number")), text.strip()[found.start("title") :].strip()


def read_pillar_path(text: str, known: Mapping[str, Name]) -> tuple[Name, ...]:
    """The pillars that a measure's first line names, `1 … ＞ 2 …` for pillars within pillars; none for other lines.

    `known`: the contents' pillars by their folded lines.
    """
    parts = [part.strip() for part in text.split(_BELOW)]
    names = [known.get(folded(part)) or read_pillar(part) for part in parts]
    if names[-1] is None or ("。" in text and folded(parts[-1]) not in known):
        return ()
    return tuple(name or ("", part) for name, part in zip(names, parts, strict=True))


def _half(number: str) -> str:
    """A number in half-width characters, without spaces."""
    return re.sub("[−‐–ー－]", "-", "".join(plain(number).split()))


def number_and_title(text: str) -> tuple[str, str]:
    """`1-(1)` and the title of a measure's line; a line without number is all title."""
    found = _MEASURE.fullmatch(plain(text).strip())
    if found is None:
        return "", text.strip()
    return _half(found.group("number")), text.strip()[found.start("title") :].strip()


def published_flag(title: str) -> tuple[str, bool]:
    """The title without its closing ※, and whether it had one."""
    bare = _FLAG.sub("", title)
    return bare, bare != title


def read_plan_heading(heading: str) -> dict[str, Value]:
    """Municipality and title of `伊東市DX推進計画進捗管理表`."""
    title = re.sub(r"\s*進捗管理表.*$", "", heading, flags=re.S).strip() or heading.strip()
    return {"municipality": municipality(title), "title": title}
