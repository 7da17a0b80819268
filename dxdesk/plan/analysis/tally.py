"""How many measures there are and how many of each mark: `【取組数:16】◎10取組 ○3取組 △3取組`."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from dxdesk.plan.rows.model import Plan
from dxdesk.plan.rows.outline import Outline

_LINE = re.compile(r"【\s*(?P<word>\S+?)数\s*[:：]\s*(?P<total>\d+)\s*】(?P<marks>.*)", re.S)
_PART = re.compile(r"(?P<mark>\D{1,3})(?P<count>\d+)")


@dataclass(frozen=True)
class Tally:
    """The number of measures, and of each mark in the order of the scale; a mark that nobody got is not there."""

    total: int
    marks: dict[str, int]

    def line(self, word: str) -> str:
        """As the summary prints it; `word` is what the plan calls its measures."""
        parts = "".join(f"{mark}{count}{word} " for mark, count in self.marks.items())
        return f"【{word}数:{self.total}】{parts}".rstrip()


def tally(outline: Outline, plan: Plan, marks: Iterable[str]) -> Tally:
    """Counts the marks of measures, one each and blank for none."""
    found = list(marks)
    counts = Counter(mark for mark in found if mark)
    scale = [mark.symbol for mark in outline.marks(plan)]
    order = [*(symbol for symbol in scale if symbol in counts), *(mark for mark in counts if mark not in scale)]
    return Tally(len(found), {mark: counts[mark] for mark in order})


def read_tally(text: str) -> Tally | None:
    """The counts that a summary's line states, None for any other text. Nothing else may stand in the line."""
    found = _LINE.fullmatch(text.strip())
    if found is None:
        return None
    marks: dict[str, int] = {}
    # `◎10 取組` and `◎10取組` are both in use.
    rest = re.sub(rf"(\d)\s*{re.escape(found.group('word'))}(?=\s|$)", r"\1", found.group("marks"))
    for part in rest.split():
        pair = _PART.fullmatch(part)
        if pair is None:
            return None
        marks[pair.group("mark")] = _number(pair.group("count"))
    return Tally(_number(found.group("total")), marks)


def _number(digits: str) -> int:
    return int(unicodedata.normalize("NFKC", digits))
