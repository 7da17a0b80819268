"""指標一覧 repeats what the measures' pages say; what somebody wrote in it besides is found."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from dxdesk.pages.layouts.common.cell_refs import CellRef
from dxdesk.pages.layouts.common.years import read_year_heading
from dxdesk.pages.layouts.ito.index_writing import INDEX, LEADING
from dxdesk.pages.layouts.ito.tables import written
from dxdesk.pages.page import Page
from dxdesk.plan.importing.draft import Draft, Unread
from dxdesk.plan.rows.outline import folded
from dxdesk.plan.rows.quantity import Quantity, format_number

# Label of an indicator → the values, as keys, that its figures or the totals of its parts have.
Values = dict[str, set[str]]


def unknown(page: Page, plan: Draft) -> list[Unread]:
    """The texts of the page that the drafted plan does not have: another value, another name, a remark."""
    values: Values = defaultdict(set)
    names: set[str] = set()
    _learn(plan, values, names)
    rows = list(written(page))
    head = next((row for row in rows if [place.text for place in row[: len(LEADING)]] == list(LEADING)), [])
    first = head[0].column if head else 0
    last = max((place.column for place in head if read_year_heading(place.text)), default=first)
    found = [place.unread() for place in head[len(LEADING) :] if read_year_heading(place.text) is None]
    for row in rows:
        if row is not head and {place.text for place in row} != {INDEX}:
            found += _beside(row, range(first, last + 1), values, names)
    return found


def _learn(draft: Draft, values: Values, names: set[str]) -> None:
    if draft.table == "measure":
        names.add(folded(f"{draft.text('number')} {draft.text('title')}"))
    if draft.table == "indicator":
        own = values[folded(draft.text("label"))]
        own |= {key for figure in draft.of("figure") for key in _keys(figure.text("text"))}
        own |= {key for total in _totals(draft) for key in _keys(total)}
    for child in draft.children:
        _learn(child, values, names)


def _totals(indicator: Draft) -> Iterator[str]:
    """What the parts of an indicator sum to, year by year: printed where the indicator itself has no figure."""
    sums: dict[tuple[object, object], list[Quantity]] = defaultdict(list)
    for part in indicator.of("indicator"):
        for figure in part.of("figure"):
            sums[figure.stated("year"), figure.stated("role")].append(Quantity(figure.text("text")))
    for parts in sums.values():
        yield format_number(sum(part.number for part in parts if part.number is not None))  # type: ignore[arg-type]


def _keys(text: str) -> Iterator[str]:
    """A value as it stands, and its number alone, as the page has it."""
    yield Quantity(text).key
    number = Quantity(text).number
    if number is not None:
        yield Quantity(f"{number:f}").key


def _beside(row: Sequence[CellRef], columns: range, values: Values, names: set[str]) -> Iterator[Unread]:
    """The places of a row that say something else than the measures' pages."""
    label = next((folded(place.text).partition("(")[0] for place in row if place.column == columns.start + 1), "")
    known = {key for name, keys in values.items() if name.partition("(")[0] == label for key in keys}
    if all(place.column < columns.start + len(LEADING) for place in row):
        return  # an indicator without any value stands on no measure's page
    for place in row:
        if not _is_told(place, columns, known, names):
            yield place.unread(repeats=label)


def _is_told(place: CellRef, columns: range, known: set[str], names: set[str]) -> bool:
    """A measure's name, an indicator's label, its unit, then values."""
    if place.column not in columns:
        return False
    at = place.column - columns.start
    if at < len(LEADING):
        return (folded(place.text) in names, bool(known), True)[at]
    return Quantity(place.text).key in known
