"""A measure's K P I and year cells, read as its indicators with their figures, and written.

A single indicator has its label and its values alone; its breakdown is written into the year: `①36か所（地域安全課分）
②1件（市まち課分） 計37か所`. Several are numbered in the K P I cell, and their values with the same numbers in each year.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dxdesk.pages.layouts.common.figures import value_text
from dxdesk.pages.layouts.shibata.numbered_parts import SIGN, VALUE, can_be_split, number_of, numbered, sign
from dxdesk.pages.layouts.shibata.table import BELOW, METHOD, TIME
from dxdesk.plan.importing.draft import Draft
from dxdesk.plan.rows.dates import read_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import RESULT, Indicator, Measure
from dxdesk.plan.rows.outline import Outline
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
    """One member of a breakdown in one year: label as written, value, and whether the label follows in brackets."""

    label: str
    value: str
    in_brackets: bool = False


@dataclass
class _Breakdown:
    """A year cell that is wholly in parts, with the total where it names one."""

    parts: dict[int, _Part]
    total: str = ""


# -- reading


def take_indicators(measure: Draft, kpi: str, years: Mapping[int, str]) -> list[int]:
    """Add a section with the indicators; return the years whose text is kept without being understood."""
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
        elif _for_all(text) and not parts:
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
    """Number → indicator, drafted in the section; one whose label begins with ＞ is a member of the one above it."""
    indicators: dict[int, Draft] = {}
    path: list[Draft] = [section]
    for number, label in labels:
        bare = label.lstrip(f"{BELOW} 　")
        depth = min(label[: len(label) - len(bare)].count(BELOW), len(path) - 1)
        indicators[number] = path[depth].add("indicator", label=bare)
        path = [*path[: depth + 1], indicators[number]]
    return indicators


def _take_note(indicator: Draft, note: str) -> None:
    """Read a ※ note below the labels: 時点, 算定方法, or any other note, which may name the indicator's last year."""
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
    # A second pass: a year with 数値なし for a member is understood by the labels that the other years have.
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
    """A year's text as parts, None where it is not wholly in parts of one kind; its labels go into `known` by number."""
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
    """`36か所（地域安全課分）`, `登録者数 11,611人`, or a value alone; `label`: the part's label in another year."""
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
    """Set the unit of a new indicator: that of its newest readable figure."""
    newest = sorted(indicator.of("figure"), key=lambda figure: int(str(figure.values["year"])), reverse=True)
    indicator.defaults["unit"] = next((unit for figure in newest if (unit := Quantity(figure.text("text")).unit)), "")


# -- writing


@dataclass
class KpiCells:
    """The text of the K P I cell and of each year's cell, blank for none."""

    kpi: str = ""
    years: dict[int, str] = field(default_factory=dict)


def kpi_cells(outline: Outline, measure: Measure, years: Iterable[int]) -> KpiCells:
    """Return the cells of a measure for the years of its results."""
    tops = [i for section in outline.sections(measure) for i in _published(outline.indicators(section))]
    if not tops:
        return KpiCells()
    years = list(years)
    if len(tops) == 1 and _fits_year_cells(outline, tops[0], years):
        notes = _notes(tops, signed=False)
        kpi = "\n".join([tops[0].label, *notes])
        return KpiCells(kpi, {year: _with_breakdown(outline, tops[0], year) for year in years})
    nested = [found for top in tops for found in _with_members(outline, top, 0)]
    labels = [f"{sign(n)}{_indent(depth)}{indicator.label}" for n, (depth, indicator) in enumerate(nested, 1)]
    indicators = [indicator for _, indicator in nested]
    kpi = "\n".join([*labels, *_notes(indicators, signed=True)])
    return KpiCells(kpi, {year: _numbered(outline, indicators, year) for year in years})


def _indent(depth: int) -> str:
    return f"{BELOW * depth} " if depth else ""


def _published(indicators: Iterable[Indicator]) -> list[Indicator]:
    return [indicator for indicator in indicators if indicator.published]


def _fits_year_cells(outline: Outline, indicator: Indicator, years: Sequence[int]) -> bool:
    """Whether the year cells can show a breakdown: at least two members have values, all plain numbers with a name."""
    children = _published(outline.children(indicator))
    if any(outline.children(child) or child.definition or child.observed for child in children):
        return False
    shown = [
        (number, (label := _label(outline, child, year)) == sign(number) or can_be_split(label, value))
        for number, child in enumerate(children, 1)
        for year in years
        if (value := value_text(outline, child, year, RESULT))
    ]
    return not shown or (len({number for number, _ in shown}) > 1 and all(plain for _, plain in shown))


def _label(outline: Outline, child: Indicator, year: int) -> str:
    figure = outline.figure(child, year)
    return figure.written if figure is not None and figure.written else child.label


def _with_breakdown(outline: Outline, indicator: Indicator, year: int) -> str:
    own = value_text(outline, indicator, year, RESULT)
    in_brackets = indicator.breakdown == "parentheses"
    parts = [
        _part_text(number, _Part(_label(outline, child, year), value, in_brackets))
        for number, child in enumerate(_published(outline.children(indicator)), 1)
        if (value := value_text(outline, child, year, RESULT))
    ]
    return "\n".join([*parts, *([f"計{own}"] if own else [])]) if parts else own


def _part_text(number: int, part: _Part) -> str:
    if part.label == sign(number):
        return f"{part.label}{part.value}"
    label = f"{part.value}（{part.label}）" if part.in_brackets else f"{part.label} {part.value}"
    return sign(number) + label


def _with_members(outline: Outline, indicator: Indicator, depth: int) -> Iterator[tuple[int, Indicator]]:
    """An indicator and the members of its breakdown, each followed by its own members, with their depth."""
    yield depth, indicator
    for child in _published(outline.children(indicator)):
        yield from _with_members(outline, child, depth + 1)


def _numbered(outline: Outline, indicators: Sequence[Indicator], year: int) -> str:
    values = [value_text(outline, indicator, year, RESULT) for indicator in indicators]
    if len(set(values)) == 1 and _for_all(values[0]):
        return values[0]
    return "\n".join(f"{sign(number)}{value}" for number, value in enumerate(values, 1) if value)


def _notes(indicators: Sequence[Indicator], *, signed: bool) -> list[str]:
    """算定方法 and 時点 below the labels; a note that the city wrote with ※ is kept as it is."""
    lines: list[str] = []
    for number, indicator in enumerate(indicators, 1):
        mark = f"※{sign(number)}" if signed else "※"
        if indicator.definition:
            own = indicator.definition.startswith(mark)
            lines.append(indicator.definition if own else f"{mark}{METHOD}{indicator.definition}")
        if indicator.observed:
            lines.append(f"{mark}{TIME}{indicator.observed}")
    return lines


def _for_all(text: str) -> bool:
    """Whether a text is written once for all indicators of a measure: `-` or a remark, but no bare count."""
    return "※" in text or Quantity(text).number is None
