"""Commands between the master and the departments' copies: hand-out, submit."""

import argparse
from collections.abc import Callable
from datetime import date
from typing import Any

from dxdesk.cli.answers import ATTENTION, OK, Args, answer, author
from dxdesk.store import Store
from dxdesk.submission import handing_in
from dxdesk.submission.handing_out import Asking
from dxdesk.submission.handing_out import hand_out as hand_out_copies

Command = Callable[..., argparse.ArgumentParser]


def add_commands(
    command: Command, planned: Callable[[argparse.ArgumentParser], argparse.ArgumentParser], year: Callable[[str], Any]
) -> None:
    """These commands' part of the grammar; `year`: the argparse type of a fiscal year."""
    sub = planned(command("hand-out", hand_out, "課ごとの写しを作って配る"))
    sub.add_argument("--year", type=year, help="記入を頼む年度（なければ最新の実績年度）")
    sub.add_argument("--department", action="append", default=[], metavar="課", help="この課だけ（何度でも）")
    sub.add_argument("--due", type=_day, metavar="DATE", help="締切（例 2026-12-18）")
    sub.add_argument("-o", "--out", required=True, metavar="DIR", help="写しを置くフォルダ")

    sub = command("submit", submit, "写しを締めて提出ファイルを作る", "課の写し")
    sub.add_argument("-o", "--out", required=True, metavar="FILE", help="作る提出ファイル（.dxdb）")


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text.strip().replace("/", "-")).isoformat()
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"日付「{text}」が読めません。2026-12-18 のように書いてください") from error


def hand_out(args: Args) -> int:
    """Copies for departments."""
    who = author(args)
    asking = Asking(args.year, args.department, args.due, plan=args.plan)
    with Store.open(args.location, author=who) as store:
        handed = hand_out_copies(store, args.out, asking, author=who)
    copies = [{"department": copy.department, "file": str(copy.file)} for copy in handed]
    until = f"（締切 {args.due}）" if args.due else ""
    answer(
        args,
        {"copies": copies},
        [f"{len(copies)} 課の写しを作りました{until}。", *(f"{c['department']}：{c['file']}" for c in copies)],
    )
    return OK


def submit(args: Args) -> int:
    """Closes and seals a copy; a person is needed where something that was asked for is missing."""
    done = handing_in.submit(args.location, args.out, author=author(args))
    filled = done.filled
    answer(
        args,
        {"file": str(done.file), "sha256": done.sha256, "filled": filled.filled, "required": filled.required},
        [
            f"提出ファイル「{done.file}」を作りました（記入 {filled.filled}／{filled.required}）。",
            *(f"未記入：{missing}" for missing in filled.missing),
        ],
    )
    return ATTENTION if filled.missing else OK
