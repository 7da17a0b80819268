"""What differs between two texts, word by word; Japanese has no blanks, so a word is a run of one script or one letter."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from enum import Enum
from typing import NamedTuple

# Numbers with their signs, Latin words and katakana stay whole; kanji, hiragana and signs are compared one by one.
_WORD = re.compile(r"[+\-−△▲]?[0-9０-９][0-9０-９,，.．]*[%％]?|[A-Za-zＡ-Ｚａ-ｚ]+|[ァ-ヶー]+|\s|.", re.DOTALL)
_ISLAND = 1  # letters between two differences that are not worth reading as the same
_MOST = 1_000_000  # comparisons: beyond, texts are compared by lines


class Part(Enum):
    """What a piece of text is, seen from both."""

    SAME = ""
    GONE = "消える"
    NEW = "加わる"


class Piece(NamedTuple):
    """A run of letters of one kind."""

    part: Part
    text: str


Pieces = tuple[Piece, ...]


def differences(before: str, after: str) -> tuple[Pieces, Pieces]:
    """The earlier text with what goes, the later one with what comes; each in full."""
    old, new = _words(before, after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, i, j, m, n in _joined(matcher.get_opcodes(), old):
        same = kind == "equal"
        _add(left, Part.SAME if same else Part.GONE, "".join(old[i:j]))
        _add(right, Part.SAME if same else Part.NEW, "".join(new[m:n]))
    return tuple(left), tuple(right)


def inline(before: str, after: str) -> Pieces:
    """Both texts in one: what went stands where it was, before what came in its place."""
    left, right = differences(before, after)
    old, made = list(left), []
    for piece in right:
        if piece.part is Part.SAME:
            while old and old[0].part is Part.GONE:
                made.append(old.pop(0))
            old.pop(0)
        else:
            while old and old[0].part is Part.GONE:
                made.append(old.pop(0))
        made.append(piece)
    return (*made, *old)


def spoken(pieces: Pieces) -> str:
    """The pieces in words, for whoever cannot see the marks: `昨年［消える：は］…`."""
    return "".join(f"［{part.value}：{text}］" if part is not Part.SAME else text for part, text in pieces)


def _words(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) * len(new) > _MOST:
        return before.splitlines(keepends=True), after.splitlines(keepends=True)
    return old, new


_Opcode = tuple[str, int, int, int, int]


def _joined(opcodes: Sequence[_Opcode], old: list[str]) -> list[_Opcode]:
    """A letter that happens to be the same between two differences would only make both hard to read."""
    made: list[_Opcode] = []
    for place, (kind, i, j, m, n) in enumerate(opcodes):
        inside = 0 < place < len(opcodes) - 1
        if kind == "equal" and inside and len("".join(old[i:j])) <= _ISLAND and old[i] != "\n":
            kind = "replace"
        if made and kind != "equal" and made[-1][0] != "equal":
            _, i0, _, m0, _ = made[-1]
            made[-1] = ("replace", i0, j, m0, n)
        else:
            made.append((kind, i, j, m, n))
    return made


def _add(pieces: list[Piece], part: Part, text: str) -> None:
    if text:
        pieces.append(Piece(part, text))
