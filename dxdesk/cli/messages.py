"""Commands about what departments write beside what they are asked for."""

from dxdesk.cli.answers import OK, Args, answer, author
from dxdesk.cli.command import PLAN, YEAR, Commands, argument
from dxdesk.plan.rows.dates import local_time
from dxdesk.plan.rows.outline import Outline
from dxdesk.store import Store
from dxdesk.submission.hand_in.send_message import send_message
from dxdesk.submission.status.messages import answer_message, letter_of, messages, title_of_plan, write_reply_mail

COMMANDS = Commands()


@COMMANDS.add("messages", "課からの連絡を並べる", PLAN, argument("--year", type=YEAR, help="この年度だけ"))
def list_messages(args: Args) -> int:
    """List the messages, unread ones first."""
    with Store.open(args.location, read_only=True) as store:
        found = messages(store, args.plan, args.year)
    lines = [f"{m['state']}　{m['department']}　{_where(m)}：{_line(m['text'])}　{m['id']}" for m in found]
    answer(args, {"messages": found}, lines or ["課からの連絡はありません。"])
    return OK


def _where(message: dict[str, str]) -> str:
    at = f"{local_time(message['at'])}　" if message["at"] else ""
    return at + " ".join(part for part in (message["year"], message["measure"], message["what"]) if part)


def _line(text: str) -> str:
    return " ".join(text.split())


@COMMANDS.add(
    "message",
    "写しから、とりまとめ課への連絡を書く",
    argument("text", metavar="TEXT", help="連絡（空にすると消える）"),
    argument("--measure", metavar="MEASURE", help="この施策について（なければ全体について）"),
    location="課の写し",
)
def write(args: Args) -> int:
    """Write a message in a copy."""
    who = author(args)
    with Store.open(args.location, author=who) as store:
        changes = send_message(store, args.text, author=who, measure=args.measure)
    answer(args, {"changes": changes}, ["連絡を書きました。提出ファイルと一緒に届きます。" if changes else "変わりません。"])
    return OK


@COMMANDS.add(
    "reply",
    "課からの連絡に回答を書く",
    argument("id", metavar="ID", help="「messages」に示された番号"),
    argument("text", nargs="?", metavar="TEXT", help="回答（なければ、読んだことだけを記す）"),
    argument("-o", "--out", metavar="FILE", help="回答をメール（.eml）にも書き出す"),
)
def reply(args: Args) -> int:
    """Reply to a message, or note that it was read."""
    who = author(args)
    file = None
    with Store.open(args.location, author=who) as store:
        changes = answer_message(store, args.id, args.text, author=who)
        if args.out:
            outline, letter = Outline(store.load()), letter_of(store, args.id)
            file = write_reply_mail(outline, letter, title_of_plan(outline, letter), args.out)
    lines = ["記録しました。" if changes else "変わりません。", *([f"「{file}」にメールを書き出しました。"] if file else [])]
    answer(args, {"changes": changes, "file": str(file) if file else None}, lines)
    return OK
