"""Commands that draw: open, picture. Qt is imported only here, and only when it is needed."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from dxdesk.cli.answers import OK, REFUSED, Args, answer, author
from dxdesk.cli.command import PLAN, Commands, argument, out
from dxdesk.plan.rows.errors import EnvironmentFault
from dxdesk.views import picture_names

if TYPE_CHECKING:
    from dxdesk.pages.page import Book

PDF = "pdf"  # the one kind of file that the window draws

OPEN, DRAWN = Commands(), Commands()


@OPEN.add("open", "ウィンドウで開く", argument("--read-only", action="store_true", help="読み取り専用で開く"))
def open_window(args: Args) -> int:
    """Open the window; where there is no display, write a workbook and a picture instead."""
    if not _has_display():
        return _without_display(args)
    with _qt():
        from dxdesk.desktop.window.application import run

    return run(args.location, read_only=args.read_only, author=author(args))


@DRAWN.add(
    "picture",
    "画面を画像にする（画面がなくてもよい）",
    PLAN,
    argument("--view", required=True, choices=picture_names(), help="どの画面か"),
    argument("--measure", metavar="N", help="施策の番号"),
    argument("--theme", choices=("light", "dark", "high-contrast"), default="light", help="配色"),
    argument("--scale", type=int, choices=(100, 125, 150, 200), default=100, help="倍率（%%）"),
    out("PNG", "書き出す画像"),
)
def picture(args: Args) -> int:
    """Write a view as an image; no display is needed."""
    with _qt():
        from dxdesk.desktop.window.screenshot import Shot
        from dxdesk.desktop.window.screenshot import picture as draw

    draw(args.location, Path(args.out), Shot(args.view, args.measure, args.theme, args.scale, args.plan))
    answer(args, {"file": args.out}, [f"「{args.out}」に画面を書き出しました。"])
    return OK


def pdf_writer() -> "Callable[[Book, Path], None]":
    """Return the function that writes pages as PDF; no display is needed."""
    with _qt():
        from dxdesk.desktop.printing import pdf

    pdf.prepare()
    return pdf.write


@contextmanager
def _qt() -> Iterator[None]:
    """Report a missing system library of Qt as the machine's fault: no Python package can contain them."""
    try:
        yield
    except ImportError as error:
        if (error.name or "").startswith("dxdesk"):
            raise
        raise EnvironmentFault(
            f"画面の部品（Qt）を読み込めません（{error}）。"
            "Debianでは apt-get install libegl1 libgl1 libxkbcommon0 libfontconfig1 libdbus-1-3 を行ってください。"
        ) from error


def _has_display() -> bool:
    return sys.platform != "linux" or any(os.environ.get(v) for v in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _without_display(args: Args) -> int:
    print("この端末には画面がないため、ウィンドウを開けません。", file=sys.stderr)
    if args.location is None:
        print("dxdesk open に計画ファイルを指定すると、代わりにExcelブックと画面の絵を書き出します。", file=sys.stderr)
        return REFUSED
    from dxdesk.jobs import exporting
    from dxdesk.store import Store

    # Names of their own, so that nobody's workbook beside the plan is replaced.
    stem = Path(args.location).stem
    workbook, drawn = Path(f"{stem}_書き出し.xlsx"), Path(f"{stem}_画面.png")
    with Store.open(args.location, read_only=True) as store:
        rows = store.load()
    exporting.export(rows, "ito", workbook)
    with _qt():
        from dxdesk.desktop.window.screenshot import picture as draw

    draw(args.location, drawn)
    print(f"代わりに、Excelブック「{workbook.resolve()}」と画面の絵「{drawn.resolve()}」を書き出しました。")
    return OK
