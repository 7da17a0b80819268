"""A made-up city's usual table: 37 columns, two rows of headings, merged cells, three indicators beside each other."""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

HEADINGS: list[tuple[str, list[str]]] = [
    *((name, []) for name in ("分野", "施策群", "番号", "取組名", "概要", "主管課", "関連課")),
    ("期間", ["開始", "終了"]),
    ("国重点", []),
    *((f"指標{mark}", ["指標名", "単位", "R5", "R6", "R7目標"]) for mark in "①②③"),
    ("取組実績", ["令和5年度", "令和6年度"]),
    ("取組予定", ["令和7年度"]),
    ("予算額（千円）", ["R5", "R6", "R7"]),
    *((name, []) for name in ("課題", "今後の方向性", "SDGs")),
    ("評価", ["判定", "見解"]),
    ("内部メモ", []),
]
FIRST = 5
_DEPARTMENTS = ("企画課", "子育て支援課")


def made_up_workbook(path: Path, measures: int = 8) -> Path:
    """The workbook: measures in fields of four, the second of each field with a second row of indicators."""
    workbook = Workbook()
    sheet: Worksheet = workbook.worksheets[0]
    sheet.title = "取組一覧"
    sheet["A1"] = "みどり野市デジタル化推進計画　取組一覧"
    _headings(sheet)
    row = FIRST
    starts: list[int] = []
    for number in range(measures):
        starts.append(row)
        row += _measure(sheet, row, number)
    _merge_shared(sheet, [*starts, row])
    sheet.cell(row, 1, "合計")
    sheet.cell(row, 29, "=SUM(AC5:AC6)")
    workbook.create_sheet("記入要領")["A1"] = "黄色の欄に記入してください。"
    workbook.save(path)
    return path


def _headings(sheet: Worksheet) -> None:
    column = 1
    for upper, lower in HEADINGS:
        sheet.cell(3, column, upper)
        if lower:
            for offset, text in enumerate(lower):
                sheet.cell(4, column + offset, text)
            if len(lower) > 1:
                sheet.merge_cells(start_row=3, end_row=3, start_column=column, end_column=column + len(lower) - 1)
        else:
            sheet.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
        column += max(1, len(lower))


def _measure(sheet: Worksheet, row: int, number: int) -> int:
    """One measure; returns the rows it takes."""
    field, place = divmod(number, 4)
    texts: dict[int, object] = {
        3: f"{field + 1}-{place + 1}" + (" 【新】" if place == 2 else ""),
        4: f"取組その{number + 1}",
        5: f"窓口の手続{number + 1}件を見直します。\n住民の待ち時間を減らします。",
        7: "市民課・税務課" if place % 2 else None,
        8: "令和5年度",
        9: "令和7年度" if place == 0 else None,
        10: "●" if place == 1 else None,
        26: f"・手引{number + 1}を作った。（企画課）\n・説明会を{number + 2}回開いた。",
        27: "窓口を1か所にまとめた。（税務課）",
        28: f"・第{number + 1}期の機器を入れる。",
        29: 1200 + number,
        30: 1300.5,
        31: "未定",
        32: "担い手が足りない。",
        33: ("拡充", "継続", "見直し")[number % 3],
        34: "9、11",
        35: "ABCD"[place],
        36: "予定どおり進んだ。" if place else None,
        37: "内線123" if place == 3 else None,
    }
    for column, text in texts.items():
        if text is not None:
            sheet.cell(row, column, text)
    rows = 2 if place == 1 else 1
    for indicator in range(5 if rows == 2 else 1 + place % 3):
        below, group = divmod(indicator, 3)
        _indicator(sheet, row + below, 11 + 5 * group, f"指標{number + 1}の{indicator + 1}", indicator)
    if rows == 2:
        for column in (*range(3, 11), *range(26, 38)):
            sheet.merge_cells(start_row=row, end_row=row + 1, start_column=column, end_column=column)
    return rows


def _indicator(sheet: Worksheet, row: int, column: int, label: str, number: int) -> None:
    for offset, text in enumerate((label, "件", 10 + number, f"約{12 + number}件", "△5" if number == 1 else 20)):
        sheet.cell(row, column + offset, text)


def _merge_shared(sheet: Worksheet, starts: list[int]) -> None:
    """Fields over four measures, groups and 主管 over two, as people merge what repeats."""
    last = len(starts) - 1
    for size, column in ((4, 1), (2, 2), (2, 6)):
        for place in range(0, last, size):
            first, end = starts[place], starts[min(place + size, last)] - 1
            field, group = place // 4 + 1, place // 2 + 1
            text = {1: f"{field} 分野その{field}", 2: f"施策群{group}", 6: _DEPARTMENTS[group % 2]}[column]
            sheet.cell(first, column, text)
            if end > first:
                sheet.merge_cells(start_row=first, end_row=end, start_column=column, end_column=column)
