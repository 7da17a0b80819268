"""Commands about who is asked for what: requests by hand, due dates, withdrawing, reminding, contacts."""

from dxdesk.cli.answers import ATTENTION, OK, Args, answer, author
from dxdesk.cli.command import DUE, MEASURE, PAST, PLAN, REQUIRED_YEAR, YEAR, Commands, argument, out
from dxdesk.plan.rows.dates import long_day, short_year
from dxdesk.store import Store
from dxdesk.submission.hand_out.due_date import DueDateChange, change_due
from dxdesk.submission.hand_out.requests import RequestByHand, change_requests
from dxdesk.submission.status.contacts import read_contacts
from dxdesk.submission.status.reminders import write_reminders
from dxdesk.submission.status.withdraw import Withdrawal, withdraw

COMMANDS = Commands()
_DEPARTMENT = argument("--department", required=True, metavar="課", help="この課")
_DEPARTMENTS = argument("--department", action="append", default=[], metavar="課", help="この課だけ（何度でも）")


@COMMANDS.add(
    "request",
    "施策の記入を課に頼む、または頼むのをやめる",
    PLAN,
    MEASURE,
    argument("--department", required=True, action="append", metavar="課", help="この課（何度でも）"),
    REQUIRED_YEAR,
    argument("--remove", action="store_true", help="頼むのをやめる"),
)
def request(args: Args) -> int:
    """Ask departments about a measure by hand, or take that off."""
    who = author(args)
    wanted = [RequestByHand(department, args.measure, not args.remove) for department in args.department]
    with Store.open(args.location, author=who) as store:
        changes = change_requests(store, args.year, wanted, plan=args.plan, author=who)
    report = [
        {"department": c.department, "measure": c.measure, "wanted": c.wanted, "changed": c.done, "needs_copy": c.needs_copy}
        for c in changes
    ]
    answer(args, {"requests": report}, [change.sentence for change in changes])
    return ATTENTION if any(c.done and c.needs_copy for c in changes) else OK


@COMMANDS.add(
    "due",
    "配ったあとで締切を変える",
    PLAN,
    REQUIRED_YEAR,
    _DEPARTMENTS,
    argument("--due", type=DUE, required=True, metavar="DATE", help="新しい締切（空なら締切なし）"),
    PAST,
)
def due(args: Args) -> int:
    """Change the due date of what was handed out."""
    who = author(args)
    change = DueDateChange(args.year, args.due, args.department, args.plan, args.past)
    with Store.open(args.location, author=who) as store:
        count = change_due(store, change, author=who)
    until = f"{long_day(args.due)} にしました" if args.due else "なくしました"
    lines = [f"{count} 課の締切を{until}。配った写しや様式には元の締切が出たままなので、課に知らせてください。"]
    answer(args, {"departments": count, "due": args.due}, lines)
    return OK


@COMMANDS.add(
    "withdraw",
    "配布を取り下げる、または取下げをやめる",
    PLAN,
    _DEPARTMENT,
    REQUIRED_YEAR,
    argument("--copy", metavar="N", help="「status」に示された番号の配布だけ（なければ、その年度のすべて）"),
    argument("--undo", action="store_true", help="取下げをやめる"),
)
def withdraw_hand_out(args: Args) -> int:
    """Withdraw what a department was handed out, or take that back."""
    who = author(args)
    wanted = Withdrawal(args.department, args.year, args.plan, args.copy, args.undo)
    with Store.open(args.location, author=who) as store:
        found = withdraw(store, wanted, author=who)
    name, year = found[0].name, short_year(args.year)
    if args.undo:
        line = f"{name}の{year} の配布の取下げをやめました（{len(found)}件）。提出を統合できます。"
    else:
        line = f"{name}の{year} の配布を取り下げました（{len(found)}件）。この配布から届く提出は統合しません。"
    answer(
        args, {"department": name, "withdrawn": 0 if args.undo else len(found), "restored": len(found) * args.undo}, [line]
    )
    return OK


@COMMANDS.add(
    "remind",
    "催促のメール（.eml）と差し込み用の表（CSV）を作る",
    PLAN,
    argument("--year", type=YEAR, help="年度（なければ、いま頼んでいる年度）"),
    _DEPARTMENTS,
    out("DIR", "置くフォルダ"),
)
def remind(args: Args) -> int:
    """Write reminders: a mail for each department, and a table of all."""
    with Store.open(args.location, read_only=True) as store:
        made = write_reminders(store, args.out, year=args.year, plan=args.plan, departments=args.department)
    left = f"まだ配っていないので催促していない課：{'、'.join(made.not_handed_out)}" if made.not_handed_out else ""
    lines = [f"{len(made.departments)} 課への催促を作りました。", *map(str, made.files)] if made.files else []
    answer(
        args,
        {"files": [str(file) for file in made.files]},
        [*(lines or ["催促する課はありません。"]), *([left] if left else [])],
    )
    return OK


@COMMANDS.add(
    "contacts",
    "課の連絡先をCSVから読む",
    argument("file", metavar="FILE", help="連絡先のCSV（見出し：課、メールアドレス、内線、担当者）"),
    PLAN,
)
def contacts(args: Args) -> int:
    """Read the departments' contacts from a CSV file; a person is needed where it names a department of no plan."""
    who = author(args)
    with Store.open(args.location, author=who) as store:
        read = read_contacts(store, args.file, author=who, plan=args.plan)
    lines = [f"{read.read} 課の連絡先を読みました（変わったのは {read.changed} 課）。"]
    lines += [f"計画にない課なので読んでいません：{'、'.join(read.unknown)}"] if read.unknown else []
    answer(args, {"read": read.read, "changed": read.changed, "unknown": list(read.unknown)}, lines)
    return ATTENTION if read.unknown else OK
