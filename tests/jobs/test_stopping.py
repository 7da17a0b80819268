"""Long work can be stopped between two steps, and leaves nothing half-done."""

from pathlib import Path

import pytest

from dxdesk.jobs.creating import from_seeds
from dxdesk.jobs.exporting import ExportRequest, export
from dxdesk.jobs.importing import ImportRequest, apply_import, prepare
from dxdesk.pages.formats import FORMATS
from dxdesk.plan.checks import check
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.progress import Stopped
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Store
from dxdesk.store.file.backup import backups_of


class Stopper:
    """Stops at the nth step."""

    def __init__(self, after: int) -> None:
        self.steps, self.after = 0, after

    def __call__(self, _done: int, _total: int) -> None:
        self.steps += 1
        if self.steps > self.after:
            raise Stopped()


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Rows]:
    place = tmp_path_factory.mktemp("plan") / "ito.dxdb"
    with from_seeds(place, ["ito"], author="準備") as store:
        return place, store.load()


@pytest.mark.parametrize("kind", [kind for kind in FORMATS if kind != "pdf"])
@pytest.mark.parametrize("after", [0, 1, 5])
def test_a_stopped_export_leaves_the_old_file_and_no_other(
    plan: tuple[Path, Rows], tmp_path: Path, kind: str, after: int
) -> None:
    out = tmp_path / f"out.{kind}"
    out.write_bytes(b"old")
    with pytest.raises(Stopped):
        export(plan[1], "ito", out, ExportRequest(kind), step=Stopper(after))
    assert out.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [out]


def test_a_trial_import_and_a_check_can_be_stopped(plan: tuple[Path, Rows], tmp_path: Path) -> None:
    rows = plan[1]
    export(rows, "ito", tmp_path / "t.xlsx")
    for after in range(4):
        with pytest.raises(Stopped):
            prepare(rows, ImportRequest(tmp_path / "t.xlsx", "ito"), step=Stopper(after))
    with pytest.raises(Stopped):
        check(Outline(rows), Stopper(3))


def test_an_import_that_brings_nothing_new_makes_no_backup(plan: tuple[Path, Rows], tmp_path: Path) -> None:
    place, rows = plan
    export(rows, "ito", tmp_path / "t.xlsx")
    prepared = prepare(rows, ImportRequest(tmp_path / "t.xlsx", "ito"))
    assert prepared.changes == ()
    with Store.open(place, author="山田") as store:
        assert apply_import(store, prepared, author="山田") is None
    assert backups_of(place) == []
