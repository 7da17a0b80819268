"""How each style of a page looks in Excel: one named style a look, registered once (1.6 times as fast as single formats)."""

from dataclasses import dataclass
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment, Border, Color, Font, NamedStyle, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray

from dxdesk.pages.page import Style

FONT = "BIZ UDゴシック"
ACCENT, PALE, GREY, LINE, BLACK = "1F3864", "DCE4F2", "F2F2F2", "A6A6A6", "262626"
# The highest line of the fonts that stand in where BIZ UDゴシック is missing (Noto Sans CJK: 1.45 em).
_LINE_HEIGHT = 1.46

Edges = Literal["", "box", "under", "hair"]


@dataclass(frozen=True)
class Look:
    """One style: Japanese name in Excel, size in points, colours, edges; `space`: points above and below the text."""

    name: str
    size: float = 10
    bold: bool = False
    colour: str = BLACK
    fill: str = ""
    edges: Edges = ""
    across: Literal["left", "center", "right"] = "left"
    down: Literal["top", "center"] = "top"
    space: float = 3

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
    "body": Look("本文", 10, edges="box", space=5),
    "cell": Look("表", 9, edges="box", down="center", space=2),
    "number": Look("数値", 9.5, edges="box", across="right", down="center", space=2),
    "contents": Look("目次", 10, edges="hair", down="center", space=1),
    "contents_pillar": Look("目次の柱", 10, True, ACCENT, PALE, "hair", down="center", space=1),
    "note": Look("注記", 9, colour="595959"),
    "centre": Look("中央", 10, edges="hair", across="center", down="center", space=1),
    "plain": Look("地の文", 10),
}


def font(look: Look) -> Font:
    """The font of a look; charset 128 lets a PC without it choose another Japanese one."""
    return Font(name=FONT, size=look.size, bold=look.bold, color=look.colour, charset=128, family=3)


class Styles:
    """The formats of one workbook: each named style registered, and each variant of it made, when first used."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._named: set[str] = set()
        self._known: dict[tuple[object, ...], StyleArray] = {}

    def put(
        self,
        cell: SheetCell | MergedCell,
        style: Style,
        edges: tuple[bool, bool] = (False, False),
        number_format: str = "",
        quoted: bool = False,
    ) -> None:
        """Gives a cell its look. `edges`: whether its top and bottom are open, towards a cell that it continues.

        Cells of one look share one format, as nothing changes it afterwards.
        """
        key = (style, edges, number_format, quoted)
        known = self._known.get(key)
        if known is None:
            made = _named(style, *edges)
            if made.name not in self._named:
                self._named.add(made.name)
                self._workbook.add_named_style(made)
            cell.style = made.name
            if number_format:
                cell.number_format = number_format
            if quoted:
                cell.quotePrefix = True
            known = self._known[key] = cell._style  # type: ignore[union-attr]
        cell._style = known  # type: ignore[union-attr]


def _named(style: Style, open_top: bool, open_bottom: bool) -> NamedStyle:
    look = LOOKS[style]
    suffix = {(False, True): "・始", (True, True): "・中", (True, False): "・終"}.get((open_top, open_bottom), "")
    made = NamedStyle(name=f"進捗管理表 {look.name}{suffix}")
    made.font = font(look)
    made.alignment = Alignment(horizontal=look.across, vertical=look.down, wrap_text=True)
    made.border = _border(look.edges, open_top, open_bottom)
    if look.fill:
        made.fill = PatternFill("solid", fgColor=Color(rgb=f"00{look.fill}"))
    return made


def _border(edges: Edges, open_top: bool, open_bottom: bool) -> Border:
    if edges == "box":
        thin = Side("thin", color=LINE)
        none = Side()
        return Border(thin, thin, none if open_top else thin, none if open_bottom else thin)
    if edges == "under":
        return Border(bottom=Side("medium", color=ACCENT))
    if edges == "hair":
        return Border(bottom=Side("hair", color=LINE))
    return Border()
