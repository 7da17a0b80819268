"""A web page, or a sheet saved as one, as a Book: each table a page, the texts above it as rows of that page."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from bs4 import BeautifulSoup
from bs4.element import Comment, Doctype, NavigableString, PageElement, Tag

from dxdesk.files import fault
from dxdesk.pages.page import Book, Cell, Page
from dxdesk.plan.rows.errors import Refused

_BLOCKS = {"p", "div", "li", "ul", "ol", "dl", "dt", "dd", "tr", "table", "section", "article", "blockquote"}
_BLOCKS |= {f"h{level}" for level in range(1, 7)}
_UNSEEN = {"script", "style", "head", "noscript", "template", "nav", "iframe"}
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)")
_SHEET = re.compile(r"table\d+")
_UNSEEN_MARKS = re.compile("[\x00-\x05]")
_BREAK = re.compile(r"[ \t\r\f]*\n\s*")


def read_html(path: Path) -> Book:
    """The page's tables; of a workbook saved as a web page of several files, all. Raises Refused, EnvironmentFault."""
    soup = _soup(path)
    sheets = [str(link["href"]) for link in soup.find_all("link", id="shLink") if link.get("href")]
    if not sheets:
        return Book(path.stem, _pages(soup))
    pages: list[Page] = []
    for href in sheets:
        part = (path.parent / unquote(href)).resolve()
        if path.parent.resolve() not in part.parents or not part.is_file():
            raise Refused(
                f"「{path.name}」のシート「{href}」がありません。一緒に保存されたフォルダも同じ場所に置いてください。"
            )
        pages += _pages(_soup(part), len(pages))
    return Book(path.stem, pages)


def _soup(path: Path) -> BeautifulSoup:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise fault(error, path) from error
    if not data.strip():
        raise Refused(f"「{path.name}」は空のファイルです。元のファイルを確かめてください。")
    soup = BeautifulSoup(_decoded(data, path.name), "html.parser")
    if soup.find() is None:
        raise Refused(f"「{path.name}」はHTMLファイルではありません。ファイルを確かめてください。")
    return soup


def _decoded(data: bytes, name: str) -> str:
    """The text by byte order mark, declared charset, UTF-8, then Shift_JIS as Windows writes it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        tried = ["utf-16"]
    else:
        declared = _CHARSET.search(data[:4096])
        charset = declared.group(1).decode("ascii").lower() if declared else ""
        # Pages that declare Shift_JIS hold ①, ㈱ and ～ as Windows has them.
        tried = [
            "utf-8-sig",
            *(["cp932"] if "jis" in charset or "31j" in charset else [charset] if charset else []),
            "cp932",
        ]
    for encoding in tried:
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise Refused(f"「{name}」の文字コードが読めません。UTF-8 か Shift_JIS で保存し直してください。")


def _pages(soup: BeautifulSoup, before: int = 0) -> list[Page]:
    """One page per outermost table; texts after the last table form a page of their own."""
    pages: list[Page] = []
    texts: list[str] = []
    name = ""
    for piece in _pieces(soup):
        if isinstance(piece, str):
            texts.append(piece)
            continue
        if piece.name == "a":
            # The texts above the first sheet are LibreOffice's list of the sheets.
            name, texts = _text(piece.find("em")), texts if pages else []
            continue
        page = Page(_text(piece.find("caption", recursive=False)) or name or f"表{before + len(pages) + 1}")
        for row, text in enumerate(texts):
            page.put(row, 0, text)
        _lay_out(piece, page, len(texts))
        if page.cells:
            pages.append(page)
        texts = []
    if texts:
        pages.append(Page("表の後"))
        for row, text in enumerate(texts):
            pages[-1].put(row, 0, text)
    return pages


def _pieces(node: Tag) -> Iterator[str | Tag]:
    """Tables, the text blocks between them and LibreOffice's names of sheets, in order; links within the page are none."""
    inline: list[PageElement] = []
    for child in node.children:
        if isinstance(child, Tag) and (child.name in _UNSEEN or str(child.get("href", "")).startswith("#")):
            continue
        if isinstance(child, Tag) and child.name == "a" and _SHEET.fullmatch(str(child.get("name", ""))) and child.em:
            yield child
            continue
        block = isinstance(child, Tag) and (child.name in _BLOCKS or child.find(list(_BLOCKS)) is not None)
        if not block:
            inline.append(child)
            continue
        yield from _lines(inline)
        inline = []
        assert isinstance(child, Tag)
        if child.name == "table":
            yield child
        else:
            yield from _pieces(child)
    yield from _lines(inline)


def _text(tag: Tag | None) -> str:
    return tag.get_text().strip() if tag is not None else ""


def _lines(nodes: list[PageElement]) -> Iterator[str]:
    text = "".join(_raw(node) for node in nodes)
    yield from filter(None, (_kept(line.strip()) for line in _tidy(text).split("\n")))


def _lay_out(table: Tag, page: Page, top: int) -> None:
    """The table's cells in the grid from row `top`, spans respected."""
    taken: set[tuple[int, int]] = set()
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    for row, line in enumerate(rows):
        column = 0
        for cell in line.find_all(["td", "th"], recursive=False):
            while (row, column) in taken:
                column += 1
            down, across = min(_span(cell, "rowspan"), len(rows) - row), _span(cell, "colspan")
            taken |= {(row + r, column + c) for r in range(down) for c in range(across)}
            text = _cell_text(cell)
            if text:
                page.cells[(top + row, column)] = Cell(text, rows=down, columns=across)
            column += across


def _span(cell: Tag, name: str) -> int:
    """A span as browsers take it: at least 1, at most 1000."""
    found = re.match(r"\s*(\d+)", str(cell.get(name, "")))
    return min(max(int(found.group(1)), 1), 1000) if found else 1


def _cell_text(cell: Tag) -> str:
    """The cell's lines: paragraphs, list items and line breaks each begin one; blank ones fall away."""
    lines = (line.strip(" \t\u00a0\u3000") for line in _tidy(_raw(cell)).split("\n"))
    return _kept("\n".join(filter(None, lines)))


# A line that the page really breaks, while the source's own line ends still mean nothing.
_LINE = "\x00"
# The white space of a preformatted text, which means what it is.
_KEPT = str.maketrans(" \t\n\u00a0\u3000", "\x01\x02\x03\x04\x05")
_GIVEN_BACK = str.maketrans("\x01\x02\x03\x04\x05", " \t\n\u00a0\u3000")


def _raw(node: PageElement) -> str:
    if isinstance(node, Tag):
        if node.name in _UNSEEN:
            return ""
        if node.name == "br":
            return _LINE
        if node.name == "pre":
            # A line end right after the tag is none.
            return node.get_text().removeprefix("\n").translate(_KEPT)
        inside = "".join(_raw(child) for child in node.children)
        return f"{_LINE}{inside}{_LINE}" if node.name in _BLOCKS else inside
    if isinstance(node, Comment | Doctype) or not isinstance(node, NavigableString):
        return ""
    return _UNSEEN_MARKS.sub("", str(node))


def _tidy(text: str) -> str:
    """White space as a browser shows it; a line end between two wide characters is none at all."""
    text = _BREAK.sub(_mended, text)
    return re.sub(r"[ \t]+", " ", text).replace(_LINE, "\n")


def _kept(text: str) -> str:
    return text.translate(_GIVEN_BACK)


def _mended(found: re.Match[str]) -> str:
    before, after = found.string[max(found.start() - 1, 0) : found.start()], found.string[found.end() : found.end() + 1]
    wide = all(c and unicodedata.east_asian_width(c) in "WF" for c in (before, after))
    return "" if wide else " "
