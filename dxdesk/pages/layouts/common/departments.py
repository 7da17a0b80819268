"""Lines of narrative that a department signs: `・申請を始めた。（市民課）`."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from dxdesk.plan.rows.model import Entry
from dxdesk.plan.rows.outline import Outline, folded

# One character for one, so that what is found in the plain line can be cut from the line as written.
_PLAIN = str.maketrans("（）［］：０１２３４５６７８９％　，．－", "()[]:0123456789% ,.-")
_ENTRY = re.compile(r"(?P<bullet>[・･•●○■□◆◇▪]?)(?P<text>.*)", re.S)
_OFFICE = re.compile(r"(?P<text>.*?)\s*\((?P<name>[^():、,\s]{2,20})\)", re.S)
_BRACKETED = re.compile(r"【[^【】]+】")

_SURE = re.compile(r".{1,14}(?:課|委員会|事務局|事務所|支所|出張所)")
_LIKELY = re.compile(r".{1,14}(?:局|室|部|センター|署|園|館|所|係)")
# Words that mean some department or place without naming one.
_NO_NAME = re.compile(r"(?:各|全|関係|担当|主管|所管|他|両|同|当|本|原|一|内|外)+(?:課|局|室|部|所|署|委員会|部署)")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The text with half-width brackets, colons and digits, character for character."""
    return text.translate(_PLAIN)


def cut(line: str, found: re.Match[str], name: str) -> str:
    """A group that was found in the plain line, as it is written in the line itself; blank where it is not there."""
    return line[found.start(name) : found.end(name)].strip() if found.start(name) >= 0 else ""


@dataclass
class EntryLine:
    """A line of narrative with its department's name as written, blank for none."""

    text: str
    bullet: str = ""
    department: str = ""


def bracketed_whole(line: str) -> bool:
    """Whether a line is `【…】`, or one bracket from its first character to its last."""
    text = plain(line)
    if _BRACKETED.fullmatch(text):
        return True
    depth = 0
    for place, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth <= 0:
            return place == len(text) - 1 and text.startswith("(") and len(text) > 2
    return False


def _signed(text: str) -> re.Match[str] | None:
    """The text and the one short bracket that ends it; the last character alone rules most lines out."""
    return _OFFICE.fullmatch(plain(text)) if text.endswith((")", "）")) else None


def signature_of(text: str) -> tuple[str, str]:
    """The text before the one short bracket that ends it, and what stands in that bracket; blank for none."""
    found = _signed(text)
    return (cut(text, found, "text"), cut(text, found, "name")) if found is not None else (text, "")


def entry_text(outline: Outline, entry: Entry) -> str:
    """A line of narrative as `Departments.entry` reads it; the wording for publication goes before the submitted one."""
    name = entry.written or outline.department_name(entry.department)
    return f"{entry.bullet}{entry.printed}{f'（{name}）' if name else ''}"


class Departments:
    """Which brackets at the end of a line name a department; learned from all lines of the book."""

    def __init__(self, lines: Iterable[str]) -> None:
        ends = Counter(name for line in lines for name in _after_sentence(line))
        self._seen = {folded(name) for name in ends}

    def is_one(self, name: str) -> bool:
        """By its ending; where that could be a place or a thing, only if it signed a sentence somewhere."""
        text = folded(name)
        if _NO_NAME.fullmatch(text):
            return False
        return _SURE.fullmatch(text) is not None or (_LIKELY.fullmatch(text) is not None and text in self._seen)

    def entry(self, line: str) -> EntryLine:
        """A line of narrative: bullet sign, text, and the last bracket where it is a department."""
        found = _ENTRY.fullmatch(line)
        bullet, text = (found.group("bullet"), found.group("text").strip()) if found else ("", line)
        if (bullet and text.startswith(bullet)) or not text:
            # ○○ and the like are words, and a sign alone is a line.
            bullet, text = "", line.strip()
        signed = _signed(text)
        if signed is not None and self.is_one(signed.group("name")) and signed.group("text").strip():
            return EntryLine(cut(text, signed, "text"), bullet, cut(text, signed, "name"))
        return EntryLine(text, bullet)

    def signature(self, line: str) -> str:
        """The department's name where the line is nothing but that name in brackets, else blank."""
        return line.strip()[1:-1].strip() if bracketed_whole(line) and self.is_one(line.strip()[1:-1]) else ""


def _after_sentence(line: str) -> Iterator[str]:
    found = _signed(line.strip())
    if found is not None and found.group("text").endswith("。"):
        yield found.group("name")
