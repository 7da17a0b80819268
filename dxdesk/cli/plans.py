"""Commands on the plan file itself: new, info, get, set, add, import, export, check, history, rollover, backup, restore."""

from collections.abc import Sequence
from typing import Any

from dxdesk.cli.answers import ATTENTION, OK, REFUSED, Args, answer, author, may_go_on
from dxdesk.cli.command import ANYWAY, DRY_RUN, MEASURE, PLAN, REQUIRED_YEAR, YEARS, Argument, Commands, argument, out
from dxdesk.cli.window import PDF, pdf_writer
from dxdesk.jobs import creating, editing, exporting, importing
from dxdesk.jobs import history as history_job
from dxdesk.jobs import rollover as rollover_job
from dxdesk.jobs.info import info as info_report
from dxdesk.jobs.info import measure_lines, measure_report
from dxdesk.jobs.rollover import past_end_sentence
from dxdesk.pages.formats import FORMATS
from dxdesk.pages.layouts import BY_MAP, LAYOUTS, READABLE
from dxdesk.plan import checks
from dxdesk.plan.rows.dates import local_time, short_year
from dxdesk.plan.rows.lookup import find_measure, find_plan
from dxdesk.plan.rows.model import DONE, KINDS, ROLES
from dxdesk.plan.rows.outline import Outline, measure_name
from dxdesk.store import Store
from dxdesk.store.file.backup import back_up
from dxdesk.submission.merge.restore import MergedSince, restore_master
from dxdesk.submission.status.messages import messages
from dxdesk.submission.status.open_matters import open_matters

COMMANDS = Commands()
_MAP = argument("--map", metavar="M.toml", help="列の対応表（TOML、--layout list のとき）")


def _layout(names: Sequence[str]) -> Argument:
    return argument("--layout", required=True, choices=names, help="表の形")


def read(args: Args) -> Outline:
    """Read the plan file of the command."""
    with Store.open(args.location, read_only=True) as store:
        return store.outline()


@COMMANDS.add(
    "new",
    "計画ファイルを作る",
    argument("--seed", action="append", default=[], metavar="NAME", help="見本の名前（何度でも）"),
    argument("--municipality", help="団体名"),
    argument("--title", help="計画名"),
    argument("--years", type=YEARS, metavar="R4-R7", help="表示する年度（最後の年度が実施予定）"),
    location="作るファイル",
)
def new(args: Args) -> int:
    """Create a plan file; refuse to overwrite one."""
    named = (args.municipality, args.title, args.years)
    if bool(args.seed) == any(named) or (any(named) and not all(named)):
        args.usage("--seed か、--municipality・--title・--years の三つのどちらかを指定してください")
    if args.seed:
        store = creating.from_seeds(args.location, args.seed, author=author(args))
    else:
        store = creating.empty(args.location, creating.NewPlan(*named), author=author(args))
    with store:
        report = info_report(Outline(store.load()), store.schema, store.role)
    answer(args, report, [f"「{args.location}」を作りました。", *_info_lines(report)])
    return OK


@COMMANDS.add("info", "何が入っているかを示す")
def info(args: Args) -> int:
    """Show what the file holds."""
    with Store.open(args.location, read_only=True) as store:
        report = info_report(Outline(store.load()), store.schema, store.role)
    answer(args, report, _info_lines(report))
    return OK


def _info_lines(report: dict[str, Any]) -> list[str]:
    return [
        f"{p['municipality']}「{p['title']}」 {p['years']}：柱 {p['pillars']}、施策 {p['measures']}、指標 {p['indicators']}、"
        f"値 {p['figures']}、記載 {p['entries']}、課 {p['departments']}"
        for p in report["plans"]
    ]


@COMMANDS.add("get", "施策を1つ示す", MEASURE, PLAN)
def get(args: Args) -> int:
    """Show one measure with everything below it, and what departments wrote beside."""
    with Store.open(args.location, read_only=True) as store:
        outline = Outline(store.load())
        measure = find_measure(outline, find_plan(outline, args.plan), args.measure)
        report = {**measure_report(outline, measure), "messages": messages(store, args.plan, measure=measure)}
    answer(args, report, measure_lines(report))
    return OK


