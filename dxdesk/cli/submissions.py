"""Commands between the master and the departments' copies: hand-out, submit, merge, resolve, return, lock, status …"""

import argparse
import sys
from collections.abc import Callable
from typing import Any

from dxdesk.cli.answers import ATTENTION, OK, REFUSED, Args, answer, author
from dxdesk.cli.parser import DUE, YEAR, Command, add_out
from dxdesk.plan.rows.dates import local_time, short_year
from dxdesk.plan.rows.outline import measure_name
from dxdesk.store import Store
from dxdesk.store.tables.records import HeldReason, YearLock
from dxdesk.submission.hand_in.submit import submit as submit_copy
from dxdesk.submission.hand_out.copies import HandOutRequest
from dxdesk.submission.hand_out.copies import hand_out as hand_out_copies
from dxdesk.submission.merge.command import FileResult, merge
from dxdesk.submission.merge.engine import ConflictPolicy
from dxdesk.submission.merge.held import HeldText
from dxdesk.submission.merge.resolve import resolve as resolve_entry
from dxdesk.submission.merge.undo import undo_merge
from dxdesk.submission.status import year_lock
from dxdesk.submission.status.board import DepartmentStatus, board
from dxdesk.submission.status.send_back import send_back as make_return


def add_commands(command: Command, planned: Callable[[argparse.ArgumentParser], argparse.ArgumentParser]) -> None:
    """These commands' part of the grammar; `planned`: adds --plan."""
    sub = planned(command("hand-out", hand_out, "課ごとの写しを作って配る"))
    sub.add_argument("--year", type=YEAR, help="記入を頼む年度（なければ最新の実績年度）")
    sub.add_argument("--department", action="append", default=[], metavar="課", help="この課だけ（何度でも）")
    sub.add_argument("--due", type=DUE, metavar="DATE", help="締切（例 2026-12-18）")
    sub.add_argument("--excel", action="store_true", help="写しの代わりに、Excelで書く記入様式を作る")
    add_out(sub, "DIR", "写しを置くフォルダ")

    sub = command("submit", submit, "写しから提出ファイルを作る", "課の写し")
    add_out(sub, "FILE", "作る提出ファイル（.dxdb）")
    sub.add_argument("--person", default="", metavar="NAME", help="担当者名（なければ前の提出のとおり）")
    sub.add_argument("--extension", default="", metavar="N", help="内線（なければ前の提出のとおり）")
    sub.add_argument("--confirmed", default="", metavar="NAME", help="確認した課長の名前")

    sub = command("merge", merge_files, "提出ファイルを計画に統合する")
    sub.add_argument("files", nargs="+", metavar="FILE", help="提出ファイルか、そのフォルダ")
    sub.add_argument("--dry-run", action="store_true", help="書き込まずに結果だけを見る")
    sub.add_argument("--take", choices=[*ConflictPolicy], default=ConflictPolicy.HOLD, help="食い違いをどうするか")

    sub = command("resolve", resolve, "食い違いを決める")
    sub.add_argument("id", metavar="ID", help="統合の結果に示された番号")
    sub.add_argument("--take", required=True, metavar="theirs|master|hold|TEXT", help=_TAKE)
    sub.add_argument("--reason", required=True, help="決めた理由")

    sub = planned(command("return", send_back, "提出を課に差し戻す"))
    sub.add_argument("--department", required=True, metavar="課", help="差し戻す課")
    sub.add_argument("--reason", required=True, help="差し戻す理由")
    add_out(sub, "FILE", "作る差戻しファイル（.dxdb、記入様式なら .xlsx）")

    sub = planned(command("lock", lock, "年度を確定する"))
    sub.add_argument("--year", type=YEAR, required=True, help="年度")
    sub = planned(command("unlock", unlock, "年度の確定を解除する"))
    sub.add_argument("--year", type=YEAR, required=True, help="年度")
    sub.add_argument("--reason", required=True, help="解除する理由")

    sub = planned(command("status", status, "課ごとの提出の状況を示す"))
    sub.add_argument("--year", type=YEAR, help="年度（なければ最新の実績年度）")

    sub = planned(command("undo-merge", undo, "課の最新の提出の統合を取り消す"))
    sub.add_argument("--department", required=True, metavar="課", help="取り消す課")


