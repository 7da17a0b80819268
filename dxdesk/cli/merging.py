"""Commands of merging: merge and what follows it: conflicts, resolve, report, return, undo-merge."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dxdesk.cli.answers import ATTENTION, OK, REFUSED, Args, answer, author
from dxdesk.cli.command import DRY_RUN, DUE, PAST, PLAN, YEAR, Commands, argument, out
from dxdesk.plan.changes.describe import ChangeText
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.outline import measure_name, year_column
from dxdesk.store import Store
from dxdesk.store.tables.records import HeldReason
from dxdesk.submission.merge.command import FileResult, MergeOptions, merge
from dxdesk.submission.merge.conflict_list import ConflictText, open_cases
from dxdesk.submission.merge.engine import ConflictPolicy
from dxdesk.submission.merge.publications import (
    OlderPublication,
    decides_publication,
    publication_cases,
    resolve_publication,
)
from dxdesk.submission.merge.resolve import resolve as resolve_entry
from dxdesk.submission.merge.undo import UndoRequest, undo_merge
from dxdesk.submission.status.send_back import SendBackRequest
from dxdesk.submission.status.send_back import send_back as make_return
from dxdesk.submission.status.workbooks import report_book, write_book

COMMANDS = Commands()
OF_YEAR = argument("--year", type=YEAR, help="年度（なければ、課に最後に配った年度）")
_TAKE = "課の記入（theirs）、計画の内容（master）、保留に戻す（hold）、または書き直した文"


@COMMANDS.add(
    "merge",
    "提出ファイルを計画に統合する",
    argument("files", nargs="+", metavar="FILE", help="提出ファイルか、そのフォルダ"),
    DRY_RUN,
    argument("--take", choices=[*ConflictPolicy], default=ConflictPolicy.HOLD, help="食い違いをどうするか"),
    argument(
        "--same-person",
        action="append",
        default=[],
        metavar="FILE",
        help="担当者名のない様式を、前に届いた様式と同じ人の出し直しとして扱う（何度でも）",
    ),
)
def merge_files(args: Args) -> int:
    """Merge submissions; a person is needed for what is held, a refused file does not stop the others."""
    who = author(args)
    with Store.open(args.location, read_only=args.dry_run, author=who) as store:
        same_person = frozenset(map(Path, args.same_person))
        options = MergeOptions(ConflictPolicy(args.take), args.dry_run, same_person)
        result = merge(store, args.files, author=who, options=options)
    report = {
        "submissions": [_submission_report(file) for file in result.files],
        **_cases_report(result.pending),
        "changes": [_change_report(file, change) for file in result.files for change in file.changes],
        "unread": [{"file": str(unread.file), "reason": unread.reason} for unread in result.unread],
    }
    lines = ["試し統合です。何も書き込んでいません。"] if args.dry_run else []
    for file in result.files:
        if file.status != "refused":
            lines += [_file_line(file), *_question_lines(file), *map(_change_line, file.changes)]
    lines += [_held_line(held) for held in result.pending]
    lines += [f"読まなかったもの「{unread.file}」：{unread.reason}" for unread in result.unread]
    answer(args, report, lines)
    refused = [file for file in result.files if file.status == "refused"]
    for file in refused:
        print(file.reason, file=sys.stderr)
    if refused:
        return REFUSED
    return ATTENTION if result.pending or result.unread or any(file.republish for file in result.files) else OK


def _submission_report(result: FileResult) -> dict[str, Any]:
    return {
        "file": str(result.file),
        "department": result.department,
        "status": result.status,
        "reason": result.reason or None,
        "applied": result.applied,
        "conflicts": result.conflicts,
        "out_of_scope": result.out_of_scope,
        # Only where a person is asked: what everybody reads of a submission keeps its shape.
        **({"asked_about": result.asked_about} if result.asked_about else {}),
    }


def _change_report(result: FileResult, change: ChangeText) -> dict[str, Any]:
    return {
        "file": str(result.file),
        "department": result.department,
        "measure": measure_name(change.measure) if change.measure is not None else None,
        "what": change.what,
        "year": short_year(change.year) if change.year is not None else None,
        "before": change.before,
        "after": change.after,
    }


def _change_line(change: ChangeText) -> str:
    where = measure_name(change.measure) if change.measure is not None else ""
    before, after = (" ".join(text.split()) for text in (change.before, change.after))
    return f"　{where} {change.what}：{before or '（空白）'} → {after or '（空白）'}"


def _cases_report(cases: Sequence[ConflictText]) -> dict[str, Any]:
    """What waits for a person: what both sides changed, and what is outside a department's part or in a locked year."""
    return {
        "conflicts": [_held_report(held) for held in cases if held.why == HeldReason.CONFLICT],
        "review": [{**_held_report(held), "why": _WHY[held.why]} for held in cases if held.why != HeldReason.CONFLICT],
    }


@COMMANDS.add("conflicts", "決めるのを待っている食い違いを並べる", PLAN)
def conflicts(args: Args) -> int:
    """List what waits for a person, at any time."""
    with Store.open(args.location, read_only=True) as store:
        cases, publications = open_cases(store, args.plan), publication_cases(store, args.plan)
    lines = [_held_line(held) for held in cases] + [_publication_line(case) for case in publications]
    report = {**_cases_report(cases), "publications": [_publication_report(case) for case in publications]}
    answer(args, report, lines or ["決めるのを待っているものはありません。"])
    return OK


_WHY = {
    HeldReason.SCOPE: "担当の範囲外",
    HeldReason.LOCKED: "確定済みの年度",
    HeldReason.BLANK: "空けてある欄",
}


