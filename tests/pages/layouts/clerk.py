"""What clerks do to a workbook before they hand it over: each a function that changes it, none changing what it says."""

import re
from collections.abc import Callable
from copy import copy

from openpyxl.cell.cell import MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

Change = Callable[[Workbook], None]
# Part of every text that a clerk adds, so that it can be looked for.
OWN = "甲乙"


def on_each(change: Callable[[Worksheet], None]) -> Change:
    """The same on every sheet."""

    def changed(workbook: Workbook) -> None:
        for sheet in workbook.worksheets:
            change(sheet)

    changed.__name__ = change.__name__
    return changed


def shifted(sheet: Worksheet, rows: int = 0, columns: int = 0, at: int = 1) -> None:
    """Rows or columns put in, with the merged cells moving along as they do in Excel."""
    spans = [copy(span) for span in sheet.merged_cells.ranges]
    for span in spans:
        unmerged(sheet, span)
    if rows:
        sheet.insert_rows(at, rows)
    if columns:
        sheet.insert_cols(at, columns)
    for span in spans:
        down = rows if rows and span.min_row >= at else 0
        span.shift(columns if columns and span.min_col >= at else 0, down)
        if rows and span.min_row < at <= span.max_row:
            span.expand(down=rows)
        sheet.merge_cells(span.coord)


def unmerged(sheet: Worksheet, span: CellRange) -> None:
    """A merged cell taken apart."""
    sheet.merged_cells.remove(span.coord)
    for place in span.cells:
        if isinstance(sheet._cells.get(place), MergedCell):
            del sheet._cells[place]


def title_above(sheet: Worksheet) -> None:
    shifted(sheet, rows=2)
    sheet.cell(1, 1, f"{OWN} 令和8年度照会・取扱注意")


def blank_column_left(sheet: Worksheet) -> None:
    shifted(sheet, columns=1)


def blank_rows(sheet: Worksheet) -> None:
    above = range(sheet.max_row, 1, -2)
    place = {row: row + sum(at <= row for at in above) for row in range(1, sheet.max_row + 1)}
    spans = [copy(span) for span in sheet.merged_cells.ranges]
    for span in spans:
        unmerged(sheet, span)
    for row, column in sorted(sheet._cells, reverse=True):
        if place[row] > row:  # openpyxl loses a cell that is moved nowhere
            sheet._move_cell(row, column, place[row] - row, 0)
    for span in spans:
        span.min_row, span.max_row = place[span.min_row], place[span.max_row]
        sheet.merge_cells(span.coord)


def remarks_right(sheet: Worksheet) -> None:
    column = sheet.max_column + 1
    for row in range(1, sheet.max_row + 1):
        sheet.cell(row, column, "備考" if row == 1 else f"{OWN} 確認済み（{row}）")


def remarks_apart(sheet: Worksheet) -> None:
    column = sheet.max_column + 2
    for row in range(3, sheet.max_row + 1, 3):
        sheet.cell(row, column, f"{OWN} {row}")


def far_out(sheet: Worksheet) -> None:
    sheet.cell(sheet.max_row + 40, sheet.max_column + 10, f"{OWN} 迷子")


def notes_below(sheet: Worksheet) -> None:
    row = sheet.max_row + 2
    sheet.cell(row, 1, f"※{OWN}注：令和8年1月末現在")
    sheet.cell(row + 1, 1, f"（作成：{OWN}課）")


def merged_taken_apart(sheet: Worksheet) -> None:
    for span in list(sheet.merged_cells.ranges):
        unmerged(sheet, span)


def merged_filled(sheet: Worksheet) -> None:
    for span in list(sheet.merged_cells.ranges):
        value = sheet.cell(span.min_row, span.min_col).value
        unmerged(sheet, span)
        for row, column in span.cells:
            sheet.cell(row, column, value)


def hidden_parts(sheet: Worksheet) -> None:
    for row in range(2, sheet.max_row, 4):
        sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions["B"].hidden = True


def view_and_print(sheet: Worksheet) -> None:
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:2"
    sheet.protection.enable()


def texts(sheet: Worksheet, change: Callable[[str], object]) -> None:
    """Every text of a sheet, changed."""
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.value = change(cell.value)  # type: ignore[assignment]


def line_ends(sheet: Worksheet) -> None:
    texts(sheet, lambda text: text.replace("\n", "_x000D_\n"))


def spaces_around(sheet: Worksheet) -> None:
    texts(sheet, lambda text: f"{text}　\n")


def bold_letters(sheet: Worksheet) -> None:
    def bold(text: str) -> object:
        pieces = text[:3], TextBlock(InlineFont(b=True), text[3:5]), text[5:]
        return CellRichText(*pieces) if len(text) > 6 else text

    texts(sheet, bold)


def numbers_typed(sheet: Worksheet) -> None:
    """`61業務` as 61 in the format `0"業務"`, `11.2%` as 0.112 in `0.0%`."""
    for row in sheet.iter_rows():
        for cell in row:
            text = cell.value if isinstance(cell.value, str) else ""
            if found := re.fullmatch(r"(\d[\d,]*)([^\d,.%年月日()-]{0,4})", text):
                cell.value = int(found[1].replace(",", ""))
                cell.number_format = ("#,##0" if "," in found[1] else "0") + (f'"{found[2]}"' if found[2] else "")
            elif found := re.fullmatch(r"\d+(?:\.(\d+))?%", text):
                cell.value = round(float(text[:-1]) / 100, 6)
                cell.number_format = f"0.{'0' * len(found[1])}%" if found[1] else "0%"


def comments(sheet: Worksheet) -> None:
    sheet["A1"].comment = Comment(f"{OWN} 要確認", "課長")


def renamed(workbook: Workbook) -> None:
    for place, sheet in enumerate(workbook.worksheets, 1):
        sheet.title = f"Sheet{place} (2)"


def reversed_sheets(workbook: Workbook) -> None:
    workbook._sheets.reverse()


def guide_first(workbook: Workbook) -> None:
    sheet = workbook.create_sheet("記入要領", 0)
    for row, text in enumerate((f"{OWN} 記入要領", "1 黒字で記入してください", "令和6年度実績", "・記入例（市民課）"), 1):
        sheet.cell(row, 1, text)


def remark_sheet(workbook: Workbook) -> None:
    sheet = workbook.create_sheet("メモ")
    sheet["A1"], sheet["B2"] = f"{OWN} 令和6年度実績の取りまとめ", "3 担当者に確認"


def sheet_copied(workbook: Workbook) -> None:
    workbook.copy_worksheet(workbook.worksheets[-1])


def hidden_sheets(workbook: Workbook) -> None:
    for name, state in (("リスト", "hidden"), ("旧", "veryHidden")):
        sheet = workbook.create_sheet(name)
        sheet["A1"] = f"{OWN} {name}"
        sheet.sheet_state = state


HARMLESS: list[Change] = [
    *map(on_each, (blank_column_left, blank_rows, merged_taken_apart, merged_filled, hidden_parts, view_and_print)),
    *map(on_each, (line_ends, spaces_around, bold_letters)),
    renamed,
    reversed_sheets,
]
TELLING: list[Change] = [
    *map(on_each, (title_above, remarks_right, remarks_apart, far_out, notes_below, comments)),
    guide_first,
    remark_sheet,
    sheet_copied,
    hidden_sheets,
]
