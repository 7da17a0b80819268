"""A master, the copy of a department and what another one handed in, of a plan as large as wanted."""

from pathlib import Path

from dxdesk.plan.changes import edits
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.model import Entry
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.owners import entry_owner
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Store
from dxdesk.submission.hand_in.submit import submit
from dxdesk.submission.hand_out.copies import HandOutRequest, hand_out

MASTER, COPY, SENT = "master.dxdb", "copy.dxdb", "sent"
YEAR = 2024
OFFICES = ("企画課", "秘書広報課", "職員課")
EDITED = 20  # lines that each department writes anew


def office(folder: Path, rows: Rows) -> Path:
    """A folder with all three: handed out to three departments; two handed in, and wrote one line as the master did."""
    folder.mkdir()
    with Store.create(folder / MASTER, rows, author="計測") as store:
        copies = hand_out(store, folder / "handed", HandOutRequest(YEAR, OFFICES), author="計測")
    (folder / SENT).mkdir()
    for copy in copies[:2]:
        _hand_in(copy.file, copy.department, folder / SENT)
    copies[2].file.rename(folder / COPY)
    return folder


def _hand_in(file: Path, department: str, sent: Path) -> None:
    with Store.open(file, author=department) as store:
        outline = Outline(store.load())
        own = [e for e in outline.rows.all(Entry).values() if _asked_of(outline, e, department)]
        changes = [c for e in own[:EDITED] for c in edits.set_field(e, "text", f"{e.text}（{department}）")]
        store.apply(Batch(tuple(changes), department))
    submit(str(file), sent / file.name, author=department)


def _asked_of(outline: Outline, entry: Entry, department: str) -> bool:
    owner = entry_owner(outline, entry)
    return entry.year == YEAR and entry.kind == "実績" and owner is not None and owner.name == department
