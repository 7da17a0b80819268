"""The style sheet of exported web pages: the looks of the workbook, and paper of the right size and direction."""

from dxdesk.pages.formats.style import ACCENT, FONT, LINE, LOOKS, Edges, Look
from dxdesk.pages.page import Page

BASE = 10  # points, the size in which columns are counted
# Points of a half-width character of that size, and of the room beside the text of a column.
_CHARACTER, _BESIDE = 0.52 * BASE, 3
_MARGIN = 12  # millimetres
_PAPER = {"A4": (210, 297), "A3": (297, 420)}  # millimetres
_POINTS = 72 / 25.4

_FRAME = f"""\
:root {{ font-family: "{FONT}", "BIZ UDGothic", "Yu Gothic", Meiryo, "Noto Sans CJK JP", sans-serif; line-height: 1.5; color: #262626; }}
body {{ margin: 0 auto; padding: 1rem; max-width: 110rem; background: #fff; }}
nav {{ margin-bottom: 1.5rem; }}
nav h1 {{ font-size: 1.4rem; color: #{ACCENT}; margin: 0 0 .5rem; }}
nav ul {{ display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin: 0; padding: 0; list-style: none; }}
a {{ color: #{ACCENT}; }}
a:focus-visible {{ outline: 3px solid #{ACCENT}; outline-offset: 2px; }}
section {{ margin-bottom: 2.5rem; overflow-x: auto; }}
table {{ border-collapse: collapse; table-layout: fixed; width: 100%; min-width: var(--wide); font-size: {BASE}pt; }}
caption {{ text-align: left; font-size: .8rem; color: #595959; padding-bottom: .2rem; }}
td, th {{ padding: 0 .5em; overflow-wrap: anywhere; font-weight: normal; text-align: left; vertical-align: top; }}
h2, h3, pre {{ margin: 0; font: inherit; }}
pre {{ white-space: pre-wrap; }}
.pillar a, .pillar {{ color: #fff; }}
@page a4-landscape {{ size: A4 landscape; margin: {_MARGIN}mm; }}
@page a4-portrait {{ size: A4 portrait; margin: {_MARGIN}mm; }}
@page a3-landscape {{ size: A3 landscape; margin: {_MARGIN}mm; }}
@page a3-portrait {{ size: A3 portrait; margin: {_MARGIN}mm; }}
@media print {{
  body {{ padding: 0; max-width: none; line-height: 1.35; }}
  nav {{ display: none; }}
  section {{ margin: 0; overflow: visible; break-after: page; }}
  section:last-child {{ break-after: auto; }}
  table {{ min-width: 0; font-size: var(--printed); }}
  h2, h3 {{ break-after: avoid; }}
  tr, .together {{ break-inside: avoid; }}
  td, th {{ -webkit-print-color-adjust: exact; print-color-adjust: exact; }}
  .a4-landscape {{ page: a4-landscape; }}
  .a4-portrait {{ page: a4-portrait; }}
  .a3-landscape {{ page: a3-landscape; }}
  .a3-portrait {{ page: a3-portrait; }}
}}
"""
_BORDERS: dict[Edges, str] = {
    "": "",
    "box": f" border: 1px solid #{LINE};",
    "under": f" border-bottom: 2px solid #{ACCENT};",
    "hair": f" border-bottom: 1px dotted #{LINE};",
}


def style_sheet() -> str:
    """The whole of it: a class for each style of a cell, a class for each kind of paper."""
    return _FRAME + "".join(f".{style} {{ {_rules(look)} }}\n" for style, look in LOOKS.items())


def _rules(look: Look) -> str:
    fill = f" background: #{look.fill};" if look.fill else ""
    return (
        f"font-size: {look.size / BASE:g}em; font-weight: {'bold' if look.bold else 'normal'}; color: #{look.colour};{fill}"
        f" padding-block: {look.space / look.size:.2f}em; text-align: {look.across};"
        f" vertical-align: {'middle' if look.down == 'center' else 'top'};{_BORDERS[look.edges]}"
    )


def table_style(page: Page) -> str:
    """How wide the table wants to be on the screen, and the size in which it fits its paper."""
    wanted = sum(page.widths) * _CHARACTER + len(page.widths) * _BESIDE
    breadth = _PAPER[page.paper][1 if page.landscape else 0] - 2 * _MARGIN
    fit = min(1.0, breadth * _POINTS / max(wanted, 1.0))
    return f"--wide: {wanted:.0f}pt; --printed: {BASE * fit:.2f}pt"


def column_widths(page: Page) -> list[str]:
    """Each column's share of the breadth, in percent."""
    whole = sum(page.widths) or 1
    return [f"{100 * width / whole:.2f}%" for width in page.widths]
