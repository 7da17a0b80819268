"""Each department gets a fresh copy of its own, and the master remembers what it gave."""

from pathlib import Path

import pytest

from dxdesk.plan.rows.errors import DxdeskError, Refused
from dxdesk.plan.rows.extract import Extracts
from dxdesk.plan.rows.model import Department, Measure
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import COPY, Store
from dxdesk.store.tables.records import HandOut, YearLock
from dxdesk.submission.hand_out.copies import HandOutRequest, file_stem, hand_out
from tests.submission.city import (
    BOSS,
    DEPARTMENTS,
    INDICATORS,
    MEASURES,
    NAMES,
    PLAN,
    ROWS,
    SHARED,
    YEAR,
    hand_out_copies,
    master_in,
    rows_of,
)


def test_everybody_concerned_gets_a_copy_with_rows_and_nothing_of_the_masters_own(master: Path, copies: list[Path]) -> None:
    assert [copy.name for copy in copies] == [f"R6_{name}.dxdb" for name in NAMES]
    for copy, name in zip(copies, NAMES, strict=True):
        with Store.open(copy, read_only=True) as store:
            assert store.role == COPY
            assert store.load() == Extracts(Outline(ROWS), PLAN).rows_for(DEPARTMENTS[NAMES.index(name)])
            assert store.history() == []
            (record,) = store.records(HandOut)
        assert (record.plan, record.name, record.year, record.base) == (PLAN.id, name, YEAR, None)
    ids = set()
    for copy in (master, *copies):
        with Store.open(copy, read_only=True) as store:
            ids.add(store.file_id)
    assert len(ids) == 4


def test_the_master_keeps_what_went_into_each_copy_once_and_later_edits_do_not_touch_it(
    master: Path, copies: list[Path]
) -> None:
    hand_out_copies(master, "市民課")
    with Store.open(master, read_only=True) as store:
        records = store.records(HandOut)
        assert len(records) == len(copies) + 1
        assert len({record.base for record in records}) == len(copies)
        bases = store.bases(Rows())
        assert [bases[record.base or ""] for record in records] == [*map(rows_of, copies), rows_of(copies[0])]


@pytest.mark.usefixtures("copies")
def test_the_denominator_is_frozen_and_lists_what_the_department_is_asked(master: Path) -> None:
    with Store.open(master, read_only=True) as store:
        asked = store.records(HandOut)[0].required_keys
    assert asked == [
        (m.id, year, kind, i.id if i else "")
        for m, i in ((MEASURES[0], INDICATORS[0]), (SHARED, INDICATORS[3]))
        for year, kind, i in ((YEAR, "実績", i), (YEAR, "実績", None), (YEAR + 1, "実施予定", None))
    ]


def test_only_the_named_ones_by_any_spelling_and_once(master: Path) -> None:
    assert [path.name for path in hand_out_copies(master, "税務課", "税 務課")] == ["R6_税務課.dxdb"]


def test_nothing_is_overwritten_and_nothing_is_half_handed_out(master: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    there = tmp_path / "out" / "R6_観光課.dxdb"
    there.write_text("他人のファイル")
    with Store.open(master, author=BOSS) as store:
        with pytest.raises(Refused, match="すでにあります"):
            hand_out(store, tmp_path / "out", HandOutRequest(), author=BOSS)
        assert store.records(HandOut) == []
    assert list((tmp_path / "out").iterdir()) == [there]


def test_a_disk_that_fails_in_the_middle_leaves_no_copy_and_no_memory(
    master: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    write = Store.write

    def fail(location: Path, *args: object, **named: object) -> None:
        made.append(location.name)
        if len(made) == 3:
            raise OSError(28, "No space left on device")
        write(location, *args, **named)  # type: ignore[arg-type]

    with Store.open(master, author=BOSS) as store:
        monkeypatch.setattr(Store, "write", fail)
        with pytest.raises(OSError, match="space"):
            hand_out(store, tmp_path / "out", HandOutRequest(), author=BOSS)
        assert store.records(HandOut) == []
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (HandOutRequest(2030), "表示年度"),
        (HandOutRequest(YEAR, ["ない課"]), "課名"),
        (HandOutRequest(YEAR, plan="ほかの計画"), "計画名"),
    ],
)
def test_what_cannot_be_asked_is_refused(master: Path, tmp_path: Path, wanted: HandOutRequest, message: str) -> None:
    with Store.open(master, author=BOSS) as store, pytest.raises(DxdeskError, match=message):
        hand_out(store, tmp_path / "out", wanted, author=BOSS)
    assert not (tmp_path / "out").exists()


def test_a_copy_cannot_be_handed_out_further(copies: list[Path], tmp_path: Path) -> None:
    with Store.open(copies[0], author=BOSS) as store, pytest.raises(Refused, match="配られた写し"):
        hand_out(store, tmp_path / "out", HandOutRequest(), author=BOSS)


def test_a_final_year_is_not_handed_out_and_copies_know_final_years(master: Path, tmp_path: Path) -> None:
    lock = YearLock(id="1", plan=PLAN.id, year=2023, locked=True, at="2026-11-21", author=BOSS)
    with Store.open(master, author=BOSS) as store:
        store.transaction(lambda transaction: transaction.insert(lock))
        with pytest.raises(Refused, match="確定済み"):
            hand_out(store, tmp_path / "out", HandOutRequest(2023), author=BOSS)
    with Store.open(hand_out_copies(master)[0], read_only=True) as copy:
        assert copy.scope().locked == {(PLAN.id, 2023)}


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("市民課", "R6_市民課.dxdb"),
        ("../../../etc/passwd", "R6_etc_passwd.dxdb"),
        ("建設・都市計画課（下水道／河川）", "R6_建設・都市計画課（下水道／河川）.dxdb"),
        ('C:\\課:"*?<>|\n', "R6_C_課.dxdb"),
        ("CON", "R6_CON.dxdb"),
        ("課. ", "R6_課.dxdb"),
        ("／" * 300, "R6_" + "／" * 80 + ".dxdb"),
        ("...", "R6_課.dxdb"),
    ],
)
def test_file_stems_are_safe_on_windows(name: str, file: str) -> None:
    assert file_stem(YEAR, name) == file.removesuffix(".dxdb")


def test_departments_whose_names_become_the_same_get_files_of_their_own(tmp_path: Path) -> None:
    twins = [Department.new(plan=PLAN.id, name=name) for name in ("DX/課", "dx:課")]
    rows = ROWS.put([*twins, *(Measure.new(plan=PLAN.id, pillar=MEASURES[0].pillar, title=d.name) for d in twins)])
    files = hand_out_copies(master_in(tmp_path, rows), *(d.name for d in twins))
    assert [file.name for file in files] == ["R6_DX_課.dxdb", "R6_dx_課_2.dxdb"]
