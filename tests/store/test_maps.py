"""The maps of sheets that were taken in lie in the plan file, and come and go with what was written beside them."""

from pathlib import Path

import pytest

from dxdesk.plan.change import Batch, Change
from dxdesk.plan.errors import Refused
from dxdesk.plan.model import Plan
from dxdesk.store import Store
from dxdesk.store.backup import back_up, restore
from tests.desktop.plans import small_plan


@pytest.fixture
def place(tmp_path: Path) -> Path:
    Store.create(tmp_path / "p.dxdb", small_plan(), author="準備", maps={"一覧": "a = 1"}).close()
    return tmp_path / "p.dxdb"


def test_maps_are_kept_by_name(place: Path) -> None:
    with Store.open(place, author="山田") as store:
        assert store.maps() == {"一覧": "a = 1"}
        assert not store.apply(Batch((), "山田"), {"一覧": "a = 2", "予算%_": "b = 1"}).batch
        assert store.history(limit=1)[0].author == "準備"  # a map is no change of the plan
    with Store.open(place, read_only=True) as store:
        assert store.maps() == {"一覧": "a = 2", "予算%_": "b = 1"}
        assert (store.role, bool(store.file_id)) == ("master", True)


def test_a_map_is_written_with_its_import_or_not_at_all(place: Path) -> None:
    with Store.open(place, author="山田") as store:
        (plan,) = store.load().all(Plan).values()
        renamed = Change("plan", plan.id, "title", plan.title, "別の名前")
        orphan = Change("plan", plan.id, "*", plan, None)
        with pytest.raises(Refused):
            store.apply(Batch((orphan,), "山田"), {"一覧": "a = 3"})
        assert store.maps() == {"一覧": "a = 1"}
        assert store.apply(Batch((renamed,), "山田"), {"一覧": "a = 3"}).batch
        assert store.maps() == {"一覧": "a = 3"}


def test_a_map_cannot_be_written_where_the_file_is_only_read(place: Path) -> None:
    with Store.open(place, read_only=True) as store, pytest.raises(Refused, match="読み取り専用"):
        store.apply(Batch((), "山田"), {"一覧": "a = 3"})


def test_a_backup_brings_the_maps_back(place: Path) -> None:
    backup = back_up(place)
    with Store.open(place, author="山田") as store:
        store.apply(Batch((), "山田"), {"一覧": "a = 9"})
    restore(str(place), str(backup))
    with Store.open(place, read_only=True) as store:
        assert store.maps() == {"一覧": "a = 1"}