@COMMANDS.add(
    "set",
    "指標の値を書く",
    MEASURE,
    PLAN,
    argument("text", metavar="TEXT", help="値（書かれたとおりに残る）"),
    argument("--indicator", required=True, metavar="LABEL", help="指標の名称"),
    argument("--parent", metavar="LABEL", help="内訳のとき、上の指標の名称"),
    REQUIRED_YEAR,
    argument("--role", choices=ROLES, help="実績・目標など（なければ年度の列による）"),
)
def set_figure(args: Args) -> int:
    """Write one figure."""
    who = author(args)
    with Store.open(args.location, author=who) as store:
        place = editing.FigureRef(args.measure, args.indicator, args.year, args.role, args.parent, args.plan)
        changes = editing.set_figure(store, place, args.text, author=who)
    answer(args, {"changes": changes}, ["書きました。" if changes else "すでに同じ値です。何も変えていません。"])
    return OK


@COMMANDS.add(
    "add",
    "記載を1行加える",
    MEASURE,
    PLAN,
    argument("text", metavar="TEXT", help="記載の内容"),
    REQUIRED_YEAR,
    argument("--kind", choices=KINDS, default=DONE, help="実績か実施予定か"),
    argument("--department", metavar="課", help="課名"),
)
def add_line(args: Args) -> int:
    """Add one line of narrative."""
    who = author(args)
    with Store.open(args.location, author=who) as store:
        place = editing.LineRef(args.measure, args.year, args.kind, args.department, args.plan)
        changes = editing.add_line(store, place, args.text, author=who)
    answer(args, {"changes": changes}, ["記載を追加しました。"])
    return OK


@COMMANDS.add(
    "import",
    "表を計画に取り込む",
    PLAN,
    argument("file", metavar="FILE", help="Excelブック（.xlsx）、HTML、CSVのどれか"),
    _layout([one.name for one in READABLE]),
    _MAP,
    DRY_RUN,
)
def import_sheet(args: Args) -> int:
    """Import a sheet into the plan; a person is needed where something could not be read."""
    _check_map(args)
    request = importing.ImportRequest(args.file, args.layout, args.map, args.plan)
    done = importing.import_sheet(args.location, request, author=author(args), dry_run=args.dry_run)
    counts = {"added": done.added, "changed": done.changed, "unchanged": done.unchanged, "missing": done.missing}
    unread = [{"sheet": u.sheet, "cell": u.cell, "text": u.text} for u in done.unread]
    lines = [
        "試し読みです。何も書き込んでいません。" if args.dry_run else "取り込みました。",
        f"追加 {done.added}、変更 {done.changed}、同じ {done.unchanged}、表にないもの {done.missing}",
        *(f"読めなかったところ：{u.sheet} {u.cell}「{u.text}」" for u in done.unread),
    ]
    answer(args, {**counts, "unread": unread}, lines)
    return ATTENTION if unread else OK


def _check_map(args: Args) -> None:
    """Complain of a missing map for a layout that is made by one, and of a map for any other."""
    by_map = LAYOUTS[args.layout].by_map
    if by_map and args.map is None:
        args.usage(f"--layout {args.layout} には --map で列の対応表（TOML）も指定してください")
    if not by_map and args.map is not None:
        args.usage(f"--map は --layout {BY_MAP.name} のときだけ指定できます")


@COMMANDS.add(
    "export",
    "表に書き出す",
    PLAN,
    _layout(list(LAYOUTS)),
    _MAP,
    argument("--format", choices=(*FORMATS, PDF), default="xlsx", help="ファイルの種類"),
    argument("--years", type=YEARS, metavar="R4-R7", help="年度（最後の年度が実施予定）"),
    argument("--department", metavar="課", help="この課の施策だけ"),
    argument("--measure", action="append", default=[], metavar="N", help="この施策だけ（何度でも）"),
    out("OUT", "書き出すファイル"),
)
def export(args: Args) -> int:
    """Export sheets; a person is needed where something has no place in the layout."""
    _check_map(args)
    file_format = pdf_writer() if args.format == PDF else args.format
    outline = read(args)
    request = exporting.ExportRequest(
        file_format, args.years, args.department, tuple(args.measure), args.plan, args.map, requests=outline.requests
    )
    done = exporting.export(outline.rows, args.layout, args.out, request)
    report = {"pages": done.pages, "file": str(done.file), "left_out": done.left_out}
    if done.older:
        report["older"] = list(done.older)
    lines = [
        f"「{done.file}」に {done.pages} ページを書き出しました。",
        *(f"載せるところがありません：{o}" for o in done.left_out),
        *(f"記載が新しくなる前の公表用の文のまま書き出しました：{o}" for o in done.older),
    ]
    answer(args, report, lines)
    return ATTENTION if done.left_out or done.older else OK


