"""The plan file and the server's plan. The only room that knows SQL."""

from dxdesk.store.file.lock import Locked
from dxdesk.store.store import Extras, Store
from dxdesk.store.tables.read import COPY, MASTER
from dxdesk.store.tables.results import Applied, HistoryEntry, StaleCell, UndoResult

__all__ = ["COPY", "MASTER", "Applied", "Extras", "HistoryEntry", "Locked", "StaleCell", "Store", "UndoResult"]
