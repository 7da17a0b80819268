"""The words and signs that both directions share, and how pillars, measures and sections are named by them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from dxdesk.plan.rows.model import Measure, Pillar, Plan, Section
from dxdesk.plan.rows.outline import Outline, folded

ABOUT, ROADMAP, INDICATORS, GLOSSARY = "計画の概要", "工程表", "指標", "用語集"
CITY, PERIOD, REVISIONS, VISION, CONTENTS = "団体名", "計画期間", "策定・改定", "基本理念・目指す姿", "の内容"
COUNT, NUMBER, DEPARTMENTS = "No.", "番号", "担当課"
MEASURE, HEADING, LABEL, UNIT = "取組", "見出し", "指標", "単位"
WORD, TEXT, GROUP, PAGES = "用語", "説明", "行", "ページ"
# Columns that stand only where something is to be said in them: heading and field.
OF_INDICATORS = (("算定方法・出典", "definition"), ("時点", "observed"))
OF_TERMS = ((GROUP, "group"), (PAGES, "pages"))
BELOW = " ＞ "

# In the roadmap: a pillar, once a level; a lane and what goes on in it; the section that the lines below stand in.
PILLAR, LANE, GOES_ON, SECTION = "■", "▶", "→", "◇"
SET_IN = "　"
# Before the label of a part of an indicator, once a level.
PART = "└"
LED = "（主管）"
_TWIN = re.compile(r"(?P<text>.*)〔\d+〕", re.S)
_BLOCK = re.compile(r"【([^【】]+)】")


def levels_of(plan_levels: str) -> list[str]:
    """`重点取組事項 > 取組` as its names."""
    return [name for part in re.split(r"[>＞]", plan_levels) if (name := part.strip())]


def level_name(levels: Sequence[str], depth: int) -> str:
    """What pillars of that depth (0: top) are called; the last name is the measures'."""
    return levels[depth] if depth < len(levels) - 1 else ""


def pillar_band(level: str, number: str, title: str, depth: int) -> str:
    """`■ 重点取組事項1　行政サービスをより便利に`."""
    head = f"{level}{number}"
    return f"{PILLAR * (depth + 1)} {head}{'　' if head else ''}{title}"


def read_band(text: str, levels: Sequence[str]) -> tuple[int, str, str] | None:
    """Depth, number and title of a band; None for any other text."""
    found = re.fullmatch(rf"(?P<signs>{PILLAR}+)\s*(?P<name>.+)", text.strip(), re.S)
    if found is None:
        return None
    depth, (head, space, title) = len(found.group("signs")) - 1, found.group("name").partition("　")
    return (depth, head.removeprefix(level_name(levels, depth)), title) if space else (depth, "", head)


def named(number: str, title: str) -> str:
    """`1 行政サービスをより便利に`; the title alone where there is no number."""
    return f"{number} {title}".strip()


def pillar_path(outline: Outline, pillar: Pillar) -> str:
    """The pillar's name after those above it."""
    return BELOW.join(named(one.number, one.title) for one in outline.pillar_path(pillar))


def measure_path(outline: Outline, measure: Measure) -> str:
    """The measure's name after its pillars'."""
    return f"{pillar_path(outline, outline.pillar_of(measure))}{BELOW}{named(measure.number, measure.title)}"


def told_apart(texts: Iterable[str]) -> list[str]:
    """The texts with a count where one stands once more: `(RPA等)〔2〕`; what has none may be blank."""
    seen: Counter[str] = Counter()
    names: list[str] = []
    for text in texts:
        seen[folded(text)] += 1
        names.append(text if seen[folded(text)] == 1 else f"{text}〔{seen[folded(text)]}〕")
    return names


def in_one(text: str) -> str:
    """The text with its further lines set in, so that they are known to belong to the first."""
    return text.replace("\n", f"\n{SET_IN}")


def items_of(cell: str) -> list[str]:
    """The texts that were so put below each other."""
    items: list[str] = []
    for line in cell.split("\n"):
        if line.startswith(SET_IN) and items:
            items[-1] += f"\n{line.removeprefix(SET_IN).rstrip()}"
        elif line.strip():
            items.append(line.strip())
    return items


def without_count(name: str) -> str:
    """The text that was so told apart."""
    found = _TWIN.fullmatch(name)
    return found.group("text") if found else name


def section_names(outline: Outline, measure: Measure) -> list[tuple[Section, str]]:
    """The measure's sections with their headings, told apart."""
    sections = outline.sections(measure)
    return list(zip(sections, told_apart(section.heading for section in sections), strict=True))


def vision_blocks(plan: Plan) -> list[tuple[str, str]]:
    """The vision by its 【heading】 lines: heading, blank before the first, and the paragraphs below it."""
    blocks: list[tuple[str, list[str]]] = []
    for line in plan.vision.splitlines():
        head = _BLOCK.fullmatch(line.strip())
        if head is not None:
            blocks.append((head.group(1), []))
        elif blocks:
            blocks[-1][1].append(line)
        else:
            blocks.append(("", [line]))
    return [(heading, "\n".join(lines)) for heading, lines in blocks]
