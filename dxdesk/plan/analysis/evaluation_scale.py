"""Evaluation scales in common use, as a start for a plan's own; and the tally of marks as summaries print it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dxdesk.plan.rows.model import Mark, Plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rank import between

# Name → (mark, meaning, the lowest achievement in percent that suggests it). ◎○△● is 伊勢原市's, which states no percents.
SCALES: dict[str, tuple[tuple[str, str, int | None], ...]] = {
    "◎○△●": (
        ("◎", "目標以上の成果", None),
        ("○", "計画どおり", None),
        ("△", "進捗に遅れ", None),
        ("●", "取組の見直し", None),
    ),
    "A～D": (("A", "達成", 100), ("B", "おおむね達成", 80), ("C", "一部達成", 50), ("D", "未達成", 0)),
    "S～C": (("S", "目標を上回った", 120), ("A", "達成", 100), ("B", "おおむね達成", 80), ("C", "未達成", 0)),
}


def scale_marks(name: str, plan: str) -> Iterator[Mark]:
    """The marks of a scale for a plan (id), best first."""
    rank: str | None = None
    for symbol, meaning, at_least in SCALES[name]:
        rank = between(rank, None)
        yield Mark.new(plan=plan, symbol=symbol, meaning=meaning, at_least=at_least, rank=rank)


_LINE = re.compile(r"【\s*(?P<level>\S+?)数\s*[:：]\s*(?P<total>\d+)\s*】(?P<marks>.*)", re.S)
_PART = re.compile(r"(?P<mark>\D{1,3})(?P<count>\d+)")


@dataclass(frozen=True)
class Tally:
    """The number of measures, and of each mark in the order of the scale, without marks that nobody got."""

    total: int
    marks: dict[str, int]

    def line(self, level: str) -> str:
        """The line `【取組数:16】◎10取組 ○3取組 △3取組` of a summary; `level`: what the plan calls its measures."""
        parts = "".join(f"{mark}{count}{level} " for mark, count in self.marks.items())
        return f"【{level}数:{self.total}】{parts}".rstrip()


def tally(outline: Outline, plan: Plan, marks: Iterable[str]) -> Tally:
    """Count the marks of measures, given as one each, blank for none."""
    found = list(marks)
    counts = Counter(mark for mark in found if mark)
    scale = [mark.symbol for mark in outline.marks(plan)]
    order = [*(symbol for symbol in scale if symbol in counts), *(mark for mark in counts if mark not in scale)]
    return Tally(len(found), {mark: counts[mark] for mark in order})


def read_tally(text: str) -> Tally | None:
    """Read the tally from a summary's line; None for any other text, also where there is more in the line."""
    found = _LINE.fullmatch(text.strip())
    if found is None:
        return None
    marks: dict[str, int] = {}
    # `◎10 取組` and `◎10取組` are both in use.
    rest = re.sub(rf"(\d)\s*{re.escape(found.group('level'))}(?=\s|$)", r"\1", found.group("marks"))
    for part in rest.split():
        pair = _PART.fullmatch(part)
        if pair is None:
            return None
        marks[pair.group("mark")] = _number(pair.group("count"))
    return Tally(_number(found.group("total")), marks)


def _number(digits: str) -> int:
    return int(unicodedata.normalize("NFKC", digits))
