"""What a plan has where a draft should have it too: importing never deletes, so a person is told the number."""

from collections.abc import Container

from dxdesk.plan.importing.draft import Draft
from dxdesk.plan.rows.model import DONE, FORECAST, PLANNED, RESULT, Entry, Figure, Indicator
from dxdesk.plan.rows.rows import Rows


def count_missing(rows: Rows, draft: Draft, stated: Container[str]) -> int:
    """The figures and entries in the draft's measures and shown years that are not among the `stated` row ids.

    Only what the draft's paper has room for counts.
    """
    shows = _by_years(draft) if draft.shows is None else draft.shows

    def lacks(row: Figure | Entry, place: tuple[str, int, str], measure: str) -> bool:
        return place in shows and measure in stated and bool(row.text.strip()) and row.id not in stated

    indicators = rows.all(Indicator)
    figures = [lacks(f, ("figure", f.year, f.role), indicators[f.indicator].measure) for f in rows.all(Figure).values()]
    entries = [lacks(e, ("entry", e.year, e.kind), e.measure) for e in rows.all(Entry).values()]
    return sum(figures) + sum(entries)


def _by_years(draft: Draft) -> frozenset[tuple[str, int, str]]:
    """A column for each shown year: 実績 up to `planned_from`, 実施予定 and 見込 from there."""
    first, last, planned_from = (draft.stated(name) for name in ("shown_from", "shown_to", "planned_from"))
    if not isinstance(first, int) or not isinstance(last, int):
        return frozenset()
    from_here = planned_from if isinstance(planned_from, int) else last + 1
    years = range(first, last + 1)
    figures = (("figure", year, RESULT if year < from_here else FORECAST) for year in years)
    entries = (("entry", year, DONE if year < from_here else PLANNED) for year in years)
    return frozenset((*figures, *entries))
