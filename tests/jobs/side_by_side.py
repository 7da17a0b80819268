"""A seed beside the document it was made from: the same facts, in other words."""

import re
from collections.abc import Iterable
from pathlib import Path

from openpyxl.worksheet.worksheet import Worksheet

from dxdesk.pages.formats.xlsx.reader import read_xlsx
from dxdesk.pages.layouts import layout
from dxdesk.plan.changes.compare import compare
from dxdesk.plan.importing.adopt import Adoption, adopt
from dxdesk.plan.rows.change import Change
from dxdesk.plan.rows.outline import folded

LONG = 25  # characters: what is shorter is a name or a figure of speech


def import_changes(seed: Adoption, name: str, file: Path) -> tuple[Change, ...]:
    """What the city's own sheet changes of its seed; nothing is unread, added or missing."""
    reading = layout(name).read(read_xlsx(file))
    after = adopt(seed.rows, reading.plan)
    assert (reading.unread, after.added, after.missing) == ([], 0, 0)
    return compare(seed.rows, after.rows)


def fields_of(changes: Iterable[Change]) -> set[tuple[str, str]]:
    """The fields that changes are about, each with its table."""
    return {(change.table, change.field) for change in changes}


def text_in(sheets: Iterable[Worksheet]) -> str:
    """Everything that stands in the cells of sheets."""
    return "\n".join(str(cell.value or "") for sheet in sheets for row in sheet.iter_rows() for cell in row)


def long_sentences(texts: Iterable[str]) -> list[str]:
    """The sentences of texts that are too long to be the same by chance."""
    return [sentence for text in texts for sentence in re.split(r"[。\n]", text) if len(sentence) >= LONG]


def copied_sentences(sentences: Iterable[str], document: str) -> list[str]:
    """Those that stand in the document, however it is spaced."""
    printed = folded(document)
    return [sentence for sentence in sentences if folded(sentence) in printed]
