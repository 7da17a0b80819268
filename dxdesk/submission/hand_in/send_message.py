"""A department's message to the coordinator, written in its copy; it goes with the submission."""

from dxdesk.plan.changes.messages import ABOUT_ALL, about_measure, message_of, write_message
from dxdesk.plan.rows.lookup import find_measure, find_plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.store import Store
from dxdesk.submission.roles import hand_out_of, write_changes


def send_message(store: Store, text: str, *, author: str, measure: str | None = None) -> int:
    """Write the message about a measure, or about everything, in place of an earlier one; blank removes it.

    Return the number of changes. Raises Refused where the file is no copy, or has no such measure.
    """
    asked = hand_out_of(store)
    outline = Outline(store.load())
    named = find_measure(outline, find_plan(outline), measure) if measure is not None else None
    message = message_of(outline, asked.department, asked.year, about_measure(named) if named is not None else ABOUT_ALL)
    return write_changes(store, write_message(outline, message, text), author=author, reason="とりまとめ課への連絡")
