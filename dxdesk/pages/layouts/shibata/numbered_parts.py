"""Parts of a cell that are numbered ① ② ③: `①36か所（地域安全課分） ②1件（市まち課分）`."""

import re

from dxdesk.plan.rows.quantity import STATEMENTS

_ALL = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
SIGN = f"[{_ALL}]"
# `（②を除く）` and `※②は…` refer to a part, they do not begin one.
_BEGINS = re.compile(rf"(?<![（(「『〈《※、・])({SIGN})\s*")
# A part's value beside its name: one amount with its unit, or a statement written instead of a number.
VALUE = rf"(?:約|延べ|のべ)*[△▲]?\d[\d,，]*(?:[.．]\d+)?[^\s\d（）()]*|{'|'.join(STATEMENTS)}"
_NAME = re.compile(rf"[^\d\s（）()：:{_ALL}](?:[^（）()\n{_ALL}]*[^\d\s（）()：:△▲約{_ALL}])?")


def can_be_split(name: str, value: str) -> bool:
    """Return whether name and value of a part can be read again when they are written side by side."""
    return re.fullmatch(VALUE, value) is not None and _NAME.fullmatch(name) is not None


def sign(number: int) -> str:
    """Return ① for 1; beyond ㊿ a number in brackets: (51)."""
    return _ALL[number - 1] if number <= len(_ALL) else f"({number})"


def number_of(text: str) -> int:
    """Return 1 for ①."""
    return _ALL.index(text) + 1


def numbered(text: str) -> list[tuple[int, str]]:
    """Return the parts of `①48.2% ②0%` with their numbers, ascending; none for a text that is not wholly in parts."""
    begins: list[re.Match[str]] = []
    for found in _BEGINS.finditer(text):
        if not begins or number_of(found.group(1)) > number_of(begins[-1].group(1)):
            begins.append(found)
    if not begins or text[: begins[0].start()].strip():
        return []
    ends = [found.start() for found in begins[1:]] + [len(text)]
    parts = [(number_of(b.group(1)), text[b.end() : end].strip()) for b, end in zip(begins, ends, strict=True)]
    return parts if all(part for _, part in parts) else []
