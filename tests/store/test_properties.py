"""For any batch: the file holds what the rows in memory become, and undo restores it exactly."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from dxdesk.plan.changes.compare import compare
from dxdesk.plan.rows.change import WHOLE, Batch, Change
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.fields import references
from dxdesk.plan.rows.model import TABLES
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row
from dxdesk.store import Store
from dxdesk.store.tables.codec import field_types
from tests.lengths import examples
from tests.store.plans import ANNA, ROWS

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
NUMBERS = st.integers(-(2**31) + 1, 2**31 - 1)
NAMES = itertools.count()

# A gesture is drawn blindly and made to fit the rows that are there when its turn comes.
PICK = st.integers(0, 10**6)
GESTURES = st.lists(st.tuples(st.sampled_from(["birth", "edit", "edit", "death"]), PICK, PICK, TEXTS, NUMBERS), max_size=12)


def values(row_type: type[Row], rows: Rows, pick: int, words: str, number: int) -> dict[str, object]:
    """A value for every field, as far as there are any; references name rows that are there, or none."""
    targets = dict(references(row_type))
    made: dict[str, object] = {}
    for place, (name, (plain, optional)) in enumerate(field_types(row_type).items()):
        if name in targets:
            there = sorted(rows.tables[targets[name]])
            choices: list[object] = [*there, None] if optional else [*there]
            if choices:
                made[name] = choices[(pick + place) % len(choices)]
        elif optional and (pick + place) % 3 == 0:
            made[name] = None
        else:
            made[name] = {str: f"{words}{place}", int: number, bool: bool(pick & 1)}[plain]
    return made


def changed(rows: Rows, gesture: tuple[str, int, int, str, int]) -> Rows:
    """The rows after a gesture; the same where it has nothing to act on."""
    kind, pick, which, words, number = gesture
    if kind == "birth":
        row_type = list(TABLES.values())[which % len(TABLES)]
        fresh = values(row_type, rows, pick, words, number) | {"id": f"row-{next(NAMES)}"}
        return rows.put([row_type(**fresh)]) if fresh.keys() == field_types(row_type).keys() else rows
    everything = [row for table in rows.tables.values() for row in table.values()]
    if not everything:
        return rows
    row = everything[which % len(everything)]
    table = next(name for name, row_type in TABLES.items() if type(row) is row_type)
    if kind == "death":
        return rows.without([(table, row.id)])
    fresh = values(type(row), rows, pick, words, number)
    names = [name for name in fresh if name != "id"]
    name = names[pick % len(names)]
    return rows.put([row.replace(**{name: fresh[name]})])


def dangles(rows: Rows) -> bool:
    """Whether some row refers to one that is not there."""
    return any(
        (named := getattr(row, field)) is not None and rows.get(target, named) is None
        for table, row_type in TABLES.items()
        for field, target in references(row_type)
        for row in rows.tables[table].values()
    )


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Path]:
    """A file name for each example."""
    return (tmp_path / f"{number}.dxdb" for number in itertools.count())


@examples(20, 80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(GESTURES, min_size=1, max_size=4))
def test_the_file_follows_the_rows_and_undo_goes_all_the_way_back(
    places: Iterator[Path], batches: list[list[tuple[str, int, int, str, int]]]
) -> None:
    states = [ROWS]
    with Store.create(next(places), ROWS, author=ANNA) as store:
        for gestures in batches:
            rows = states[-1]
            after = rows
            for gesture in gestures:
                after = changed(after, gesture)
            batch = Batch(compare(rows, after), ANNA)
            assert rows.apply(batch.changes) == after
            if dangles(after):
                with pytest.raises(Refused):
                    store.apply(batch)
            else:
                applied = store.apply(batch)
                assert (applied.batch.changes, applied.refused) == (batch.changes, ())
                if batch:
                    states.append(after)
            assert store.load() == states[-1]
        for before in reversed(states[:-1]):
            undone = store.undo(ANNA)
            assert undone is not None
            assert undone.skipped == ()
            assert store.load() == before
        assert store.undo(ANNA) is None
        for after in states[1:]:
            assert store.redo(ANNA) is not None
            assert store.load() == after
        assert store.redo(ANNA) is None


@examples(20, 80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(GESTURES, st.lists(st.tuples(PICK, TEXTS), max_size=4))
def test_what_others_changed_since_stays_and_everything_else_goes_back(
    places: Iterator[Path], gestures: list[tuple[str, int, int, str, int]], others: list[tuple[int, str]]
) -> None:
    after = ROWS
    for gesture in gestures:
        fitting = changed(after, gesture)
        after = after if dangles(fitting) else fitting
    with Store.create(next(places), ROWS, author=ANNA) as store:
        mine = store.apply(Batch(compare(ROWS, after), ANNA)).batch
        for pick, words in others:
            rows = store.load()
            everything = [(table, row) for table in TABLES for row in rows.tables[table].values()]
            table, row = everything[pick % len(everything)]
            name = [name for name, (plain, _) in field_types(type(row)).items() if plain is str][-1]
            if name != "id" and name not in dict(references(type(row))):
                store.apply(Batch((Change(table, row.id, name, getattr(row, name), words),), "ほかの人"))
        before = store.load()
        undone = store.undo(ANNA)
        if undone is None:
            assert not mine
            return
        now = store.load()
        assert now == before.apply(undone.batch.changes)
        assert not dangles(now)
        for cell in undone.skipped:
            row = now.get(cell.change.table, cell.change.id)
            whole = cell.change.field == WHOLE or row is None
            assert cell.now == (row if whole else getattr(row, cell.change.field))
        taken = {(c.table, c.id, c.field) for c in undone.batch.changes}
        left = {(cell.change.table, cell.change.id, cell.change.field) for cell in undone.skipped}
        assert taken | left == {(c.table, c.id, c.field) for c in mine.changes}
