"""What each row of a form, and the form as a whole, may be remarked on: the column 備考・連絡 and the field 連絡（全体）."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dxdesk.pages.layouts.form.cell_ids import CELL, FIGURE, KEEP, LINE, NEW, NONE, PHASE, QuestionKey
from dxdesk.pages.layouts.form.contents import Question
from dxdesk.plan.changes.messages import ABOUT_ALL, About, about_required, message_of
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import Department, Entry, Indicator, Lane, Measure
from dxdesk.plan.rows.outline import Outline


def about_row(outline: Outline, key: QuestionKey) -> About:
    """Return what a remark in a row is about; all rows of a measure's column are one thing. Raises KeyError, ValueError."""
    rows = outline.rows
    match key:
        case (kind, indicator_id, year, role) if kind == FIGURE:
            return about_required(outline, (rows.all(Indicator)[indicator_id].measure, int(year), role, indicator_id))
        case (kind, entry_id) if kind in (LINE, KEEP):
            entry = rows.all(Entry)[entry_id]
            return about_required(outline, (entry.measure, entry.year, entry.kind, ""))
        case (kind, measure_id, _, year, line_kind, _) if kind == NEW:
            return about_required(outline, (measure_id, int(year), line_kind, ""))
        case (kind, lane_id, year) if kind == PHASE:
            lane = rows.all(Lane)[lane_id]
            return About(_place(key), f"{short_year(int(year))}スケジュール　{lane.label}".strip(), lane.measure)
        case (kind, table, _, *values) if kind == CELL:
            # Of an assessment the first, of a city's own column the second value is the measure.
            measure_id = values[0] if table == "assessment" else values[1]
            year = f"{short_year(int(values[2]))}の" if values[2] != NONE else ""
            return About(_place(key), f"{year}{'評価' if table == 'assessment' else '項目'}", measure_id)
    raise KeyError(key)


def _place(key: QuestionKey) -> str:
    return "/".join(("row", *key))


def with_messages(outline: Outline, department: Department, year: int, questions: Sequence[Question]) -> Iterator[Question]:
    """Yield the questions with what was remarked on them so far, in the first row of each thing, and the replies."""
    done: set[str] = set()
    for question in questions:
        about = about_row(outline, question.key)
        message = message_of(outline, department.id, year, about)
        if about.place in done or not message.text:
            yield question
            continue
        done.add(about.place)
        reply = f"ご連絡への回答：{message.reply}" if message.reply else ""
        remark = "\n".join(filter(None, (question.remark, reply)))
        yield replace(question, message=message.text, remark=remark)


def replies_beside(
    outline: Outline, department: Department, year: int, questions: Sequence[Question]
) -> list[tuple[str, str, str]]:
    """Return the replies that no row shows, last year's among them: what each is about, what was written, the reply."""
    shown = {about_row(outline, question.key).place for question in questions}
    found = []
    for message in outline.messages(department):
        if not message.reply or message.year not in (year - 1, year):
            continue
        if message.year == year and message.place in shown:
            continue
        measure = outline.rows.all(Measure).get(message.measure or "")
        name = f"{measure.number or measure.title}　" if measure is not None else ""
        found.append((f"{short_year(message.year)}　{name}{message.what}", message.text, message.reply))
    return found


def message_about_all(outline: Outline, department: Department, year: int) -> str:
    """Return what the department has told about everything so far."""
    return message_of(outline, department.id, year, ABOUT_ALL).text
