"""The plan file: the only room that knows SQL."""

from dxdesk.store.file.lock import Locked
from dxdesk.store.store import Store
from dxdesk.store.tables.read import COPY, MASTER
from dxdesk.store.tables.results import Applied, Recorded, StaleCell, Undone

__all__ = ["COPY", "MASTER", "Applied", "Locked", "Recorded", "StaleCell", "Store", "Undone"]
