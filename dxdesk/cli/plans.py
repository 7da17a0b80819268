"""Commands on the plan file itself: new, info, get, set, add, check, history, rollover, backup, restore."""

from typing import Any

from dxdesk.cli.answers import ATTENTION, OK, Args, answer, author
from dxdesk.jobs import creating, editing
from dxdesk.jobs import history as history_job
from dxdesk.jobs import rollover as rollover_job
from dxdesk.jobs.info import info as info_report
from dxdesk.jobs.info import measure_lines, measure_report
from dxdesk.plan import checks
from dxdesk.plan.rows.dates import local_time, short_year
from dxdesk.plan.rows.lookup import find_measure, find_plan
from dxdesk.plan.rows.outline import Outline, measure_name
from dxdesk.store import Store
from dxdesk.store.file.backup import back_up
from dxdesk.store.file.backup import restore as restore_backup


def read(args: Args) -> Outline:
    """The plan file of the command, read and closed again."""
    with Store.open(args.location, read_only=True) as store:
        return Outline(store.load())


def new(args: Args) -> int:
    """Makes a plan file; refuses to overwrite."""
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


def info(args: Args) -> int:
    """What the file holds."""
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


def get(args: Args) -> int:
    """One measure whole."""
    outline = read(args)
    report = measure_report(outline, find_measure(outline, find_plan(outline, args.plan), args.measure))
    answer(args, report, measure_lines(report))
    return OK


def set_figure(args: Args) -> int:
    """Writes one figure."""
    who = author(args)
    with Store.open(args.location, author=who) as store:
        place = editing.FigureRef(args.measure, args.indicator, args.year, args.role, args.parent, args.plan)
        changes = editing.set_figure(store, place, args.text, author=who)
    answer(args, {"changes": changes}, ["書きました。" if changes else "すでに同じ値です。何も変えていません。"])
    return OK


def add_line(args: Args) -> int:
    """Adds one line of narrative."""
    who = author(args)
    with Store.open(args.location, author=who) as store:
        place = editing.LineRef(args.measure, args.year, args.kind, args.department, args.plan)
        changes = editing.add_line(store, place, args.text, author=who)
    answer(args, {"changes": changes}, ["記載を追加しました。"])
    return OK


def check(args: Args) -> int:
    """Validation findings."""
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


def history(args: Args) -> int:
    """Who changed what, newest first."""
    with Store.open(args.location, read_only=True) as store:
        changes = history_job.history(store, args.measure, args.plan)
    answer(args, {"changes": changes}, [_event(change) for change in changes] or ["変更の記録はありません。"])
    return OK


def _event(change: dict[str, Any]) -> str:
    """A line: when, who, where, what, why; the year where nothing else tells it."""
    where = change["measure"] or change["year"] or ""
    why = f"（{change['reason']}）" if change["reason"] else ""
    return f"{local_time(change['at'])} {change['author']} {where} {change['what']}：{change['before']} → {change['after']}{why}"


def rollover(args: Args) -> int:
    """The shown years move on by one."""
    who = author(args)
    with Store.open(args.location, author=who) as store:
        done = rollover_job.rollover(store, who, args.plan)
    kept = f"（切り替える前のバックアップは「{done.backup}」）" if done.backup else ""
    answer(args, {"years": done.years}, [f"表示する年度を {done.years} に切り替えました{kept}。"])
    return OK


def backup(args: Args) -> int:
    """A verified copy."""
    file = back_up(args.location)
    answer(args, {"file": str(file)}, [f"バックアップ「{file}」を作り、中身を確かめました。"])
    return OK


def restore(args: Args) -> int:
    """A backup back in place; the file as it was is kept."""
    kept = restore_backup(args.location, args.backup)
    answer(args, {"file": args.location}, [f"「{args.location}」を戻しました。戻す前のファイルは「{kept}」にあります。"])
    return OK
