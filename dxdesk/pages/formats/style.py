"""How each style of a page looks, the same in every format: size in points, colours, edges, alignment."""

from dataclasses import dataclass
from typing import Literal

from dxdesk.pages.page import Style

FONT = "BIZ UDゴシック"
ACCENT, PALE, GREY, LINE, BLACK, YELLOW = "1F3864", "DCE4F2", "F2F2F2", "A6A6A6", "262626", "FFF8D6"
# A chart's lines in turn, and how high it is in points.
SERIES_COLOURS = ("1F3864", "C55A11", "2E75B6", "548235", "7F6000", "7030A0", "808080", "00808A", "A5304B")
CHART_HEIGHT = 250.0
# The highest line of the fonts used where BIZ UDゴシック is missing (Noto Sans CJK: 1.45 em).
_LINE_HEIGHT = 1.46

Edges = Literal["", "box", "under", "hair"]


@dataclass(frozen=True)
class Look:
    """One style: Japanese name in Excel, size in points, colours, edges; `space`: points above and below the text.

    `typed`: people write in such cells, and what they write stays text. Not `wrapped`: what is too wide is not shown.
    """

    name: str
    size: float = 10
    bold: bool = False
    colour: str = BLACK
    fill: str = ""
    edges: Edges = ""
    across: Literal["left", "center", "right"] = "left"
    down: Literal["top", "center"] = "top"
    space: float = 3
    typed: bool = False
    wrapped: bool = True

    @property
    def line(self) -> float:
        """Height of one line in points."""
        return self.size * _LINE_HEIGHT


LOOKS: dict[Style, Look] = {
    "title": Look("表題", 16, True, ACCENT, down="center", space=6),
    "pillar": Look("柱", 11, True, "FFFFFF", ACCENT, down="center", space=5),
    "measure": Look("施策", 13, True, ACCENT, edges="under", down="center", space=6),
    "text": Look("説明", 10, down="center", space=4),
    "heading": Look("見出し", 10, True, BLACK, GREY, "box", "center", "center", space=4),
    "subheading": Look("小見出し", 10, True, ACCENT, down="center", space=2),
    "body": Look("本文", 10, edges="box", space=5),
    "cell": Look("表", 9, edges="box", down="center", space=2),
    "number": Look("数値", 9.5, edges="box", across="right", down="center", space=2),
    "value": Look("値", 9.5, edges="box", across="center", down="center", space=2),
    "phase": Look("段階", 9.5, fill=PALE, edges="box", across="center", down="center", space=2),
    "contents": Look("目次", 10, edges="hair", down="center", space=1),
    "contents_pillar": Look("目次の柱", 10, True, ACCENT, PALE, "hair", down="center", space=1),
    "note": Look("注記", 9, colour="595959"),
    "centre": Look("中央", 10, edges="hair", across="center", down="center", space=1),
    "plain": Look("地の文", 10),
    "fill": Look("記入欄", 10, fill=YELLOW, edges="box", down="center", space=4, typed=True),
    "past": Look("参考", 9.5, colour="404040", edges="box", down="center", space=4),
    "mark": Look("識別", 6, colour="8C8C8C", fill=GREY, down="center", wrapped=False),
}
