"""A form that came back: the text of each cell to be filled, identified by the id beside it and not by its position."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from dxdesk.pages.layouts.common.cell_refs import letters
from dxdesk.pages.layouts.form import cell_ids
from dxdesk.pages.layouts.form.cell_ids import NEW, QuestionKey
from dxdesk.pages.layouts.form.writing import FILL, ID_HEADING
from dxdesk.pages.page import Book, Page
from dxdesk.plan.rows.errors import Refused

# First character of what Excel shows instead of a value that it could not calculate, or of a formula never calculated.
_FAULTS = ("#", "=")
_NUMBER = re.compile(r"\d{1,6}", re.A)
_ASK = "配った様式に書き直してもらってください。"


@dataclass(frozen=True)
class Answer:
    """A person's text without white space around it, and its cell: `記入表 E12`."""

    text: str
    place: str


@dataclass
class Filled:
    """A form that came back: what identifies it, and its answers by key, the contact among them.

    `notes`: cells in which somebody wrote what belongs to no question.
    """

    hand_out: str
    head: dict[str, str] = field(default_factory=dict)
    answers: dict[QuestionKey, Answer] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def contact(self, kind: str) -> str:
        """Return 担当者名, 内線 or 課長確認 on one line, blank where it is not filled in."""
        answer = self.answers.get((kind,))
        return " ".join(answer.text.split()) if answer is not None else ""


def read(book: Book, name: str) -> Filled:
    """Return the answers of a form. Raises Refused, naming the file by `name`, for any other workbook and a damaged form."""

    def refused(why: str) -> Refused:
        return Refused(f"「{name}」は{why}")

    hand_outs = {h for page in book.pages for cell in page.cells.values() if (h := cell_ids.hand_out_of(cell.text))}
    if not hand_outs:
        raise refused("配った記入様式ではないか、識別の欄が消えています。配ったファイルを確かめてください。")
    if len(hand_outs) > 1:
        raise refused(f"別の様式のシートが混ざっています。{_ASK}")
    filled = Filled(hand_outs.pop())
    for page in book.pages:
        if (column := _id_column(page)) is not None:
            _Sheet(page, column, filled, refused, _valueless(book, page)).read()
        elif page.cells:
            filled.notes.append(f"シート「{page.name}」")
    filled.notes += [f"{other.sheet} {other.cell}" for other in book.unread if not other.text.startswith(_FAULTS)]
    _require_whole(filled, refused)
    return filled


def _valueless(book: Book, page: Page) -> frozenset[str]:
    """The cells whose formula gives no value."""
    return frozenset(u.cell for u in book.unread if u.sheet == page.name and u.text.startswith(_FAULTS))


def _id_column(page: Page) -> int | None:
    """The column of the ids, wherever it was moved to; None for a sheet without any."""
    counts: dict[int, int] = {}
    for (_, column), cell in page.cells.items():
        counts[column] = counts.get(column, 0) + cell_ids.looks_like(cell.text)
    found = max(counts, key=lambda column: counts[column], default=0)
    return found if counts.get(found) else None


def _require_whole(filled: Filled, refused: Callable[[str], Refused]) -> None:
    for kind in (cell_ids.PLAN, cell_ids.YEAR, cell_ids.SCHEMA, cell_ids.ROWS):
        if not filled.head.get(kind):
            raise refused(f"識別の欄の一部が消えています。{_ASK}")
        if kind != cell_ids.PLAN and not _NUMBER.fullmatch(filled.head[kind]):
            raise refused(f"識別の欄の一部が書き換えられています。{_ASK}")
    kept = sum(key[0] not in (NEW, *cell_ids.CONTACT) for key in filled.answers)
    missing = int(filled.head[cell_ids.ROWS]) - kept
    if missing > 0:
        raise refused(
            f"配ったときにあった行が{missing}行なくなっています。"
            "記載を消すときは、行を残して記入欄を空にするよう伝え、配った様式に書き直してもらってください。"
        )


@dataclass
class _Sheet:
    """One sheet while it is read."""

    page: Page
    id_column: int
    filled: Filled
    refused: Callable[[str], Refused]
    valueless: frozenset[str]

    def read(self) -> None:
        """Read the sheet's ids and the answers beside them."""
        rows: dict[int, dict[int, str]] = {}
        for (row, column), cell in self.page.cells.items():
            rows.setdefault(row, {})[column] = cell.text
        top, fill = self._heading(rows)
        for row, texts in sorted(rows.items()):
            text = texts.get(self.id_column, "").strip()
            if text and text != ID_HEADING:
                self._take(row, fill, cell_ids.read(text, self.filled.hand_out), texts)
                if top is not None and row > top:
                    self._look_beside(row, rows[top], texts)
            elif top is not None and row > top and text != ID_HEADING:
                self._require_nothing(row, texts)

    def _heading(self, rows: dict[int, dict[int, str]]) -> tuple[int | None, int | None]:
        """The row and column of the heading above the cells to be filled."""
        places = [(r, c) for r, texts in rows.items() for c, text in texts.items() if text.strip() == FILL]
        return min(places, default=(None, None))

    def _take(self, row: int, fill: int | None, key: QuestionKey | None, texts: dict[int, str]) -> None:
        where = self._place(row, self.id_column)
        if key is None:
            raise self.refused(f"識別の欄（{where}）が書き換えられているか、別の様式の行が混ざっています。{_ASK}")
        if key[0] in cell_ids.HEAD:
            self.filled.head[key[0]] = key[1]
            return
        if fill is None:
            raise self.refused(f"「{self.page.name}」シートに見出し「{FILL}」がありません。{_ASK}")
        place = self._place(row, fill)
        if key in self.filled.answers:
            both = f"{self.filled.answers[key].place} と {place}"
            raise self.refused(f"同じ識別の行が2つあります（{both}）。行を写さず、空いた行に書いてもらってください。")
        text = texts.get(fill, "").strip()
        if f"{letters(fill)}{row + 1}" in self.valueless:
            raise self.refused(f"{place} の数式に値がありません。数式でなく値を書いて、もう一度送ってもらってください。")
        self.filled.answers[key] = Answer(text, place)

    def _look_beside(self, row: int, headings: dict[int, str], texts: dict[int, str]) -> None:
        """Note texts under no heading: somebody added them."""
        added = (column for column in sorted(texts) if column not in headings and column != self.id_column)
        self.filled.notes += [self._place(row, column) for column in added if texts[column].strip()]

    def _require_nothing(self, row: int, texts: dict[int, str]) -> None:
        """Refuse a text in a row without an id: it would be lost."""
        for column, text in sorted(texts.items()):
            if text.strip():
                place = self._place(row, column)
                raise self.refused(
                    f"{place} の行に識別がないため、どこの記載か分かりません。色のついた記入欄に書き直してもらってください。"
                )

    def _place(self, row: int, column: int) -> str:
        return f"{self.page.name} {letters(column)}{row + 1}"
