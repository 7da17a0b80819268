"""The lines of a year cell: a figure with its label, the members of a breakdown, a heading, a narrative."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from dxdesk.pages.layouts.common.departments import cut, plain
from dxdesk.plan.rows.outline import folded
from dxdesk.plan.rows.quantity import STATEMENTS, Quantity

_CHANGE = r"\[\s*対前年比\s*:?\s*(?P<change>[^\[\]]*?)\s*\]"
_KPI = re.compile(r"[・･]?\s*【(?P<label>[^【】]+)】\s*(?P<rest>.*)")
_VALUED = re.compile(rf"(?P<value>.*?)\s*(?:{_CHANGE})?\s*(?P<parts>\(.*\))?")
_LABELLED = re.compile(rf"(?P<bullet>[・･]?)\s*(?P<label>[^:。【】]{{1,40}}?)\s*:\s*(?P<value>[^:\[\]]+?)\s*(?:{_CHANGE})?")
_ITEM = re.compile(rf"(?P<bullet>[・･]?)\s*(?P<label>[^。:【】]{{1,60}}?)\s*\((?P<value>[^()]+)\)\s*(?:{_CHANGE})?")
_AMOUNT = r"(?:約|延べ|のべ|計)*[△▲]?\d[\d,]*(?:\.\d+)?"
_PAIR = re.compile(rf"(?P<label>[^\s:\[\]。、]+)\s*:\s*(?P<value>{_AMOUNT}[^\s\d:\[\]。、]*)(?:\s*{_CHANGE})?")
_PAIR_END = re.compile(r"(?<=\])\s*|[\s、]+|$")
_COUNTED = re.compile(rf"{_AMOUNT}\s*[^\s\d、。:;()\[\]]{{0,10}}(?:\s*\([^()]*\))?|-")


@dataclass
class FigureLine:
    """An indicator's line: label and value as written, printed 対前年比 or None, members of its breakdown."""

    label: str
    value: str = ""
    change: str | None = None
    form: str = "bracket"
    breakdown: str = ""
    parts: list["FigureLine"] = field(default_factory=list)


@dataclass
class HeadingLine:
    """A line that heads those after it."""

    text: str


def counted(value: str) -> bool:
    """Whether a text is one counted value and nothing else: `142回`, `約1.0%`, `-`, 数値なし."""
    text = plain(value).strip()
    return text in STATEMENTS or (_COUNTED.fullmatch(text) is not None and Quantity(text).number is not None)


def balanced(line: str) -> bool:
    """Whether 【】 close and a printed 対前年比 is whole."""
    text = plain(line)
    return text.count("【") == text.count("】") and len(re.findall(r"\[\s*対前年比", text)) == len(re.findall(_CHANGE, text))


def _change(line: str, found: re.Match[str]) -> str | None:
    return cut(line, found, "change") if found.group("change") is not None else None


def kpi(line: str) -> tuple[str, str] | None:
    """Label and what follows it of `【label】 …`."""
    found = _KPI.fullmatch(plain(line))
    return (cut(line, found, "label"), cut(line, found, "rest")) if found else None


def valued(label: str, rest: str) -> FigureLine | None:
    """A KPI with the value, 対前年比 and bracketed breakdown that follow its label; None for a sentence."""
    found = _VALUED.fullmatch(plain(rest))
    if found is None:
        return None
    value, parts = cut(rest, found, "value"), cut(rest, found, "parts")
    members = bracketed(parts[1:-1], Quantity(value).unit) if parts else []
    if parts and not members:
        if found.group("change") is not None:
            return None
        value = rest.strip()
    if not value or len(value) > 40 or "。" in value or "対前年比" in value:
        return None
    return FigureLine(label, value, _change(rest, found), breakdown="parentheses" if members else "", parts=members)


def bracketed(inside: str, unit: str) -> list[FigureLine]:
    """The members of `企画課 4件、健康推進課 6件`, all with the whole's unit; none where it is anything else."""
    end = re.escape(unit) if unit else r"[^\s\d、,()]*"
    member = re.compile(rf"\s*(?P<label>[^\s、\d()][^、\d()]*?)\s*(?P<value>{_AMOUNT}\s*{end})\s*(?:{_CHANGE})?\s*、?")
    text, place = plain(inside), 0
    members: list[FigureLine] = []
    while place < len(text):
        found = member.match(text, place)
        if found is None:
            return []
        members.append(FigureLine(cut(inside, found, "label"), cut(inside, found, "value"), _change(inside, found), "line"))
        place = found.end()
    return members


def labelled(line: str) -> FigureLine | None:
    """`・利用回数：142回 [対前年比 43]`; None where what follows the colon is no counted value."""
    found = _LABELLED.fullmatch(plain(line)) if ":" in plain(line) else None
    if found is None:
        return None
    form = "bullet" if found.group("bullet") else "line"
    label, value = cut(line, found, "label"), cut(line, found, "value")
    if counted(value):
        return FigureLine(label, value, _change(line, found), form)
    whole = re.fullmatch(r"(?P<value>[^()]+?)\s*\((?P<parts>.*)\)", plain(value))
    if whole is not None and counted(whole.group("value")) and found.group("change") is None:
        own = cut(value, whole, "value")
        members = bracketed(cut(value, whole, "parts"), Quantity(own).unit)
        if members:
            return FigureLine(label, own, None, form, "parentheses", members)
    return None


def in_a_row(line: str, known: Iterable[str] = ()) -> list[FigureLine]:
    """The pairs of `税：9,600件 水道：1,865件`; one pair is a row only where its label is `known` from other rows."""
    text, place = plain(line).strip(), 0
    if ":" not in text:
        return []
    line = line.strip()
    pairs: list[FigureLine] = []
    while place < len(text):
        found = _PAIR.match(text, place)
        end = _PAIR_END.match(text, found.end()) if found else None
        if found is None or end is None or not counted(found.group("value")):
            pairs = _apart(line, known)
            break
        pairs.append(FigureLine(cut(line, found, "label"), cut(line, found, "value"), _change(line, found), "line"))
        place = end.end()
    labels = {folded(label) for label in known}
    return pairs if len(pairs) > 1 or all(folded(pair.label) in labels for pair in pairs) else []


def _apart(line: str, known: Iterable[str]) -> list[FigureLine]:
    """Pairs written without a space between them, divided by the labels that other years have."""
    labels = "|".join(re.escape(label) for label in sorted(known, key=len, reverse=True))
    if not labels:
        return []
    starts = [found.start() for found in re.finditer(rf"(?:{labels})\s*:", plain(line))]
    if not starts or starts[0] != 0:
        return []
    pieces = [line[a:b].strip() for a, b in zip(starts, [*starts[1:], len(line)], strict=True)]
    pairs = [labelled(piece) for piece in pieces]
    return [pair for pair in pairs if pair] if all(pairs) else []


def item(line: str) -> FigureLine | None:
    """`・情報セキュリティ研修 (76人)`: a member of a breakdown written one a line."""
    found = _ITEM.fullmatch(plain(line)) if plain(line).endswith((")", "]")) else None
    if found is None or not counted(found.group("value")):
        return None
    form = "bullet" if found.group("bullet") else "line"
    return FigureLine(cut(line, found, "label"), cut(line, found, "value"), _change(line, found), form)
