"""Writing into the open plan beside the window: nobody types meanwhile, and afterwards everything shows what stands."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from dxdesk.desktop.background.progress import Work
from dxdesk.desktop.background.task import Task
from dxdesk.desktop.session import Session
from dxdesk.desktop.window.page_stack import Views
from dxdesk.plan.changes.compare import compare
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.progress import Step
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Store

Job = Callable[[Store, Step], Any]  # writes; what it returns goes to whoever asked


@dataclass(frozen=True)
class Written:
    """What a job said, and what it changed of the plan."""

    outcome: Any
    batch: Batch


def carried_out(store: Store, before: Rows, job: Job, step: Step) -> Written:
    """A job, and the difference it made. Raises what the job raises."""
    outcome = job(store, step)
    return Written(outcome, Batch(compare(before, store.load()), ""))


class Writer(QObject):
    """One job at a time."""

    running = Signal(bool)

    def __init__(self, session: Session, views: Views, work: Work) -> None:
        super().__init__(views)
        self.session = session
        self.work = work
        self._views = views
        self._then: Callable[[Any], None] | None = None
        self.busy = False

    def start(self, job: Job, then: Callable[[Any], None], busy: str) -> None:
        """Starts a job; `then` gets what it returned. Where another one still runs that is told instead."""
        if self.busy:
            self.work.message.emit("前の作業が終わるのを待ってから、もう一度行ってください。")
            return
        self._views.desk.write()
        self._then = then
        self._set(True)
        self.work.start(partial(carried_out, self.session.store, self.session.rows, job), self._done, busy, self._ended)

    def _done(self, written: Written) -> None:
        if written.batch:
            self.session.take_in(written.batch)
        if self._then is not None:
            self._then(written.outcome)

    def _ended(self, _task: Task) -> None:
        self._set(False)
        if QApplication.focusWidget() is None:
            self._views.take_keyboard()

    def _set(self, busy: bool) -> None:
        """While the file is written no field may wait for it: the measures rest, and nobody looks at the file."""
        self.busy = busy
        self.session.rest(busy)
        self._views.desk.setEnabled(not busy)
        self.running.emit(busy)
