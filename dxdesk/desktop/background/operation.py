"""One background operation: work in a worker thread for one owner, and what becomes of it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from dxdesk.desktop.background.progress import Progress
from dxdesk.desktop.runtime import hold_garbage, release_garbage
from dxdesk.plan.rows.errors import DxdeskError
from dxdesk.plan.rows.progress import Stopped
from dxdesk.store import Store

P = ParamSpec("P")
T = TypeVar("T")

_WORKERS = "workers"  # hold the garbage

# A run outlives whoever started it: a worker must never call into an object that is gone.
_RUNNING: set["Run"] = set()


class Operation(QObject):
    """Work that an owner wants done in a worker. Started again, only the newest run counts.

    It dies with its owner: a run that still goes on then ends by itself, and its result is dropped.
    """

    succeeded = Signal(object)  # what the work returned
    failed = Signal(str)  # one sentence
    stopped = Signal()  # by the person
    ended = Signal()  # after any of these

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self._run: Run | None = None
        self._busy = False
        self._progress: Progress | None = None
        self._sentence = ""
        self._handles_failure = False
        self._bug_sentence = ""

    def on_success(self, receiver: object) -> Self:
        """Give `receiver` what the work returned."""
        self.succeeded.connect(receiver)
        return self

    def on_failure(self, receiver: object, bug: str = "") -> Self:
        """Give `receiver` the sentence of an error; `bug`: the sentence for a bug, blank for none."""
        self.failed.connect(receiver)
        self._handles_failure = True
        self._bug_sentence = bug
        return self

    def on_stop(self, receiver: object) -> Self:
        """Call `receiver` when the person has stopped the work."""
        self.stopped.connect(receiver)
        return self

    def on_end(self, receiver: object) -> Self:
        """Call `receiver` however the work ended, after the other receivers."""
        self.ended.connect(receiver)
        return self

    def with_progress(self, progress: Progress, sentence: str = "") -> Self:
        """Let the window wait for the work before it closes; `sentence`: shown with the meter, blank for neither.

        An error that nobody else handles is then shown by the window.
        """
        self._progress, self._sentence = progress, sentence
        progress.stopping.connect(self.cancel)
        return self

    @property
    def busy(self) -> bool:
        """Whether a result is waited for."""
        return self._busy

    def start(self, work: Callable[[], Any]) -> Self:
        """Run `work` in a worker. It must not touch widgets; the open store only by a snapshot or while it rests."""
        return self._start(Run(work, stepwise=False))

    def start_stepwise(self, work: Callable[..., Any]) -> Self:
        """Run `work` in a worker with `step` as a keyword: it shows how far it is, and can be stopped at each step."""
        return self._start(Run(work, stepwise=True))

    def _start(self, run: "Run") -> Self:
        self.give_up()
        self._run, self._busy = run, True
        run.finished.connect(self._succeed)
        run.failed.connect(self._fail)
        run.broke.connect(self._break)
        run.stopped.connect(self._stop)
        run.ended.connect(self._end)
        if self._progress is not None:
            self._join(self._progress, run)
        run.start()
        return self

    def _join(self, progress: Progress, run: "Run") -> None:
        """Connect the run itself: the window waits for it and shows its errors even where the owner is gone."""
        progress.begin(self._sentence)
        if self._sentence:
            run.stepped.connect(progress.show_step)
            run.stopped.connect(progress.show_stopped)
        if not self._handles_failure:
            run.failed.connect(progress.fail)
        run.ended.connect(progress.end)

    def cancel(self) -> None:
        """Stop the work before its next step; its end is still waited for."""
        if self._run is not None:
            self._run.cancelled = True

    def give_up(self) -> None:
        """Stop the work before its next step; nobody waits for it any more."""
        self.cancel()
        self._run, self._busy = None, False

    def _succeed(self, result: object) -> None:
        if self._settle():
            self.succeeded.emit(result)

    def _fail(self, sentence: str) -> None:
        if self._settle():
            self.failed.emit(sentence)

    def _break(self) -> None:
        if self._settle() and self._bug_sentence:
            self.failed.emit(self._bug_sentence)

    def _stop(self) -> None:
        if self._settle():
            self.stopped.emit()

    def _settle(self) -> bool:
        """Whether the newest run is the one that is over; nobody waits for the result of an older one."""
        newest = self.sender() is self._run
        self._busy = self._busy and not newest
        return newest

    def _end(self) -> None:
        if self.sender() is self._run:
            self._run = None
            self.ended.emit()


class Run(QObject):
    """One run of an operation. A bug (`broke`) reaches the application's hook in any case."""

    stepped = Signal(object, object)  # done, of how many
    finished = Signal(object)
    failed = Signal(str)
    broke = Signal(object)
    stopped = Signal()
    ended = Signal()

    def __init__(self, work: Callable[..., Any], stepwise: bool) -> None:
        super().__init__()
        self.work = work
        self._stepwise = stepwise
        self.cancelled = False
        self._percent = -1
        self._worker = _Worker(self)
        self._worker.setAutoDelete(False)
        self.broke.connect(self._raise)
        self.ended.connect(self._let_go)

    def start(self) -> None:
        """Queue the work."""
        hold_garbage(_WORKERS)  # most of all while workers make much
        _RUNNING.add(self)
        QThreadPool.globalInstance().start(self._worker)

    def step(self, done: int, total: int) -> None:
        """Called by the work, in the worker; emits at most a hundred times. Raises Stopped."""
        if self.cancelled:
            raise Stopped()
        percent = done * 100 // max(total, 1)
        if percent != self._percent:
            self._percent = percent
            self.stepped.emit(done, total)

    def run(self) -> None:
        """Do the work, in the worker."""
        try:
            result = self.work(step=self.step) if self._stepwise else self.work()
        except Stopped:
            self.stopped.emit()
        except DxdeskError as error:
            self.failed.emit(error.message)
        except Exception as error:
            self.broke.emit(error)
        else:
            self.finished.emit(result)
        self.ended.emit()

    def _raise(self, error: Exception) -> None:
        raise error

    def _let_go(self) -> None:
        _RUNNING.discard(self)
        if not _RUNNING:
            release_garbage(_WORKERS)


class _Worker(QRunnable):
    def __init__(self, run: Run) -> None:
        super().__init__()
        self._run = run

    @Slot()
    def run(self) -> None:
        self._run.run()


def with_snapshot(read: Callable[Concatenate[Store, P], T]) -> Callable[Concatenate[Store, P], T]:
    """Let work that only reads the open plan read a snapshot of it: whoever types meanwhile does not wait for it."""

    @wraps(read)
    def found(store: Store, /, *args: P.args, **kwargs: P.kwargs) -> T:
        with store.snapshot() as snapshot:
            return read(snapshot, *args, **kwargs)

    return found
