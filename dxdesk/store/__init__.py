"""The plan file: the only room that knows SQL."""

from dxdesk.store.history import Recorded
from dxdesk.store.lock import Locked
from dxdesk.store.store import COPY, MASTER, Store
from dxdesk.store.undo import Undone
from dxdesk.store.writing import Applied, StaleCell

__all__ = ["COPY", "MASTER", "Applied", "Locked", "Recorded", "StaleCell", "Store", "Undone"]
