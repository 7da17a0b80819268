"""Send a submission back to its department (差戻し), with the reason and remarks on what is missing or pending."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dxdesk.plan.rows.dates import is_past, short_year, utc_now
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.extract import Extracts
from dxdesk.plan.rows.model import Department, Measure, Message, Plan
from dxdesk.plan.rows.outline import Outline, full_name, measure_name, year_column
from dxdesk.plan.rows.owners import entry_owner, figure_owner
from dxdesk.plan.rows.requests import Requests
from dxdesk.plan.rows.rows import RowKey, Rows
from dxdesk.plan.rows.table import Row, table_of
from dxdesk.store import Store
from dxdesk.store.file.step_back import left_out
from dxdesk.store.tables.codec import encode_json
from dxdesk.store.tables.records import Accepted, HandOut, HeldReason, Remark
from dxdesk.store.tables.transaction import Transaction
from dxdesk.store.version import NEWEST, schema_of
from dxdesk.submission.hand_in.completeness import missing_rows
from dxdesk.submission.hand_out.copies import COPY_SUFFIX, write_copy
from dxdesk.submission.hand_out.due_date import read_coming_due
from dxdesk.submission.hand_out.excel_forms import FORM_SUFFIX, make_form, write_form
from dxdesk.submission.merge.received_form import FORM_SUFFIXES
from dxdesk.submission.merge.state import MergeState, apply_known, submits_of
from dxdesk.submission.roles import require_master
from dxdesk.submission.status.report import ReportLine, report_on

_REMARKS = {
    HeldReason.CONFLICT: "計画の内容と食い違っています。確認してください。",
    HeldReason.SCOPE: "担当の範囲の外のため、まだ反映していません。",
    HeldReason.BLANK: "前の様式にあった記入が空いています。消してよいか確かめています。",
    HeldReason.LOCKED: "確定済みの年度のため、まだ反映していません。",
}
_LOCKED = (
    "{year} は確定済みのため、差し戻した記入は統合しても保留になります。直してもらうなら、先に年度の確定を解除してください。"
)


@dataclass(frozen=True)
class SubmittedCell:
    """A cell of a submission on which to remark: its row, measure, name and text; `remark` is the one it has anyway."""

    table: str
    row: str
    measure: str
    what: str
    text: str
    remark: str


@dataclass(frozen=True)
class SendBackRequest:
    """Whose newest submission of a year is sent back, and why; `remarks`: besides those that it has anyway.

    `due`: until when it is to come again (None: as before, as long as that has not passed); `past`: it may have passed.
    Without a year it is that of the department's newest hand-out.
    """

    department: str
    reason: str
    plan: str | None = None
    remarks: Sequence[Remark] = ()
    due: str | None = None
    past: bool = False
    year: int | None = None


@dataclass(frozen=True)
class SentBack:
    """The file of a return, and a sentence about what stands against it; blank where nothing does."""

    file: Path
    warning: str = ""


def submitted_cells(
    store: Store, department: str, *, plan: str | None = None, year: int | None = None
) -> list[SubmittedCell]:
    """Return the department's own lines and figures, and what is missing, by measure. Raises Refused."""
    require_master(store)
    state = MergeState.of(store)
    accepted = state.newest_submission(department, plan, year)
    hand_out, outline = state.hand_outs[accepted.hand_out], _outline(store, state, accepted)
    remarks: dict[RowKey, str] = {}
    for table, row_id, remark in _own_remarks(state, accepted, outline, hand_out):
        remarks.setdefault((table, row_id), remark)
    found: list[SubmittedCell] = []
    for measure in outline.measures(outline.rows.all(Plan)[hand_out.plan]):
        for row, what, text in _own_cells(outline, measure, hand_out):
            key = table_of(row), row.id
            if text or key in remarks:
                found.append(SubmittedCell(*key, measure_name(measure), what, text, remarks.get(key, "")))
    return found


def file_suffix(store: Store, department: str, *, plan: str | None = None, year: int | None = None) -> str:
    """Return the suffix of a copy or a form: of what the department's newest submission was. Raises Refused."""
    return FORM_SUFFIX if _is_form(MergeState.of(store).newest_submission(department, plan, year)) else COPY_SUFFIX


def _is_form(accepted: Accepted) -> bool:
    return Path(accepted.file).suffix.lower() in FORM_SUFFIXES


def _outline(store: Store, state: MergeState, accepted: Accepted) -> Outline:
    """Return what would be sent back now, with what the departments are asked by now."""
    returned = replace(state.hand_outs[accepted.hand_out], at=utc_now())
    return Outline(state.sent_back_rows(returned, accepted), requests=store.requests())


def _own_cells(outline: Outline, measure: Measure, hand_out: HandOut) -> Iterator[tuple[Row, str, str]]:
    """Yield what the department was asked for in a measure, as (row, name, text): lines as a whole, figures, each line."""
    years = (hand_out.year, hand_out.year + 1)
    yield measure, "実績・実施予定の記載", ""
    for indicator in outline.indicators_of(measure):
        owner = figure_owner(outline, indicator)
        if owner is None or owner.id != hand_out.department:
            continue
        name = full_name(outline.rows, indicator)
        yield indicator, f"【{name}】{year_column(hand_out.year)}", ""
        for figure in outline.figures(indicator):
            if figure.year in years:
                yield figure, f"【{name}】{year_column(figure.year, figure.role)}", figure.text
    for entry in outline.all_entries(measure):
        writer = entry_owner(outline, entry)
        if entry.year in years and writer is not None and writer.id == hand_out.department:
            yield entry, f"{year_column(entry.year, entry.kind)}の記載", entry.text


