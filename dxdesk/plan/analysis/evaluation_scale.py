"""Evaluation scales in common use, to begin with; a plan's own scale is changed as the city likes."""

from collections.abc import Iterator

from dxdesk.plan.rows.model import Mark
from dxdesk.plan.rows.rank import between

# Name → (mark, meaning, from which achievement in percent on it is suggested). ◎○△● is 伊勢原市's, which names no percents.
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
