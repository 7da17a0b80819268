"""The contents page, and the lines that name a plan, a pillar and a measure."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from dxdesk.pages.layouts.ito.line_reading import plain
from dxdesk.pages.layouts.ito.tables import Place, written
from dxdesk.pages.page import Page
from dxdesk.plan.fields import Value
from dxdesk.plan.outline import folded

# `1-(1)`, `1-1`, `1(1)`: what makes a measure's number differ from a pillar's.
_NUMBER = r"\d{1,2}\s*(?:[-－−‐–ー]\s*\(?\s*\d{1,2}\s*\)?|\(\s*\d{1,2}\s*\))"
_MEASURE = re.compile(rf"(?P<number>{_NUMBER})[\s.]*(?P<title>\S.*)", re.S)
_PILLAR = re.compile(r"(?P<number>\d{1,2})[\s.]+(?P<title>[^\s\d].*)")
_FLAG = re.compile(r"\s*[※＊]\s*$")
_CITY = re.compile(r".*[市町村区都道府県](?=[^市町村区都道府県]*(?:DX|ICT))|.*?[市町村区]")


@dataclass(frozen=True)
class Listed:
    """A measure as the contents list it: pillar's number and title, own number, title, and whether ※ stands there."""

    pillar: tuple[str, str]
    number: str
    title: str
    published: bool


def listed_measures(page: Page) -> tuple[list[Listed], str, list[Place]]:
    """The measures of a contents page, its heading, and the texts that are neither; no measures: not a contents page."""
    listed: list[Listed] = []
    rest: list[Place] = []
    heading = ""
    pillar = ("", "")
    for row in written(page):
        texts = [place.text for place in row]
        paged = len(texts) > 1 and re.fullmatch(r"\d{1,4}", unicodedata.normalize("NFKC", texts[-1])) is not None
        line = " ".join(texts[:-1] if paged else texts)
        number, title = number_and_title(line)
        named = pillar_line(line)
        if line.startswith("※"):
            continue
        if named and not number:
            pillar = named
        elif (number or paged) and pillar != ("", ""):
            name, published = published_flag(title)
            listed.append(Listed(pillar, number, name, published))
        elif not heading and not listed and re.search(r"計画|進捗", line):
            heading = line
        else:
            rest += row
    if listed:
        return listed, heading, rest
    return [], "", [place for row in written(page) for place in row]


def pillar_line(text: str, known: Collection[str] = ()) -> tuple[str, str] | None:
    """Number and title of `1 デジタル技術の…`; None for other lines. `known`: such lines from the contents, folded."""
    found = _PILLAR.fullmatch(plain(text).strip())
    if found is None or "\n" in text or (known and folded(text) not in known and "。" in text):
        return None
    return unicodedata.normalize("NFKC", found.group("number")), text.strip()[found.start("title") :].strip()


def number_and_title(text: str) -> tuple[str, str]:
    """`1-(1)` and the title of a measure's line; a line without number is all title."""
    found = _MEASURE.fullmatch(plain(text).strip())
    if found is None:
        return "", text.strip()
    number = "".join(unicodedata.normalize("NFKC", found.group("number")).split())
    return re.sub("[−‐–ー]", "-", number), text.strip()[found.start("title") :].strip()


def published_flag(title: str) -> tuple[str, bool]:
    """The title without its closing ※, and whether it had one."""
    bare = _FLAG.sub("", title)
    return bare, bare != title


def plan_title(heading: str) -> dict[str, Value]:
    """Municipality and title of `伊東市DX推進計画進捗管理表`."""
    title = re.sub(r"\s*進捗管理表.*$", "", heading, flags=re.S).strip() or heading.strip()
    found = _CITY.match(unicodedata.normalize("NFKC", title))
    return {"municipality": found.group() if found else "", "title": title}
