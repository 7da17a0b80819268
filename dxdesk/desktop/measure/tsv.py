"""Ranges of cells as Excel and LibreOffice put them on the clipboard: tabs, lines, and quotes where a cell holds either."""

import re

_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=\t|\n|\Z)')
_PLAIN = re.compile(r"[^\t\n]*")


def to_tsv(block: list[list[str]]) -> str:
    """Join rows of cells into one text."""
    return "".join("\t".join(_cell(text) for text in row) + "\n" for row in block)


def from_tsv(text: str) -> list[list[str]]:
    """Split a text into rows of cells, all of one width; a quote that is never closed is an ordinary character."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.removesuffix("\n")
    rows: list[list[str]] = [[]]
    place = 0
    while True:
        found = _QUOTED.match(text, place) or _PLAIN.match(text, place)
        assert found is not None
        rows[-1].append(found.group(1).replace('""', '"') if found.re is _QUOTED else found.group())
        place = found.end()
        if place >= len(text):
            break
        if text[place] == "\n":
            rows.append([])
        place += 1
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in '\t\n"') else text
