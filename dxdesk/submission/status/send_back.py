"""差戻し: what a department handed in goes back to it, with the reason and remarks on what is missing or waits."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dxdesk.plan.changes.describe import year_column
from dxdesk.plan.rows.dates import utc_now
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Measure, Plan, Row, table_of
from dxdesk.plan.rows.outline import Outline, full_name, measure_name
from dxdesk.plan.rows.owners import entry_owner, figure_owner
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import COPY, Extras, Store
from dxdesk.store.tables.codec import encode_json
from dxdesk.store.tables.records import Accepted, HandOut, HeldReason, Submit, YearLock
from dxdesk.submission.hand_in.submit import missing_rows
from dxdesk.submission.hand_out.copies import COPY_SUFFIX, require_master
from dxdesk.submission.hand_out.excel_forms import FORM_SUFFIX, make_form, write_form
from dxdesk.submission.merge.received_form import FORM_SUFFIXES
from dxdesk.submission.merge.state import MergeState
from dxdesk.submission.status.report import ReportLine, report_on

_REMARKS = {
    HeldReason.CONFLICT: "計画の内容と食い違っています。確認してください。",
    HeldReason.SCOPE: "担当の範囲の外のため、まだ反映していません。",
    HeldReason.LOCKED: "確定済みの年度のため、まだ反映していません。",
}


@dataclass(frozen=True)
class SubmittedCell:
    """A cell of a submission that can be remarked on: its row, where it stands, what it says, what is remarked anyway."""

    table: str
    row: str
    measure: str
    what: str
    text: str
    remark: str


def places(store: Store, department: str, *, plan: str | None = None) -> list[SubmittedCell]:
    """The department's own lines, figures and what of it is missing, by measure. Raises Refused."""
    require_master(store)
    state = MergeState.of(store)
    accepted = state.newest_submission(department, plan)
    hand_out, outline = state.hand_outs[accepted.hand_out], Outline(state.submitted_rows(accepted))
    anyway: dict[tuple[str, str], str] = {}
    for table, row_id, remark in _remarks(state, accepted, outline, hand_out):
        anyway.setdefault((table, row_id), remark)
    found: list[SubmittedCell] = []
    for measure in outline.measures(outline.rows.all(Plan)[hand_out.plan]):
        for row, what, text in _own(outline, measure, hand_out):
            key = table_of(row), row.id
            if text or key in anyway:
                found.append(SubmittedCell(*key, measure_name(measure), what, text, anyway.get(key, "")))
    return found


def ending(store: Store, department: str, *, plan: str | None = None) -> str:
    """What a department works with, a copy or a form, as its newest submission tells. Raises Refused."""
    accepted = MergeState.of(store).newest_submission(department, plan)
    return FORM_SUFFIX if Path(accepted.file).suffix.lower() in FORM_SUFFIXES else COPY_SUFFIX


def _own(outline: Outline, measure: Measure, hand_out: HandOut) -> Iterator[tuple[Row, str, str]]:
    """What the department was asked for in a measure: the missing lines of it, figures, lines."""
    yield measure, "実績・実施予定の記載", ""
    for indicator in outline.indicators_of(measure):
        owner = figure_owner(outline, indicator)
        if owner is None or owner.id != hand_out.department:
            continue
        name = full_name(outline.rows, indicator)
        yield indicator, f"【{name}】{year_column(hand_out.year)}", ""
        for figure in outline.figures(indicator):
            if figure.year in (hand_out.year, hand_out.year + 1):
                yield figure, f"【{name}】{year_column(figure.year, figure.role)}", figure.text
    for entry in outline.all_entries(measure):
        writer = entry_owner(outline, entry)
        if entry.year in (hand_out.year, hand_out.year + 1) and writer is not None and writer.id == hand_out.department:
            yield entry, f"{year_column(entry.year, entry.kind)}の記載", entry.text


Remark = tuple[str, str, str]  # table, row id, what to say of it


def _remarks(state: MergeState, accepted: Accepted, outline: Outline, hand_out: HandOut) -> list[Remark]:
    """What is remarked without anybody saying so: what waits, what the plan says otherwise, and what is missing."""
    waiting = [(held.table_name, held.row_id, _REMARKS[held.why]) for held in state.pending_of(accepted)]
    otherwise = [(*_there(line, outline), line.remark) for line in report_on(state, accepted).lines if line.remark]
    return waiting + otherwise + [(table, row, "未記入です。") for table, row in missing_rows(outline, hand_out)]


def _there(line: ReportLine, outline: Outline) -> tuple[str, str]:
    """The row in the copy on which to remark something: where it was deleted there, its measure."""
    gone = outline.rows.get(line.table, line.row) is None and line.described.measure is not None
    return ("measure", line.described.measure.id) if gone and line.described.measure is not None else (line.table, line.row)


def send_back(
    store: Store,
    department: str,
    reason: str,
    file: str | Path,
    *,
    author: str,
    plan: str | None = None,
    remarks: Sequence[Remark] = (),
) -> Path:
    """Writes the department's newest submission as a copy to go on with, as a form where the file is to be a workbook.

    `remarks`: besides those made anyway. Raises Refused, EnvironmentFault.
    """
    require_master(store)
    if not reason.strip():
        raise Refused("差し戻す理由が空です。--reason に理由を書いてください。")
    target = Path(file)
    if target.exists():
        raise Refused(f"「{target}」はすでにあります。別の名前を指定してください。")
    state = MergeState.of(store)
    accepted = state.newest_submission(department, plan)
    rows = state.submitted_rows(accepted)
    record = _record(state, accepted, rows, reason.strip(), remarks, author)
    kept = store.transaction(lambda at_once: at_once.insert(record))
    try:
        if target.suffix.lower() == FORM_SUFFIX:
            write_form(make_form(Outline(rows), record, accepted), target)
        else:
            records = [replace(record, base=None), *_submits(accepted, record), *store.records(YearLock)]
            Store.create(target, rows, author=author, extras=Extras(role=COPY, records=records)).close()
    except BaseException:
        store.transaction(lambda at_once: at_once.delete([kept]))
        raise
    return target


def _record(
    state: MergeState, accepted: Accepted, rows: Rows, reason: str, remarks: Sequence[Remark], author: str
) -> HandOut:
    """The hand-out anew: what was asked is asked again, with the reason and all that is remarked."""
    before = state.hand_outs[accepted.hand_out]
    said = [*remarks, *_remarks(state, accepted, Outline(rows), before)]
    comments = encode_json(said)
    return replace(before, id=str(uuid.uuid4()), at=utc_now(), author=author, returned=reason, comments=comments)


def _submits(accepted: Accepted, record: HandOut) -> list[Submit]:
    """The lineage goes on, so that what comes back is compared with what is being sent back."""
    earlier = [
        Submit(id=submit, hand_out=record.id, at=accepted.submitted, author=accepted.author, digest="")
        for submit in accepted.earlier_submits
    ]
    newest = Submit(
        id=accepted.submit,
        hand_out=record.id,
        at=accepted.submitted,
        author=accepted.author,
        digest=accepted.digest,
        person=accepted.person,
        extension=accepted.extension,
    )
    return [*earlier, newest]
