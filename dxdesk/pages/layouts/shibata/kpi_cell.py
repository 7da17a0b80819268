"""A measure's K P I and year cells become its indicators with their figures."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from dxdesk.pages.layouts.shibata.kpi_writing import for_all
from dxdesk.pages.layouts.shibata.signs import SIGN, VALUE, number_of, numbered, sign
from dxdesk.pages.layouts.shibata.wording import BELOW, METHOD, TIME
from dxdesk.plan.importing.draft import Draft
from dxdesk.plan.rows.dates import read_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import RESULT
from dxdesk.plan.rows.quantity import Quantity

_NOTE = re.compile(r"(?:(?<=\s)|(?<=。))(?=※)")
_MARK = re.compile(rf"※(?P<sign>{SIGN}?)(?P<kind>{METHOD}|{TIME})?")
_DROPPED = re.compile(r"(?P<year>(?:R|令和)\s*\d{1,2})(?:年度?)?から.*除く")
_ALONE = re.compile(VALUE)
_IN_BRACKETS = re.compile(rf"(?P<value>{VALUE})\s*[（(](?P<label>[^（）()]+)[）)]")
_AFTER_LABEL = re.compile(rf"(?P<label>\D.*?)[\s：:]*(?P<value>{VALUE})", re.S)
_TOTAL = re.compile(r"(?P<part>.*?\S)\s+計(?P<total>\S.*)", re.S)


@dataclass
class _Part:
    """One member of a breakdown in one year: label as written, value, and whether the label stands behind in brackets."""

    label: str
    value: str
    in_brackets: bool = False


@dataclass
class _Breakdown:
    """A year cell all in parts, with the total where it names one."""

    parts: dict[int, _Part]
    total: str = ""


def take_indicators(measure: Draft, kpi: str, years: Mapping[int, str]) -> list[int]:
    """Adds a section with the indicators; returns the years whose text is kept without being understood."""
    section = Draft("section")
    label, *notes = _NOTE.split(kpi.strip())
    labels = numbered(label)
    if len(labels) > 1:
        unread = _take_several(section, labels, notes, years)
    else:
        unread = []
        _take_one(section, label.strip(), notes, years)
    measure.children.append(section)
    return unread


# -- several indicators, numbered alike in every cell


def _take_several(section: Draft, labels: list[tuple[int, str]], notes: list[str], years: Mapping[int, str]) -> list[int]:
    indicators = _nested(section, labels)
    unread: list[int] = []
    for year, text in years.items():
        parts = dict(numbered(text))
        if parts and set(parts) <= set(indicators):
            values = parts
        elif for_all(text) and not parts:
            values = dict.fromkeys(indicators, text)
        else:
            values = {labels[0][0]: text}
            unread.append(year)
        for number, value in values.items():
            _take_figure(indicators[number], year, value)
    for indicator in indicators.values():
        _default_unit(indicator)
    for note in notes:
        named = _MARK.match(note)
        number = number_of(named.group("sign")) if named and named.group("sign") else 0
        _take_note(indicators.get(number, indicators[labels[-1][0]]), note)
    return unread


def _nested(section: Draft, labels: list[tuple[int, str]]) -> dict[int, Draft]:
    """Number → indicator; one whose label begins with ＞ is a member of the one above it."""
    indicators: dict[int, Draft] = {}
    way: list[Draft] = [section]
    for number, label in labels:
        bare = label.lstrip(f"{BELOW} 　")
        depth = min(label[: len(label) - len(bare)].count(BELOW), len(way) - 1)
        indicators[number] = way[depth].add("indicator", label=bare)
        way = [*way[: depth + 1], indicators[number]]
    return indicators


def _take_note(indicator: Draft, note: str) -> None:
    """A ※ below the labels: 時点, 算定方法, or a note as it stands, which may tell until when the indicator lives."""
    note = note.strip()
    found = _MARK.match(note)
    kind = found.group("kind") if found else None
    if found and kind:
        indicator.values["observed" if kind == TIME else "definition"] = note[found.end() :]
        return
    before = indicator.text("definition")
    indicator.values["definition"] = f"{before}\n{note}" if before else note
    dropped = _DROPPED.search(note)
    if dropped is not None:
        try:
            indicator.values["last_year"] = read_year("".join(dropped.group("year").split())) - 1
        except Refused:
            return


# -- one indicator, its breakdown in the years


def _take_one(section: Draft, label: str, notes: list[str], years: Mapping[int, str]) -> None:
    indicator = section.add("indicator", label=label)
    known: dict[int, str] = {}
    broken = {year: found for year, text in years.items() if (found := _breakdown(text, known))}
    # A second look: a year that says 数値なし for a member is understood by the labels of the others.
    broken = {year: found for year, text in years.items() if (found := broken.get(year) or _breakdown(text, known))}
    if len({number for found in broken.values() for number in found.parts}) < 2:
        broken = {}
    for year, text in years.items():
        own = broken[year].total if year in broken else text
        if own:
            _take_figure(indicator, year, own)
    _default_unit(indicator)
    for note in notes:
        _take_note(indicator, note)
    if broken:
        _take_members(indicator, broken)


def _take_members(indicator: Draft, broken: Mapping[int, _Breakdown]) -> None:
    parts = [part for found in broken.values() for part in found.parts.values()]
    indicator.defaults["breakdown"] = "parentheses" if any(part.in_brackets for part in parts) else "inline"
    indicator.defaults["children_sum"] = any(found.total for found in broken.values())
    for number in sorted({number for found in broken.values() for number in found.parts}):
        written = {year: found.parts[number] for year, found in broken.items() if number in found.parts}
        label = next((part.label for part in written.values() if part.label), sign(number))
        member = indicator.add("indicator", {"form": "line"}, label=label)
        for year, part in written.items():
            _take_figure(member, year, part.value, part.label if part.label not in ("", label) else "")
        _default_unit(member)


def _breakdown(text: str, known: dict[int, str]) -> _Breakdown | None:
    """A year's text as parts, None where it is not all parts of one kind; `known` (number → label) learns from it."""
    pieces = numbered(text)
    if not pieces:
        return None
    number, last = pieces[-1]
    total = _TOTAL.fullmatch(last)
    if total is not None:
        pieces[-1] = (number, total.group("part"))
    parts = {number: _part(piece, known.get(number, "")) for number, piece in pieces}
    found = {number: part for number, part in parts.items() if part is not None}
    if len(found) < len(parts) or len(Counter((p.in_brackets, not p.label) for p in found.values())) > 1:
        return None
    known.update({number: part.label for number, part in found.items() if number not in known})
    return _Breakdown(found, total.group("total") if total is not None else "")


def _part(text: str, label: str) -> _Part | None:
    """`36か所（地域安全課分）`, `登録者数 11,611人`, or a value alone; `label`: what another year calls this part."""
    if found := _IN_BRACKETS.fullmatch(text):
        return _Part(found.group("label").strip(), found.group("value").strip(), True)
    if label and text.startswith(label):
        return _Part(label, text[len(label) :].strip(" 　：:")) if text != label else None
    if found := _AFTER_LABEL.fullmatch(text):
        return _Part(found.group("label").strip(), found.group("value").strip())
    return _Part("", text) if _ALONE.fullmatch(text) else None


# -- figures


def _take_figure(indicator: Draft, year: int, text: str, written: str = "") -> None:
    figure = indicator.add("figure", year=year, role=RESULT, text=text)
    if written:
        figure.values["written"] = written


def _default_unit(indicator: Draft) -> None:
    """For an indicator that is new: the unit of its newest readable figure."""
    newest = sorted(indicator.of("figure"), key=lambda figure: int(str(figure.values["year"])), reverse=True)
    indicator.defaults["unit"] = next((unit for figure in newest if (unit := Quantity(figure.text("text")).unit)), "")
