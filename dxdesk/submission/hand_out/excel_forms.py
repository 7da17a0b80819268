"""A hand-out as an Excel form, for a department without dxdesk."""

from pathlib import Path

from dxdesk.files import fault, replacing
from dxdesk.pages.formats import writer
from dxdesk.pages.layouts.form.cell_ids import ABOUT_ALL, EXTENSION, PERSON
from dxdesk.pages.layouts.form.contents import Form
from dxdesk.pages.layouts.form.questions import questions
from dxdesk.pages.layouts.form.remarks import message_about_all, replies_beside
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
    asked = questions(outline, department, hand_out.year, hand_out.required_keys, remarks)
    return Form(
        plan,
        department,
        hand_out.year,
        asked,
        hand_out.id,
        NEWEST,
        hand_out.due,
        hand_out.message,
        hand_out.guide,
        hand_out.returned,
        after.submit if after is not None else "",
        hand_out.confirming,
        _fields(outline, department, hand_out, after),
        replies_beside(outline, department, hand_out.year, asked),
    )


def _fields(outline: Outline, department: Department, hand_out: HandOut, after: Accepted | None) -> dict[str, str]:
    """Return what the cover's fields hold before anybody writes in them."""
    fields = {ABOUT_ALL: message_about_all(outline, department, hand_out.year)}
    return fields if after is None else {**fields, PERSON: after.person, EXTENSION: after.extension}


def write_form(form: Form, file: Path) -> None:
    """Write a form as a workbook, whole or not at all. Raises EnvironmentFault."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise fault(error, file.parent) from error
    with replacing(file) as temporary:
        writer("xlsx")(book_of(form), temporary)
