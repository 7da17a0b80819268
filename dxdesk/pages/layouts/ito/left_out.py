"""What 伊東市's table has a place for."""

from collections.abc import Mapping

from dxdesk.pages.layouts.common import omissions as kind
from dxdesk.pages.layouts.common.omissions import Hidden, YearRow
from dxdesk.plan.rows.model import BASELINE, DONE, RESULT, TARGET, Entry, Figure, Phase

# Years and 主管 stand in the title where the city writes them there.
SHOWN = {kind.CONTENTS_TITLE, kind.DESCRIPTION, kind.SPAN, kind.PUBLISHED, kind.DEPARTMENTS, kind.HEADINGS}
_UNSHOWN = {BASELINE: "基準値", TARGET: "目標値"}


def hidden_by(kinds: Mapping[int, str]) -> Hidden:
    """By a table with a column for each year of `kinds`, 実績 or 実施予定."""

    def hidden(row: YearRow) -> str:
        if isinstance(row, Phase):
            return "スケジュールの段階"
        if not isinstance(row, Figure | Entry):
            return "評価・見解"
        if isinstance(row, Figure) and row.role in _UNSHOWN:
            return _UNSHOWN[row.role]
        shown = kinds.get(row.year)
        done = row.role == RESULT if isinstance(row, Figure) else row.kind == DONE
        if shown is None or done == (shown == DONE):
            return ""
        return f"{shown}の年度にある{row.role}の値" if isinstance(row, Figure) else f"{shown}の年度にある{row.kind}の記載"

    return hidden
