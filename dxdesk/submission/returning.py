"""差戻し: what a department handed in goes back to it, with the reason and remarks on what is missing or waits."""

import json
import uuid
from dataclasses import replace
from pathlib import Path

from dxdesk.plan.errors import Refused
from dxdesk.plan.outline import Outline
from dxdesk.store import COPY, Store
from dxdesk.store.records import CONFLICT, LOCKED, SCOPE, Accepted, HandOut, Submit, YearLock
from dxdesk.submission.desk import Desk
from dxdesk.submission.handing_in import missing_in
from dxdesk.submission.handing_out import now, require_master

_REMARKS = {
    CONFLICT: "計画の内容と食い違っています。確認してください。",
    SCOPE: "担当の範囲の外のため、まだ反映していません。",
    LOCKED: "確定済みの年度のため、まだ反映していません。",
}


def send_back(store: Store, department: str, reason: str, file: str | Path, *, author: str, plan: str | None = None) -> Path:
    """Writes the department's newest submission as a copy to go on with. Raises Refused, EnvironmentFault."""
    require_master(store)
    if not reason.strip():
        raise Refused("差し戻す理由が空です。--reason に理由を書いてください。")
    target = Path(file)
    if target.exists():
        raise Refused(f"「{target}」はすでにあります。別の名前を指定してください。")
    desk = Desk.of(store)
    accepted = desk.newest_of(department, plan)
    before = desk.hand_outs[accepted.hand_out]
    rows = desk.said(accepted)
    remarks = [(held.table_name, held.row_id, _REMARKS[held.why]) for held in desk.open_of(accepted)]
    remarks += [(table, row_id, "未記入です。") for table, row_id in missing_in(Outline(rows), before)]
    record = replace(
        before,
        id=str(uuid.uuid4()),
        at=now(),
        author=author,
        returned=reason.strip(),
        comments=json.dumps(remarks, ensure_ascii=False),
    )
    kept = store.together(lambda at_once: at_once.keep(record))
    try:
        records = [replace(record, base=None), *_submits(accepted, record), *store.records(YearLock)]
        Store.create(target, rows, author=author, role=COPY, records=records).close()
    except BaseException:
        store.together(lambda at_once: at_once.drop([kept]))
        raise
    return target


def _submits(accepted: Accepted, record: HandOut) -> list[Submit]:
    """The lineage goes on, so that what comes back is compared with what is being sent back."""
    earlier = [
        Submit(id=submit, hand_out=record.id, at=accepted.submitted, author=accepted.author, digest="")
        for submit in json.loads(accepted.lineage)
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
