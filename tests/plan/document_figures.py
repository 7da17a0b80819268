"""Every figure of the five real documents, as its text: what Quantity has to cope with."""

import re
from collections.abc import Iterator

from openpyxl import load_workbook

from tests.cities import CITIES

# One value behind a 【KPI】 or a `名称：`, up to the next bracket, list comma or space before the next name.
_HEAD = re.compile(r"^【[^】]+】\s*([^\[(]+)")
_BULLET = re.compile(r"^・?[^：:。]{1,40}?\s*[：:]\s*([0-9,.]+\S*?)(?=\s|\[|$)")
_INLINE = re.compile(r"(?:税|水道)：(\S+)")
_MEMBER = re.compile(r"\((\d[\d,]*[人回])\)$")
_PART = re.compile(r"[^\s(、]+課 (\d+件)")
_CHANGE = re.compile(r"\[対前年比\s*([^\]]+)\]")


def all_figures() -> set[str]:
    """The distinct texts of all five documents, blank ones left out."""
    sources = (ito(), isehara_action(), isehara_evaluation(), shibata(), izunokuni())
    return {text.strip() for source in sources for text in source if text.strip()}


def ito() -> Iterator[str]:
    """伊東市: 【KPI】 lines, values behind a colon, breakdowns and the printed 対前年比."""
    for sheet in load_workbook(CITIES / "ito_progress_r6.xlsx").worksheets[1:]:
        for row in sheet.iter_rows(min_row=6, values_only=True):
            for line in "\n".join(str(cell) for cell in row if cell).split("\n"):
                yield from _CHANGE.findall(line)
                bare = _CHANGE.sub("", line).strip()
                for pattern in (_HEAD, _MEMBER):
                    yield from pattern.findall(bare)
                if bare.startswith("【"):
                    yield from _PART.findall(bare)
                yield from _INLINE.findall(bare) or _BULLET.findall(bare)


def isehara_action() -> Iterator[str]:
    """伊勢原市 行動計画: the cells of the 指標 rows."""
    for sheet in load_workbook(CITIES / "isehara_action_plan_r5.xlsx").worksheets:
        heading = ""
        for row in sheet.iter_rows(values_only=True):
            heading = str(row[0] or heading)
            if heading == "指標":
                yield from (str(cell) for cell in row[2:6] if cell is not None)


def isehara_evaluation() -> Iterator[str]:
    """伊勢原市 評価: 計画策定時, 目標 and 結果 of every 成果指標."""
    inside = False
    for row in load_workbook(CITIES / "isehara_evaluation_r4.xlsx")["詳細"].iter_rows(values_only=True):
        first = str(row[0] or "")
        if first == "成果指標":
            inside = True
        elif first.startswith("■"):
            inside = False
        elif inside:
            yield from (str(cell) for cell in row[1:4] if cell is not None)


def shibata() -> Iterator[str]:
    """新発田市: the three 実績値 columns."""
    for row in load_workbook(CITIES / "shibata_initiatives_r5.xlsx").active.iter_rows(min_row=5, values_only=True):
        yield from (str(cell) for cell in row[7:10] if cell is not None)


def izunokuni() -> Iterator[str]:
    """伊豆の国市: the tables of population and staff."""
    for line in (CITIES / "izunokuni_dx_plan.txt").read_text("utf-8").splitlines():
        name, *cells = line.split("\t")
        if re.fullmatch(r"総人口|人口|.*の職員|職員数合計", name):
            yield from cells
