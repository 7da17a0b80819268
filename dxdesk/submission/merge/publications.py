"""Lines that were written anew since their wording for publication was made: listed with the conflicts, decided likewise."""

from collections.abc import Sequence
from dataclasses import dataclass

from dxdesk.plan.changes.edits import Changes, write_text
from dxdesk.plan.changes.publication import drop_publication, keep_publication, older_publications
from dxdesk.plan.checks.texts import text_fault
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.lookup import find_plan
from dxdesk.plan.rows.model import Entry, Measure
from dxdesk.plan.rows.outline import Outline
from dxdesk.store import Store
from dxdesk.submission.roles import require_master, write_changes


@dataclass(frozen=True)
class OlderPublication:
    """A line with an older wording for publication; `department`: its name, blank where the line has none."""

    entry: Entry
    measure: Measure
    department: str


def publication_cases(store: Store, plan: str | None = None) -> Sequence[OlderPublication]:
    """Return the lines of a plan, or of all, in printed order. Raises Refused."""
    require_master(store)
    outline = Outline(store.load())
    of_plan = find_plan(outline, plan).id if plan is not None else ""
    cases = [
        OlderPublication(entry, outline.rows.all(Measure)[entry.measure], outline.department_name(entry.department))
        for entry in older_publications(outline)
    ]
    return [case for case in cases if case.measure.plan == (of_plan or case.measure.plan)]


def decides_publication(store: Store, case: str) -> bool:
    """Return whether an id names a line with a wording for publication rather than a conflict."""
    entry = store.load().all(Entry).get(case)
    return entry is not None and bool(entry.publication)


def resolve_publication(store: Store, case: str, take: str, reason: str, *, author: str) -> int:
    """Decide what becomes of a line's (id) wording for publication; return the number of changes. Raises Refused.

    `take`: theirs (it goes: the line is published as submitted), master (it is right for the new text too), or another one.
    """
    require_master(store)
    if not reason.strip():
        raise Refused("決めた理由が空です。--reason に理由を書いてください。")
    outline = Outline(store.load())
    changes = _changes(outline, outline.rows.all(Entry)[case], take)
    return write_changes(store, changes, author=author, reason=f"公表用の文の見直し：{reason.strip()}")


def _changes(outline: Outline, entry: Entry, take: str) -> Changes:
    if take == "theirs":
        return drop_publication(entry)
    if take == "master":
        return keep_publication(entry)
    if take == "hold":
        raise Refused("公表用の文の見直しは、決めるまで待っています。保留にする操作はいりません。")
    if not take.strip():
        raise Refused("公表用の文が空です。theirs、master か、書き直した文を --take に指定してください。")
    if fault := text_fault(take):
        raise Refused(f"公表用の文は受け取れません。{fault}")
    return write_text(outline, entry, "publication", take)
