"""Pages as a PDF file."""

from pathlib import Path

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import QApplication

from dxdesk.desktop.appearance.style import font
from dxdesk.desktop.printing.sheets import draw_sheet, sheets
from dxdesk.desktop.runtime import without_display
from dxdesk.files import replacing
from dxdesk.pages.formats.paper import paper_size
from dxdesk.pages.page import Book, Page
from dxdesk.plan.rows.errors import EnvironmentFault

_DOTS = 1200  # per inch


def prepare() -> None:
    """Make the application and the font that drawing needs, without a display; called once, in the main thread."""
    without_display()
    if QApplication.instance() is None:
        QApplication(["dxdesk"])
    font()


def write(book: Book, path: Path) -> None:
    """Write the book, whole or not at all, in any thread. Raises EnvironmentFault."""
    with replacing(path) as temporary:
        device = QPdfWriter(str(temporary))
        device.setCreator("dxdesk")
        device.setTitle(book.title)
        device.setResolution(_DOTS)
        painter = QPainter()
        try:
            done = _draw(book, device, painter)
        finally:
            # Even where the user stops it: Qt ends the whole program if the device is freed before its painter.
            ended = painter.end() if painter.isActive() else False
        if not (done and ended):
            raise EnvironmentFault(f"「{path}」にPDFを書けません。保存先の場所と空きを確かめてください。")


def _draw(book: Book, device: QPdfWriter, painter: QPainter) -> bool:
    """Draw every sheet; False where one could not be."""
    for page in book.pages:
        for number, sheet in enumerate(sheets(page), 1):
            device.setPageLayout(_layout(page))
            if not (device.newPage() if painter.isActive() else painter.begin(device)):
                return False
            painter.save()
            painter.scale(_DOTS / 72, _DOTS / 72)
            draw_sheet(painter, sheet, page.footer or book.title, number)
            painter.restore()
    return True


def _layout(page: Page) -> QPageLayout:
    """Return the paper without margins: the sheets keep their own."""
    size = QPageSize(QPageSize.PageSizeId.A3 if page.paper == "A3" else QPageSize.PageSizeId.A4)
    width, height = paper_size(page)
    orientation = QPageLayout.Orientation.Landscape if width > height else QPageLayout.Orientation.Portrait
    return QPageLayout(size, orientation, QMarginsF(0, 0, 0, 0))
