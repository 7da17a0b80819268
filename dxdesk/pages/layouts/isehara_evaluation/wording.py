"""The lines that both pages are made of, each written and read in one place."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from dxdesk.pages.layouts.common.plan_title import plan_name, read_plan_name
from dxdesk.plan.rows.dates import long_year, read_year, short_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import BASELINE, RESULT, TARGET, Plan

SUMMARY, DETAIL = "総括", "詳細"
MARK, LABEL = "評価", "成果指標"
DESCRIPTION, FIGURES, VIEW = "■取組内容", "■成果指標の達成状況", "■評価等に対する見解"
LEVELS = ("基本方針", "施策", "取組")
BELOW = " ＞ "
# 伊勢原市's meanings of its marks; the sheet itself does not explain them.
MEANINGS = {
    "◎": "目標以上の成果",
    "○": "計画どおり",
    "△": "進捗に遅れ",
    "●": "取組の見直し(国の方針等により計画変更)",
}
# Before the label of a part of a breakdown, once a level.
INDENT = "　"
_ALIKE = {"〇": "○", "◯": "○"}

_TITLE = re.compile(r"(?P<name>.+?)の?事業評価(?:について)?\s*(?:[（(](?P<at>[^（()）]*)[）)])?")
_AT = re.compile(r"評価時点は、?(?P<at>.+?)。?")
_YEAR = re.compile(r"(?:令和|平成|R|H)\s*(?:元|\d{1,2})\s*年?度?|(?:19|20)\d{2}\s*年度?")
_LEGEND = re.compile(r"「\s*(?P<mark>\S{1,3})\s*」\s*[=＝:：]\s*(?P<meaning>.+)")
_SIGNS = r"[0-9①-⑳Ⅰ-Ⅻ]"
_POLICY = re.compile(rf"(?P<level>[^\s0-9①-⑳Ⅰ-Ⅻ]*)\s*(?P<number>{_SIGNS}[^\s]{{0,4}})\s+(?P<title>\S.*)", re.S)
_BARE_POLICY = re.compile(r"(?P<level>\S+)\s+(?P<title>\S.*)", re.S)
# `1`, `1-1-1`, `1-(1)`, `(1)`, `1-①`, `A-1`.
_NUMBERED = re.compile(
    rf"(?P<number>(?:[A-Za-zア-ン]-?)?\(?{_SIGNS}{{1,3}}\)?(?:-\(?{_SIGNS}{{1,3}}\)?)*)\s*\.\s*(?P<title>\S.*)", re.S
)
_ANGLES = re.compile(r"[<＜〈《](?P<inside>.+)[>＞〉》]", re.S)
_HEADING = re.compile(r"(?P<word>[^()\s]+?)\s*(?:\(\s*(?P<year>[^()]+?)\s*\))?")
_ROLES = {
    "計画策定時": BASELINE,
    "策定時": BASELINE,
    "基準値": BASELINE,
    "現状値": BASELINE,
    "目標": TARGET,
    "目標値": TARGET,
    "結果": RESULT,
    "実績": RESULT,
    "実績値": RESULT,
}


def plain(text: str) -> str:
    """The text with half-width digits, brackets and stops, character for character."""
    return text.translate(_PLAIN)


_PLAIN = str.maketrans("０１２３４５６７８９（）．－−‐–", "0123456789().----")


def title_line(plan: Plan, at: str) -> str:
    """`伊勢原市ICT推進計画【前期計画】の事業評価（令和4年度末時点）`."""
    return f"{plan_name(plan)}の事業評価（{at}）"


def read_title(text: str) -> tuple[str, str, str] | None:
    """Municipality, the plan's title and the time of the evaluation; None for other lines."""
    found = _TITLE.fullmatch(text.strip())
    if found is None or "\n" in text.strip():
        return None
    at = found.group("at") or ""
    return (*read_plan_name(found.group("name")), at if year_in(at) else "")


def read_at(text: str) -> str:
    """The time that `評価時点は、令和4年度末時点。` states, blank for other lines."""
    found = _AT.fullmatch(text.strip())
    return found.group("at") if found else ""


def at_end_of(year: int) -> str:
    """`令和4年度末時点`."""
    return f"{long_year(year)}末時点"


def year_in(text: str) -> int | None:
    """The fiscal year that a text names, None for none."""
    found = _YEAR.search(unicodedata.normalize("NFKC", text))
    try:
        return read_year(found.group()) if found else None
    except Refused:
        return None


def legend_line(mark: str, meaning: str) -> str:
    """`「◎」= 目標以上の成果`."""
    return f"「{mark}」= {meaning}"


def read_legend(text: str) -> dict[str, str]:
    """Mark → meaning, where every line of the text is such a line; else nothing."""
    found = [_LEGEND.fullmatch(line.strip()) for line in text.strip().split("\n")]
    return {read_mark(line.group("mark")): line.group("meaning") for line in found if line} if all(found) else {}


def read_mark(text: str) -> str:
    """A mark; the circles that keyboards give for ○ are one mark."""
    mark = text.strip()
    return _ALIKE.get(mark, mark)


def policy_line(level: str, number: str, title: str) -> str:
    """`基本方針1 誰でもいつでも利用できるICTサービスの充実`."""
    return f"{level}{number} {title}".strip()


@dataclass(frozen=True)
class PolicyLine:
    """The name of a top pillar's level, its number and title."""

    level: str
    number: str
    title: str


def read_policy(text: str) -> PolicyLine | None:
    """The parts of a policy's line, with or without number; None for other lines."""
    text = text.strip()
    found = _POLICY.fullmatch(plain(text))
    if found is not None:
        return PolicyLine(found.group("level"), found.group("number"), text[found.start("title") :])
    bare = _BARE_POLICY.fullmatch(text)
    return PolicyLine(bare.group("level"), "", bare.group("title")) if bare and "。" not in text else None


def numbered(number: str, title: str) -> str:
    """`1-1-1.マイナポータルを…`; the title alone where there is no number."""
    return f"{number}.{title}" if number else title


def read_numbered(text: str) -> tuple[str, str]:
    """Number and title."""
    text = text.strip()
    found = _NUMBERED.fullmatch(plain(text))
    return (found.group("number"), text[found.start("title") :]) if found else ("", text)


def short_number(number: str, path: Sequence[str]) -> str:
    """A measure's number below those of its pillars: `1-1-9` under 1 and 1 is 9."""
    above = "-".join(path) + "-"
    return number.removeprefix(above) if all(path) else number


def read_angled(text: str) -> str:
    """The text in `<…>`, blank for other lines."""
    found = _ANGLES.fullmatch(text.strip())
    return found.group("inside").strip() if found else ""


def figure_heading(role: str, year: int | None) -> str:
    """`計画策定時(R1)`, `目標(R4)`, `結果`; without a year the word alone."""
    word = {BASELINE: "計画策定時", TARGET: "目標", RESULT: "結果"}[role]
    return f"{word}({short_year(year)})" if year is not None else word


def read_figure_heading(text: str) -> tuple[str, int | None] | None:
    """Role and year of such a heading; None for others."""
    found = _HEADING.fullmatch(plain("".join(text.split())))
    if found is None or found.group("word") not in _ROLES:
        return None
    year = year_in(found.group("year") or "")
    return (_ROLES[found.group("word")], year) if year or not found.group("year") else None
