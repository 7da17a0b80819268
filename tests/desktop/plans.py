"""Plans to open in tests, and the ways a person touches a window."""

from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from dxdesk.desktop.measure.kpi_grid import KpiGrid
from dxdesk.desktop.measure.line_box import LineBox
from dxdesk.desktop.measure.measure_page import MeasurePage
from dxdesk.desktop.parts.editors import TextEditor
from dxdesk.desktop.session import Session
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.plan.changes import edits
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.model import LEAD, Entry, Measure
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Store
from tests.desktop.waiting import at_rest
from tests.plan_builder import PlanBuilder


def small_plan() -> Rows:
    """1-(1) with figures and narrative, 1-(2) with one line only."""
    plan = PlanBuilder(fixed_ids=False, municipality="試験市", title="試験DX計画")
    desk, other = plan.department("市民課"), plan.department("企画課")
    pillar = plan.pillar("1", "行政サービス")
    one = plan.measure(pillar, "1-(1)", "手続", kpi_published=True)
    two = plan.measure(pillar, "1-(2)", "決済", description="市税の納付")
    plan.share(one, desk, role=LEAD)
    first, second = plan.section(one), plan.section(two)
    numbers = {"R4": "1,211件", "R5": "1,100件", "R7": "2,000件"}
    plan.indicator(first, "手続数", numbers, unit="件", shows_change=True)
    total = plan.indicator(first, "相談数", unit="件", children_sum=True, breakdown="parentheses")
    plan.indicator(first, "企画課", {"R5": "4件"}, total, unit="件")
    plan.entry(first, "R5", "昨年は窓口を増やした。", desk, written=desk.name)
    plan.entry(first, "R6", "一行目", desk, written=desk.name)
    plan.entry(first, "R6", "二行目")
    plan.entry(first, "R7", "来年は広げる。", desk, written=desk.name)
    plan.entry(second, "R6", "決済の行", other, written=other.name)
    return Rows.of(plan.rows)


def session_of(window: MainWindow) -> Session:
    return window.plan.session


def page_of(window: MainWindow) -> MeasurePage:
    return window.plan.view.page


def grid_of(window: MainWindow) -> KpiGrid:
    return page_of(window).grid


def go(window: MainWindow, number: str) -> None:
    """To the measure of that number."""
    found = next(m for m in session_of(window).rows.all(Measure).values() if m.number == number)
    window.show_measure(found.id)
    at_rest()


def box_with(window: MainWindow, text: str) -> LineBox:
    """The line that reads so on the page."""
    return next(box for box in page_of(window).narrative.boxes() if box.field.editor.text() == text)


def editor_with(window: MainWindow, text: str) -> TextEditor:
    return box_with(window, text).field.editor


def texts(window: MainWindow) -> list[str]:
    """The lines in the plan, whatever the page shows."""
    return sorted(e.text for e in session_of(window).store.load().all(Entry).values())


def year_texts(window: MainWindow, year: int) -> list[str]:
    """The lines of one year's column, top down."""
    boxes = page_of(window).narrative.boxes()
    return [b.field.editor.text() for b in boxes if b.entry is not None and b.entry.year == year]


def other_writes(place: Path, before: str, after: str | None) -> None:
    """Somebody on another machine changes (None: deletes) a line, past the lock: it is put back as it was."""
    locks = {path: path.read_bytes() for path in place.parent.iterdir() if "lock" in path.name}
    assert locks
    with Store.open(place, author="鈴木", take_over=True) as store:
        rows = store.load()
        entry = next(e for e in rows.all(Entry).values() if e.text == before)
        changes = edits.delete_row(Outline(rows), entry) if after is None else edits.set_field(entry, "text", after)
        assert not store.apply(Batch(changes, "鈴木")).refused
    for path, content in locks.items():
        path.write_bytes(content)


def compose(widget: QWidget, preedit: str, commit: str = "") -> None:
    """What an IME sends: the text under composition, and what it commits."""
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(widget, event)


def scroll(widget: QWidget) -> None:
    """One notch of the wheel over a widget."""
    place = QPointF(5, 5)
    notch = QPoint(0, -120)
    nothing = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    QApplication.sendEvent(widget, QWheelEvent(place, place, notch, notch, *nothing, False))
