"""A hand-out as an Excel form, for a department without dxdesk."""

from pathlib import Path

from dxdesk.files import fault, replacing
from dxdesk.pages.formats import writer
from dxdesk.pages.layouts.form.cell_ids import EXTENSION, PERSON
from dxdesk.pages.layouts.form.questions import Form, questions
from dxdesk.pages.layouts.form.writing import book_of
from dxdesk.plan.rows.model import Department, Plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.store.tables.records import Accepted, HandOut
from dxdesk.store.version import NEWEST

FORM_SUFFIX = ".xlsx"


def make_form(outline: Outline, hand_out: HandOut, after: Accepted | None = None) -> Form:
    """Return a hand-out as a form on rows as they are handed out; `after`: the submission that is sent back (差戻し)."""
    rows = outline.rows
    plan, department = rows.all(Plan)[hand_out.plan], rows.all(Department)[hand_out.department]
    remarks: dict[tuple[str, str], str] = {}
    for table, row, text in hand_out.remarks:
        remarks[table, row] = "\n".join(filter(None, (remarks.get((table, row), ""), text)))
    return Form(
        plan,
        department,
        hand_out.year,
        questions(outline, department, hand_out.year, hand_out.required_keys, remarks),
        hand_out.id,
        NEWEST,
        hand_out.due,
        hand_out.message,
        hand_out.guide,
        hand_out.returned,
        after.submit if after is not None else "",
        hand_out.confirming,
        {PERSON: after.person, EXTENSION: after.extension} if after is not None else {},
    )


def write_form(form: Form, file: Path) -> None:
    """Write a form as a workbook, whole or not at all. Raises EnvironmentFault."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise fault(error, file.parent) from error
    with replacing(file) as temporary:
        writer("xlsx")(book_of(form), temporary)
