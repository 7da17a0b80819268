"""How pillars, measures and sections are named on the pages, and read by these names."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from dxdesk.plan.rows.model import Measure, Pillar, Section
from dxdesk.plan.rows.outline import Outline, folded, measure_name, pillar_name

MEASURE = "取組"
# Between the names of a pillar and of what is in it.
BELOW = " ＞ "
_COUNTED = re.compile(r"(?P<text>.*)〔\d+〕", re.S)


def levels_of(plan_levels: str) -> list[str]:
    """`重点取組事項 > 取組` as its names."""
    return [name for part in re.split(r"[>＞]", plan_levels) if (name := part.strip())]


def level_name(levels: Sequence[str], depth: int) -> str:
    """The name for pillars of that depth (0: top), blank where there is none; the last name is that of measures."""
    return levels[depth] if depth < len(levels) - 1 else ""


def pillar_path(outline: Outline, pillar: Pillar) -> str:
    """The pillar's name after those above it."""
    return BELOW.join(map(pillar_name, outline.pillar_path(pillar)))


def measure_path(outline: Outline, measure: Measure) -> str:
    """The measure's name after its pillars'."""
    return f"{pillar_path(outline, outline.pillar_of(measure))}{BELOW}{measure_name(measure)}"


def section_names(outline: Outline, measure: Measure) -> list[tuple[Section, str]]:
    """The measure's sections with their headings; a repeated one with its count."""
    sections = outline.sections(measure)
    return list(zip(sections, with_counts(section.heading for section in sections), strict=True))


def with_counts(texts: Iterable[str]) -> list[str]:
    """The texts, a repeated one with its count: `(RPA等)〔2〕`; the first of several blank ones stays blank."""
    seen: Counter[str] = Counter()
    names: list[str] = []
    for text in texts:
        seen[folded(text)] += 1
        names.append(text if seen[folded(text)] == 1 else f"{text}〔{seen[folded(text)]}〕")
    return names


def without_count(name: str) -> str:
    """The text of such a name."""
    found = _COUNTED.fullmatch(name)
    return found.group("text") if found else name
