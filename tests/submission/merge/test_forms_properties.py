"""Whatever people write anywhere in forms, in whatever order these come: nothing is lost, all can be taken back."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Store
from dxdesk.store.tables.records import Held
from tests.lengths import examples
from tests.submission.city import (
    ROWS,
    YEAR,
    deletion,
    edit,
    figure,
    hand_out_copies,
    line,
    master_in,
    merge_files,
    rows_of,
    submit_copy,
    undo_merge_of,
)
from tests.submission.forms import FILL, MARK, REMARK, Sheet, hand_out_forms

PEOPLE = 5
# What is typed into a cell.
texts = st.sampled_from(
    ["", "甲", "乙", "1,211", "1211", "△5", "-", "=1", "一\n二", "・一\n・二", "・三（市民課）", "書きかけ"]
)
names = st.sampled_from(["", "", "甲", "乙"])
columns = st.sampled_from([FILL, FILL, FILL, REMARK, 0, 1, 3, 4, 7, 10])
# Row, column and text; a row beyond the last is below the table.
filled = st.lists(st.tuples(st.integers(0, 14), columns, texts), max_size=8)
# Of a copy: what is written into it.
edits = st.lists(st.tuples(st.integers(0, 3), texts), max_size=3)
people = st.lists(st.one_of(st.tuples(names, filled), edits), min_size=2, max_size=PEOPLE)


@contextmanager
def city() -> Iterator[Path]:
    """A master in a folder of its own."""
    with TemporaryDirectory() as folder:
        yield master_in(Path(folder))


def fill(form: Path, name: str, typed: list[tuple[int, int, str]]) -> list[str]:
    """Type into cells and return the texts that nobody has typed over since and that are not those handed out."""
    with Sheet(form) as sheet:
        sheet.contact(person=name)
        places = {(number + 3, column + 1): text for number, column, text in typed}
        written = [text for place, text in places.items() if type_text(sheet.table, place, text)]
        if any(number == FILL for _, number, _ in typed):
            assert sheet.rows()[0][MARK].value
    return written


def type_text(table: Worksheet, place: tuple[int, int], text: str) -> bool:
    """Type into one cell and return whether it says something else now."""
    cell = table.cell(*place)
    before = str(cell.value or "")
    cell.value = text or None
    if text:
        cell.data_type = "s"
    return bool(text) and text != before


def write_copy(copy: Path, typed: list[tuple[int, str]]) -> Path:
    """Write figures and lines into a copy, and hand it in."""
    for kind, text in typed:
        if kind == 0:
            edit(copy, figure(1, text))
        elif kind == 1 and text:
            edit(copy, line(1, f"写しの{text}"))
        elif kind == 2:
            edit(copy, figure(4, text, YEAR))
        else:
            first = next(iter(rows_of(copy).tables["entry"].values()))
            edit(copy, deletion(first))
    return submit_copy(copy)


def texts_in(rows: Rows) -> set[str]:
    """Every figure, line and message."""
    found = {row.text for table in ("figure", "entry") for row in rows.tables[table].values()}  # type: ignore[attr-defined]
    return found | {row.text for row in rows.tables["message"].values()}  # type: ignore[attr-defined]


def lines_of(text: str) -> list[str]:
    """The words of a text, without what is taken off them."""
    return [part.removeprefix("・").removesuffix("（市民課）").replace(",", "") for part in text.split("\n")]


@examples(6, 40)
@given(people, st.booleans())
def test_every_word_typed_in_forms_and_copies_is_applied_held_or_told_and_all_goes_again_when_taken_back(
    typed: list[tuple[str, list[tuple[int, int, str]]] | list[tuple[int, str]]], coordinator: bool
) -> None:
    with city() as master:
        (form,) = hand_out_forms(master, "市民課")
        if coordinator:
            edit(master, figure(1, "99件"), author="政策")
        files: list[Path] = []
        said: list[list[str]] = []
        for number, person in enumerate(typed):
            if isinstance(person, tuple):
                files.append(Path(shutil.copy(form, form.with_name(f"{number}.xlsx"))))
                said.append(fill(files[-1], *person))
            else:
                (copy,) = hand_out_copies(master, "市民課")
                files.append(write_copy(copy, person))
                said.append([])
        before = rows_of(master)
        results = merge_files(master, *files).files
        with Store.open(master, read_only=True) as store:
            held = "".join(f"{record.theirs}{record.base}" for record in store.records(Held)).replace("\\n", "\n")
        known = "\n".join(texts_in(rows_of(master))).replace(",", "") + held.replace(",", "")
        for result, words in zip(results, said, strict=True):
            assert result.status in ("merged", "already") or (result.status == "refused" and not words)
            # A later form of the same person may have corrected an earlier one's cells, and nobody else's.
            if result.status == "merged" and is_last_of_its_person(result.file, files, typed):
                for word in (word for text in words for word in lines_of(text)):
                    assert word in known, (result.file, word)
        for _ in [v for v in results if v.status == "merged"]:
            undo_merge_of(master, "市民課")
        assert rows_of(master) == before


def is_last_of_its_person(file: Path, files: list[Path], typed: list[object]) -> bool:
    """Whether no later form has the same name."""
    place = files.index(file)
    own = typed[place]
    named = [person[0] for person in typed[place + 1 :] if isinstance(person, tuple)]
    return not isinstance(own, tuple) or own[0] == "" or own[0] not in named


@examples(4, 15)
@given(st.permutations([0, 1, 2]), st.lists(texts, min_size=3, max_size=3))
def test_forms_of_several_departments_come_to_the_same_in_any_order(order: list[int], texts: list[str]) -> None:
    ends = []
    for way in (range(3), order):
        with city() as master:
            forms = hand_out_forms(master)
            for number, text in enumerate(texts):
                fill(forms[number], f"担当{number}", [(0, FILL, text), (2, FILL, text)])
            merge_files(master, *(forms[number] for number in way))
            ends.append(texts_in(rows_of(master)))
    assert ends[0] == ends[1]
    assert texts_in(ROWS) - {"書きかけ"} <= ends[0]


@examples(6, 30)
@given(st.permutations(range(4)), st.lists(filled, min_size=4, max_size=4))
def test_forms_of_several_people_come_to_the_same_words_in_any_order(
    order: list[int], typed: list[list[tuple[int, int, str]]]
) -> None:
    ends = []
    for way in (list(range(4)), order):
        with city() as master:
            (form,) = hand_out_forms(master, "市民課")
            forms = [Path(shutil.copy(form, form.with_name(f"{number}.xlsx"))) for number in range(4)]
            for number, texts in enumerate(typed):
                fill(forms[number], f"担当{number}", texts)
            merge_files(master, *(forms[number] for number in way))
            with Store.open(master, read_only=True) as store:
                waiting = store.records(Held)
            values = [value for held in waiting for value in (held.base_value, held.their_value)]
            held = {getattr(value, "text", value) for value in values if value}
            # Of what contradicts each other the first is in the plan, and the others wait.
            ends.append((texts_in(rows_of(master)) | held, {(record.table_name, record.why) for record in waiting}))
    assert ends[0] == ends[1]
