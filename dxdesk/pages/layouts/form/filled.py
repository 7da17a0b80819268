"""What was read of a form that came back: answers and remarks by the ids of their rows, and words in any other place."""

from dataclasses import dataclass, field

from dxdesk.pages.layouts.form import cell_ids
from dxdesk.pages.layouts.form.cell_ids import QuestionKey

# First character of what Excel shows instead of a value that it could not calculate, or of a formula never calculated.
FAULTS = ("#", "=")
ASK = "配った様式に書き直してもらってください。"


@dataclass(frozen=True)
class Answer:
    """A person's text without white space around it, and its cell: `記入表 E12`."""

    text: str
    place: str

    @property
    def sheet(self) -> str:
        """The sheet that it was written in."""
        return self.place.rpartition(" ")[0]


@dataclass(frozen=True)
class Elsewhere:
    """Words that a person wrote beside the cells to be filled.

    `place` identifies where, `what` says it in words; `key`: the row that it belongs to, or that is the nearest above.
    `below`: of a row that was inserted, with a text where the answers stand and nothing else, the nearest row below.
    """

    place: str
    what: str
    text: str
    key: QuestionKey | None = None
    below: QuestionKey | None = None


@dataclass
class Filled:
    """A form that came back: what identifies it, and its answers by key, the cover's fields among them.

    `remarks`: the column 備考・連絡; `pasts`: the column of last year's texts, where it was changed. `again`: answers of
    rows that are there more than once; `covered`: the places of answers that a merged cell hides; `elsewhere`: words in any
    other place.
    """

    hand_out: str
    head: dict[str, str] = field(default_factory=dict)
    answers: dict[QuestionKey, Answer] = field(default_factory=dict)
    remarks: dict[QuestionKey, Answer] = field(default_factory=dict)
    pasts: dict[QuestionKey, Answer] = field(default_factory=dict)
    again: dict[QuestionKey, list[Answer]] = field(default_factory=dict)
    covered: dict[QuestionKey, str] = field(default_factory=dict)
    elsewhere: list[Elsewhere] = field(default_factory=list)
    # The digests of what was handed out; None for a form of an earlier release, which has none. What then stands in its
    # rows is known only by making the form once more: `earlier_texts`, None where that is impossible.
    texts: frozenset[str] | None = None
    earlier_texts: frozenset[str] | None = None
    has_remarks: bool = False

    def cover(self, kind: str) -> str:
        """Return the text of a field of the cover, blank where it is not filled in."""
        answer = self.answers.get((kind,))
        return answer.text if answer is not None else ""

    def contact(self, kind: str) -> str:
        """Return 担当者名, 内線 or 課長確認 on one line."""
        return " ".join(self.cover(kind).split())


def elsewhere(where: str, text: str, what: str, key: QuestionKey | None = None) -> Elsewhere:
    """Return words that belong to no cell to be filled; two texts in one place are two messages."""
    return Elsewhere(f"form/{where}/{cell_ids.digest(text)}", what, text, key)
