"""How each style of a page looks in Excel: one named style a look, registered once (1.6 times as fast as single formats)."""

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment, Border, Color, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray

from dxdesk.pages.formats.style import ACCENT, FONT, LINE, LOOKS, Edges, Look
from dxdesk.pages.page import Style


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
    # Excel's "fill" cuts a text off where the next cell begins.
    across = look.across if look.wrapped else "fill"
    made.alignment = Alignment(horizontal=across, vertical=look.down, wrap_text=look.wrapped)
    if look.typed:
        made.number_format = "@"
        made.protection = Protection(locked=False)
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
