"""A view as an image, without a display."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QMessageLogContext, QSize, Qt, QThreadPool, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from dxdesk.desktop.commands.open import OpenedFile
from dxdesk.desktop.runtime import without_display
from dxdesk.desktop.session import Session
from dxdesk.desktop.window.application import application
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.files import replacing
from dxdesk.plan.rows.errors import EnvironmentFault, Refused
from dxdesk.plan.rows.lookup import find_measure
from dxdesk.store import Store
from dxdesk.store.database import is_server
from dxdesk.store.file.backup import back_up
from dxdesk.views import HeldBy, picture_names, view_named

SMALLEST = QSize(1366, 768)


@dataclass(frozen=True)
class Shot:
    """How a picture is to be.

    `view`: a scene or the name of a view; `measure`: its number or title; `scale` in percent; `plan`: the title, where the
    file holds several.
    """

    view: str = "measure"
    measure: str | None = None
    theme: str = "light"
    scale: int = 100
    plan: str | None = None


MEASURE = Shot()  # the first one


def picture(location: str, out: Path, shot: Shot = MEASURE) -> None:
    """Write a view of a plan as PNG, as large as its contents and at least 1366×768.

    Raises Refused for a view, theme, measure or scale that there is not, EnvironmentFault where it cannot be written.
    """
    if shot.view not in picture_names():
        raise Refused(f"画面「{shot.view}」はありません。{'、'.join(picture_names())} から選んでください。")
    if not 50 <= shot.scale <= 400:
        raise Refused(f"倍率「{shot.scale}」は使えません。50 から 400 の間で指定してください。")
    without_display()
    application(theme=shot.theme)
    before = qInstallMessageHandler(_without_noise)
    window = MainWindow("", remembers=False)
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    try:
        with TemporaryDirectory(prefix="dxdesk-") as folder:
            try:
                window.show_opened(OpenedFile(_session(location, Path(folder), shot.plan)))
                if shot.view in DRAWN:
                    DRAWN[shot.view](window, location, shot.measure)
                else:
                    _page(window, shot.view)
                _write(_image(window, shot.scale), out)
            finally:
                window.close_file()
                QThreadPool.globalInstance().waitForDone()  # a worker must not outlive the objects that it reports to
    finally:
        window.deleteLater()
        qInstallMessageHandler(before)


def _session(location: str, folder: Path, plan: str | None) -> Session:
    """Open a copy of the file in `folder`, as who may write sees it, whoever has the file open; a database is only read."""
    server = is_server(location)
    store = Store.open(location if server else back_up(location, folder), read_only=server)
    try:
        return Session(store, "", plan)
    except BaseException:
        store.close()
        raise


def _measure(window: MainWindow, _location: str, measure: str | None) -> None:
    """Show one measure, all of it."""
    session, view = window.plan.session, window.plan.view
    if measure is not None:
        window.show_measure(find_measure(session.outline, session.plan, measure).id)
    window.resize(SMALLEST)
    window.show()
    view.load_now()
    for _ in range(4):  # the first rounds settle widths, the next the heights that follow from them
        QApplication.processEvents()
        missing = max(view.page.missing_height(), view.tree.missing_height(), 0)
        window.resize(window.width(), window.height() + missing)
    _lay_out()


def _chart(window: MainWindow, location: str, measure: str | None) -> None:
    """Show one measure and its trends, whatever the room."""
    window.plan.view.trends.setVisible(True)
    _measure(window, location, measure)


def _findings(window: MainWindow, location: str, measure: str | None) -> None:
    """Show the findings of the whole plan, of one measure where it is named."""
    panel = window.plan.view.findings
    (panel.here if measure is not None else panel.everywhere).setChecked(True)
    _measure(window, location, measure)
    _share(window, 0)
    _share(window, panel.view.verticalScrollBar().maximum())


def _share(window: MainWindow, more: int) -> None:
    """Give a half of the smallest window to the measure, the other, and `more` pixels, to the findings."""
    half = SMALLEST.height() // 2
    window.resize(SMALLEST.width(), SMALLEST.height() + more)
    window.plan.view.setSizes([half, half + more])
    _lay_out()


def _page(window: MainWindow, name: str) -> None:
    """Show a page beside the measures. Raises Refused where the plan has none of this name."""
    window.resize(SMALLEST)
    window.show()
    if not window.plan.pages.holds(name):
        if view_named(name).held_by is HeldBy.COPY:
            raise Refused("この画面は課に配られた写しにだけあります。写しのファイルを指定してください。")
        raise Refused("この画面は課に配られた写しにはありません。元の計画ファイルを指定してください。")
    shown = window.plan.pages.turn(name)
    QApplication.processEvents()
    shown.load_now()
    _lay_out()


def _start(window: MainWindow, location: str, _measure: str | None) -> None:
    """Show the window without a plan, with this plan among those opened lately."""
    window.close_file()
    window.show_start([location])
    window.resize(SMALLEST)
    window.show()
    _lay_out()


def _lay_out() -> None:
    """Let widths settle, then the heights that follow from them, then the scroll bars that take from the width."""
    for _ in range(8):
        QApplication.processEvents()


DRAWN: dict[str, Callable[[MainWindow, str, str | None], None]] = {
    "start": _start,
    "measure": _measure,
    "chart": _chart,
    "findings": _findings,
}


def _without_noise(kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
    """Write Qt's messages as ever, but not that the offscreen platform has no window manager to hint to."""
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