_TAKE = "課の記入（theirs）、計画の内容（master）、保留に戻す（hold）、または書き直した文"


def hand_out(args: Args) -> int:
    """Copies for departments."""
    who = author(args)
    asking = HandOutRequest(args.year, args.department, args.due, plan=args.plan, excel=args.excel)
    with Store.open(args.location, author=who) as store:
        handed = hand_out_copies(store, args.out, asking, author=who)
    copies = [{"department": copy.department, "file": str(copy.file)} for copy in handed]
    until = f"（締切 {args.due}）" if args.due else ""
    answer(
        args,
        {"copies": copies},
        [
            f"{len(copies)} 課の{'記入様式' if args.excel else '写し'}を作りました{until}。",
            *(f"{c['department']}：{c['file']}" for c in copies),
        ],
    )
    return OK


def submit(args: Args) -> int:
    """Closes and seals a copy; a person is needed where something that was asked for is missing."""
    done = submit_copy(
        args.location,
        args.out,
        author=author(args),
        person=args.person,
        extension=args.extension,
        confirmed=args.confirmed,
    )
    filled = done.filled
    answer(
        args,
        {"file": str(done.file), "sha256": done.sha256, "filled": filled.filled, "required": filled.required},
        [
            f"提出ファイル「{done.file}」を作りました（記入 {filled.filled}／{filled.required}）。",
            *(f"未記入：{missing}" for missing in filled.missing),
            *(["課長確認がまだです。--confirmed に確認した課長の名前を指定してください。"] if done.unconfirmed else []),
        ],
    )
    return ATTENTION if filled.missing or done.unconfirmed else OK


def merge_files(args: Args) -> int:
    """Merges submissions; a person is needed for what is held, a refused file does not stop the others."""
    who = author(args)
    with Store.open(args.location, read_only=args.dry_run, author=who) as store:
        result = merge(store, args.files, author=who, take=ConflictPolicy(args.take), dry_run=args.dry_run)
    report = {
        "submissions": [
            {
                "file": str(v.file),
                "department": v.department,
                "status": v.status,
                "reason": v.reason or None,
                "applied": v.applied,
                "conflicts": v.conflicts,
                "out_of_scope": v.out_of_scope,
            }
            for v in result.file_results
        ],
        "conflicts": [_shown(shown) for shown in result.waiting if shown.why == HeldReason.CONFLICT],
        "review": [
            {**_shown(shown), "why": _WHY[shown.why]} for shown in result.waiting if shown.why != HeldReason.CONFLICT
        ],
    }
    lines = ["試し統合です。何も書き込んでいません。"] if args.dry_run else []
    lines += [_verdict(file_result) for file_result in result.file_results if file_result.status != "refused"]
    lines += [_waiting(shown) for shown in result.waiting]
    answer(args, report, lines)
    refused = [file_result for file_result in result.file_results if file_result.status == "refused"]
    for file_result in refused:
        print(file_result.reason, file=sys.stderr)
    if refused:
        return REFUSED
    return ATTENTION if result.waiting else OK


_WHY = {HeldReason.SCOPE: "担当の範囲外", HeldReason.LOCKED: "確定済みの年度"}


def _shown(shown: HeldText) -> dict[str, Any]:
    told = shown.described
    return {
        "id": str(shown.number),
        "measure": measure_name(told.measure) if told.measure is not None else None,
        "what": told.what,
        "year": short_year(told.year) if told.year is not None else None,
        "base": told.before,
        "theirs": told.after,
        "master": shown.master,
        "department": shown.department,
    }


