"""A form that LibreOffice saved as a spreadsheet of its own kind (.ods) is merged as any other."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from dxdesk.plan.rows.model import Entry, Message
from tests.libreoffice import convert
from tests.requirements import LIBREOFFICE
from tests.submission.city import YEAR, figure_text, merge_files, rows_of
from tests.submission.forms import PAST, Sheet, hand_out_forms

XML = b'<?xml version="1.0" encoding="UTF-8"?>'


@pytest.fixture
def form(master: Path) -> Path:
    """The form of 市民課, filled in and with words beside."""
    (path,) = hand_out_forms(master, "市民課")
    with Sheet(path) as sheet:
        sheet.figure(1, "12件").comment = Comment("速報値", "係")
        sheet.line(1, "一行目\n  二行目")
        sheet.existing("書きかけ", "直した")
        sheet.figure(4, 1211).number_format = "#,##0"
        sheet.contact(person="市民 一郎")
        sheet.table["K5"] = "欄外の言葉"
        sheet.table["K6"] = "消した言葉"
        sheet.table["K6"].font = Font(strike=True)
        row = next(row for row in sheet.rows() if str(row[PAST].value).startswith("R5実績"))
        row[PAST].value = "R5実績：11件"
        hidden = sheet.book.create_sheet("隠れたメモ")
        hidden["B2"], hidden.sheet_state = "隠した言葉", "hidden"
    return path


def as_ods(form: Path) -> Path:
    return convert(form, "ods", form.parent / "ods")


@LIBREOFFICE.mark
def test_everything_in_it_is_read_as_in_a_workbook(master: Path, form: Path) -> None:
    (file_result,) = merge_files(master, as_ods(form)).files
    assert (file_result.status, file_result.person) == ("merged", "市民 一郎")
    rows = rows_of(master)
    assert (figure_text(rows, 1), figure_text(rows, 4)) == ("12件", "1,211")
    assert {"一行目\n  二行目", "直した"} <= {entry.text for entry in rows.all(Entry).values()}
    texts = "\n".join(message.text for message in rows.all(Message).values())
    for words in ("欄外の言葉", "取り消し線の文字：消した言葉", "コメント：", "速報値", "隠した言葉"):
        assert words in texts
    assert file_result.out_of_scope == 1  # last year's figure, corrected
    assert figure_text(rows, 1, YEAR - 1) == "10件"
    assert merge_files(master, form).files[0].status == "already"  # the workbook says the same


@LIBREOFFICE.mark
def test_a_blank_one_is_no_submission_either(master: Path) -> None:
    (path,) = hand_out_forms(master, "市民課")
    (file_result,) = merge_files(master, as_ods(path)).files
    assert file_result.status == "refused"
    assert "何も記入されていません" in file_result.reason


@LIBREOFFICE.mark
def test_a_formula_without_a_value_is_refused_by_its_cell(master: Path, form: Path) -> None:
    with Sheet(form) as sheet:
        place = sheet.figure(1, "=1/0").coordinate
    (file_result,) = merge_files(master, as_ods(form)).files
    assert file_result.status == "refused"
    assert place in file_result.reason


def package(**parts: bytes) -> Callable[[Path], None]:
    """A package with these parts, whose names have `_` for `.`."""

    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            for name, data in parts.items():
                file.writestr({"manifest": "META-INF/manifest.xml"}.get(name, name.replace("_", ".")), data)

    return write


KIND = b"application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = (
    XML + b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    b'<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>%s</manifest:manifest>'
)
SPACES = b" ".join(
    b'xmlns:%s="urn:oasis:names:tc:opendocument:xmlns:%s:1.0"' % (name, name) for name in (b"office", b"table", b"text")
)


def content(cell: bytes, before: bytes = b"") -> bytes:
    """A spreadsheet with one cell."""
    row = b'<table:table table:name="t"><table:table-row>%s</table:table-row></table:table>' % cell
    body = b"<office:body><office:spreadsheet>%s</office:spreadsheet></office:body>" % row
    return XML + before + b"<office:document-content %s>%s</office:document-content>" % (SPACES, body)


MANY = b'<table:table-cell table:number-columns-repeated="99999999"><text:p>x</text:p></table:table-cell>'
NEGATIVE = b'<table:table-cell table:number-columns-repeated="-5"><text:p>x</text:p></table:table-cell>'
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'

HARMS: list[tuple[Callable[[Path], object], str]] = [
    (Path.touch, "空のファイル"),
    (lambda path: path.write_bytes(b"PK\x03\x04" + bytes(400)), "壊れています"),
    (lambda path: path.write_text("文字"), "壊れています"),
    (
        package(mimetype=b"application/vnd.oasis.opendocument.text", content_xml=b"<a/>"),
        "表計算の文書（.ods）ではありません",
    ),
    (package(mimetype=KIND, content_xml=b"<a", manifest=MANIFEST % b""), "ではありません"),
    (package(mimetype=KIND, content_xml=b"x", manifest=MANIFEST % b"<manifest:encryption-data/>"), "パスワード"),
    (package(mimetype=KIND, content_xml=content(MANY), manifest=MANIFEST % b""), "大きくなりすぎる"),
    (package(mimetype=KIND, content_xml=content(NEGATIVE), manifest=MANIFEST % b""), "配った記入様式ではない"),
    (package(mimetype=KIND, content_xml=content(b"", LAUGHS), manifest=MANIFEST % b""), "読めない仕掛け"),
    (
        package(mimetype=KIND, content_xml=b"<a>" + b" " * (100 * 2**20) + b"</a>", manifest=MANIFEST % b""),
        "大きくなりすぎる",
    ),
]


@pytest.mark.parametrize(("harm", "why"), HARMS, ids=range(len(HARMS)))
def test_one_that_hurts_is_refused_in_one_sentence_and_the_plan_is_as_it_was(
    master: Path, tmp_path: Path, harm: Callable[[Path], object], why: str
) -> None:
    path = tmp_path / "様式.ods"
    harm(path)
    before = master.read_bytes()
    (file_result,) = merge_files(master, path).files
    assert file_result.status == "refused"
    assert why in file_result.reason
    assert file_result.reason.endswith("。")
    assert master.read_bytes() == before
