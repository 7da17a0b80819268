"""Rules for texts that no workbook can hold, in every field of every row."""

import re
from collections.abc import Iterator

from dxdesk.plan.checks.finding import Finding, Level, Rule, location
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.fields import specs
from dxdesk.plan.rows.model import TABLES
from dxdesk.plan.rows.outline import Outline, measure_of
from dxdesk.plan.rows.table import Row, table_of, title_of

# An Excel cell holds this many UTF-16 units.
LONGEST = 32_767

# Characters that XML, and so Excel, cannot hold; line breaks and tabs are allowed.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def control_characters(outline: Outline) -> Iterator[Finding]:
    """Control characters, which a workbook cannot hold."""
    for row, label, text in texts(outline):
        if found := _CONTROL.search(text):
            message = f"「{label}」に表示できない制御文字（{code_point(found.group())}）があるため、書き出しで失われます。"
            yield text_finding(outline, Level.ERROR, "control-characters", row, message)


def text_fault(text: str) -> str:
    """The reason why a text that a person types or pastes is refused, blank where it is accepted."""
    if found := _CONTROL.search(text):
        return f"表示できない制御文字（{code_point(found.group())}）が含まれています。その文字を消してください。"
    length = _length(text)
    if length > LONGEST:
        return f"{length:,}文字あり、Excelの一つのセルに入る{LONGEST:,}文字を超えています。短くしてください。"
    return ""


def too_long(outline: Outline) -> Iterator[Finding]:
    """A text that is too long for a cell."""
    for row, label, text in texts(outline):
        length = _length(text)
        if length > LONGEST:
            message = f"「{label}」が{length:,}文字あり、Excelの一つのセルに入る{LONGEST:,}文字を超えています。"
            yield text_finding(outline, Level.ERROR, "text-too-long", row, message)


def texts(outline: Outline) -> Iterator[tuple[Row, str, str]]:
    """Yield (row, field label, text) for every text of the plan."""
    for table, row_type in TABLES.items():
        named = [
            (name, spec.label)
            for name, spec in specs(row_type).items()
            if (spec.free_text or spec.kind == "choice") and name != "id"
        ]
        for row in outline.rows.tables[table].values():
            for name, label in named:
                text = getattr(row, name)
                if text:
                    yield row, label, text


def text_finding(outline: Outline, level: Level, rule: str, row: Row, message: str) -> Finding:
    """Return a finding in a text of a row, its message starting with the measure (or the row's title) and the year."""
    measure, year = measure_of(outline.rows, row), getattr(row, "year", None)
    named = location(outline, measure) if measure else title_of(row)
    where = f"{named} {short_year(year)}" if year else named
    return Finding(level, rule, measure, year, f"{where}の{message}" if where else message, table_of(row), row.id)


def _length(text: str) -> int:
    """The length as Excel counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def code_point(character: str) -> str:
    """`U+E000`."""
    return f"U+{ord(character):04X}"


RULES = (
    Rule("control-characters", "表示できない制御文字がある", control_characters),
    Rule("text-too-long", "Excelのセルに入らない長さの文", too_long),
)
