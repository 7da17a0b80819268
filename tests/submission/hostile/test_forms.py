"""Forms made to hurt: refused in one sentence, the plan as it was, and the good form among them merged."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dxdesk.pages.layouts.form import cell_ids
from dxdesk.pages.layouts.form.cell_ids import QuestionKey
from tests.cli.running import Runner
from tests.pages.formats.xlsx.test_zip_bomb import XML, sheet, with_part
from tests.submission.city import INDICATORS, MEASURES, SECTIONS, YEAR, figure_text, merge_files, pending_in, rows_of
from tests.submission.forms import FILL, MARK, Sheet, hand_out_forms


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5_000])


def other_kind(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + bytes(4_000))


def web_page(path: Path) -> None:
    path.write_text("<html><table><tr><td>R6</td></tr></table></html>")


def no_workbook(path: Path) -> None:
    with_part("xl/workbook.xml", XML.encode() + b"<workbook/>")(path)


HARMS: list[Callable[[Path], None]] = [
    cut,
    other_kind,
    web_page,
    no_workbook,
    with_part("xl/media/bomb.xml", b"<a>" + b" " * (100 * 2**20) + b"</a>"),
    sheet(doctype='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', cell="&a;"),
    sheet(after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    with_part("docProps/core.xml", b"<modified>9999-99-99T99:99:99Z</modified>"),
]


@pytest.mark.parametrize("harm", HARMS[:-1], ids=lambda harm: getattr(harm, "__qualname__", ""))
def test_a_form_that_hurts_is_refused_and_the_good_one_beside_it_merged(
    master: Path, harm: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    bad, good, _ = hand_out_forms(master)
    with Sheet(good) as form:
        form.figure(2, "20件")
    harm(bad)
    before = master.read_bytes()
    run = Runner(capsys)
    alone = run("merge", str(master), str(bad))
    assert alone.code == 3
    assert bad.name in alone.sentence
    assert master.read_bytes() == before
    both = run("merge", str(master), str(bad), str(good), "--json")
    assert both.code == 3
    assert [s["status"] for s in both.json["submissions"]] == ["refused", "merged"]
    assert figure_text(rows_of(master), 2) == "20件"


def test_a_moment_of_saving_that_is_none_counts_as_now(master: Path) -> None:
    form, *_ = hand_out_forms(master)
    with Sheet(form) as opened:
        opened.figure(1, "12件")
    HARMS[-1](form)
    assert merge_files(master, form).files[0].status == "merged"


def forge(form: Path, key: QuestionKey, text: str) -> None:
    """A well-sealed mark in place of a blank row's."""
    with Sheet(form) as opened:
        hand_out = next(h for row in opened.cover.iter_rows() for c in row if (h := cell_ids.hand_out_of(str(c.value))))
        row = next(row for row in opened.rows() if str(row[MARK].value).startswith("new"))
        row[MARK].value = cell_ids.sealed(key, hand_out)
        row[FILL].value = text


NEW = ("new", MEASURES[0].id, SECTIONS[0].id)


@pytest.mark.parametrize(
    "key",
    [
        (*NEW, str(YEAR), "実績", "999999999"),
        (*NEW, str(YEAR), "実績", "-1"),
        (*NEW, "999999999", "実績", "1"),
        (*NEW, "x", "実績", "1"),
        (*NEW, str(YEAR), "予定", "1"),
        ("new", "ない", SECTIONS[0].id, str(YEAR), "実績", "1"),
        ("figure", INDICATORS[0].id, "999999999", "実績"),
        ("figure", INDICATORS[0].id, str(YEAR), "目安"),
        ("figure", "ない", str(YEAR), "実績"),
        ("line", "ない"),
        ("cell", "assessment", "mark", MEASURES[0].id, "-", "-"),
        ("cell", "assessment", "at", MEASURES[0].id, "-", str(YEAR)),
        ("cell", "assessment", "mark", MEASURES[0].id, "ない", str(YEAR)),
        ("cell", "measure", "title", MEASURES[0].id, "-", "-"),
        ("cell", "custom_value", "text", "ない", MEASURES[0].id, str(YEAR)),
        ("plan", "ない"),
        ("schema", "x"),
        ("schema", "999999"),
        ("rows", "９９"),
        ("year", "2025"),
    ],
)
def test_a_forged_mark_is_refused(master: Path, key: QuestionKey) -> None:
    form, *_ = hand_out_forms(master)
    before = master.read_bytes()
    forge(form, key, "偽")
    (file_result,) = merge_files(master, form).files
    assert (file_result.status, file_result.reason[-1:]) == ("refused", "。")
    assert master.read_bytes() == before


@pytest.mark.parametrize(
    "key", [("figure", INDICATORS[1].id, str(YEAR), "実績"), ("figure", INDICATORS[0].id, str(YEAR - 2), "実績")]
)
def test_what_is_not_the_departments_to_write_waits_for_a_person(master: Path, key: QuestionKey) -> None:
    form, *_ = hand_out_forms(master)
    forge(form, key, "99件")
    (file_result,) = merge_files(master, form).files
    assert (file_result.status, file_result.applied, file_result.out_of_scope) == ("merged", 0, 1)
    assert {held.why for held in pending_in(master)} == {"scope"}
