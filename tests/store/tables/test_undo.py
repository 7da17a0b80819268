"""Ctrl+Z takes back one's own last visit to a field, and nothing that anybody else did."""

from dataclasses import replace

from dxdesk.plan.rows.change import WHOLE, Batch, Change, insertions
from dxdesk.plan.rows.model import Department, Measure, Pillar
from dxdesk.store import Store
from tests.store.plans import ANNA, BEN, DEPARTMENT, ENTRY, FIGURE, PILLAR, PLAN, ROWS, an_entry, birth, edit, text


def test_undo_and_redo_of_an_edit(store: Store) -> None:
    store.apply(edit(text(FIGURE, "61業務", "70")))
    undone = store.undo(ANNA)
    assert undone is not None
    assert undone.batch.kind == "undo"
    assert store.load() == ROWS
    redone = store.redo(ANNA)
    assert redone is not None
    assert redone.batch.kind == "redo"
    assert store.load() == ROWS.put([FIGURE.replace(text="70")])
    assert store.redo(ANNA) is None
    assert store.undo(ANNA) is not None
    assert store.load() == ROWS
    assert store.undo(ANNA) is None
    assert [r.kind for r in store.history(limit=4)] == ["undo", "redo", "undo", "edit"]


def test_one_visit_to_a_field_goes_back_as_one(store: Store) -> None:
    for before, after in (("61業務", "6"), ("6", "62"), ("62", "62業務")):
        store.apply(edit(text(FIGURE, before, after), group="visit"))
    store.undo(ANNA)
    assert store.load() == ROWS
    store.redo(ANNA)
    assert store.load() == ROWS.put([FIGURE.replace(text="62業務")])


def test_the_stack_survives_a_restart(location: str) -> None:
    with Store.create(location, ROWS, author=ANNA) as store:
        store.apply(edit(text(FIGURE, "61業務", "1")))
        store.apply(edit(text(ENTRY, ENTRY.text, "x")))
        store.undo(ANNA)
    with Store.open(location) as store:
        store.undo(ANNA)
        assert store.load() == ROWS
        store.redo(ANNA)
        store.redo(ANNA)
        assert store.load() == ROWS.put([FIGURE.replace(text="1"), ENTRY.replace(text="x")])


def test_a_new_edit_ends_redo(store: Store) -> None:
    store.apply(edit(text(FIGURE, "61業務", "1")))
    store.undo(ANNA)
    store.apply(edit(text(FIGURE, "61業務", "2")))
    assert store.redo(ANNA) is None
    store.undo(ANNA)
    assert store.load() == ROWS
    assert store.undo(ANNA) is None


def test_only_ones_own_edits_are_undone(store: Store) -> None:
    change = text(FIGURE, "61業務", "1")
    store.apply(edit(change, author=BEN))
    for kind in ("import", "merge", "seed", "rollover", "restore"):
        before, after = store.load().tables["entry"][ENTRY.id].text, kind
        store.apply(Batch((text(ENTRY, before, after),), ANNA, kind=kind))
    assert store.undo(ANNA) is None
    assert store.redo(ANNA) is None


def test_cells_changed_since_are_skipped_and_listed(store: Store) -> None:
    store.apply(edit(text(FIGURE, "61業務", "1"), text(ENTRY, ENTRY.text, "x")))
    store.apply(edit(text(FIGURE, "1", "2"), author=BEN))
    undone = store.undo(ANNA)
    assert undone is not None
    assert [(cell.change.id, cell.now) for cell in undone.skipped] == [(FIGURE.id, "2")]
    assert store.load() == ROWS.put([FIGURE.replace(text="2")])
    store.redo(ANNA)
    assert store.load() == ROWS.put([FIGURE.replace(text="2"), ENTRY.replace(text="x")])


def test_an_undo_that_can_take_nothing_back_is_passed_by(store: Store) -> None:
    store.apply(edit(text(ENTRY, ENTRY.text, "x")))
    store.apply(edit(text(FIGURE, "61業務", "1")))
    store.apply(edit(text(FIGURE, "1", "2"), author=BEN))
    stuck = store.undo(ANNA)
    assert stuck is not None
    assert (stuck.batch.changes, len(stuck.skipped)) == ((), 1)
    store.undo(ANNA)
    assert store.load() == ROWS.put([FIGURE.replace(text="2")])