def _verdict(file_result: FileResult) -> str:
    if file_result.status == "already":
        return f"{file_result.department}「{file_result.file}」：{file_result.reason}"
    counts = f"反映 {file_result.applied}、食い違い {file_result.conflicts}、範囲外・確定済み {file_result.out_of_scope}"
    late = "（締切後の提出）" if file_result.late else ""
    return f"{file_result.department}「{file_result.file}」{late}：{counts}" + (
        f"　{file_result.reason}" if file_result.reason else ""
    )


def _waiting(shown: HeldText) -> str:
    report = _shown(shown)
    why = "食い違い" if shown.why == HeldReason.CONFLICT else _WHY[shown.why]
    values = f"配布時「{report['base']}」／{shown.department}「{report['theirs']}」／計画「{report['master']}」"
    return f"{why} {shown.number}：{report['measure'] or ''} {report['what']}　{values}"


def resolve(args: Args) -> int:
    """Decides what waits."""
    who = author(args)
    with Store.open(args.location, author=who) as store:
        changes = resolve_entry(store, args.id, args.take, args.reason, author=who)
    said = "保留にしました" if args.take == "hold" else "決めました"
    answer(args, {"changes": changes}, [f"{said}（変更 {changes}）。"])
    return OK


def send_back(args: Args) -> int:
    """差戻し."""
    who = author(args)
    with Store.open(args.location, author=who) as store:
        file = make_return(store, args.department, args.reason, args.out, author=who, plan=args.plan)
    answer(args, {"file": str(file)}, [f"差戻しファイル「{file}」を作りました。"])
    return OK


def lock(args: Args) -> int:
    """確定."""
    who = author(args)
    with Store.open(args.location, author=who) as store:
        done = year_lock.lock(store, args.year, author=who, plan=args.plan)
    said = "確定しました。" if done else "すでに確定しています。何も変えていません。"
    answer(args, {"year": short_year(args.year)}, [f"{short_year(args.year)} を{said}" if done else said])
    return OK


def unlock(args: Args) -> int:
    """The undoing of 確定."""
    who = author(args)
    with Store.open(args.location, author=who) as store:
        done = year_lock.unlock(store, args.year, args.reason, author=who, plan=args.plan)
    answer(
        args,
        {"year": short_year(args.year)},
        [f"{short_year(args.year)} の確定を解除しました。" if done else "確定していません。何も変えていません。"],
    )
    return OK


def status(args: Args) -> int:
    """The board."""
    with Store.open(args.location, read_only=True) as store:
        found = board(store, args.year, plan=args.plan)
    departments = [{name: getattr(standing, name) for name in _STANDING} for standing in found.departments]
    lines = [_locked(lock) for lock in found.locks] + [_standing(standing) for standing in found.departments]
    answer(args, {"year": short_year(found.year), "departments": departments}, lines or ["記入を頼む課がありません。"])
    return OK


_STANDING = ("name", "state", "version", "at", "filled", "required")


def _standing(standing: DepartmentStatus) -> str:
    late = "、締切後の提出" if standing.late else ""
    whom = f"　{standing.person} {standing.extension}".rstrip()
    confirmed = f"　課長確認 {standing.confirmed}" if standing.confirmed else ""
    return f"{standing.name}：{standing.state}（記入 {standing.filled}／{standing.required}{late}）{whom}{confirmed}"


def _locked(lock: YearLock) -> str:
    done = "確定しました" if lock.locked else f"確定を解除しました（理由：{lock.reason}）"
    return f"{short_year(lock.year)}：{local_time(lock.at)} {lock.author} が{done}。"


def undo(args: Args) -> int:
    """Takes a department's newest submission back."""
    who = author(args)
    with Store.open(args.location, author=who) as store:
        done = undo_merge(store, args.department, author=who, plan=args.plan)
    lines = [f"「{done.file}」の統合を取り消しました（{done.changes} か所）。"]
    lines += [f"あとで変わったため残したところ：{skipped}" for skipped in done.skipped]
    answer(args, {"undone": done.changes, "skipped": list(done.skipped)}, lines)
    return OK
