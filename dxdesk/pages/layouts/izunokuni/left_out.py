"""What 伊豆の国市's tables have a place for."""

from collections.abc import Mapping

from dxdesk.pages.layouts.common import omissions as kind
from dxdesk.pages.layouts.common.omissions import Hidden, YearRow
from dxdesk.plan.rows.model import Assessment, Entry

SHOWN = {kind.VISION, kind.REVISIONS, kind.PILLAR_TEXT, kind.TERMS, kind.DESCRIPTION, kind.DEPARTMENTS, kind.HEADINGS}
SHOWN |= {kind.DEFINITION, kind.OBSERVED}


def hidden_by(kinds: Mapping[int, str]) -> Hidden:
    """By a roadmap with a column for each year of `kinds`, 実績 or 実施予定; figures have columns of their own."""

    def hidden(row: YearRow) -> str:
        if isinstance(row, Assessment):
            return "評価・見解"
        shown = kinds.get(row.year) if isinstance(row, Entry) else None
        if isinstance(row, Entry) and shown is not None and row.kind != shown:
            return f"{shown}の年度にある{row.kind}の記載"
        return ""

    return hidden
