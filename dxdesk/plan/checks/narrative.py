"""Rules for lines of narrative and the departments that write them."""

from collections import defaultdict
from collections.abc import Iterator

from dxdesk.plan.checks.finding import NOTICE, WARNING, Finding, indicators, measures, place
from dxdesk.plan.model import Department, Entry, Figure, Measure, MeasureDepartment, Plan
from dxdesk.plan.outline import Outline, folded, spellings_of
from dxdesk.plan.years import short

# Shorter names differ by one character and are two departments all the same: 市民課, 市民税課.
_LONG_NAME = 5
_BEGINNING = 20


def unchanged(outline: Outline) -> Iterator[Finding]:
    """A line that says what its department said the year before."""
    for _, measure in measures(outline):
        entries = outline.all_entries(measure)
        said = {(e.year, e.kind, e.department, folded(e.text)) for e in entries if e.text.strip()}
        for entry in entries:
            if (entry.year - 1, entry.kind, entry.department, folded(entry.text)) in said:
                message = f"{place(measure)}の{short(entry.year)}{entry.kind}「{_beginning(entry)}」は前年度と同じ文です。"
                yield Finding(NOTICE, "narrative-unchanged", measure, entry.year, message, "entry", entry.id)


def name_as_written(outline: Outline) -> Iterator[Finding]:
    """A department's name on a line that is none of the names the plan knows it by."""
    for _, measure in measures(outline):
        for entry in outline.all_entries(measure):
            department = outline.rows.all(Department).get(entry.department or "")
            if not entry.written or (department and folded(entry.written) in map(folded, spellings_of(department))):
                continue
            known = f"{department.name}の名称として登録されていません" if department else "課として登録されていません"
            message = f"{place(measure)}の{short(entry.year)}{entry.kind}の課名「{entry.written}」は{known}。"
            yield Finding(WARNING, "department-unknown", measure, entry.year, message, "entry", entry.id)


def alike(outline: Outline) -> Iterator[Finding]:
    """Two departments in use whose names differ by one character more are probably one."""
    for plan in outline.plans:
        used = _used(outline)
        departments = [d for d in outline.departments(plan) if d.id in used]
        for one in departments:
            for other in departments:
                if (
                    one.id not in (other.id, other.successor)
                    and one.successor != other.id
                    and _one_more(one.name, other.name)
                ):
                    message = f"課名「{one.name}」と「{other.name}」は一文字違いです。同じ課であれば一つにまとめてください。"
                    yield Finding(WARNING, "departments-alike", None, None, message, "department", other.id)


def mixed_spellings(outline: Outline) -> Iterator[Finding]:
    """One department written in two ways in one year."""
    for plan in outline.plans:
        written: dict[tuple[str, int], set[str]] = defaultdict(set)
        for department, name, year in _namings(outline, plan):
            written[department.id, year].add(folded(name))
        for (department_id, year), names in sorted(written.items()):
            if len(names) > 1:
                message = f"{short(year)}に一つの課が「{'」「'.join(sorted(names))}」と書かれています。"
                yield Finding(WARNING, "spellings-mixed", None, year, message, "department", department_id)


def past_department(outline: Outline) -> Iterator[Finding]:
    """A line of a department that was gone by then."""
    for _, measure in measures(outline):
        for entry in outline.all_entries(measure):
            department = outline.rows.all(Department).get(entry.department or "")
            if department and department.last_year is not None and entry.year > department.last_year:
                yield _past(outline, department, measure, entry.year, "entry", entry.id)
    for _, measure, indicator in indicators(outline):
        owner = outline.rows.all(Department).get(indicator.department or "")
        for figure in outline.figures(indicator) if owner and owner.last_year is not None else ():
            if owner and owner.last_year is not None and figure.year > owner.last_year and figure.text.strip():
                yield _past(outline, owner, measure, figure.year, "figure", figure.id)


def _past(outline: Outline, department: Department, measure: Measure, year: int, table: str, row_id: str) -> Finding:
    heir = f"（後継は{outline.name_of(department.successor)}）" if department.successor else ""
    until = short(department.last_year) if department.last_year is not None else ""
    message = f"{place(measure)}の{short(year)}にある{department.name}は{until}までの課です{heir}。"
    return Finding(WARNING, "past-department", measure, year, message, table, row_id)


def _used(outline: Outline) -> set[str]:
    """The departments that lines, indicators or measures name."""
    rows = outline.rows
    lines = {e.department for e in rows.all(Entry).values()} | {s.department for s in rows.all(MeasureDepartment).values()}
    return {d for d in lines | {i.department for _, _, i in indicators(outline)} if d}


def _namings(outline: Outline, plan: Plan) -> Iterator[tuple[Department, str, int]]:
    """Every place where a department's name is printed: on lines, and as the label of a figure."""
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


def _one_more(short_name: str, long_name: str) -> bool:
    """Whether a name is another one with one character put in."""
    if len(long_name) != len(short_name) + 1 or len(short_name) < _LONG_NAME:
        return False
    return any(long_name[:place] + long_name[place + 1 :] == short_name for place in range(len(long_name)))


def _beginning(entry: Entry) -> str:
    line = entry.text.strip().splitlines()[0]
    return line if len(line) <= _BEGINNING else line[:_BEGINNING] + "…"


RULES = (unchanged, name_as_written, alike, mixed_spellings, past_department)
