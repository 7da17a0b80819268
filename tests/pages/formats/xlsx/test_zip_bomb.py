"""Workbooks made to hurt: each is refused in one sentence before it is opened, by reading and by importing."""

import os
import shutil
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from dxdesk.cli import main
from dxdesk.pages.formats.xlsx.reader import read_xlsx
from dxdesk.plan.rows.errors import DxdeskError, Refused
from tests.submission.city import master_in

SHEET = "xl/worksheets/sheet1.xml"
XML = '<?xml version="1.0" encoding="UTF-8"?>'
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROWS = '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row></sheetData>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def workbook(path: Path) -> Path:
    book = Workbook()
    book.active["A1"] = "見出し"  # type: ignore[index]
    book.save(path)
    return path


def with_part(name: str, text: bytes) -> Callable[[Path], None]:
    """A workbook in which one part is exchanged or added."""

    def harm(path: Path) -> None:
        with zipfile.ZipFile(path) as package:
            parts = {member: package.read(member) for member in package.namelist()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for member, held in (parts | {name: text}).items():
                package.writestr(member, held)

    return harm


def sheet(doctype: str = "", cell: str = "x", after: str = "", encoding: str = "utf-8") -> Callable[[Path], None]:
    text = f'{doctype}<worksheet xmlns="{SPACE}">{ROWS.format(cell)}{after}</worksheet>'
    declared = XML if encoding == "utf-8" else XML.replace("UTF-8", "UTF-16")
    return with_part(SHEET, (declared + text).encode(encoding))


def lying_size(path: Path) -> None:
    """A part of 100 MB that declares itself to be of 100 bytes."""
    with_part(SHEET, b" " * (100 * 2**20))(path)
    data = path.read_bytes()
    size = (100 * 2**20).to_bytes(4, "little")
    assert size in data
    path.write_bytes(data.replace(size, (100).to_bytes(4, "little")))


def many_sheets(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as package:
        for number in range(6_000):
            package.writestr(f"xl/worksheets/more{number}.xml", f"<worksheet xmlns='{SPACE}'/>")


HARM: dict[str, tuple[Callable[[Path], None], str]] = {
    "a part that unpacks to 300 MB": (with_part("xl/more.xml", bytes(300 * 2**20)), "大きくなりすぎる"),
    "a sheet of nothing but blanks": (with_part(SHEET, b" " * (40 * 2**20)), "大きくなりすぎる"),
    "a size that lies": (lying_size, "壊れている"),
    "six thousand sheets": (many_sheets, "大きくなりすぎる"),
    "a billion laughs": (sheet(f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>', "&l9;"), "仕掛け"),
    "a billion laughs in UTF-16": (
        sheet(f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>', "&l9;", encoding="utf-16"),
        "仕掛け",
    ),
    "an entity from a file": (sheet('<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>', "&f;"), "仕掛け"),
    "a definition from elsewhere": (sheet('<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">'), "仕掛け"),
    "all cells merged": (
        sheet(after='<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        "大きくなりすぎる",
    ),
    "all cells merged, written as characters": (
        sheet(after='<mergeCells count="1"><mergeCell ref="&#65;1:&#88;FD1048576"/></mergeCells>'),
        "大きくなりすぎる",
    ),
    "a link on all cells": (
        sheet(after='<hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>'),
        "大きくなりすぎる",
    ),
    "two gigabytes": (lambda path: os.truncate(path, 2 * 2**30), "大きすぎます"),
    "cut in the middle": (lambda path: path.write_bytes(path.read_bytes()[:900]) and None, "壊れて"),
    "with a password": (
        lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")) and None,
        "パスワード",
    ),
    "an .xls": (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(999)) and None, ".xls"),
}


@pytest.mark.parametrize("name", HARM)
def test_refused_in_one_sentence_within_seconds(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    harm, message = HARM[name]
    bad = workbook(tmp_path / "わるい.xlsx")
    harm(bad)
    start = time.process_time()
    with pytest.raises(Refused) as refused:
        read_xlsx(bad)
    assert time.process_time() - start < 5
    assert message in refused.value.message
    master = master_in(tmp_path)
    before = master.read_bytes()
    assert main(["import", str(master), str(bad), "--layout", "ito"]) == 3
    (sentence,) = capsys.readouterr().err.splitlines()
    assert message in sentence
    assert master.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="Windowsには名前付きパイプのファイルがない")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "わるい.xlsx")
    with pytest.raises(DxdeskError, match="普通のファイル"):
        read_xlsx(tmp_path / "わるい.xlsx")


def test_one_cell_far_out_is_no_bomb(tmp_path: Path) -> None:
    path = workbook(tmp_path / "遠い.xlsx")
    cell = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    text = f'<worksheet xmlns="{SPACE}"><dimension ref="A1:XFD1048576"/><sheetData>{cell}</sheetData></worksheet>'
    with_part(SHEET, (XML + text).encode())(path)
    assert [c.text for c in read_xlsx(path).pages[0].cells.values()] == ["x"]


def test_macros_are_ignored(tmp_path: Path) -> None:
    path = workbook(tmp_path / "マクロ.xlsx")
    with_part("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(500))(path)
    held = shutil.copy(path, tmp_path / "控え.xlsx")
    assert [c.text for c in read_xlsx(path).pages[0].cells.values()] == ["見出し"]
    assert path.read_bytes() == Path(held).read_bytes()