def test_two_visits_at_a_time_go_back_whole(store: Store) -> None:
    store.apply(edit(text(FIGURE, "61業務", "1"), group="a"))
    store.apply(edit(text(ENTRY, ENTRY.text, "x"), group="b"))
    store.apply(edit(text(FIGURE, "1", "2"), group="a"))
    store.undo(ANNA)
    assert store.load() == ROWS.put([ENTRY.replace(text="x")])
    store.undo(ANNA)
    assert store.load() == ROWS


def test_a_visit_that_changed_nothing_in_the_end_is_no_step(store: Store) -> None:
    store.apply(edit(text(ENTRY, ENTRY.text, "x")))
    store.apply(edit(text(FIGURE, "61業務", "1"), group="a"))
    store.apply(edit(text(FIGURE, "1", "61業務"), group="a"))
    store.undo(ANNA)
    assert store.load() == ROWS


def test_a_new_row_goes_with_its_later_edits_of_the_same_visit(store: Store) -> None:
    fresh = an_entry("")
    store.apply(replace(birth(("entry", fresh)), group="a"))
    store.apply(edit(text(fresh, "", "協議した。"), group="a"))
    store.undo(ANNA)
    assert store.load() == ROWS
    store.redo(ANNA)
    assert store.load() == ROWS.put([fresh.replace(text="協議した。")])


def test_a_new_row_that_others_use_stays(store: Store) -> None:
    department = Department.new(plan=PLAN.id, name="企画課")
    store.apply(birth(("department", department)))
    store.apply(edit(Change("entry", ENTRY.id, "department", DEPARTMENT.id, department.id), author=BEN))
    undone = store.undo(ANNA)
    assert undone is not None
    assert [(cell.change.id, cell.why) for cell in undone.skipped] == [(department.id, "in use")]
    assert store.load() == ROWS.put([department, ENTRY.replace(department=department.id)])


def test_a_new_branch_with_somebody_elses_leaf_stays_up_to_the_root(store: Store) -> None:
    root = Pillar.new(plan=PLAN.id, title="根")
    branch = Pillar.new(plan=PLAN.id, title="枝", parent=root.id)
    other = Pillar.new(plan=PLAN.id, title="別の枝", parent=root.id)
    store.apply(birth(("pillar", root), ("pillar", branch), ("pillar", other)))
    leaf = Measure.new(plan=PLAN.id, pillar=branch.id, title="葉")
    store.apply(birth(("measure", leaf), author=BEN))
    undone = store.undo(ANNA)
    assert undone is not None
    assert {(cell.change.id, cell.why) for cell in undone.skipped} == {(root.id, "in use"), (branch.id, "in use")}
    assert store.load() == ROWS.put([root, branch, leaf])


def test_a_deleted_row_comes_back_unless_its_parent_is_gone(store: Store) -> None:
    pillar = Pillar.new(plan=PLAN.id, title="柱")
    child = Pillar.new(plan=PLAN.id, title="小柱", parent=pillar.id)
    store.apply(birth(("pillar", pillar), ("pillar", child), author=BEN))
    store.apply(edit(Change("pillar", child.id, WHOLE, child, None)))
    store.undo(ANNA)
    assert store.load() == ROWS.put([pillar, child])
    store.redo(ANNA)
    store.apply(edit(Change("pillar", pillar.id, WHOLE, pillar, None), author=BEN))
    undone = store.undo(ANNA)
    assert undone is not None
    assert [(cell.change.id, cell.why) for cell in undone.skipped] == [(child.id, "no parent")]
    assert store.load() == ROWS


def test_a_row_moved_from_a_parent_that_is_gone_stays(store: Store) -> None:
    old = Pillar.new(plan=PLAN.id, title="旧")
    child = Pillar.new(plan=PLAN.id, title="小柱", parent=old.id)
    store.apply(birth(("pillar", old), ("pillar", child), author=BEN))
    store.apply(edit(Change("pillar", child.id, "parent", old.id, PILLAR.id)))
    store.apply(edit(Change("pillar", old.id, WHOLE, old, None), author=BEN))
    undone = store.undo(ANNA)
    assert undone is not None
    assert [(cell.now, cell.why) for cell in undone.skipped] == [(PILLAR.id, "no parent")]


def test_a_row_deleted_and_made_again_in_one_visit(store: Store) -> None:
    other = FIGURE.replace(text="別")
    changes = (Change("figure", FIGURE.id, WHOLE, FIGURE, None), *insertions([("figure", other)]))
    store.apply(edit(*changes))
    store.undo(ANNA)
    assert store.load() == ROWS
    store.redo(ANNA)
    assert store.load() == ROWS.put([other])
