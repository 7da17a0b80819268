"""The labels of a measure's table, and how titles carry their flags, written and read."""

import re
from dataclasses import dataclass

from dxdesk.plan.rows.model import Measure

MEASURE, NUMBER, CONTENT, EFFECT = "取組", "取組番号", "取組内容", "期待効果"
YEARS, SCHEDULE, INDICATORS = "年度毎の取組", "取組スケジュール", "指標"
# Where 伊勢原市 prints only 指標, others of its sheets have this.
OTHER_INDICATORS = "成果指標"
# A column of 実績 whose figures have no time of their own.
RESULT_COLUMN = "実績"

_NEW, _COMPLETED, _NATIONAL = "【新】", "【完了】", "☆"
_TITLE = re.compile(r"(?P<flags>(?:【(?:新|完了)】\s*)*)(?P<title>.*?)\s*(?P<national>[☆★]?)", re.S)


@dataclass(frozen=True)
class Titled:
    """A title without its flags, and the flags."""

    title: str
    newly: bool = False
    completed: bool = False
    national: bool = False


def read_title(text: str) -> Titled:
    """`【新】電子契約※の実現 ☆`; the ※ marks a glossary term and is a part of the words."""
    found = _TITLE.fullmatch(text.strip())
    assert found is not None  # every part of the pattern may be empty
    flags = found.group("flags")
    return Titled(found.group("title"), _NEW in flags, _COMPLETED in flags, bool(found.group("national")))


def write_title(measure: Measure, title: str) -> str:
    """One of the measure's titles with its flags."""
    flags = (_NEW if measure.newly else "") + (_COMPLETED if measure.completed else "")
    return f"{flags}{title}{f' {_NATIONAL}' if measure.national else ''}"
