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
from dxdesk.plan.rows.model import (
    FORECAST,
    LEAD,
    PLANNED,
    RESULT,
    Department,
    Entry,
    Figure,
    Indicator,
    Measure,
    MeasureDepartment,
    Pillar,
    Plan,
    Row,
    Section,
)
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Store
from tests.desktop.waiting import at_rest


def small_plan() -> Rows:
    """1-(1) with figures and narrative, 1-(2) with one line only."""
    plan = Plan.new(municipality="試験市", title="試験DX計画", shown_from=2022, shown_to=2025, planned_from=2025)
    desk = Department.new(plan=plan.id, name="市民課", rank="A")
    other = Department.new(plan=plan.id, name="企画課", rank="B")
    pillar = Pillar.new(plan=plan.id, number="1", title="行政サービス")
    one = Measure.new(plan=plan.id, pillar=pillar.id, number="1-(1)", title="手続", kpi_published=True, rank="A")
    two = Measure.new(plan=plan.id, pillar=pillar.id, number="1-(2)", title="決済", description="市税の納付", rank="B")
    share = MeasureDepartment.new(measure=one.id, department=desk.id, role=LEAD)
    first = Section.new(measure=one.id, rank="A")
    second = Section.new(measure=two.id, rank="A")
    count = Indicator.new(measure=one.id, section=first.id, label="手続数", unit="件", shows_change=True, rank="A")
    total = Indicator.new(
        measure=one.id, section=first.id, label="相談数", unit="件", children_sum=True, breakdown="parentheses", rank="B"
    )
    part = Indicator.new(measure=one.id, section=first.id, parent=total.id, label="企画課", unit="件", rank="A")
    rows: list[Row] = [plan, desk, other, pillar, one, two, share, first, second, count, total, part]
    rows += [
        Figure.new(indicator=count.id, year=2022, role=RESULT, text="1,211件"),
        Figure.new(indicator=count.id, year=2023, role=RESULT, text="1,100件"),
        Figure.new(indicator=count.id, year=2025, role=FORECAST, text="2,000件"),
        Figure.new(indicator=part.id, year=2023, role=RESULT, text="4件"),
    ]
    rows += [
        line(one, first, 2023, "昨年は窓口を増やした。", desk, "A"),
        line(one, first, 2024, "一行目", desk, "A"),
        line(one, first, 2024, "二行目", None, "B"),
        line(one, first, 2025, "来年は広げる。", desk, "A", PLANNED),
        line(two, second, 2024, "決済の行", other, "A"),
    ]
    return Rows.of(rows)


def line(
    measure: Measure, section: Section, year: int, text: str, department: Department | None, rank: str, kind: str = RESULT
) -> Entry:
    """A line of narrative."""
    return Entry.new(
        measure=measure.id,
        section=section.id,
        year=year,
        kind=kind,
        text=text,
        department=department.id if department else None,
        written=department.name if department else "",
        rank=rank,
    )


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
