"""One window in a process of its own, measured from outside: `window_child.py MODE [PLAN]` prints one JSON object.

Modes: `bare`, a window of PySide6 alone; `open`, dxdesk as `dxdesk open PLAN` starts it, ready for the first edit; `read`,
the same with `--read-only`; `chart`, as `open` until its chart is drawn; `switch`, dxdesk turning from measure to measure;
`leaf`, the bare window's widgets filled as often.
Times are of the clock that the starting process reads too, so that they count from before Python began. `worked` is how
long the processor was at it until the window was usable, which other work on the machine hardly lengthens.
"""

import gc
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

TURNS = 200


def main(mode: str, plan: str = "") -> dict[str, Any]:
    """What was measured."""
    modes = {"bare": bare, "leaf": leaf, "open": shown, "read": read, "chart": charted, "switch": switched}
    return modes[mode](plan)


def resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def bare(_plan: str) -> dict[str, Any]:
    """QApplication, QMainWindow, QTableView and QPlainTextEdit until they are painted."""
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    window = _bare_window()
    window.show()
    app.processEvents()
    window.grab()
    painted = time.monotonic()
    return {"first_paint": painted, "usable": painted, "worked": time.process_time(), "memory": resident()}


def _bare_window() -> Any:
    from PySide6.QtGui import QStandardItemModel
    from PySide6.QtWidgets import QMainWindow, QPlainTextEdit, QTableView, QVBoxLayout, QWidget

    window = QMainWindow()
    middle = QWidget(window)
    column = QVBoxLayout(middle)
    window.table, window.text = QTableView(middle), QPlainTextEdit(middle)
    window.table.setModel(QStandardItemModel(12, 5, window.table))
    column.addWidget(window.table)
    column.addWidget(window.text)
    window.setCentralWidget(middle)
    window.resize(1366, 768)
    return window


def leaf(_plan: str) -> dict[str, Any]:
    """One table of 12 × 5 and one text filled anew and painted."""
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    window = _bare_window()
    window.show()
    app.processEvents()
    times = []
    for turn in range(TURNS):
        start = time.perf_counter()
        model = window.table.model()
        for row in range(12):
            for column in range(5):
                model.setData(model.index(row, column), f"{turn * row + column:,}件")
        window.text.setPlainText(f"{turn}回目の記載。" * 40)
        app.processEvents()
        times.append(time.perf_counter() - start)
    return {"times": times}


def _started(plan: str, width: int, until: Any, *options: str) -> dict[str, Any]:
    """`dxdesk open PLAN` with options; the times of the first paint and of the plan's first paint."""
    from dxdesk.cli import main as command
    from dxdesk.desktop.window import application

    seen: dict[str, Any] = {}

    class Splash(application.Splash):
        def paintEvent(self, event: Any) -> None:
            super().paintEvent(event)
            seen.setdefault("first_paint", time.monotonic())

    def make_window(author: str, starts: bool) -> Any:
        return _watched(author, starts, seen, width, until)

    application.Splash, application.make_window = Splash, make_window  # type: ignore[misc]
    command(["open", plan, *options])
    return seen


def _watched(author: str, starts: bool, seen: dict[str, Any], width: int, until: Any) -> Any:
    """The window, which notes when its plan is painted, and closes."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    from dxdesk.desktop.window.main_window import MainWindow

    class Watched(MainWindow):
        def show(self) -> None:
            self.resize(width, 768)
            super().show()

        def show_opened(self, *given: Any) -> None:
            super().show_opened(*given)
            self.plan.view.page.grid.viewport().installEventFilter(self)

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and "usable" not in seen:
                seen["usable"], seen["worked"] = time.monotonic(), time.process_time()
                watched.removeEventFilter(self)
                self.settling = QTimer(self)
                self.settling.setInterval(50)
                self.settling.timeout.connect(self.settled)
                self.settling.start()
            return False

        def settled(self) -> None:
            if until(self) and time.monotonic() > seen["usable"] + 1.5:
                gc.collect()
                seen["memory"] = resident()
                self.close()

    return Watched(author, starts=starts)


def shown(plan: str) -> dict[str, Any]:
    """Too narrow for a chart beside the measure; until what writes is there too."""
    return _started(plan, 1000, lambda _window: "dxdesk.store.tables.undo" in sys.modules)


def read(plan: str) -> dict[str, Any]:
    """As narrow, by somebody who only reads."""
    return _started(plan, 1000, lambda _window: True, "--read-only")


def charted(plan: str) -> dict[str, Any]:
    """Wide enough for the chart, until it is drawn."""
    return _started(plan, 1366, lambda window: window.plan.view.trends.sheet.chart is not None)


def switched(plan: str) -> dict[str, Any]:
    """Seconds of each turn from one measure to the next, painted, chart and findings beside it."""
    from dxdesk.desktop.window.application import application
    from dxdesk.desktop.window.main_window import MainWindow
    from dxdesk.plan.rows.model import Measure

    app = application()
    window = MainWindow("", remembers=False)
    window.show()
    window.open(plan, read_only=True)
    desk = window.plan.view
    assert desk is not None
    desk.findings.load_now()
    desk.trends.load_now()
    measures = list(desk.session.rows.all(Measure))
    asked = (measures[:60] * TURNS)[: TURNS + 60]
    times = []
    for measure in asked:
        gc.collect(0)
        start = time.perf_counter()
        window.show_measure(measure)
        app.processEvents()
        times.append(time.perf_counter() - start)
    window.close()
    return {"times": times[60:], "first": times[:60]}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])))
