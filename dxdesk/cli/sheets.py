"""Commands between the plan and sheets: import, export."""

from dxdesk.cli.answers import ATTENTION, OK, Args, answer, author
from dxdesk.cli.plans import read
from dxdesk.cli.window import PDF, pdf_writer
from dxdesk.jobs import exporting, importing
from dxdesk.pages.layouts import BY_MAP, LAYOUTS


def import_sheet(args: Args) -> int:
    """Reads a sheet into the plan; a person is needed where something could not be read."""
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
    """A map goes with the layouts that are made by one, and only with them."""
    by_map = LAYOUTS[args.layout].by_map
    if by_map and args.map is None:
        args.usage(f"--layout {args.layout} には --map で列の対応表（TOML）も指定してください")
    if not by_map and args.map is not None:
        args.usage(f"--map は --layout {BY_MAP.name} のときだけ指定できます")


def export(args: Args) -> int:
    """Writes sheets; a person is needed where something has no place in the layout."""
    _check_map(args)
    file_format = pdf_writer() if args.format == PDF else args.format
    request = exporting.ExportRequest(file_format, args.years, args.department, tuple(args.measure), args.plan, args.map)
    done = exporting.export(read(args).rows, args.layout, args.out, request)
    report = {"pages": done.pages, "file": str(done.file), "left_out": done.left_out}
    lines = [
        f"「{done.file}」に {done.pages} ページを書き出しました。",
        *(f"載せるところがありません：{o}" for o in done.left_out),
    ]
    answer(args, report, lines)
    return ATTENTION if done.left_out else OK
