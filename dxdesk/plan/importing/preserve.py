"""What stays as it stands when a draft is adopted: where the plan knows more than a sheet can show."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace

from dxdesk.plan.analysis.year_over_year import change_from_last_year
from dxdesk.plan.importing.draft import Draft
from dxdesk.plan.rows.fields import Value, specs
from dxdesk.plan.rows.model import DONE, FORECAST, PLANNED, RESULT, Entry, Figure, Indicator, Plan, Row, Section
from dxdesk.plan.rows.outline import Outline, folded
from dxdesk.plan.rows.quantity import Quantity, format_number
from dxdesk.plan.rows.rows import Rows

_WINDOW = ("shown_from", "shown_to", "planned_from")


@dataclass(frozen=True)
class SectionPlacement:
    """Where the measure's rows stood (sections by id), and the sections that the draft states (by id).

    `fixed`: the draft is of a table without sections and moves nothing from one to another.
    """

    standing: dict[str, Section]
    drafted: set[str]
    fixed: bool = False

    def of(self, current: str | None, section: Section) -> str:
        """The section a row belongs to: the drafted one, unless the draft merely does not tell two alike apart.

        A sheet of few years may show one stretch where others show two; what stands in the second stays there.
        """
        stands = self.standing.get(current or "")
        if stands is not None and self.fixed:
            return stands.id
        if stands is not None and stands.id not in self.drafted and folded(stands.heading) == folded(section.heading):
            return stands.id
        return section.id


def under_existing_name(draft: Draft, found: Plan) -> Draft:
    """The draft without the plan's identity; an older sheet, or one of fewer years, does not take years out of sight."""
    values = {name: value for name, value in draft.values.items() if name not in ("municipality", "title")}
    last = values.get("shown_to")
    if isinstance(last, int) and last <= found.shown_to:
        values = {name: value for name, value in values.items() if name not in _WINDOW}
    return replace(draft, values=values)


def without_blanks(row: Row, values: Mapping[str, Value]) -> dict[str, Value]:
    """What a draft says of a row that stands: a cell left blank says nothing, and nothing is taken away by silence.

    Nor do white space and line ends around a text: no sheet shows them.
    """
    declared = specs(type(row))
    return {
        name: value
        for name, value in values.items()
        if (value not in ("", None) or declared[name].blank_counts) and not _around(getattr(row, name), value)
    }


def _around(standing: Value, value: Value) -> bool:
    return isinstance(standing, str) and isinstance(value, str) and standing.strip() == value.strip()


def under_old_label(draft: Draft, row: Indicator) -> Draft:
    """Where a figure's written label led to a renamed indicator, its name stays and the figures keep theirs."""
    if folded(draft.text("label")) == folded(row.label):
        return draft
    label = draft.text("label")
    children = [
        replace(child, values={"written": label, **child.values}) if child.table == "figure" else child
        for child in draft.children
    ]
    return replace(draft, values={k: v for k, v in draft.values.items() if k != "label"}, children=children)


def as_written(draft: Draft, row: Entry | None) -> Draft:
    """An entry's department keeps its name as written; a line with a wording for publication is printed in that one."""
    values = dict(draft.values)
    if "department" in values and "written" not in values:
        values["written"] = values["department"] or ""
    if row is not None and row.publication and "text" in values and not _around(row.text, values["text"]):
        values["publication"] = values.pop("text")
    return replace(draft, values=values)


def is_computed_total(outline: Outline, row: Indicator | None, figure: Draft) -> bool:
    """Whether a drafted figure is the total that sheets print where the plan has only the parts."""
    if row is None or not row.children_sum:
        return False
    year, role = figure.stated("year"), figure.text("role") or RESULT
    if not isinstance(year, int):
        return False
    own = outline.figure(row, year, role)
    total = outline.total(row, year, role)
    blank = own is None or Quantity(own.text).blank
    return blank and total is not None and Quantity(figure.text("text")).number == total


def without_computed_change(rows: Rows, touched: Mapping[str, Row]) -> Iterator[Figure]:
    """The touched figures whose printed 対前年比 is what the rows then give, without it: only another is kept."""
    stated = [row for row in touched.values() if isinstance(row, Figure) and row.printed_change and row.role == RESULT]
    if not stated:
        return
    after = rows.put(touched.values())
    outline = Outline(after)
    for figure in stated:
        change = change_from_last_year(outline, after.all(Indicator)[figure.indicator], figure.year)
        given = None if change is None else format_number(change, Quantity(figure.text).unit)
        if given is not None and Quantity(given).key == Quantity(figure.printed_change).key:
            yield figure.replace(printed_change="")


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
