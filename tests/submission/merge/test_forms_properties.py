"""Whatever people write into forms, in whatever order these come: nothing is lost, and everything can be taken back."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Store
from dxdesk.store.tables.records import Held
from tests.lengths import examples
from tests.submission.city import ROWS, edit, figure, master_in, merge_files, rows_of, undo_merge_of
from tests.submission.forms import FILL, Sheet, hand_out_forms

CLERKS = 3
# What is typed into a cell: 0 leaves it as it is.
texts = st.sampled_from(["", "甲", "乙", "1,211", "1211", "△5", "-", "=1", "一\n二", "書きかけ"])
filled = st.lists(st.tuples(st.integers(0, 12), texts), max_size=8)


@contextmanager
def city() -> Iterator[Path]:
    """A master in a folder of its own."""
    with TemporaryDirectory() as folder:
        yield master_in(Path(folder))


def fill(form: Path, typed: list[tuple[int, str]]) -> dict[int, str]:
    """Type into the numbered cells and return the texts that these then have."""
    with Sheet(form) as sheet:
        rows = sheet.rows()
        for number, text in typed:
            cell = rows[number % len(rows)][FILL]
            cell.value = text or None
            if text:
                cell.data_type = "s"
        return {n % len(rows): str(rows[n % len(rows)][FILL].value or "") for n, _ in typed}


def texts_in(rows: Rows) -> set[str]:
    """Every figure and line."""
    return {row.text for table in ("figure", "entry") for row in rows.tables[table].values()}  # type: ignore[attr-defined]


@examples(8, 25)
@given(st.lists(filled, min_size=1, max_size=CLERKS), st.booleans())
def test_everything_typed_is_in_the_plan_or_waits_and_goes_again_when_taken_back(
    typed: list[list[tuple[int, str]]], coordinator: bool
) -> None:
    with city() as master:
        (form,) = hand_out_forms(master, "市民課")
        if coordinator:
            edit(master, figure(1, "99件"), author="政策")
        before = rows_of(master)
        forms, filled_in = [], []
        for number, texts in enumerate(typed):
            forms.append(Path(shutil.copy(form, form.with_name(f"{number}.xlsx"))))
            filled_in.append(fill(forms[-1], texts))
        results = merge_files(master, *forms).files
        assert {v.status for v in results} <= {"merged", "already"}
        with Store.open(master, read_only=True) as store:
            waits = "".join(held.theirs for held in store.records(Held))
        # What the last one typed is in the plan or pending; nobody came later who could have corrected it.
        if results[-1].status == "merged":
            for text in filter(None, filled_in[-1].values()):
                known = texts_in(rows_of(master))
                same = {t.replace(",", "") for t in known}
                assert text in known or text.replace(",", "") in same or text.replace("\n", "\\n") in waits
        for _ in [v for v in results if v.status == "merged"]:
            undo_merge_of(master, "市民課")
        assert rows_of(master) == before


@examples(5, 15)
@given(st.permutations([0, 1, 2]), st.lists(texts, min_size=3, max_size=3))
def test_forms_of_several_departments_come_to_the_same_in_any_order(order: list[int], texts: list[str]) -> None:
    ends = []
    for way in (range(3), order):
        with city() as master:
            forms = hand_out_forms(master)
            for number, text in enumerate(texts):
                fill(forms[number], [(0, text), (2, text)])
            merge_files(master, *(forms[number] for number in way))
            ends.append(texts_in(rows_of(master)))
    assert ends[0] == ends[1]
    assert texts_in(ROWS) - {"書きかけ"} <= ends[0]
