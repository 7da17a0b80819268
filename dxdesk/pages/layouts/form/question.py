"""What a form says: one question a row, and what is said around them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dxdesk.plan.rows.model import Department, Measure, Plan

# What identifies a row of a form: a kind, then the ids and words that belong to it.
QuestionKey = tuple[str, ...]
FIGURE, LINE, KEEP, NEW, CELL, PHASE = "figure", "line", "keep", "new", "cell", "phase"
NONE = "-"
# Excel's limit for a cell: what is longer cannot come back whole.
LONGEST = 32_767


@dataclass(frozen=True)
class Question:
    """One row: of which `year` and column (`R6実績`), what in it, `past` last year's text, `now` what stands there.

    `fixed`: it is only to be read, too long for a cell.
    """

    key: QuestionKey
    measure: Measure
    year: int
    column: str
    about: str
    past: str
    now: str = ""
    remark: str = ""
    fixed: bool = False


@dataclass(frozen=True)
class Form:
    """All that a form says; `hand_out` blank: a specimen, which cannot be handed in. `remarks`: by (table, row id)."""

    plan: Plan
    department: Department
    year: int
    questions: Sequence[Question]
    hand_out: str = ""
    schema: int = 0
    due: str | None = None
    message: str = ""
    guide: str = ""
    returned: str = ""
    after: str = ""
    confirming: bool = False
    contact: Mapping[str, str] = field(default_factory=dict)
