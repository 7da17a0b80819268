"""Transactions: bases are kept for ever and once, records in their order, several writes together or not at all."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from dxdesk.plan.changes.compare import compare
from dxdesk.plan.rows.change import Batch, insertions
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Figure
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import COPY, Extras, Store
from dxdesk.store.tables.compress import compress_changes, compress_rows, decompress_changes, decompress_rows
from dxdesk.store.tables.digest import digest_of
from dxdesk.store.tables.records import HandOut, YearLock
from dxdesk.store.tables.transaction import Transaction
from tests.store.plans import ANNA, ENTRY, FIGURE, PLAN, ROWS, an_entry


def a_lock(name: str, locked: bool = True) -> YearLock:
    return YearLock(id=name, plan=PLAN.id, year=2024, locked=locked, at="2026-11-21T00:00:00Z", author=ANNA)


def test_rows_and_changes_come_out_of_their_packing_as_they_were() -> None:
    assert decompress_rows(compress_rows(ROWS)) == ROWS
    after = ROWS.put([an_entry("①㈱～"), FIGURE.replace(text="△5")]).without([("entry", ENTRY.id)])
    changes = compare(ROWS, after)
    assert decompress_changes(compress_changes(changes)) == changes


def test_decompressed_rows_that_are_at_hand_are_the_very_same() -> None:
    changed = ROWS.put([FIGURE.replace(text="99業務")])
    found = decompress_rows(compress_rows(changed), ROWS)
    assert found == changed
    assert found.get("entry", ENTRY.id) is ROWS.get("entry", ENTRY.id)
    assert found.get("figure", FIGURE.id) is not ROWS.get("figure", FIGURE.id)


def test_rows_packed_by_an_older_release_have_defaults_where_a_field_came_since() -> None:
    header, line = gzip.decompress(compress_rows(Rows.of([PLAN]))).decode().splitlines()
    table, names, count = json.loads(header)
    values = json.loads(line)
    place = names.index("vision")
    older = [[table, names[:place] + names[place + 1 :], count], values[:place] + values[place + 1 :]]
    content = gzip.compress("\n".join(map(json.dumps, older)).encode())
    plain = Rows.of([PLAN.replace(vision="")])
    assert decompress_rows(content) == decompress_rows(content, plain) == decompress_rows(content, ROWS) == plain


def test_a_digest_knows_equal_rows_in_any_order_and_any_difference() -> None:
    turned = Rows({table: dict(reversed(rows.items())) for table, rows in ROWS.tables.items()})
    assert digest_of(turned) == digest_of(ROWS)
    assert compress_rows(turned) == compress_rows(ROWS)
    others = [ROWS.put([FIGURE.replace(text="")]), ROWS.put([an_entry("")]), ROWS.without([("figure", FIGURE.id)])]
    assert len({digest_of(rows) for rows in (ROWS, *others)}) == 4


def test_equal_bases_are_kept_once_and_stay_as_they_were(store: Store) -> None:
    bases = [store.transaction(lambda transaction: transaction.insert_base(ROWS)) for _ in range(2)]
    assert bases[0] == bases[1]
    store.apply(Batch(compare(ROWS, ROWS.put([FIGURE.replace(text="99業務")])), ANNA))
    assert store.bases(Rows())[bases[0]] == ROWS
    assert store.load() != ROWS


def test_records_come_in_order_and_can_be_renewed_and_dropped(store: Store) -> None:
    def work(transaction: Transaction) -> list[YearLock]:
        return [transaction.insert(a_lock("b")), transaction.insert(a_lock("a"))]

    kept = store.transaction(work)
    assert [lock.number for lock in kept] == [1, 2]
    assert store.records(YearLock) == kept
    changed = replace(kept[0], reason="確定")
    store.transaction(lambda transaction: transaction.update([changed]))
    store.transaction(lambda transaction: transaction.delete([kept[1]]))
    assert store.records(YearLock) == [changed]


def test_a_transaction_is_written_whole_or_not_at_all(store: Store) -> None:
    def work(transaction: Transaction) -> None:
        transaction.insert(a_lock("a"))
        transaction.apply(Batch(insertions([("entry", an_entry("新しい行"))]), ANNA))
        raise Refused("だめです。")

    with pytest.raises(Refused, match="だめです"):
        store.transaction(work)
    assert store.load() == ROWS
    assert store.records(YearLock) == []


def test_a_copy_has_its_rows_and_record_and_no_history(path: Path) -> None:
    record = HandOut(id="h", plan=PLAN.id, department="d", name="課", year=2024, at="2026-11-21", author=ANNA)
    with Store.create(path, ROWS, author=ANNA, extras=Extras(role=COPY, records=[record])) as copy:
        assert copy.role == COPY
        assert copy.load() == ROWS
        assert copy.history() == []
        assert copy.records(HandOut) == [replace(record, number=1)]
        batch = Batch(compare(ROWS, ROWS.put([FIGURE.replace(text="62業務")])), ANNA)
        with pytest.raises(Refused, match="だけを書けます"):
            copy.apply(batch)
        assert copy.history() == []
        copy.transaction(lambda transaction: transaction.apply(batch))
        assert [r.change.field for r in copy.history()] == ["text"]
        assert copy.load().all(Figure)[FIGURE.id].text == "62業務"
