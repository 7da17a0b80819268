"""What a plan has where a draft should have it too: importing never deletes, so a person is told the number."""

from collections.abc import Container

from dxdesk.plan.draft import Draft
from dxdesk.plan.model import DONE, FORECAST, PLANNED, RESULT, Entry, Figure, Indicator
from dxdesk.plan.rows import Rows


def lacking(rows: Rows, draft: Draft, stated: Container[str]) -> int:
    """The figures and entries in the draft's measures and shown years that are not among the `stated` row ids.

    Only what such columns show counts: 実績 up to `planned_from`, 実施予定 and 見込 from there.
    """
    first, last, planned_from = (draft.stated(name) for name in ("shown_from", "shown_to", "planned_from"))
    if not isinstance(first, int) or not isinstance(last, int):
        return 0
    planned = range(planned_from, last + 1) if isinstance(planned_from, int) else range(0)
    shown = range(first, last + 1)

    def lacks(row: Figure | Entry, kind: str, wanted: str, measure: str) -> bool:
        covered = row.year in shown and kind == wanted and measure in stated
        return covered and bool(row.text.strip()) and row.id not in stated

    indicators = rows.all(Indicator)
    figures = [
        lacks(f, f.role, FORECAST if f.year in planned else RESULT, indicators[f.indicator].measure)
        for f in rows.all(Figure).values()
    ]
    entries = [lacks(e, e.kind, PLANNED if e.year in planned else DONE, e.measure) for e in rows.all(Entry).values()]
    return sum(figures) + sum(entries)