def _held_report(held: ConflictText) -> dict[str, Any]:
    change = held.described
    return {
        "id": str(held.number),
        "measure": measure_name(change.measure) if change.measure is not None else None,
        "what": change.what,
        "year": short_year(change.year) if change.year is not None else None,
        "base": change.before,
        "theirs": change.after,
        "master": held.master,
        "department": held.department,
    }


def _publication_report(case: OlderPublication) -> dict[str, Any]:
    """A line with an older wording for publication in the shape of a conflict; `base`: for which text it was made."""
    entry = case.entry
    return {
        "id": entry.id,
        "measure": measure_name(case.measure),
        "what": f"{year_column(entry.year, entry.kind)}の公表用の文",
        "year": short_year(entry.year),
        "base": entry.publication_of,
        "theirs": entry.text,
        "master": entry.publication,
        "department": case.department or None,
    }


def _publication_line(case: OlderPublication) -> str:
    report = _publication_report(case)
    values = f"前の記載「{report['base']}」／新しい記載「{report['theirs']}」／公表用「{report['master']}」"
    return f"公表用の文の見直し {report['id']}：{report['measure']} {report['what']}　{values}"


def _file_line(result: FileResult) -> str:
    name = f"{result.department}「{result.file}」"
    if result.status == "already":
        return f"{name}：{result.reason}"
    counts = f"反映 {result.applied}、食い違い {result.conflicts}、範囲外・確定済み {result.out_of_scope}"
    late = "（締切後の提出）" if result.late else ""
    return f"{name}{late}：{counts}" + (f"　{result.reason}" if result.reason else "")


def _question_lines(result: FileResult) -> list[str]:
    """Ask once for a whole form whether it goes on from the one before it."""
    if not result.asked_about:
        return []
    return [
        f"　同じ人の出し直しですか：担当者名がないため、「{result.asked_about}」とは別の人の記入として統合します。"
        f"出し直しなら --same-person {result.file.name} を付けてください（統合したあとなら、取り消してから）。"
    ]


def _held_line(held: ConflictText) -> str:
    report = _held_report(held)
    why = "食い違い" if held.why == HeldReason.CONFLICT else _WHY[held.why]
    values = f"配布時「{report['base']}」／{held.department}「{report['theirs']}」／計画「{report['master']}」"
    return f"{why} {held.number}：{report['measure'] or ''} {report['what']}　{values}"


@COMMANDS.add(
    "resolve",
    "食い違いを決める",
    argument("id", metavar="ID", help="統合の結果に示された番号"),
    argument("--take", required=True, metavar="theirs|master|hold|TEXT", help=_TAKE),
    argument("--reason", required=True, help="決めた理由"),
)
def resolve(args: Args) -> int:
    """Resolve a held conflict or a change in review."""
    who = author(args)
    with Store.open(args.location, author=who) as store:
        decide = resolve_publication if decides_publication(store, args.id) else resolve_entry
        changes = decide(store, args.id, args.take, args.reason, author=who)
    done = "保留にしました" if args.take == "hold" else "決めました"
    answer(args, {"changes": changes}, [f"{done}（変更 {changes}）。"])
    return OK


@COMMANDS.add(
    "return",
    "提出を課に差し戻す",
    PLAN,
    argument("--department", required=True, metavar="課", help="差し戻す課"),
    OF_YEAR,
    argument("--reason", required=True, help="差し戻す理由"),
    argument("--due", type=DUE, metavar="DATE", help="再提出の締切（なければ元の締切。過ぎていればなし）"),
    PAST,
    out("FILE", "作る差戻しファイル（.dxdb、記入様式なら .xlsx）"),
)
def send_back(args: Args) -> int:
    """Send a submission back to its department (差戻し)."""
    who = author(args)
    request = SendBackRequest(args.department, args.reason, args.plan, (), args.due, args.past, args.year)
    with Store.open(args.location, author=who) as store:
        sent = make_return(store, request, args.out, author=who)
    answer(args, {"file": str(sent.file)}, [f"差戻しファイル「{sent.file}」を作りました。"])
    if sent.warning:
        print(sent.warning, file=sys.stderr)
    return OK


@COMMANDS.add(
    "report",
    "提出がどうなったかの報告をExcelブックに書き出す",
    PLAN,
    argument("--department", metavar="課", help="この課だけ（なければすべての課）"),
    argument("--year", type=YEAR, help="この年度だけ（課を指定してなければ、課に最後に配った年度）"),
    out("OUT", "書き出すブック（.xlsx）"),
)
def report(args: Args) -> int:
    """Write what became of what was handed in as a workbook."""
    with Store.open(args.location, read_only=True) as store:
        book = report_book(store, args.plan, department=args.department, year=args.year)
    file = write_book(book, args.out)
    answer(args, {"file": str(file)}, [f"報告「{file}」を書き出しました。"])
    return OK


@COMMANDS.add(
    "undo-merge",
    "課の最新の提出の統合を取り消す",
    PLAN,
    argument("--department", required=True, metavar="課", help="取り消す課"),
    OF_YEAR,
)
def undo(args: Args) -> int:
    """Undo the merge of a department's newest submission."""
    who = author(args)
    with Store.open(args.location, author=who) as store:
        done = undo_merge(store, UndoRequest(args.department, args.plan, args.year), author=who)
    lines = [f"「{done.file}」の統合を取り消しました（{done.changes} か所）。"]
    lines += [f"あとで変わったため残したところ：{skipped}" for skipped in done.skipped]
    answer(args, {"undone": done.changes, "skipped": list(done.skipped)}, lines)
    return OK
