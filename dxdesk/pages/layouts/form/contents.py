"""What a form shows: its questions, and what stands around them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dxdesk.pages.layouts.form.cell_ids import QuestionKey
from dxdesk.plan.rows.model import Department, Measure, Plan


@dataclass(frozen=True)
class Question:
    """One row of a form: its `year` and column (`R6実績`), what is asked, `past` last year's text, `now` the present one.

    `planned`: what was planned for this year; `message`: what the department has remarked so far; `remark`: what it is
    told. `fixed`: the present text is too long for a cell, so that it can only be read.
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
    planned: str = ""
    message: str = ""


@dataclass(frozen=True)
class Form:
    """All that a form shows.

    `hand_out`: blank for a specimen, which cannot be handed in; `after`: the submission that is sent back (差戻し);
    `fields`: what the cover's fields hold, by their ids; `replies`: what was answered to messages that no row shows, each
    with what it is about and what was written.
    """

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
    fields: Mapping[str, str] = field(default_factory=dict)
    replies: Sequence[tuple[str, str, str]] = ()
