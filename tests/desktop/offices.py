"""Three departments of 伊東市 with a copy each, and what a clerk does with it."""

from dataclasses import dataclass
from pathlib import Path

from pytestqt.qtbot import QtBot

from dxdesk.desktop.background.background_view import BackgroundView
from dxdesk.desktop.coordinator.board_page import BoardPage
from dxdesk.desktop.coordinator.merge_page import MergePage
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.plan.changes import edits
from dxdesk.plan.changes.edits import Changes
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.model import Entry, Indicator
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.owners import entry_owner, figure_owner
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Store
from dxdesk.submission.hand_in.send_message import send_message
from dxdesk.submission.hand_in.submit import submit
from dxdesk.submission.hand_out.copies import HandOutRequest, hand_out

BOSS = "政策 花子"
YEAR = 2024
OFFICES = ("企画課", "秘書広報課", "職員課")


@dataclass(frozen=True)
class Copy:
    """A department's copy."""

    name: str
    file: Path

    def edit(self, before: str, after: str) -> None:
        """A line of its own reads otherwise."""
        write(self.file, before, after, f"{self.name} 課員")

    def fill(self, label: str, text: str) -> None:
        """A figure of its own."""
        with Store.open(self.file, author=f"{self.name} 課員") as store:
            outline = Outline(store.load())
            indicator = next(i for i in outline.rows.all(Indicator).values() if i.label == label and _owns(outline, i, self))
            apply(store, edits.write_figure(outline, indicator, YEAR, text), f"{self.name} 課員")

    def message(self, text: str, measure: str | None = None) -> None:
        """Something for the coordinator, beside what was asked."""
        with Store.open(self.file, author=f"{self.name} 課員") as store:
            send_message(store, text, author=f"{self.name} 課員", measure=measure)

    def lines(self) -> list[Entry]:
        """Its own lines of the asked year, as it has them."""
        with Store.open(self.file, read_only=True) as store:
            outline = Outline(store.load())
        mine = [e for e in outline.rows.all(Entry).values() if e.year == YEAR and e.kind == "実績"]
        return [e for e in mine if (w := entry_owner(outline, e)) is not None and w.name == self.name]

    def send(self, folder: Path) -> Path:
        """Handed in."""
        folder.mkdir(exist_ok=True)
        place = folder / f"{self.file.stem}_{len(list(folder.iterdir()))}.dxdb"
        return submit(str(self.file), place, author=f"{self.name} 課長").file


def _owns(outline: Outline, indicator: Indicator, copy: Copy) -> bool:
    owner = figure_owner(outline, indicator)
    return owner is not None and owner.name == copy.name


def apply(store: Store, changes: Changes, author: str) -> None:
    assert not store.apply(Batch(changes, author)).refused


def write(place: Path, before: str, after: str, author: str) -> None:
    """A line of a closed plan file reads otherwise."""
    with Store.open(place, author=author) as store:
        entry = next(e for e in store.load().all(Entry).values() if e.text == before)
        apply(store, edits.set_field(entry, "text", after), author)


def handed(master: Path, due: str | None = "2099-03-31", *, whole: bool = False) -> list[Copy]:
    """Copies for the three."""
    request = HandOutRequest(YEAR, OFFICES, due, past=True, whole=whole)
    with Store.open(master, author=BOSS) as store:
        copies = hand_out(store, master.parent / "配布", request, author=BOSS)
    return [Copy(copy.department, copy.file) for copy in copies]


def merge_page(window: MainWindow, qtbot: QtBot) -> MergePage:
    """The merge page, turned to and read."""
    page = window.plan.pages.turn("merge")
    assert isinstance(page, MergePage)
    still(window, page, qtbot)
    return page


def board_page(window: MainWindow, qtbot: QtBot) -> BoardPage:
    """The board, turned to and read."""
    page = window.plan.pages.turn("board")
    assert isinstance(page, BoardPage)
    qtbot.waitUntil(lambda: page.shown is not None and not page.reading.busy)
    return page


def still(window: MainWindow, page: BackgroundView, qtbot: QtBot) -> None:
    """Nothing runs any more and nothing is about to be read."""
    qtbot.waitUntil(lambda: not window.progress.running and page.at_rest)


def rows_of(window: MainWindow) -> Rows:
    """What the file holds."""
    return window.plan.session.store.load()


def line_texts(rows: Rows) -> set[str]:
    return {entry.text for entry in rows.all(Entry).values()}
