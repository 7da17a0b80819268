"""Texts that could not be saved are tried again by themselves, until the cause is cured and all of them are saved."""

from PySide6.QtCore import QObject, QTimer

from dxdesk.desktop.background.operation import Operation
from dxdesk.desktop.session import Session
from dxdesk.plan.rows.errors import DxdeskError

RETRY_EVERY = 5_000  # ms


class Retrying(QObject):
    """Tries again what a session holds because the machine failed; where that fails, connects anew in a worker first.

    A share that was away and a server that was stopped give no error that tells whether a new connection is needed.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(RETRY_EVERY)
        self._timer.timeout.connect(self.try_now)
        self._connecting = Operation(self).on_success(self._connected).on_failure(self._arm)
        session.holding.connect(self._arm)

    def try_now(self) -> None:
        """Try to write all of it."""
        session = self._session
        if session.resting or self._connecting.busy or not session.waiting():
            self._arm()
        elif session.retry():
            self._connecting.start(session.store.reconnect)

    def stop(self) -> None:
        """Try no more: the file is being closed."""
        self._timer.stop()
        self._connecting.give_up()

    def _connected(self) -> None:
        """Take in what others wrote meanwhile, and write over the new connection."""
        try:
            self._session.reload()
        except DxdeskError:
            self._arm()
            return
        self._session.retry()
        self._arm()

    def _arm(self) -> None:
        """Try again later, as long as anything waits."""
        if not self._session.waiting():
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()
