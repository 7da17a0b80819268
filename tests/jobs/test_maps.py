"""The maps kept with a plan: listed, renamed, taken off, written to a file and read from one."""

from pathlib import Path

import pytest

from dxdesk.jobs.maps import KeptMap, add_map, forget_map, kept_maps, rename_map, save_map
from dxdesk.plan.rows.errors import EnvironmentFault, Refused
from dxdesk.store import Extras, Store
from tests.desktop.every_view import A_MAP
from tests.desktop.plans import small_plan


@pytest.fixture
def place(tmp_path: Path) -> Path:
    where = tmp_path / "計画.dxdb"
    Store.create(where, small_plan(), author="係長", extras=Extras(maps={"一覧": A_MAP, "壊れた": "これは [[ 違う"})).close()
    return where


def names(place: Path) -> list[str]:
    with Store.open(place, read_only=True) as store:
        return list(store.maps())


def test_each_tells_what_it_is_for_and_a_broken_one_is_there_to_be_taken_off(place: Path) -> None:
    with Store.open(place, author="係長") as store:
        assert kept_maps(store.maps()) == [
            KeptMap("一覧", "進捗一覧", "R4-R7", ("施策名", "R6実績")),
            KeptMap("壊れた"),
        ]
        forget_map(store, "壊れた")
        with pytest.raises(Refused, match="もうありません"):
            forget_map(store, "壊れた")
    assert names(place) == ["一覧"]


def test_another_name_is_no_other_maps(place: Path) -> None:
    with Store.open(place, author="係長") as store:
        rename_map(store, "一覧", " 進捗　管理表 ")
        assert store.maps()["進捗 管理表"] == A_MAP
        rename_map(store, "進捗 管理表", "進捗 管理表")
        for wanted, why in ((" ", "名前を書いて"), ("壊れた", "もうあります")):
            with pytest.raises(Refused, match=why):
                rename_map(store, "進捗 管理表", wanted)
        with pytest.raises(Refused, match="もうありません"):
            rename_map(store, "一覧", "何か")
    assert names(place) == ["壊れた", "進捗 管理表"]


def test_to_a_file_and_back(place: Path, tmp_path: Path) -> None:
    file = tmp_path / "一覧.toml"
    with Store.open(place, author="係長") as store:
        save_map(store, "一覧", file)
        assert file.read_text(encoding="utf-8") == A_MAP
        assert add_map(store, file) == "一覧"  # the same is kept once
        file.write_text(A_MAP.replace("R4-R7", "R5-R8"), encoding="utf-8")
        assert add_map(store, file) == "一覧 (2)"
        assert [kept.years for kept in kept_maps(store.maps())] == ["R4-R7", "R5-R8", ""]
        before = store.maps()
        file.write_text("title = 1", encoding="utf-8")
        with pytest.raises(Refused, match="一覧"):
            add_map(store, file)
        with pytest.raises(EnvironmentFault):
            add_map(store, tmp_path / "ない.toml")
        with pytest.raises(EnvironmentFault):
            save_map(store, "一覧", tmp_path / "ない" / "一覧.toml")
        assert store.maps() == before


def test_reading_only_nothing_is_renamed(place: Path) -> None:
    with Store.open(place, read_only=True) as store, pytest.raises(Refused, match="読み取り専用"):
        rename_map(store, "一覧", "別名")
    assert names(place) == ["一覧", "壊れた"]
