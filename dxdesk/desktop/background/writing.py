"""Writing into the open plan in a worker: nobody types meanwhile, and afterwards every page shows what is there."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Self

from PySide6.QtCore import QObject

from dxdesk.desktop.background.operation import Operation, Run
from dxdesk.desktop.background.progress import Progress
from dxdesk.desktop.session import Session
from dxdesk.plan.changes.compare import compare
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Store

BUSY = "前の作業が終わるのを待ってから、もう一度行ってください。"


@dataclass(frozen=True)
class Written:
    """What the work returned, and what it changed of the plan."""

    result: Any
    batch: Batch


def with_changes(store: Store, before: Rows, work: Callable[..., Any], **step: Any) -> Written:
    """Do the work and find the difference it made. Raises its errors."""
    result = work(**step)
    return Written(result, Batch(compare(before, store.load()), ""))


class WritingOperation(Operation):
    """An operation that writes into the open plan. At most one runs; another one is refused with a sentence."""

    def __init__(self, owner: QObject, session: Session, progress: Progress, sentence: str) -> None:
        super().__init__(owner)
        self._session = session
        self.with_progress(progress, sentence)

    def _start(self, run: Run) -> Self:
        """Write what is being typed, then run while the session rests."""
        session = self._session
        if session.resting:
            session.message.emit(BUSY)
            return self
        session.rest()
        run.work = partial(with_changes, session.store, session.rows, run.work)
        return super()._start(run)

    def _succeed(self, result: object) -> None:
        assert isinstance(result, Written)
        if result.batch:
            self._session.take_in(result.batch)
        super()._succeed(result.result)

    def _end(self) -> None:
        self._session.resume()
        super()._end()
