"""Commands between the master and the departments' copies: hand-out, submit, lock, status."""

from dxdesk.cli.answers import ATTENTION, OK, REFUSED, Args, answer, author, may_go_on
from dxdesk.cli.command import ANYWAY, BY_HAND, DUE, PAST, PLAN, REQUIRED_YEAR, YEAR, Commands, argument, out
from dxdesk.plan.rows.dates import local_time, short_year
from dxdesk.store import Store
from dxdesk.store.tables.records import YearLock
from dxdesk.submission.hand_in.send_message import send_message
from dxdesk.submission.hand_in.submit import Contact
from dxdesk.submission.hand_in.submit import submit as submit_copy
from dxdesk.submission.hand_out.copies import HandOutRequest
from dxdesk.submission.hand_out.copies import hand_out as hand_out_copies
from dxdesk.submission.hand_out.requests import RequestByHand, unasked, unasked_lines
from dxdesk.submission.status import year_lock
from dxdesk.submission.status.board import DepartmentStatus, board
from dxdesk.submission.status.open_matters import open_matters

COMMANDS = Commands()


@COMMANDS.add(
    "hand-out",
    "課ごとの写しを作って配る",
    PLAN,
    argument("--year", type=YEAR, help="記入を頼む年度（なければ最新の実績年度）"),
    argument("--department", action="append", default=[], metavar="課", help="この課だけ（何度でも）"),
    argument("--due", type=DUE, metavar="DATE", help="締切（例 2026-12-18）"),
    PAST,
    argument("--excel", action="store_true", help="写しの代わりに、Excelで書く記入様式を作る"),
    argument("--reference", default="", metavar="文書番号", help="照会の文書番号"),
    argument("--sender", default="", metavar="発信者", help="照会の発信者（課名など）"),
    argument("--to", default="", metavar="NAME", help="渡した相手（配り直すときの控え）"),
    argument("--ask", action="append", default=[], metavar="課=施策", type=BY_HAND, help="この施策の記入も頼む（何度でも）"),
    argument(
        "--no-ask", action="append", default=[], metavar="課=施策", type=BY_HAND, help="この施策の記入は頼まない（何度でも）"
    ),
    argument("--whole", action="store_true", help="ほかの課の施策も、番号と施策名だけでなく全部入れる"),
    argument("--for", dest="release", metavar="VERSION", help="写しを開く課の dxdesk の版（なければこの版）"),
    out("DIR", "写しを置くフォルダ"),
)
def hand_out(args: Args) -> int:
    """Make copies or Excel forms for departments."""
    who = author(args)
    asking = HandOutRequest(
        args.year,
        args.department,
        args.due,
        plan=args.plan,
        excel=args.excel,
        whole=args.whole,
        reference=args.reference,
        sender=args.sender,
        recipient=args.to,
        past=args.past,
        by_hand=[
            *(RequestByHand(department, measure) for department, measure in args.ask),
            *(RequestByHand(department, measure, wanted=False) for department, measure in args.no_ask),
        ],
        release=args.release,
    )
    with Store.open(args.location, author=who) as store:
        handed = hand_out_copies(store, args.out, asking, author=who)
        year, left = unasked(store, args.year, args.plan)
    copies = [{"department": copy.department, "file": str(copy.file)} for copy in handed]
    until = f"（締切 {args.due}）" if args.due else ""
    answer(
        args,
        {"copies": copies, **({"unasked": [_unasked_report(*of) for of in left]} if left else {})},
        [
            f"{len(copies)} 課の{'記入様式' if args.excel else '写し'}を作りました{until}。",
            *(f"{c['department']}：{c['file']}" for c in copies),
            *unasked_lines(year, left),
        ],
    )
    return OK


def _unasked_report(department: str, first: int | None) -> dict[str, str | None]:
    return {"department": department, "from": short_year(first) if first is not None else None}