def _own_remarks(state: MergeState, accepted: Accepted, outline: Outline, hand_out: HandOut) -> list[Remark]:
    """Return the remarks that a submission has anyway: on what is pending, different in the plan, or missing."""
    sent = [accepted, *state.carried(replace(hand_out, at=utc_now()), accepted)]
    pending = [(*held.key, _REMARKS[held.why]) for one in sent for held in state.pending_of(one)]
    lines = dict.fromkeys(line for one in sent for line in report_on(state, one).lines if line.remark)
    different = [(*_row_in_copy(line, outline), line.remark) for line in lines]
    return pending + different + [(*key, "未記入です。") for key in missing_rows(outline, hand_out)]


def _row_in_copy(line: ReportLine, outline: Outline) -> RowKey:
    """Return the row of the copy on which to remark something: its measure where the row was deleted there."""
    measure = line.described.measure
    if measure is not None and outline.rows.get(line.table, line.row) is None:
        return "measure", measure.id
    return line.table, line.row


def send_back(store: Store, request: SendBackRequest, file: str | Path, *, author: str) -> SentBack:
    """Write a department's newest submission as a copy to go on with, or as a form where the file is to be a workbook.

    What colleagues handed in beside it is in the file, too.

    Raises Refused, EnvironmentFault.
    """
    require_master(store)
    if not request.reason.strip():
        raise Refused("差し戻す理由が空です。--reason に理由を書いてください。")
    target = Path(file)
    if target.exists():
        raise Refused(f"「{target}」はすでにあります。別の名前を指定してください。")
    state = MergeState.of(store)
    accepted = state.newest_submission(request.department, request.plan, request.year)
    as_form, at = target.suffix.lower() == FORM_SUFFIX, utc_now()
    baseline = None if as_form else _fewer_rows(state, accepted, store.requests())
    rows = state.submitted_rows(accepted)
    if baseline is not None:
        rows = apply_known(baseline, state.submitted_changes(accepted).values())
    rows = state.with_carried(rows, replace(state.hand_outs[accepted.hand_out], at=at), accepted)
    outline = Outline(rows, requests=store.requests())
    record = replace(_record(state, accepted, outline, request, author), form=as_form, at=at)
    if not as_form:  # a form shows the replies beside the rows that they are about
        record = replace(record, comments=encode_json([*record.remarks, *_replies(state, record)]))

    def insert(transaction: Transaction) -> HandOut:
        own = record if baseline is None else replace(record, base=transaction.insert_base(baseline))
        return transaction.insert(own)

    recorded = store.transaction(insert)
    try:
        if as_form:
            write_form(make_form(Outline(_with_replies(rows, state, record.department)), record, accepted), target)
        else:
            records = [replace(record, base=None), *submits_of(accepted, record)]
            write_copy(store, rows, records, target, _schema(accepted, rows))
    except BaseException:
        store.transaction(lambda transaction: transaction.delete([recorded]))
        raise
    locked = (record.plan, record.year) in state.locked
    return SentBack(target, _LOCKED.format(year=short_year(record.year)) if locked else "")


def _with_replies(rows: Rows, state: MergeState, department: str) -> Rows:
    """Return a submission's rows with what the coordinator has replied to its messages since."""
    answered = [message for message in state.rows.all(Message).values() if message.department == department]
    known = rows.all(Message)
    return rows.put(known[m.id].replace(reply=m.reply) for m in answered if m.id in known)


def _fewer_rows(state: MergeState, accepted: Accepted, requests: Requests) -> Rows | None:
    """Return the baseline of a copy where it may not hold all that a form or an older copy was made of."""
    hand_out = state.hand_outs[accepted.hand_out]
    outline = Outline(state.baseline(hand_out), state.baseline_outline(hand_out), requests)
    plan, department = outline.rows.all(Plan)[hand_out.plan], outline.rows.all(Department)[hand_out.department]
    rows = Extracts(outline, plan).rows_for(department, whole=not _is_form(accepted))
    return rows if rows != outline.rows else None


def _schema(accepted: Accepted, rows: Rows) -> int:
    """Return the schema of the copy: of the release that the department works with, unless that would lose something."""
    schema = None if _is_form(accepted) else schema_of(accepted.made_with)
    return schema if schema is not None and schema < NEWEST and not left_out(rows, schema) else NEWEST


def _replies(state: MergeState, record: HandOut) -> list[Remark]:
    """Return what was replied to the department's messages of the year: on their measures, else on the plan."""
    found = [m for m in state.rows.all(Message).values() if (m.department, m.year) == (record.department, record.year)]
    return [
        (*(("measure", m.measure) if m.measure is not None else ("plan", record.plan)), _reply_text(m))
        for m in sorted(found, key=lambda message: message.place)
        if m.reply.strip()
    ]


def _reply_text(message: Message) -> str:
    return f"ご連絡（{message.what}「{message.text}」）への回答：{message.reply}"


def _record(state: MergeState, accepted: Accepted, outline: Outline, request: SendBackRequest, author: str) -> HandOut:
    """Return the hand-out anew: the same is asked again, with the reason and all remarks."""
    before = state.hand_outs[accepted.hand_out]
    comments = encode_json([*request.remarks, *_own_remarks(state, accepted, outline, before)])
    reason = request.reason.strip()
    due = read_coming_due(request.due, past=request.past) or (None if is_past(before.due) else before.due)
    record = replace(before, id=str(uuid.uuid4()), at=utc_now(), author=author, returned=reason, comments=comments)
    return replace(record, due=due, withdrawn=None)
