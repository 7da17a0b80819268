"""Plans on a server: what differs from a file; all else is tested on both (see conftest.py)."""

import socket
from pathlib import Path

import pytest
import sqlalchemy as sa

from dxdesk.plan.rows.errors import EnvironmentFault, Refused
from dxdesk.plan.rows.model import TABLES
from dxdesk.store import Locked, Store, server
from dxdesk.store.server import connect_server
from dxdesk.store.tables.schema import METADATA
from tests.requirements import POSTGRESQL
from tests.store.plans import ANNA, BEN, FIGURE, ROWS, edit, text


@pytest.mark.parametrize(
    "location", ["postgresql://u:secret@h/db", "postgresql+psycopg2://u:secret@h/db", "postgres://u:secret@h/db"]
)
def test_an_address_that_cannot_be_is_refused(location: str) -> None:
    with pytest.raises(Refused, match=r"postgresql\+psycopg://") as caught:
        Store.open(location)
    assert "secret" not in caught.value.message


def test_a_file_may_be_called_like_a_server(folder: Path) -> None:
    with Store.create(str(folder / "postgresql.dxdb"), ROWS, author=ANNA) as store:
        assert store.load() == ROWS


def test_a_server_that_does_not_answer_is_named_without_the_password() -> None:
    with pytest.raises(EnvironmentFault, match="サーバー") as caught:
        Store.open("postgresql+psycopg://u:secret@localhost:1/db")
    assert "secret" not in caught.value.message


def test_nor_is_one_waited_for_that_takes_calls_and_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "CONNECT_TIMEOUT", 2)
    with socket.create_server(("localhost", 0)) as silent, pytest.raises(EnvironmentFault, match="サーバー"):
        Store.open(f"postgresql+psycopg://u:secret@localhost:{silent.getsockname()[1]}/db")


@POSTGRESQL.mark
@pytest.mark.parametrize("location", ["server"], indirect=True)
class TestOnAServer:
    """One writer at a time; the lock is the connection's and dies with it."""

    def test_no_plan_there(self, location: str) -> None:
        with pytest.raises(Refused, match="計画がありません"):
            Store.open(location)
        with pytest.raises(Refused, match="計画がありません"):
            Store.open(location, read_only=True)

    def test_another_applications_tables(self, location: str) -> None:
        database = connect_server(location)
        with database.writing() as connection:
            connection.execute(sa.text("CREATE TABLE meta (name text)"))
        database.close()
        with pytest.raises(Refused, match="計画がありません"):
            Store.open(location)
        with pytest.raises(Refused, match="同じ名前の表"):
            Store.create(location, ROWS, author=ANNA)

    def test_making_one_never_overwrites(self, location: str) -> None:
        Store.create(location, ROWS, author=ANNA).close()
        with pytest.raises(Refused, match="すでに計画"):
            Store.create(location, ROWS, author=ANNA)

    def test_a_plan_that_cannot_be_is_not_half_made(self, location: str) -> None:
        with pytest.raises(Refused):
            Store.create(location, ROWS.without([("indicator", FIGURE.indicator)]), author=ANNA)
        Store.create(location, ROWS, author=ANNA).close()

    def test_the_second_to_open_learns_who_has_it(self, location: str) -> None:
        with Store.create(location, ROWS, author=ANNA) as store:
            with pytest.raises(Locked, match=ANNA):
                Store.open(location, author=BEN)
            with Store.open(location, read_only=True) as reader:
                store.apply(edit(text(FIGURE, "61業務", "1")))
                assert reader.changed_outside()
                assert reader.load() == ROWS.put([FIGURE.replace(text="1")])
                assert not reader.changed_outside()
                with pytest.raises(Refused, match="読み取り専用"):
                    reader.apply(edit(text(FIGURE, "1", "2")))
        Store.open(location, author=BEN).close()

    def test_after_a_takeover_the_former_holder_writes_no_more(self, location: str) -> None:
        first = Store.create(location, ROWS, author=ANNA)
        with Store.open(location, author=BEN, take_over=True) as second:
            for _ in range(2):
                with pytest.raises(EnvironmentFault, match=r"開き直して|接続が切れました"):
                    first.apply(edit(text(FIGURE, "61業務", "1")))
            second.apply(edit(text(FIGURE, "61業務", "2")))
            with pytest.raises(Locked, match=BEN):
                first.reconnect()
        first.close()

    def test_a_newer_schema_is_refused(self, location: str) -> None:
        Store.create(location, ROWS, author=ANNA).close()
        self.set_schema(location, "9000")
        with pytest.raises(Refused, match="新しい版"):
            Store.open(location)

    def test_an_older_schema_is_migrated_when_opened_for_writing(self, location: str) -> None:
        Store.create(location, ROWS, author=ANNA).close()
        first = {*TABLES, "meta", "batch", "change"} - {"contact", "message"}
        later = ", ".join(name for name in METADATA.tables if name not in first)
        self.set_schema(
            location,
            "1000",
            "ALTER TABLE figure DROP COLUMN written, DROP COLUMN printed_change",
            *(f"ALTER TABLE {table} DROP COLUMN as_before" for table in ("entry", "assessment")),
            "ALTER TABLE entry DROP COLUMN publication_of",
            f"DROP TABLE {later} CASCADE",
        )
        with pytest.raises(Refused, match="古い版"):
            Store.open(location, read_only=True)
        with Store.open(location) as store:
            assert store.load() == ROWS
        with Store.open(location, read_only=True) as store:
            assert store.load() == ROWS

    def set_schema(self, location: str, schema: str, *more: str) -> None:
        """Makes the plan look as another release's."""
        database = connect_server(location)
        with database.writing() as connection:
            connection.execute(sa.text("UPDATE meta SET value = :schema WHERE key = 'schema'"), {"schema": schema})
            for statement in more:
                connection.execute(sa.text(statement))
        database.close()
