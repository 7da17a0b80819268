"""The plan file: the only room that knows SQL."""

from dxdesk.store.answers import Applied, Recorded, StaleCell, Undone
from dxdesk.store.lock import Locked
from dxdesk.store.store import COPY, MASTER, Store

__all__ = ["COPY", "MASTER", "Applied", "Locked", "Recorded", "StaleCell", "Store", "Undone"]
