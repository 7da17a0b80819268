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
class NamedDepartment:
    """A department as the text names it, with its 担当 if named."""

    name: str
    charge: str = ""


def split_departments(text: str) -> tuple[str, list[NamedDepartment]]:
    """The text without the closing bracket, and the departments of all brackets; those within the text stay text.

    A closing bracket that would be written otherwise is kept in the text.
    """
    brackets = list(_BRACKET.finditer(text))
    named = _merged(one for found in brackets for one in _inside(found))
    last = brackets[-1] if brackets else None
    if last is not None and _inside(last) and not text[last.end() :].strip():
        bare = text[: last.start()].rstrip()
        if "".join(with_departments(bare, named).split()) == "".join(text.split()):
            return bare, named
    return text, named


def with_departments(text: str, named: Sequence[NamedDepartment]) -> str:
    """The text closed by a bracket of the departments that none of its own brackets names."""
    within = {_key(one) for found in _BRACKET.finditer(text) for one in _inside(found)}
    rest = [f"{one.name} {one.charge}".rstrip() for one in named if _key(one) not in within]
    return "\n".join(filter(None, (text, f"[{'、'.join(rest)}]" if rest else "")))


def _inside(bracket: re.Match[str]) -> list[NamedDepartment]:
    """The departments of a bracket; none where it holds anything else."""
    found = [_NAMED.fullmatch(name.strip()) for name in re.split("[、，,]", bracket.group("inside"))]
    return [NamedDepartment(f.group("name"), f.group("charge") or "") for f in found if f] if all(found) else []


def _merged(named: Iterable[NamedDepartment]) -> list[NamedDepartment]:
    """Each department once, with the 担当 that is named first."""
    known: dict[str, NamedDepartment] = {}
    for one in named:
        key = folded(one.name)
        if key not in known or not known[key].charge:
            known[key] = NamedDepartment(known[key].name if key in known else one.name, one.charge)
    return list(known.values())


def _key(one: NamedDepartment) -> tuple[str, str]:
    return folded(one.name), folded(one.charge)
