"""A store is closed while a worker reads from it: the worker gets a message, and nothing breaks."""

import threading
from pathlib import Path

import pytest

from dxdesk.jobs.creating import from_seeds
from dxdesk.plan.rows.errors import EnvironmentFault
from dxdesk.store import Store


def test_a_reader_that_comes_too_late_gets_a_message(tmp_path: Path) -> None:
    store = from_seeds(tmp_path / "計画.dxdb", ["ito"], author="係長")
    store.close()
    with pytest.raises(EnvironmentFault, match="閉じられています"):
        store.load()
    store.close()


def test_closing_waits_for_readers(tmp_path: Path) -> None:
    place = tmp_path / "計画.dxdb"
    from_seeds(place, ["ito"], author="係長").close()
    for _ in range(20):
        store = Store.open(place, read_only=True)
        ended: list[str] = []

        def read(store: Store = store, ended: list[str] = ended) -> None:
            try:
                while True:
                    store.load()
            except EnvironmentFault as error:
                ended.append(error.message)

        worker = threading.Thread(target=read)
        worker.start()
        store.close()
        worker.join(10)
        assert len(ended) == 1