@COMMANDS.add(
    "submit",
    "写しから提出ファイルを作る",
    out("FILE", "作る提出ファイル（.dxdb）"),
    argument("--person", default="", metavar="NAME", help="担当者名（なければ前の提出のとおり）"),
    argument("--extension", default="", metavar="N", help="内線（なければ前の提出のとおり）"),
    argument("--confirmed", default="", metavar="NAME", help="確認した課長の名前"),
    argument("--message", metavar="TEXT", help="とりまとめ課への連絡（全体について）"),
    location="課の写し",
)
def submit(args: Args) -> int:
    """Close and seal a copy; a person is needed where something required is missing."""
    if args.message is not None:
        with Store.open(args.location, author=author(args)) as store:
            send_message(store, args.message, author=author(args))
    contact = Contact(args.person, args.extension, args.confirmed)
    done = submit_copy(args.location, args.out, author=author(args), contact=contact)
    filled = done.filled
    answer(
        args,
        {"file": str(done.file), "sha256": done.sha256, "filled": filled.filled, "required": filled.required},
        [
            f"提出ファイル「{done.file}」を作りました（記入 {filled.filled}／{filled.required}）。",
            *(f"未記入：{missing}" for missing in filled.missing),
            *([done.warning] if done.warning else []),
            *(["課長確認がまだです。--confirmed に確認した課長の名前を指定してください。"] if done.unconfirmed else []),
        ],
    )
    return ATTENTION if filled.missing or done.unconfirmed else OK


@COMMANDS.add("lock", "年度を確定する", PLAN, REQUIRED_YEAR, ANYWAY)
def lock(args: Args) -> int:
    """Lock a year (確定), after a look at what is still open."""
    who = author(args)
    with Store.open(args.location, author=who) as store:
        matters = open_matters(store, args.year, args.plan)
        against = [matter.text for matter in matters if matter.stands_against]
        if not may_go_on([m.text for m in matters if not m.stands_against], against, args.anyway):
            return REFUSED
        done = year_lock.lock(store, args.year, author=who, plan=args.plan)
    year = short_year(args.year)
    line = f"{year} を確定しました。" if done else "すでに確定しています。何も変えていません。"
    answer(args, {"year": year}, [line])
    return OK


@COMMANDS.add(
    "unlock", "年度の確定を解除する", PLAN, REQUIRED_YEAR, argument("--reason", required=True, help="解除する理由")
)
def unlock(args: Args) -> int:
    """Unlock a year."""
    who = author(args)
    with Store.open(args.location, author=who) as store:
        done = year_lock.unlock(store, args.year, args.reason, author=who, plan=args.plan)
    answer(
        args,
        {"year": short_year(args.year)},
        [f"{short_year(args.year)} の確定を解除しました。" if done else "確定していません。何も変えていません。"],
    )
    return OK


@COMMANDS.add(
    "status", "課ごとの提出の状況を示す", PLAN, argument("--year", type=YEAR, help="年度（なければ最新の実績年度）")
)
def show_status(args: Args) -> int:
    """Show the board: the state of each department."""
    with Store.open(args.location, read_only=True) as store:
        found = board(store, args.year, plan=args.plan)
    departments = [{name: getattr(status, name) for name in _STATUS} for status in found.departments]
    lines = [_lock_line(lock) for lock in found.locks]
    for status in found.departments:
        lines += [_status_line(status), *_handed_out_lines(status)]
    answer(args, {"year": short_year(found.year), "departments": departments}, lines or ["記入を頼む課がありません。"])
    return OK


_STATUS = ("name", "state", "version", "at", "filled", "required", "made_with")


def _status_line(status: DepartmentStatus) -> str:
    late = "、締切後の提出" if status.late else ""
    whom = f"　{status.person} {status.extension}".rstrip()
    confirmed = f"　課長確認 {status.confirmed}" if status.confirmed else ""
    release = f"　dxdesk {status.made_with}" if status.made_with else ""
    return f"{status.name}：{status.state}（記入 {status.filled}／{status.required}{late}）{whom}{confirmed}{release}"


def _handed_out_lines(status: DepartmentStatus) -> list[str]:
    """Return a line for each hand-out where a department has several, or one was withdrawn: who has which."""
    if len(status.handed_out) < 2 and all(item.withdrawn is None for item in status.handed_out):
        return []
    return [f"　{number}：{item.text}" for number, item in enumerate(status.handed_out, 1)]


def _lock_line(lock: YearLock) -> str:
    done = "確定しました" if lock.locked else f"確定を解除しました（理由：{lock.reason}）"
    return f"{short_year(lock.year)}：{local_time(lock.at)} {lock.author} が{done}。"
