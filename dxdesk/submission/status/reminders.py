"""Reminders (催促) to departments that have not handed in, or not everything."""

from datetime import date

from dxdesk.plan.rows.dates import long_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.submission.status.board import Board, DepartmentStatus, SubmissionState

_SITUATION = {
    SubmissionState.HANDED_OUT: "まだ提出を受け取っていません。",
    SubmissionState.OVERDUE: "締切を過ぎましたが、まだ提出を受け取っていません。",
    SubmissionState.RETURNED: "差し戻しましたが、まだ再提出を受け取っていません。",
    SubmissionState.HANDED_IN: "提出を受け取りましたが、まだ記入されていないところがあります。",
    SubmissionState.IN_REVIEW: "提出を受け取りましたが、まだ記入されていないところがあります。",
}
_NO_REMINDER = {
    SubmissionState.NOT_HANDED_OUT: "まだ配布していない",
    SubmissionState.ACCEPTED: "必要なところがすべて提出されている",
}
_DAYS = "月火水木金土日"


def reminder(board: Board, department: DepartmentStatus, *, today: date | None = None) -> str:
    """Return a text for a mail to a department. Raises Refused where there is nothing to ask for."""
    missing = department.required - department.filled
    if department.state in (SubmissionState.HANDED_IN, SubmissionState.IN_REVIEW) and not missing:
        raise Refused(f"{department.name}は必要なところがすべて提出されているため、催促文はありません。")
    if department.state in _NO_REMINDER:
        raise Refused(f"{department.name}は{_NO_REMINDER[department.state]}ため、催促文はありません。")
    year = long_year(board.year)
    if department.state == SubmissionState.RETURNED:
        request = "差戻しファイルの指摘を確かめて直し、提出ファイルを作ってお送りください。"
    else:
        request = "お手元の写しに記入し、提出ファイルを作ってお送りください。"
    lines = [
        f"{department.name}　ご担当者様",
        "",
        f"「{board.title}」の{year}分の進捗について、{_SITUATION[department.state]}",
        *_due_line(department, today or date.today()),
        f"記入の状況：記入済 {department.filled}／必要 {department.required}（未記入 {missing}）",
        "",
        request,
        "行き違いでお送りいただいている場合は、ご容赦ください。",
    ]
    return "\n".join(lines) + "\n"


def _due_line(department: DepartmentStatus, today: date) -> list[str]:
    """Return the line about the due date; none where there is no date."""
    if department.due is None:
        return []
    due = date.fromisoformat(department.due)
    passed = "（締切を過ぎています）" if due < today else ""
    return [f"締切：{due.year}年{due.month}月{due.day}日（{_DAYS[due.weekday()]}）{passed}"]
