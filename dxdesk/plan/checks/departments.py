"""Rules for the departments that lines and figures name."""

import re
from collections import defaultdict
from collections.abc import Iterator

from dxdesk.plan.checks.finding import Finding, Level, Rule, all_indicators, all_measures, location
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import Department, Entry, Figure, Measure, MeasureDepartment, Plan
from dxdesk.plan.rows.outline import Outline, folded, spellings_of
from dxdesk.plan.rows.table import table_of

# Shorter names that differ by one character are two departments nonetheless: 市民課, 市民税課.
_LONG_NAME = 5
# Characters that distinguish departments by themselves: 建設第一課, 建設第二課.
_DISTINCTIVE = frozenset("0123456789一二三四五六七八九十東西南北上下内外")
_LAST_BRACKET = re.compile(r"[(（](?P<name>[^()（）、,\s]{3,20})[)）]\s*。?\s*\Z")
_OFFICE = re.compile(r"(?:課|室|事務局|事務所|委員会|係)\Z")
_NO_NAME = re.compile(r"(?:各|全|関係|担当|主管|所管|他|両|同|当|本)+(?:課|室|委員会|係)\Z|.*(?:会議室|教室|相談室)\Z")


def name_as_written(outline: Outline) -> Iterator[Finding]:
    """A department's name on a line that is none of its names in the plan."""
    for _, measure in all_measures(outline):
        for entry in outline.all_entries(measure):
            department = outline.rows.all(Department).get(entry.department or "")
            if not entry.written or (department and folded(entry.written) in map(folded, spellings_of(department))):
                continue
            known = f"{department.name}の名称として登録されていません" if department else "課として登録されていません"
            message = (
                f"{location(outline, measure)}の{short_year(entry.year)}{entry.kind}の課名「{entry.written}」は{known}。"
            )
            yield Finding(Level.WARNING, "department-unknown", measure, entry.year, message, "entry", entry.id)


def name_in_text(outline: Outline) -> Iterator[Finding]:
    """A last bracket that looks like a department's name but is none of the plan's, and so stayed in the text."""
    for plan, measure in all_measures(outline):
        for entry in outline.all_entries(measure):
            found = _LAST_BRACKET.search(entry.text) if entry.department is None and not entry.written else None
            if found and _looks_like_department(outline, plan, folded(found.group("name"))):
                message = (
                    f"{location(outline, measure)}の{short_year(entry.year)}{entry.kind}の末尾「（{found.group('name')}）」は"
                    "課として登録されていません。"
                )
                yield Finding(Level.WARNING, "department-in-text", measure, entry.year, message, "entry", entry.id)


def _looks_like_department(outline: Outline, plan: Plan, name: str) -> bool:
    """Whether a name ends like those of departments, or is most of one: `デジタル政策` of デジタル政策課."""
    if _OFFICE.search(name) and not _NO_NAME.match(name):
        return True
    known = [folded(spelling) for department in outline.departments(plan) for spelling in spellings_of(department)]
    return any(other != name and len(other) >= _LONG_NAME and other[:-1] == name for other in known)


def similar_names(outline: Outline) -> Iterator[Finding]:
    """Two departments in use whose names differ by one character are probably one."""
    for plan in outline.plans:
        used = _used(outline)
        departments = [d for d in outline.departments(plan) if d.id in used]
        for one in departments:
            for other in departments:
                if (
                    one.id not in (other.id, other.successor)
                    and one.successor != other.id
                    and _one_apart(one.name, other.name)
                ):
                    message = f"課名「{one.name}」と「{other.name}」は一文字違いです。同じ課であれば一つにまとめてください。"
                    yield Finding(Level.WARNING, "departments-alike", None, None, message, "department", other.id)


def mixed_spellings(outline: Outline) -> Iterator[Finding]:
    """One department written in two ways in one year."""
    for plan in outline.plans:
        written: dict[tuple[str, int], set[str]] = defaultdict(set)
        for department, name, year in _printed_names(outline, plan):
            written[department.id, year].add(folded(name))
        for (department_id, year), names in sorted(written.items()):
            if len(names) > 1:
                message = f"{short_year(year)}に一つの課が「{'」「'.join(sorted(names))}」と書かれています。"
                yield Finding(Level.WARNING, "spellings-mixed", None, year, message, "department", department_id)


def past_department(outline: Outline) -> Iterator[Finding]:
    """A line or figure of a department that no longer existed."""
    for _, measure in all_measures(outline):
        for entry in outline.all_entries(measure):
            department = outline.rows.all(Department).get(entry.department or "")
            if department and department.last_year is not None and entry.year > department.last_year:
                yield _past(outline, department, measure, entry)
    for _, measure, indicator in all_indicators(outline):
        owner = outline.rows.all(Department).get(indicator.department or "")
        for figure in outline.figures(indicator) if owner and owner.last_year is not None else ():
            if owner and owner.last_year is not None and figure.year > owner.last_year and figure.text.strip():
                yield _past(outline, owner, measure, figure)


def _past(outline: Outline, department: Department, measure: Measure, row: Entry | Figure) -> Finding:
    successor = f"（後継は{outline.department_name(department.successor)}）" if department.successor else ""
    until = short_year(department.last_year) if department.last_year is not None else ""
    message = (
        f"{location(outline, measure)}の{short_year(row.year)}にある{department.name}は{until}までの課です{successor}。"
    )
    return Finding(Level.WARNING, "past-department", measure, row.year, message, table_of(row), row.id)


def _used(outline: Outline) -> set[str]:
    """The departments (ids) that lines, indicators or measures name."""
    rows = outline.rows
    lines = {e.department for e in rows.all(Entry).values()} | {s.department for s in rows.all(MeasureDepartment).values()}
    return {d for d in lines | {i.department for _, _, i in all_indicators(outline)} if d}


def _printed_names(outline: Outline, plan: Plan) -> Iterator[tuple[Department, str, int]]:
    """Yield (department, name as printed, year) for every line, and for every figure labelled with a department."""
    departments = {d.id: d for d in outline.departments(plan)}
    for entry in outline.rows.all(Entry).values():
        if entry.department in departments and entry.written:
            yield departments[entry.department], entry.written, entry.year
    for figure in outline.rows.all(Figure).values():
        indicator = outline.rows.get("indicator", figure.indicator)
        owner = departments.get(getattr(indicator, "department", None) or "")
        label = figure.written or getattr(indicator, "label", "")
        if owner and figure.text.strip() and folded(label) in map(folded, spellings_of(owner)):
            yield owner, label, figure.year


def _one_apart(name: str, other: str) -> bool:
    """Whether `other` is `name` with one character inserted, or (reported for one order only) with one replaced."""
    if len(name) < _LONG_NAME:
        return False
    if len(other) == len(name) + 1:
        return any(other[:place] + other[place + 1 :] == name for place in range(len(other)))
    if len(other) != len(name) or other < name:
        return False
    differing = [pair for pair in zip(name, other, strict=True) if pair[0] != pair[1]]
    return len(differing) == 1 and not _DISTINCTIVE.intersection(differing[0])


RULES = (
    Rule("department-unknown", "登録されていない課名がある", name_as_written),
    Rule("department-in-text", "課名が本文に残っている", name_in_text),
    Rule("departments-alike", "よく似た課名が二つある", similar_names),
    Rule("spellings-mixed", "同じ課の書き方が年度の中で混ざっている", mixed_spellings),
    Rule("past-department", "廃止された課の記載がある", past_department),
)
