"""Departments at the end of 取組内容, `[管財契約検査課 契約検査担当]`, and within its lists: read and written."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dxdesk.plan.rows.outline import folded

_BRACKET = re.compile(r"[\[［](?P<inside>[^\[\]［］]+)[\]］]")
_NAMED = re.compile(
    r"(?P<name>[^\s※。（）()]{1,20}(?:課|室|局|所|部|館|園|署|校|院|会|係|班|庁|センター|チーム))"
    r"(?:[ \u3000]+(?P<charge>[^\s※。]{1,20}))?"
)


@dataclass(frozen=True)
class Part:
    """A department as it is named, with its 担当 where one is."""

    name: str
    charge: str = ""


def split(text: str) -> tuple[str, list[Part]]:
    """The text without the closing bracket, and the departments of all brackets; those within the text stay text.

    A closing bracket that would not be written again as it stands is kept in the text.
    """
    brackets = list(_BRACKET.finditer(text))
    parts = _merged(part for found in brackets for part in _inside(found))
    last = brackets[-1] if brackets else None
    if last is not None and _inside(last) and not text[last.end() :].strip():
        bare = text[: last.start()].rstrip()
        if "".join(joined(bare, parts).split()) == "".join(text.split()):
            return bare, parts
    return text, parts


def joined(text: str, parts: Sequence[Part]) -> str:
    """The text closed by a bracket of the departments that none of its own brackets names."""
    named = {_key(part) for found in _BRACKET.finditer(text) for part in _inside(found)}
    rest = [f"{part.name} {part.charge}".rstrip() for part in parts if _key(part) not in named]
    return "\n".join(filter(None, (text, f"[{'、'.join(rest)}]" if rest else "")))


def _inside(bracket: re.Match[str]) -> list[Part]:
    """The departments of a bracket; none where anything else stands in it."""
    found = [_NAMED.fullmatch(name.strip()) for name in re.split("[、，,]", bracket.group("inside"))]
    return [Part(f.group("name"), f.group("charge") or "") for f in found if f] if all(found) else []


def _merged(parts: Iterable[Part]) -> list[Part]:
    """Each department once, with the 担当 that is named first."""
    known: dict[str, Part] = {}
    for part in parts:
        key = folded(part.name)
        if key not in known or not known[key].charge:
            known[key] = Part(known[key].name if key in known else part.name, part.charge)
    return list(known.values())


def _key(part: Part) -> tuple[str, str]:
    return folded(part.name), folded(part.charge)
