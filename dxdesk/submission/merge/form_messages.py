"""What a form brings beside the answers: remarks, words in any other place, and corrections of last year's figures."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from dxdesk.pages.layouts.form import cell_ids
from dxdesk.pages.layouts.form.cell_ids import QuestionKey
from dxdesk.pages.layouts.form.filled import Answer, Elsewhere, Filled, elsewhere
from dxdesk.pages.layouts.form.remarks import about_row
from dxdesk.plan.changes.edits import Changes, set_field
from dxdesk.plan.changes.messages import ABOUT_ALL, About, message_of, write_message
from dxdesk.plan.rows.change import Change
from dxdesk.plan.rows.dates import read_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import ROLES, Entry, Indicator
from dxdesk.plan.rows.quantity import same_value
from dxdesk.submission.merge.form_changes import FormBaseline, UnknownMark, is_unclear, is_yes
from dxdesk.submission.merge.form_lines import has_bullet, typed_lines

# `R5実績：10件`, as the form shows last year's figures.
_SHOWN = re.compile(rf"(?P<year>\S+?)(?P<role>{'|'.join(ROLES)})\s*[：:](?P<text>.*)")


_LINES = (cell_ids.LINE, cell_ids.KEEP, cell_ids.NEW)


@dataclass(frozen=True)
class FormMessages:
    """A form as it was read, and what it was handed out with."""

    baseline: FormBaseline
    filled: Filled
    year: int

    def answers(self) -> dict[QuestionKey, Answer]:
        """Return the answers; of a row that is there more than once the one that somebody changed.

        But whoever copied a row within its sheet, and left the row itself as it was, wrote more and not instead: then that
        one counts. Raises UnknownMark.
        """
        chosen = dict(self.filled.answers)
        for key, others in self.filled.again.items():
            every = (chosen[key], *others)
            written = [answer for answer in every if self.baseline.is_new(key, answer)]
            kept = [a for a in every if a not in written and any(a.sheet == answer.sheet for answer in written)]
            chosen[key] = next(iter((*kept, *written)), chosen[key])
        return chosen

    def changes(self, answers: dict[QuestionKey, Answer]) -> Changes:
        """Return the messages, and last year's figures as somebody corrected them. Raises UnknownMark."""
        try:
            return self._changes(answers)
        except (KeyError, ValueError) as error:
            raise UnknownMark("識別の欄") from error

    def _changes(self, answers: dict[QuestionKey, Answer]) -> Changes:
        outline, department = self.baseline.outline, self.baseline.department
        messages: dict[str, tuple[About, str]] = {}
        for about, text in (*self._remarks(), (ABOUT_ALL, self.filled.cover(cell_ids.ABOUT_ALL))):
            before = messages.get(about.place, (about, ""))[1]
            messages[about.place] = (about, "\n".join(filter(None, (before, text))))
        inserted, others = self._inserted(answers)
        for words in (*others, *self._unclear(answers), *self._second_answers(answers), *self._pasts()):
            messages[words.place] = (self._about(words), words.text)
        figures = [change for key in self.filled.pasts for change in self._corrected(key)[0]]
        written = [
            change
            for about, text in messages.values()
            for change in write_message(outline, message_of(outline, department.id, self.year, about), text)
        ]
        return (*figures, *written, *inserted)

    def _inserted(self, answers: dict[QuestionKey, Answer]) -> tuple[Changes, list[Elsewhere]]:
        """The lines in rows that somebody inserted among those of a measure's column, and all other words elsewhere."""
        lines: list[Change] = []
        others: list[Elsewhere] = []
        counts: Counter[QuestionKey] = Counter()
        for words in self.filled.elsewhere:
            if words.key is None or words.below is None or self._column(words.key) != self._column(words.below):
                others.append(words)
                continue
            counts[words.key] += 1
            lines += self.baseline.inserted_line(words.key, counts[words.key], words.text)
        for key, text in self._copied(answers):
            counts[key] += 1
            lines += self.baseline.inserted_line(key, counts[key], text)
        return tuple(lines), others

    def _copied(self, answers: dict[QuestionKey, Answer]) -> Iterator[tuple[QuestionKey, str]]:
        """The lines in rows that were copied from a line that still stands as it was handed out."""
        for key, others in self.filled.again.items():
            if key[0] == cell_ids.LINE and not self.baseline.is_new(key, answers[key]):
                texts = dict.fromkeys(answer.text for answer in (self.filled.answers[key], *others) if answer.text)
                yield from ((key, text) for text in texts if text != answers[key].text)

    def _column(self, key: QuestionKey) -> object:
        """What a row is about where it is one of lines; for any other row the row itself."""
        return about_row(self.baseline.outline, key).place if key[0] in _LINES else key

    def _remarks(self) -> Iterator[tuple[About, str]]:
        """The column 備考・連絡; all rows of a measure's column are one thing."""
        if not self.filled.has_remarks:
            return
        for key in dict.fromkeys((*self.filled.answers, *self.filled.covered)):
            if key[0] not in cell_ids.COVER_FIELDS:
                remark = self.filled.remarks.get(key)
                yield about_row(self.baseline.outline, key), remark.text if remark is not None else ""

    def _about(self, words: Elsewhere) -> About:
        if words.key is None or words.key[0] in cell_ids.COVER_FIELDS:
            return About(words.place, words.what)
        row = about_row(self.baseline.outline, words.key)
        return About(words.place, f"{words.what}（{row.what}）", row.measure)

    def _unclear(self, answers: dict[QuestionKey, Answer]) -> Iterator[Elsewhere]:
        """Answers that are none: to a yes-no question, and lines that another department is to have."""
        for key, answer in answers.items():
            if key[0] == cell_ids.KEEP and is_unclear(answer.text):
                yield elsewhere("/".join(key), answer.text, "「前年度のまま」への答え", key)
            elif key == (cell_ids.UNCHANGED,) and is_unclear(answer.text):
                yield elsewhere("/".join(key), answer.text, "「変更なし」への書き込み")
            elif key[0] == cell_ids.LINE and self.baseline.is_new(key, answer):
                entry = self.baseline.outline.rows.all(Entry)[key[1]]
                lines = typed_lines(self.baseline.outline, self.baseline.department, answer.text)
                if answer.text and not has_bullet(entry.text) and lines[0].other is not None:
                    what = f"末尾に「{lines[0].written}」とある記載（この課の記載のままにしています）"
                    yield elsewhere("/".join(key), lines[0].text, what, key)

    def _second_answers(self, answers: dict[QuestionKey, Answer]) -> Iterator[Elsewhere]:
        """What else was written in a row that is there more than once."""
        for key, others in self.filled.again.items():
            untouched = not self.baseline.is_new(key, answers[key])
            for answer in (self.filled.answers[key], *others):
                blank_copy = untouched and not answer.text
                if answer.text != answers[key].text and self.baseline.is_new(key, answer) and not blank_copy:
                    if untouched and key[0] == cell_ids.LINE:
                        continue  # a line of its own: see `_copied`
                    text = answer.text or "（空欄）"
                    yield elsewhere("/".join(key), text, "同じ行が2つあり、もう一方に書かれていた記入", key)

    # last year's texts

    def _pasts(self) -> Iterator[Elsewhere]:
        """What was written over last year's texts, as far as it is no figure."""
        for key in self.filled.pasts:
            if rest := self._corrected(key)[1]:
                yield elsewhere(f"{'/'.join(key)}/past", rest, "「昨年度まで」への書き込み", key)

    def _corrected(self, key: QuestionKey) -> tuple[Changes, str]:
        """The figures of the years before that somebody changed in a row, and the rest of what stands there."""
        text = self.filled.pasts[key].text
        if key[0] != cell_ids.FIGURE:
            return (), text
        indicator, asked = self.baseline.outline.rows.all(Indicator)[key[1]], int(key[2])
        changes: list[Changes] = []
        rest: list[str] = []
        for line in text.split("\n"):
            shown = _SHOWN.fullmatch(line.strip())
            year = _year(shown["year"]) if shown is not None else asked - 1
            role, value = (shown["role"], shown["text"].strip()) if shown is not None else (key[3], line.strip())
            figure = self.baseline.outline.figure(indicator, year, role) if year is not None and year < asked else None
            alone = shown is not None or "\n" not in text
            if figure is None or not alone or not value:
                rest.append(line)
            elif not same_value(value, figure.text) and value != figure.text:
                changes.append(set_field(figure, "text", value))
        return tuple(change for changed in changes for change in changed), "\n".join(rest).strip()


def _year(text: str) -> int | None:
    try:
        return read_year(text)
    except Refused:
        return None


def says_unchanged(filled: Filled) -> bool:
    """Return whether the department says that it has nothing to change."""
    return is_yes(filled.cover(cell_ids.UNCHANGED))
