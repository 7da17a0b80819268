"""The mail with which a department sends its submission."""

from dataclasses import dataclass

from dxdesk.plan.rows.dates import long_year
from dxdesk.plan.rows.model import Plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.store.tables.records import HandOut, Submit
from dxdesk.submission.hand_in.completeness import completeness_of


@dataclass(frozen=True)
class SubmissionMail:
    """Its subject and its text."""

    subject: str
    text: str

    @property
    def whole(self) -> str:
        """Both, to be pasted."""
        return f"件名：{self.subject}\n\n{self.text}"


def submission_mail(outline: Outline, hand_out: HandOut, submit: Submit, file: str) -> SubmissionMail:
    """Return the mail for a submission whose file is named `file`; blank: not known."""
    plan = outline.rows.all(Plan)[hand_out.plan]
    filled = completeness_of(outline, hand_out)
    whom = f"{hand_out.sender}　ご担当者様" if hand_out.sender else "ご担当者様"
    extension = f"（内線 {submit.extension}）" if submit.extension else ""
    lines = [
        whom,
        "",
        f"{hand_out.name}です。「{plan.title}」の{long_year(hand_out.year)}分の提出ファイルをお送りします。",
        *([f"照会：{hand_out.reference}"] if hand_out.reference else []),
        *([f"添付：{file}"] if file else []),
        f"記入の状況：記入済 {filled.filled}／必要 {filled.required}",
        *(f"・未記入：{missing}" for missing in filled.missing),
        *([f"課長確認：{submit.confirmed}"] if submit.confirmed else []),
        "",
        f"{hand_out.name}　{submit.person}{extension}".rstrip("　"),
    ]
    subject = f"【提出】{plan.title}　{long_year(hand_out.year)}分（{hand_out.name}）"
    return SubmissionMail(subject, "\n".join(lines) + "\n")
