"""Commands between the master and the departments' copies: hand-out."""

import argparse
from collections.abc import Callable
from datetime import date
from typing import Any

from dxdesk.cli.answers import OK, Args, answer, author
from dxdesk.store import Store
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
