"""A view as an image, without a display."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from PySide6.QtCore import QMessageLogContext, QSize, Qt, QThreadPool, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from dxdesk.desktop.commands.coordinate import BOARD, MERGE
from dxdesk.desktop.commands.hand_in import HAND_IN
from dxdesk.desktop.commands.pages import GLOSSARY, OVERVIEW, STRUCTURE
from dxdesk.desktop.headless import without_display
from dxdesk.desktop.session import Session
from dxdesk.desktop.window.application import application
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.desktop.window.plan_view import PlanView
from dxdesk.files import replacing
from dxdesk.plan.rows.errors import EnvironmentFault, Refused
from dxdesk.plan.rows.lookup import find_measure
from dxdesk.store import Store
from dxdesk.store.database import is_server
from dxdesk.store.file.backup import back_up

SMALLEST = QSize(1366, 768)


class Wanted(NamedTuple):
    """Of what a picture is wanted: the plan's place as it was given, and the measure's number or title."""

    location: str
    measure: str | None


def picture(
    location: str,
    view: str = "measure",
    measure: str | None = None,
    theme: str = "light",
    scale: int = 100,
    *,
    out: Path,
    plan: str | None = None,
) -> None:
    """Writes a view of a plan as PNG, as large as its contents and at least 1366×768; `scale` in percent.

    Raises Refused for a view, theme, measure or scale that there is not, EnvironmentFault where it cannot be written.
    """
    if view not in VIEWS:
        raise Refused(f"画面「{view}」はありません。{'、'.join(VIEWS)} から選んでください。")
    if not 50 <= scale <= 400:
        raise Refused(f"倍率「{scale}」は使えません。50 から 400 の間で指定してください。")
    without_display()
    application(theme=theme)
    before = qInstallMessageHandler(_without_noise)
    window = MainWindow("", remembers=False)
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    try:
        with TemporaryDirectory(prefix="dxdesk-") as folder:
            try:
                window.show_session(_session(location, Path(folder), plan))
                VIEWS[view](window, Wanted(location, measure))
                _write(_image(window, scale), out)
            finally:
                window.close_file()
                QThreadPool.globalInstance().waitForDone()  # a worker must not outlive what it reports to
    finally:
        window.deleteLater()
        qInstallMessageHandler(before)


def _session(location: str, folder: Path, plan: str | None) -> Session:
    """A copy of the file in `folder`, as the person sees it who may write, whoever has the file open; a database is only read."""
    server = is_server(location)
    store = Store.open(location if server else back_up(location, folder), read_only=server)
    try:
        return Session(store, "", plan)
    except BaseException:
        store.close()
        raise


def _measure(window: MainWindow, wanted: Wanted) -> None:
    """The window with one measure, all of it."""
    session, page, tree, desk = window.session, window.page, window.tree, window.desk
    if session is None or page is None or tree is None or desk is None:
        return
    if wanted.measure is not None:
        window.show_measure(find_measure(session.outline, session.plan, wanted.measure).id)
    window.resize(SMALLEST)
    window.show()
    desk.findings.settle()
    desk.trends.settle()
    for _ in range(4):  # the first rounds settle widths, the next the heights that follow from them
        QApplication.processEvents()
        missing = max(page.missing_height(), tree.missing_height(), 0)
        window.resize(window.width(), window.height() + missing)
    _lay_out()


def _chart(window: MainWindow, wanted: Wanted) -> None:
    """The window with one measure and its trends, whatever the room."""
    if window.desk is not None:
        window.desk.trends.setVisible(True)
    _measure(window, wanted)


def _findings(window: MainWindow, wanted: Wanted) -> None:
    """The window with the findings of the whole plan, of one measure where it is named."""
    if window.desk is not None:
        panel = window.desk.findings
        (panel.here if wanted.measure is not None else panel.everywhere).setChecked(True)
        _measure(window, wanted)
        _share(window, window.desk, 0)
        _share(window, window.desk, panel.view.verticalScrollBar().maximum())


def _share(window: MainWindow, desk: PlanView, more: int) -> None:
    """A half of the smallest window to the measure, the other, and `more` pixels, to the findings."""
    half = SMALLEST.height() // 2
    window.resize(SMALLEST.width(), SMALLEST.height() + more)
    desk.setSizes([half, half + more])
    _lay_out()


def _page(page: str, window: MainWindow, _wanted: Wanted) -> None:
    """A page beside the measures."""
    window.resize(SMALLEST)
    window.show()
    shown = window.views.turn(page) if window.views is not None else None
    if shown is None:
        if page == HAND_IN:
            raise Refused("この画面は課に配られた写しにだけあります。写しのファイルを指定してください。")
        raise Refused("この画面は課に配られた写しにはありません。元の計画ファイルを指定してください。")
    QApplication.processEvents()
    shown.settle()
    _lay_out()


def _start(window: MainWindow, wanted: Wanted) -> None:
    """The window as it is without a plan, with this plan among those opened lately."""
    window.close_file()
    window.show_start([wanted.location])
    window.resize(SMALLEST)
    window.show()
    _lay_out()


def _lay_out() -> None:
    """Lets widths settle, then the heights that follow from them, then the scroll bars that take from the width."""
    for _ in range(8):
        QApplication.processEvents()


VIEWS: dict[str, Callable[[MainWindow, Wanted], None]] = {
    "measure": _measure,
    "chart": _chart,
    "findings": _findings,
    "start": _start,
    "overview": partial(_page, OVERVIEW),
    "structure": partial(_page, STRUCTURE),
    "glossary": partial(_page, GLOSSARY),
    "merge": partial(_page, MERGE),
    "board": partial(_page, BOARD),
    "hand-in": partial(_page, HAND_IN),
}


def _without_noise(kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
    """Qt's messages as ever, but not that the offscreen platform has no window manager to hint to."""
    if "propagateSizeHints" not in text and kind != QtMsgType.QtDebugMsg:
        sys.stderr.write(f"{text}\n")


def _image(widget: QWidget, scale: int) -> QImage:
    size = widget.size() * scale / 100
    image = QImage(size, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale / 100)
    widget.render(image)
    return image


def _write(image: QImage, out: Path) -> None:
    with replacing(out) as temporary:
        if not image.save(str(temporary), "PNG"):  # type: ignore[call-overload]  # the stub says bytes, Qt takes str
            raise EnvironmentFault(f"「{out}」に画像を書けません。保存先の場所と空きを確かめてください。")
