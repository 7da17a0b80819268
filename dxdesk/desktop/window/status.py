"""The lower right of the window: how much could not be saved, when it was saved last, and who writes."""

from datetime import datetime
from functools import partial

from PySide6.QtWidgets import QStatusBar, QWidget

from dxdesk.desktop.parts.labels import Label
from dxdesk.desktop.session import EditedCell, HeldText, Session


class PlanStatus:
    """Three labels in a status bar, blank while no plan is open."""

    def __init__(self, bar: QStatusBar, meter: QWidget) -> None:
        self.held, self.saved, self.author = Label("", bar), Label("", bar), Label("", bar)
        self.held.setForegroundRole(bar.palette().ColorRole.BrightText)
        for label in (self.held, self.saved, self.author):
            label.setContentsMargins(6, 0, 6, 0)
            bar.addPermanentWidget(label)
        bar.insertPermanentWidget(0, meter)
        meter.hide()

    def follow(self, session: Session) -> None:
        """Show how an open plan is."""
        session.saved.connect(self._show_saved)
        session.holding.connect(partial(self._show_held, session.held))
        who = f"記入者：{session.author}" if session.author else ""
        self.author.setText("読み取り専用" if session.read_only else who)
        self.saved.setText("")

    def clear(self) -> None:
        """No plan is open any more."""
        for label in (self.held, self.saved, self.author):
            label.setText("")

    def _show_saved(self, at: datetime) -> None:
        self.saved.setText(f"保存済 {at:%H:%M}")

    def _show_held(self, held: dict[EditedCell, HeldText]) -> None:
        self.held.setText(f"未保存 {len(held)}か所" if held else "")
