"""A form that came back: the text of each cell to be filled, identified by the id beside it and not by its position.

Whatever else somebody wrote anywhere in the workbook is found by comparing every cell with what was handed out.
"""

import re
from collections.abc import Callable

from dxdesk.pages.layouts.form import cell_ids
from dxdesk.pages.layouts.form.cell_ids import NEW
from dxdesk.pages.layouts.form.filled import ASK, FAULTS, Elsewhere, Filled, elsewhere
from dxdesk.pages.layouts.form.sheet_reading import SheetReading, id_column
from dxdesk.pages.page import Book, Page
from dxdesk.plan.importing.draft import Unread
from dxdesk.plan.rows.errors import Refused

_NUMBER = re.compile(r"\d{1,6}", re.A)
# Characters of one message: what does not fit goes on in the next.
_LONGEST = 10_000


def read(book: Book, name: str, made_again: Callable[[str], Book | None]) -> Filled:
    """Return the answers of a form. Raises Refused, naming the file by `name`, for any other workbook and a damaged form.

    `made_again` makes the blank form of a hand-out once more, for those of an earlier release.
    """

    def refused(why: str) -> Refused:
        return Refused(f"「{name}」は{why}")

    hand_outs = {h for page in book.pages for cell in page.cells.values() if (h := cell_ids.hand_out_of(cell.text))}
    if not hand_outs:
        raise refused("配った記入様式ではないか、識別の欄が消えています。配ったファイルを確かめてください。")
    if len(hand_outs) > 1:
        raise refused(f"別の様式のシートが混ざっています。{ASK}")
    filled = Filled(hand_outs.pop())
    filled.texts = _texts_handed_out(book)
    if filled.texts is None and (blank := made_again(filled.hand_out)) is not None:
        filled.earlier_texts = frozenset(cell_ids.digest(cell.text) for page in blank.pages for cell in page.cells.values())
    faults: set[tuple[str, str]] = set()
    for page in book.pages:
        if (column := id_column(page)) is not None:
            reading = SheetReading(page, column, filled, refused, _valueless(book, page))
            reading.read()
            faults |= {(page.name, cell) for cell in reading.answer_cells}
        else:
            filled.elsewhere += _other_sheet(page)
    filled.elsewhere += [_beside(u) for u in book.unread if not ((u.sheet, u.cell) in faults and u.text.startswith(FAULTS))]
    _require_whole(filled, refused)
    return filled


def _texts_handed_out(book: Book) -> frozenset[str] | None:
    """The digests of all texts that were handed out; None where the form was made before there were any."""
    ids = (cell.text for page in book.pages for cell in page.cells.values() if cell_ids.looks_like(cell.text))
    found = [digests for text in ids if (digests := cell_ids.digests_of(text)) is not None]
    return frozenset().union(*found) if found else None


def _valueless(book: Book, page: Page) -> frozenset[str]:
    """The cells whose formula gives no value."""
    return frozenset(u.cell for u in book.unread if u.sheet == page.name and u.text.startswith(FAULTS))


def _other_sheet(page: Page) -> list[Elsewhere]:
    """All that a sheet of somebody's own says, row by row."""
    rows: dict[int, list[str]] = {}
    for (row, _), cell in sorted(page.cells.items()):
        if text := cell.text.strip():
            rows.setdefault(row, []).append(text)
    lines = ["\t".join(texts) for _, texts in sorted(rows.items())]
    return [elsewhere(page.name, part, f"シート「{page.name}」") for part in _parts("\n".join(lines))]


def _parts(text: str) -> list[str]:
    return [text[start : start + _LONGEST] for start in range(0, len(text), _LONGEST)]


def _beside(unread: Unread) -> Elsewhere:
    """A comment, a text in a shape, a struck text, a formula without a value."""
    return elsewhere(f"{unread.sheet}/{unread.cell}", unread.text, f"「{unread.sheet}」{unread.cell}")


def _require_whole(filled: Filled, refused: Callable[[str], Refused]) -> None:
    for kind in (cell_ids.PLAN, cell_ids.YEAR, cell_ids.SCHEMA, cell_ids.ROWS):
        if not filled.head.get(kind):
            raise refused(f"識別の欄の一部が消えています。{ASK}")
        if kind != cell_ids.PLAN and not _NUMBER.fullmatch(filled.head[kind]):
            raise refused(f"識別の欄の一部が書き換えられています。{ASK}")
    there = filled.answers.keys() | filled.covered.keys()
    missing = int(filled.head[cell_ids.ROWS]) - sum(key[0] not in (NEW, *cell_ids.COVER_FIELDS) for key in there)
    if missing > 0:
        raise refused(
            f"配ったときにあった行が{missing}行なくなっているか、その識別の欄が消えています。"
            "記載を消すときは、行を残して記入欄を空にするよう伝え、配った様式に書き直してもらってください。"
        )
