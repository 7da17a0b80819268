"""Places for plans: a folder in which nothing may be left over, and where there is one, a server."""

import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from dxdesk.store import Store
from tests.requirements import POSTGRES_URL, POSTGRESQL, SMALL_DISK, machine_environment
from tests.store.plans import ANNA, ROWS


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """An empty folder; at the end no lock, journal or half-written file lies in it."""
    yield tmp_path
    left = [path.name for path in tmp_path.rglob("*") if path.name.startswith(".dxdesk-") or path.suffix == ".lock"]
    left += [path.name for path in tmp_path.rglob("*-journal")]
    assert left == []


@pytest.fixture
def path(folder: Path) -> Path:
    """Where a plan file may be made; the name is as people choose it."""
    return folder / "伊東市 進捗 #1%20.dxdb"


@pytest.fixture
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of 1 MB, where one can be mounted."""
    place = folder / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    machine = machine_environment()
    if not SMALL_DISK.met or subprocess.run(mount, env=machine, check=False, capture_output=True).returncode:
        pytest.skip(SMALL_DISK.reason)
    yield place
    subprocess.run(["umount", str(place)], env=machine, check=True)


@pytest.fixture(params=["file", pytest.param("server", marks=POSTGRESQL.mark)])
def location(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where a plan may be made: a file, and a schema of its own on the server of DXDESK_TEST_POSTGRES."""
    if request.param == "file":
        yield str(request.getfixturevalue("path"))
        return
    schema = f"test_{uuid.uuid4().hex}"
    engine = sa.create_engine(POSTGRES_URL)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    address = sa.make_url(POSTGRES_URL).update_query_dict({"options": f"-csearch_path={schema}"})
    yield address.render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
    engine.dispose()


@pytest.fixture
def store(location: str) -> Iterator[Store]:
    """A plan, open for writing."""
    with Store.create(location, ROWS, author=ANNA, reason="はじめ") as store:
        yield store
