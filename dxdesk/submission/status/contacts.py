"""Contacts of the departments (連絡先), read from a CSV file; they stay in the master."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dxdesk.plan.changes.edits import Changes, set_field
from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.lookup import find_plan
from dxdesk.plan.rows.model import Contact, Department
from dxdesk.plan.rows.outline import Outline, folded
from dxdesk.plan.rows.table import table_of
from dxdesk.store import Store
from dxdesk.submission.roles import require_master, write_changes

# Field → what a heading may be called (folded, small letters).
_NAMES = {
    "department": ("課", "課名", "所属", "部署", "部署名", "担当課", "担当部署"),
    "address": ("メールアドレス", "メール", "アドレス", "email", "e-mail", "mail", "電子メール"),
    "extension": ("内線", "内線番号", "電話", "電話番号"),
    "person": ("担当者", "担当者名", "氏名", "名前", "担当"),
}
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_EXAMPLE = "1行目に「課」「メールアドレス」「内線」「担当者」という見出しのある表にしてください。"


@dataclass(frozen=True)
class ContactsRead:
    """How many departments' contacts are in the plan now because of a file, how many changed, and who is not in the plan."""

    read: int
    changed: int
    unknown: tuple[str, ...]


def read_contacts(store: Store, file: str | Path, *, author: str, plan: str | None = None) -> ContactsRead:
    """Take the departments' contacts from a CSV file, all or none; a column that it does not have stays as it is.

    Raises Refused, EnvironmentFault.
    """
    require_master(store)
    outline = Outline(store.load())
    the_plan = find_plan(outline, plan)
    path = Path(file)
    seen: dict[str, int] = {}
    unknown: list[str] = []
    changes: list[Change] = []
    for number, values in _lines(path):
        name = values.pop("department")
        department = outline.department_named(the_plan, name)
        if department is None:
            unknown.append(name)
            continue
        if (first := seen.setdefault(department.id, number)) != number:
            raise Refused(
                f"「{path.name}」の{first}行目と{number}行目は、どちらも{department.name}です。1行にしてください。"
            )
        changes += _changes(outline, department, values)
    write_changes(store, changes, author=author, reason=f"連絡先の取り込み（{path.name}）")
    return ContactsRead(len(seen), len({change.id for change in changes}), tuple(dict.fromkeys(unknown)))


def _lines(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Return the file's lines that name a department, with their numbers, by field. Raises Refused."""
    from dxdesk.pages.formats.csv.reader import read_csv

    page = read_csv(path).pages[0]
    cells: dict[int, dict[int, str]] = {}
    for (row, column), cell in page.cells.items():
        cells.setdefault(row, {})[column] = " ".join(cell.text.split())
    columns = _columns(cells.get(0, {}))
    if "department" not in columns or len(columns) == 1:
        raise Refused(f"「{path.name}」に連絡先の列が見つかりません。{_EXAMPLE}")
    found = []
    for row in sorted(cells.keys() - {0}):
        values = {field: cells[row].get(column, "") for field, column in columns.items()}
        if not values["department"]:
            continue
        address = values.get("address", "")
        if address and not _ADDRESS.fullmatch(address):
            raise Refused(
                f"「{path.name}」の{row + 1}行目の「{address}」は、メールアドレスとして読めません。直してください。"
            )
        found.append((row + 1, values))
    return found


def _columns(headings: Mapping[int, str]) -> dict[str, int]:
    """Return the column of each field; the first where several have such a heading."""
    found: dict[str, int] = {}
    for column, heading in sorted(headings.items()):
        for field, names in _NAMES.items():
            if folded(heading).lower() in names:
                found.setdefault(field, column)
    return found


def _changes(outline: Outline, department: Department, values: Mapping[str, str]) -> Changes:
    """Return the changes of one department's contact."""
    contact = outline.contact(department)
    if contact is None:
        fresh = Contact.new(department=department.id, **values)
        return (Change(table_of(fresh), fresh.id, WHOLE, None, fresh),) if any(values.values()) else ()
    return tuple(change for field, value in values.items() for change in set_field(contact, field, value))
