"""The differences of two texts, word by word; Japanese has no blanks, so a word is a run of one script or one letter."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from enum import Enum
from typing import NamedTuple

# Numbers with their signs, Latin words and katakana stay whole; kanji, hiragana and signs are compared one by one.
_WORD = re.compile(r"[+\-−△▲]?[0-9０-９][0-9０-９,，.．]*[%％]?|[A-Za-zＡ-Ｚａ-ｚ]+|[ァ-ヶー]+|\s|.", re.DOTALL)
_ISLAND = 1  # letters: an equal run so short between two differences counts as different
_SENTENCE = re.compile(r"[^。\n]*(?:。|\n|$)")
_MOST = 250_000  # comparisons: beyond this, texts are compared by sentences first


class Part(Enum):
    """What becomes of a piece of text from the earlier text to the later one."""

    SAME = ""
    GONE = "消える"
    NEW = "加わる"


class Piece(NamedTuple):
    """A run of letters of one kind."""

    part: Part
    text: str


Pieces = tuple[Piece, ...]


def differences(before: str, after: str) -> tuple[Pieces, Pieces]:
    """Return the earlier text with what is removed, the later one with what is added; each in full."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) * len(new) > _MOST:
        old, new, found = _by_sentences(before, after)
    else:
        found = _opcodes(old, new)
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, i, j, m, n in _joined(found, old):
        same = kind == "equal"
        _add(left, Part.SAME if same else Part.GONE, "".join(old[i:j]))
        _add(right, Part.SAME if same else Part.NEW, "".join(new[m:n]))
    return tuple(left), tuple(right)


def inline_differences(before: str, after: str) -> Pieces:
    """Return both texts in one: what was removed stays in its place, before what replaces it."""
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


def accessible_text(pieces: Pieces) -> str:
    """Describe the pieces for whoever cannot see the marks: `昨年［消える：は］…`."""
    return "".join(f"［{part.value}：{text}］" if part is not Part.SAME else text for part, text in pieces)


_Opcode = tuple[str, int, int, int, int]


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Sequence[_Opcode]:
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _by_sentences(before: str, after: str) -> tuple[list[str], list[str], Sequence[_Opcode]]:
    """Split two long texts and compare them: sentences that are the same, the words of those that are not."""
    earlier, later = (_SENTENCE.findall(text) for text in (before, after))
    old: list[str] = []
    new: list[str] = []
    found: list[_Opcode] = []
    for kind, i, j, m, n in _opcodes(earlier, later):
        gone, come = earlier[i:j], later[m:n]
        if kind == "replace":
            parts = [_WORD.findall("".join(part)) for part in (gone, come)]
            if len(parts[0]) * len(parts[1]) <= _MOST:
                gone, come = parts
        inner: Sequence[_Opcode] = [(kind, 0, j - i, 0, n - m)] if kind != "replace" else _opcodes(gone, come)
        found += [(kind, len(old) + a, len(old) + b, len(new) + c, len(new) + d) for kind, a, b, c, d in inner]
        old += gone
        new += come
    return old, new, found


def _joined(opcodes: Sequence[_Opcode], old: list[str]) -> list[_Opcode]:
    """Merge differences with a single equal letter between them, which would make both hard to read."""
    made: list[_Opcode] = []
    for place, (kind, i, j, m, n) in enumerate(opcodes):
        inside = 0 < place < len(opcodes) - 1
        if kind == "equal" and inside and len("".join(old[i:j])) <= _ISLAND and old[i] != "\n":
            kind = "replace"
        if made and (kind == "equal") == (made[-1][0] == "equal"):
            earlier, i0, _, m0, _ = made[-1]
            made[-1] = (earlier if kind == "equal" else "replace", i0, j, m0, n)
        else:
            made.append((kind, i, j, m, n))
    return made


def _add(pieces: list[Piece], part: Part, text: str) -> None:
    if text:
        pieces.append(Piece(part, text))