@COMMANDS.add("check", "確認するところを示す")
def check(args: Args) -> int:
    """Show the validation findings."""
    findings = checks.check(read(args))
    report = [
        {
            "level": f.level,
            "rule": f.rule,
            "measure": measure_name(f.measure) if f.measure else None,
            "year": short_year(f.year) if f.year else None,
            "message": f.message,
        }
        for f in findings
    ]
    answer(args, {"findings": report}, [f"{f.level}：{f.message}" for f in findings] or ["確認するところはありません。"])
    return ATTENTION if any(f.level in (checks.Level.ERROR, checks.Level.WARNING) for f in findings) else OK


@COMMANDS.add("history", "誰が何を変えたかを示す", PLAN, argument("--measure", metavar="M", help="この施策だけ"))
def history(args: Args) -> int:
    """Show who changed what, newest first."""
    with Store.open(args.location, read_only=True) as store:
        changes = history_job.history(store, args.measure, args.plan)
    answer(args, {"changes": changes}, [_event(change) for change in changes] or ["変更の記録はありません。"])
    return OK


def _event(change: dict[str, Any]) -> str:
    """A line: when, who, where, what, why; the year where no measure is named."""
    where = change["measure"] or change["year"] or ""
    why = f"（{change['reason']}）" if change["reason"] else ""
    return f"{local_time(change['at'])} {change['author']} {where} {change['what']}：{change['before']} → {change['after']}{why}"


@COMMANDS.add("rollover", "表示する年度を1年進める（R4-R7 が R5-R8 になる）", PLAN, ANYWAY)
def rollover(args: Args) -> int:
    """Move the shown years on by one, after a look at what is still open in the year that was asked for."""
    who = author(args)
    with Store.open(args.location, author=who) as store:
        rollover_job.require_writable(store)
        outline = Outline(store.load(), requests=store.requests())
        wanted = rollover_job.rollover_of(store, outline, find_plan(outline, args.plan))
        year = outline.asked_year(wanted.before)
        matters = open_matters(store, year, args.plan) if year is not None else []
        against = [matter.text for matter in matters if matter.stands_against]
        if wanted.past_end:
            against.append(past_end_sentence(wanted.before))
        if not may_go_on([m.text for m in matters if not m.stands_against], against, args.anyway):
            return REFUSED
        done = rollover_job.rollover(store, who, args.plan)
    kept = f"（切り替える前のバックアップは「{done.backup}」）" if done.backup else ""
    answer(args, {"years": done.years}, [f"表示する年度を {done.years} に切り替えました{kept}。"])
    return OK


@COMMANDS.add("backup", "中身を確かめたバックアップを作る")
def backup(args: Args) -> int:
    """Make a verified copy."""
    file = back_up(args.location)
    answer(args, {"file": str(file)}, [f"バックアップ「{file}」を作り、中身を確かめました。"])
    return OK


@COMMANDS.add(
    "restore",
    "バックアップから戻す",
    argument("backup", metavar="BACKUP", help="バックアップのファイル"),
    argument(
        "--submissions",
        choices=[*MergedSince],
        help="バックアップのあとに統合した提出を、戻した計画に統合し直す（keep）か、統合していない状態に戻す（drop）か",
    ),
)
def restore(args: Args) -> int:
    """Restore a backup; the present file is kept beside it, and what departments were handed out since stays."""
    choice = MergedSince(args.submissions) if args.submissions else None
    done = restore_master(args.location, args.backup, author=author(args), merged_since=choice)
    before = f"戻す前のファイルは「{done.replaced}」にあります。" if done.replaced is not None else ""
    report = {
        "file": args.location,
        "hand_outs": list(done.kept),
        "merged": [
            {"department": name, "file": m.accepted.file, "applied": len(m.changes), "held": len(m.held)}
            for name, m in done.merged
        ],
        "dropped": list(done.dropped),
    }
    answer(args, report, [f"「{args.location}」を戻しました。{before}", *done.sentences])
    return ATTENTION if done.dropped or done.unread or any(m.held for _, m in done.merged) else OK
