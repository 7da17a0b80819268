"""One sheet of a form that came back, row by row: answers and remarks by their ids, and whatever was written beside them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from dxdesk.pages.layouts.common.cell_refs import letters
from dxdesk.pages.layouts.form import cell_ids
from dxdesk.pages.layouts.form.cell_ids import QuestionKey
from dxdesk.pages.layouts.form.filled import ASK, Answer, Filled, elsewhere
from dxdesk.pages.layouts.form.writing import FILL, ID_HEADING, LABELS, PAST, REMARK
from dxdesk.pages.page import Page
from dxdesk.plan.rows.errors import Refused

_MOVED = 3  # rows: fewer may be somebody's words that happen to be another row's
_TITLES_IN_WORDS = {PAST: "昨年度までの欄", REMARK: REMARK}


def id_column(page: Page) -> int | None:
    """Return the column of the ids, wherever it was moved to; None for a sheet without any."""
    counts: dict[int, int] = {}
    for (_, column), cell in page.cells.items():
        counts[column] = counts.get(column, 0) + cell_ids.looks_like(cell.text)
    found = max(counts, key=lambda column: counts[column], default=0)
    return found if counts.get(found) else None


@dataclass
class SheetReading:
    """One sheet while it is read; `valueless`: cells whose formula gives no value."""

    page: Page
    ids: int
    filled: Filled
    refused: Callable[[str], Refused]
    valueless: frozenset[str]
    answer_cells: set[str] = field(default_factory=set)
    # Cells whose text was handed out in another row: labels beside the wrong id, and figures of other rows as answers.
    strange_labels: list[str] = field(default_factory=list)
    strange_figures: list[str] = field(default_factory=list)

    def read(self) -> None:
        """Read all rows."""
        above: QuestionKey | None = None
        below = self._nearest_below()
        self.filled.has_remarks |= REMARK in self._headings.values()
        for row, texts in sorted(self._rows.items()):
            text = texts.get(self.ids, "").strip()
            key = cell_ids.read(text, self.filled.hand_out) if text else None
            if text and text != ID_HEADING and key is None:
                where = self._place(row, self.ids)
                raise self.refused(f"識別の欄（{where}）が書き換えられているか、別の様式の行が混ざっています。{ASK}")
            if key is None:
                self._without_id(row, texts, above, below.get(row))
            elif key[0] in (*cell_ids.HEAD, cell_ids.TEXTS):
                if self.filled.head.setdefault(key[0], key[-1]) != key[-1]:
                    raise self.refused(f"識別の欄の一部が書き換えられています。{ASK}")
                self._without_id(row, texts, None)
            else:
                self._question(row, texts, key)
                above = key
        self._require_in_place()

    def _require_in_place(self) -> None:
        """Raise Refused where the rows no longer fit their ids, as after sorting some of the columns."""
        moved = self.strange_labels or self.strange_figures
        if len(moved) >= _MOVED:
            raise self.refused(
                f"行と識別の欄の組が入れ替わっています（{'、'.join(moved[:3])}など {len(moved)}か所）。一部の列だけを並べ替えたか、"
                f"別の行に貼り付けたようです。{ASK}"
            )

    # the sheet

    @cached_property
    def _rows(self) -> dict[int, dict[int, str]]:
        rows: dict[int, dict[int, str]] = {}
        for (row, column), cell in self.page.cells.items():
            rows.setdefault(row, {})[column] = cell.text
        return rows

    @cached_property
    def _top(self) -> tuple[int, int] | None:
        """The row and column of the heading above the cells to be filled."""
        return min(((r, c) for r, texts in self._rows.items() for c, t in texts.items() if t.strip() == FILL), default=None)

    @cached_property
    def _headings(self) -> dict[int, str]:
        texts = self._rows[self._top[0]] if self._top is not None else {}
        return {column: text.strip() for column, text in texts.items() if text.strip()}

    @cached_property
    def _hidden(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Each place that a merged cell covers → where the merged cell begins."""
        return {
            (row + down, column + right): (row, column)
            for (row, column), cell in self.page.cells.items()
            for down in range(min(cell.rows, self.page.height))
            for right in range(min(cell.columns, self.ids + 1))
            if down or right
        }

    def _nearest_below(self) -> dict[int, QuestionKey]:
        """Each row → the key of the nearest row below it."""
        found: dict[int, QuestionKey] = {}
        nearest: QuestionKey | None = None
        for row, texts in sorted(self._rows.items(), reverse=True):
            if nearest is not None:
                found[row] = nearest
            nearest = cell_ids.read(texts.get(self.ids, ""), self.filled.hand_out) or nearest
        return found

    def _place(self, row: int, column: int) -> str:
        return f"{self.page.name} {letters(column)}{row + 1}"

    # rows

    def _question(self, row: int, texts: dict[int, str], key: QuestionKey) -> None:
        """Take the answer and the remark of a row, and what stands beside them."""
        if self._top is None:
            raise self.refused(f"「{self.page.name}」シートに見出し「{FILL}」がありません。{ASK}")
        fill = self._top[1]
        cell = f"{letters(fill)}{row + 1}"
        self.answer_cells.add(cell)
        if cell in self.valueless:
            where = self._place(row, fill)
            raise self.refused(f"{where} の数式に値がありません。数式でなく値を書いて、もう一度送ってもらってください。")
        known = cell_ids.digests_of(texts[self.ids])
        taken = {self.ids, fill}
        begins = self._hidden.get((row, fill))
        if begins is None or texts.get(fill, "").strip():
            self._answer(key, Answer(texts.get(fill, "").strip(), self._place(row, fill)))
            if key[0] == cell_ids.FIGURE and self._is_of_another_row(texts.get(fill, ""), known):
                self.strange_figures.append(self._place(row, fill))
        elif begins[0] == row and not self._is_known(texts.get(begins[1], ""), known):
            # Merged with a cell to the left of it, in which nothing stood: what is written there is meant for both.
            self._answer(key, Answer(texts.get(begins[1], "").strip(), self._place(row, begins[1])))
            taken.add(begins[1])
        else:
            self.filled.covered.setdefault(key, self._place(row, fill))
        for column, text in sorted(texts.items()):
            if column not in taken and text.strip():
                self._beside(key, (row, column), text.strip(), known)

    def _answer(self, key: QuestionKey, answer: Answer) -> None:
        if key in self.filled.answers:
            self.filled.again.setdefault(key, []).append(answer)
        else:
            self.filled.answers[key] = answer

    def _beside(self, key: QuestionKey, cell: tuple[int, int], text: str, known: frozenset[str] | None) -> None:
        """Take a text beside an answer: a remark, last year's text as it was changed, or words in any other column."""
        heading = self._headings.get(cell[1], "")
        place = self._place(*cell)
        if heading == REMARK and key[0] not in cell_ids.COVER_FIELDS:
            if key not in self.filled.remarks:
                self.filled.remarks[key] = Answer(text, place)
                return
            if self.filled.remarks[key].text == text:
                return
        elif self._is_handed_out(key, heading, text, known):
            return
        elif heading == PAST and known is not None and key not in self.filled.pasts:
            self.filled.pasts[key] = Answer(text, place)
            return
        if heading in LABELS and self._is_of_another_row(text, known):
            self.strange_labels.append(place)
        title = _TITLES_IN_WORDS.get(heading, heading.removesuffix("（読むだけ）") or f"{letters(cell[1])}列")
        self.filled.elsewhere.append(
            elsewhere(f"{'/'.join(key)}/{title}", text, f"「{self.page.name}」の「{title}」への書き込み", key)
        )

    def _is_handed_out(self, key: QuestionKey, heading: str, text: str, known: frozenset[str] | None) -> bool:
        """Whether a text was there when the form was handed out, as far as anybody can tell."""
        if known is None:
            known = self.filled.texts
        if known is None and key[0] not in cell_ids.COVER_FIELDS:
            known = self.filled.earlier_texts
        return bool(heading) if known is None else cell_ids.digest(text) in known

    def _is_of_another_row(self, text: str, known: frozenset[str] | None) -> bool:
        """Whether a text was handed out in another row, and not in this one."""
        if known is None or self.filled.texts is None or not text.strip():
            return False
        found = cell_ids.digest(text)
        return found in self.filled.texts and found not in known

    def _is_known(self, text: str, known: frozenset[str] | None) -> bool:
        return known is None or cell_ids.digest(text) in known

    def _without_id(
        self, row: int, texts: dict[int, str], above: QuestionKey | None, below: QuestionKey | None = None
    ) -> None:
        """Take what stands in a row without an id, unless it was handed out so."""
        fresh = {c: t.strip() for c, t in sorted(texts.items()) if c != self.ids and t.strip() and self._is_fresh(row, t)}
        if self._top is not None and row == self._top[0]:
            fresh = {column: text for column, text in fresh.items() if not self._heads_something(column)}
        if not fresh:
            return
        cells = "・".join(f"{letters(column)}{row + 1}" for column in fresh)
        words = "\t".join(fresh.values())
        what = f"「{self.page.name}」{cells}への書き込み"
        alone = self._top is not None and list(fresh) == [self._top[1]]
        found = elsewhere(f"{self.page.name}/{cells}", words, what, above)
        self.filled.elsewhere.append(replace(found, below=below if alone else None))

    def _is_fresh(self, row: int, text: str) -> bool:
        if text.strip() in (FILL, ID_HEADING):
            return False
        if self.filled.texts is not None:
            return cell_ids.digest(text) not in self.filled.texts
        # A form of an earlier release: below its headings, every row that was handed out has an id.
        return self._top is not None and row > self._top[0]

    def _heads_something(self, column: int) -> bool:
        """Whether a heading of somebody's own is named anyway with what somebody wrote below it."""
        assert self._top is not None
        rows: Iterable[int] = (row for row in self._rows if row > self._top[0])
        below = (self._rows[row].get(column, "") for row in rows if self._rows[row].get(self.ids, "").strip())
        return any(text.strip() and self._is_fresh(self._top[0] + 1, text) for text in below)
