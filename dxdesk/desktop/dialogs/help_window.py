"""ヘルプ: pages to read beside the work. What is bold in them is found in the window in these words."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QTextBrowser, QVBoxLayout, QWidget

from dxdesk.desktop.parts.dialog import CloseButton, Dialog
from dxdesk.files import read_text, shipped_file

# The order of reading; each is a file of `resources/help`, its first line the title.
PAGES = ("start", "enter", "hand-in", "coordinate", "sheets", "list-map", "structure", "trouble", "keys", "about")


class HelpWindow(Dialog):
    """The contents on the left, a page on the right; it stays open beside the window and blocks nothing."""

    def __init__(self, more: Mapping[str, Callable[[], str]], parent: QWidget | None = None) -> None:
        """`more`: what is known only while the program runs, added at the end of a page."""
        super().__init__("ヘルプ", parent)
        self._more = more
        self.contents = QListWidget(self)
        self.contents.setAccessibleName("ヘルプの目次")
        self.contents.setWordWrap(True)
        self.text = QTextBrowser(self)
        self.text.setAccessibleName("ヘルプの本文")
        self.text.setOpenLinks(False)
        self.text.document().setDocumentMargin(self.fontMetrics().height())
        self.text.anchorClicked.connect(self._follow)
        for page in PAGES:
            item = QListWidgetItem(_text(page).partition("\n")[0].lstrip("# "), self.contents)
            item.setData(Qt.ItemDataRole.UserRole, page)
        self.contents.currentItemChanged.connect(self._show)
        buttons = CloseButton(self)
        row = QHBoxLayout()
        row.addWidget(self.contents, 1)
        row.addWidget(self.text, 3)
        column = QVBoxLayout(self)
        column.addLayout(row, 1)
        column.addWidget(buttons)
        self.make_room(76, 34)

    @property
    def page(self) -> str:
        """The name of the page shown."""
        return str(self.contents.currentItem().data(Qt.ItemDataRole.UserRole))

    def open_page(self, page: str) -> None:
        """Show one of PAGES and take the focus."""
        self.contents.setCurrentRow(PAGES.index(page))
        self.show()
        self.activateWindow()
        self.text.setFocus()

    def _follow(self, link: QUrl) -> None:
        """Follow a link in a page, which names another by its file."""
        self.open_page(link.fileName().removesuffix(".md"))

    def _show(self) -> None:
        more = self._more.get(self.page)
        self.text.setMarkdown(_text(self.page) + ("\n" + more() + "\n" if more is not None else ""))


def _text(page: str) -> str:
    return read_text(shipped_file("resources", "help", f"{page}.md"))
