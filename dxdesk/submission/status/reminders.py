"""催促: what the coordinator writes to a department that has not handed in, or not all of it."""

from datetime import date

from dxdesk.plan.rows.dates import long_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.submission.status.board import Board, DepartmentStatus, SubmissionState

_WHY = {
    SubmissionState.HANDED_OUT: "まだ提出を受け取っていません。",
    SubmissionState.OVERDUE: "締切を過ぎましたが、まだ提出を受け取っていません。",
    SubmissionState.RETURNED: "差し戻しましたが、まだ再提出を受け取っていません。",
    SubmissionState.HANDED_IN: "提出を受け取りましたが、まだ記入されていないところがあります。",
    SubmissionState.IN_REVIEW: "提出を受け取りましたが、まだ記入されていないところがあります。",
}
_NOTHING = {
    SubmissionState.NOT_HANDED_OUT: "まだ配布していない",
    SubmissionState.ACCEPTED: "必要なところがすべて提出されている",
}
_DAYS = "月火水木金土日"


def reminder(board: Board, standing: DepartmentStatus, *, today: date | None = None) -> str:
    """A text to copy into a mail. Raises Refused where there is nothing to ask for."""
    missing = standing.required - standing.filled
    if standing.state in (SubmissionState.HANDED_IN, SubmissionState.IN_REVIEW) and not missing:
        raise Refused(f"{standing.name}は必要なところがすべて提出されているため、催促文はありません。")
    if standing.state in _NOTHING:
        raise Refused(f"{standing.name}は{_NOTHING[standing.state]}ため、催促文はありません。")
    year = long_year(board.year)
    asked = "お手元の写しに記入し、提出ファイルを作ってお送りください。"
    lines = [
        f"{standing.name}　ご担当者様",
        "",
        f"「{board.title}」の{year}分の進捗について、{_WHY[standing.state]}",
        *_until(standing, today or date.today()),
        f"記入の状況：記入済 {standing.filled}／必要 {standing.required}（未記入 {missing}）",
        "",
        asked
        if standing.state != SubmissionState.RETURNED
        else "差戻しファイルの指摘を確かめて直し、提出ファイルを作ってお送りください。",
        "行き違いでお送りいただいている場合は、ご容赦ください。",
    ]
    return "\n".join(lines) + "\n"


def _until(standing: DepartmentStatus, today: date) -> list[str]:
    """The day it is, or was, due."""
    if standing.due is None:
        return []
    due = date.fromisoformat(standing.due)
    passed = "（締切を過ぎています）" if due < today else ""
    return [f"締切：{due.year}年{due.month}月{due.day}日（{_DAYS[due.weekday()]}）{passed}"]
