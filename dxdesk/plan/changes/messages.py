"""What a department writes to the coordinator beside the cells that it is asked for, and the coordinator's replies."""

from dataclasses import dataclass

from dxdesk.plan.changes.edits import Changes, delete_row, set_field, write_text
from dxdesk.plan.rows.model import Indicator, Measure, Message
from dxdesk.plan.rows.outline import Outline, full_name, year_column
from dxdesk.plan.rows.requests import RequiredKey

_WHOLE = "全体"


@dataclass(frozen=True)
class About:
    """What a message is about: `place` identifies it within a department's year, `what` says it in words.

    `measure`: its id, None for what is about no measure.
    """

    place: str
    what: str
    measure: str | None = None


ABOUT_ALL = About("whole", _WHOLE)


def about_measure(measure: Measure) -> About:
    """A measure as a whole."""
    return About(f"measure/{measure.id}", "施策全体", measure.id)


def about_required(outline: Outline, key: RequiredKey) -> About:
    """One item that was asked for: the same for a copy and a form, so that two people who write about it meet."""
    measure, year, kind, indicator_id = key
    indicator = outline.rows.all(Indicator).get(indicator_id)
    name = f"【{full_name(outline.rows, indicator)}】" if indicator is not None else ""
    what = f"{name}{year_column(year, kind)}"
    return About("/".join(("asked", measure, str(year), kind, indicator_id)), what, measure)


def message_of(outline: Outline, department: str, year: int, about: About) -> Message:
    """Return the message of a department (id) in the year it is asked for, a blank one where it wrote none."""
    known = outline.rows.all(Measure)
    measure = about.measure if about.measure in known else None
    fresh = Message.new(department=department, measure=measure, year=year, place=about.place, what=about.what)
    return outline.rows.all(Message).get(fresh.id, fresh)


def write_message(outline: Outline, message: Message, text: str) -> Changes:
    """Write a message; a blank one is deleted, and where there was none is no change."""
    known = outline.rows.all(Message).get(message.id)
    if text.strip():
        return () if known is not None and known.text == text else write_text(outline, message, "text", text)
    return delete_row(outline, known) if known is not None else ()


def mark_read(message: Message) -> Changes:
    """Note that the coordinator has read a message as it is now."""
    return set_field(message, "seen", message.text)
