"""What a draft leaves unchanged in the plan: where the plan holds more than a sheet can show."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace

from dxdesk.plan.analysis.year_over_year import change_from_last_year
from dxdesk.plan.importing.draft import Draft
from dxdesk.plan.rows.fields import Value, specs
from dxdesk.plan.rows.model import DONE, FORECAST, PLANNED, RESULT, Entry, Figure, Indicator, Plan, Section
from dxdesk.plan.rows.outline import Outline, folded
from dxdesk.plan.rows.quantity import Quantity, format_number
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row

_WINDOW = ("shown_from", "shown_to", "planned_from")


@dataclass(frozen=True)
class SectionPlacement:
    """The sections of a measure before (by id), and the ids of those that the draft states.

    `fixed`: the draft is of a table without sections and moves nothing from one to another.
    """

    existing: dict[str, Section]
    drafted: set[str]
    fixed: bool = False

    def of(self, current: str | None, section: Section) -> str:
        """The id of the section a row belongs to: the drafted one, unless the row is in another with the same heading.

        A sheet of few years may show one section where others show two; what is in the second one stays there.
        """
        own = self.existing.get(current or "")
        if own is not None and self.fixed:
            return own.id
        if own is not None and own.id not in self.drafted and folded(own.heading) == folded(section.heading):
            return own.id
        return section.id


def under_existing_name(draft: Draft, found: Plan) -> Draft:
    """The draft without municipality and title, and without the window of an older sheet: no shown year disappears."""
    values = {name: value for name, value in draft.values.items() if name not in ("municipality", "title")}
    last = values.get("shown_to")
    if isinstance(last, int) and last <= found.shown_to:
        values = {name: value for name, value in values.items() if name not in _WINDOW}
    return replace(draft, values=values)


def without_blanks(row: Row, values: Mapping[str, Value]) -> dict[str, Value]:
    """The values that a draft states for an existing row: a blank cell states nothing and so clears nothing.

    Nor does a text state anything that differs in surrounding white space and line ends only: no sheet shows those.
    """
    declared = specs(type(row))
    return {
        name: value
        for name, value in values.items()
        if (value not in ("", None) or declared[name].blank_counts) and not _same_text(getattr(row, name), value)
    }


def _same_text(current: Value, value: Value) -> bool:
    return isinstance(current, str) and isinstance(value, str) and current.strip() == value.strip()


def under_old_label(draft: Draft, row: Indicator) -> Draft:
    """The draft of a renamed indicator: it keeps its label, and the figures get the label that the sheet writes."""
    if folded(draft.text("label")) == folded(row.label):
        return draft
    label = draft.text("label")
    children = [
        replace(child, values={"written": label, **child.values}) if child.table == "figure" else child
        for child in draft.children
    ]
    return replace(draft, values={k: v for k, v in draft.values.items() if k != "label"}, children=children)


def as_written(draft: Draft, row: Entry | None) -> Draft:
    """The draft of an entry with its department's name as written; a text that sheets publish replaces the published one."""
    values = dict(draft.values)
    if "department" in values and "written" not in values:
        values["written"] = values["department"] or ""
    if row is not None and row.publication and "text" in values and not _same_text(row.text, values["text"]):
        printed = values.pop("text")
        # The same wording once more says nothing about whether it is still right.
        if not _same_text(row.publication, printed):
            values["publication"], values["publication_of"] = printed, row.text
    return replace(draft, values=values)


def is_computed_total(outline: Outline, row: Indicator | None, figure: Draft) -> bool:
    """Whether a drafted figure is the total that a sheet computes from the parts, as the plan has only these."""
    if row is None or not row.children_sum:
        return False
    year, role = figure.stated("year"), figure.text("role") or RESULT
    if not isinstance(year, int):
        return False
    own = outline.figure(row, year, role)
    total = outline.sum_of_parts(row, year, role)
    blank = own is None or Quantity(own.text).blank
    return blank and total is not None and Quantity(figure.text("text")).number == total


def without_computed_change(rows: Rows, touched: Mapping[str, Row]) -> Iterator[Figure]:
    """The touched figures whose printed 対前年比 is the computed one, without it: only a differing one is kept."""
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
    """The number of figures and entries in the draft's measures and shown years that are not among the `stated` ids.

    Importing never deletes, so people are shown the number. Only what the sheet has room for counts.
    """
    shows = _by_years(draft) if draft.shows is None else draft.shows

    def is_missing(row: Figure | Entry, place: tuple[str, int, str], measure: str) -> bool:
        return place in shows and measure in stated and bool(row.text.strip()) and row.id not in stated

    indicators = rows.all(Indicator)
    figures = [is_missing(f, ("figure", f.year, f.role), indicators[f.indicator].measure) for f in rows.all(Figure).values()]
    entries = [is_missing(e, ("entry", e.year, e.kind), e.measure) for e in rows.all(Entry).values()]
    return sum(figures) + sum(entries)


def _by_years(draft: Draft) -> frozenset[tuple[str, int, str]]:
    """A column for each shown year: 実績 before `planned_from`, 実施予定 and 見込 from then on."""
    first, last, planned_from = (draft.stated(name) for name in ("shown_from", "shown_to", "planned_from"))
    if not isinstance(first, int) or not isinstance(last, int):
        return frozenset()
    from_here = planned_from if isinstance(planned_from, int) else last + 1
    years = range(first, last + 1)
    figures = (("figure", year, RESULT if year < from_here else FORECAST) for year in years)
    entries = (("entry", year, DONE if year < from_here else PLANNED) for year in years)
    return frozenset((*figures, *entries))
