"""The structure of a plan as a person changes it: pillars, measures, sections and indicators added and moved."""

from collections.abc import Iterator, Sequence

from dxdesk.plan.changes.edits import Changes, set_field
from dxdesk.plan.changes.numbering import next_measure_number, next_pillar_number
from dxdesk.plan.changes.ordering import moved, moved_by, rank_at
from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.fields import Value
from dxdesk.plan.rows.model import Indicator, Measure, Pillar, Plan, Section
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.table import Row, table_of

# The fields that a part copies from the part before it, the first one from its total.
_COPIED = ("unit", "nature", "direction", "decimals", "form")


def add_pillar(
    outline: Outline, plan: Plan, title: str, parent: Pillar | None = None, after: Pillar | None = None
) -> Changes:
    """Add a pillar at the end of the plan or of its parent, or right after another one. Raises Refused for a blank title."""
    siblings = outline.pillars(plan, parent)
    rank, room = rank_at(siblings, _place(siblings, after))
    number = next_pillar_number(outline, plan, parent)
    pillar = Pillar.new(
        plan=plan.id, parent=parent.id if parent else None, title=_checked_title(title, "柱"), number=number, rank=rank
    )
    return (*room, _insertion(pillar))


def add_measure(outline: Outline, pillar: Pillar, title: str, after: Measure | None = None) -> Changes:
    """Add a measure at the end of its pillar, or right after another one. Raises Refused for a blank title."""
    siblings = outline.measures_in(pillar)
    rank, room = rank_at(siblings, _place(siblings, after))
    number = next_measure_number(outline, pillar)
    measure = Measure.new(plan=pillar.plan, pillar=pillar.id, title=_checked_title(title, "施策"), number=number, rank=rank)
    return (*room, _insertion(measure))


def add_section(outline: Outline, measure: Measure, heading: str, after: Section | None = None) -> Changes:
    """Add a section at the end of a measure, or right after another one; its heading may be blank."""
    siblings = outline.sections(measure)
    rank, room = rank_at(siblings, _place(siblings, after))
    return (*room, _insertion(Section.new(measure=measure.id, heading=heading.strip(), rank=rank)))


def add_indicator(
    outline: Outline, measure: Measure, label: str, section: Section | None = None, parent: Indicator | None = None
) -> Changes:
    """Add an indicator at the end of its section, or of the breakdown of `parent`. Raises Refused for a blank label."""
    changes: Changes = ()
    home = outline.rows.all(Section)[parent.section] if parent is not None else section
    if home is None:
        home = next(iter(outline.sections(measure)), None)
    if home is None:
        home = Section.new(measure=measure.id)
        changes += (_insertion(home),)
    siblings = outline.children(parent) if parent is not None else outline.indicators(home)
    rank, room = rank_at(siblings, len(siblings))
    values: dict[str, Value] = {}
    if parent is not None:
        model = siblings[-1] if siblings else parent.replace(form="line")
        values = {name: getattr(model, name) for name in _COPIED}
    indicator = Indicator.new(
        measure=measure.id,
        section=home.id,
        parent=parent.id if parent is not None else None,
        label=_checked_title(label, "指標"),
        rank=rank,
        **values,
    )
    return (*changes, *room, _insertion(indicator))


def move_row_by(outline: Outline, row: Pillar | Measure | Section | Indicator, by: int) -> Changes:
    """Move a row up (-1) or down (+1) among its siblings; no change at the ends."""
    return moved_by(row, siblings_of(outline, row), by)


def siblings_of(outline: Outline, row: Row) -> Sequence[Row]:
    """The rows that share an order with a row, itself among them."""
    rows = outline.rows
    match row:
        case Pillar():
            return outline.pillars(rows.all(Plan)[row.plan], rows.all(Pillar)[row.parent] if row.parent else None)
        case Measure():
            return outline.measures_in(rows.all(Pillar)[row.pillar])
        case Section():
            return outline.sections(rows.all(Measure)[row.measure])
        case Indicator():
            total = rows.all(Indicator)[row.parent] if row.parent else None
            return outline.children(total) if total else outline.indicators(rows.all(Section)[row.section])
    raise TypeError(type(row))


def move_measure(outline: Outline, measure: Measure, pillar: Pillar, place: int) -> Changes:
    """Move a measure into a pillar, at `place` among its other measures. Raises Refused for another plan's pillar."""
    if pillar.plan != measure.plan:
        raise Refused(f"「{measure.title}」は別の計画の柱へは移せません。同じ計画の柱を選んでください。")
    others = [m for m in outline.measures_in(pillar) if m.id != measure.id]
    return (*set_field(measure, "pillar", pillar.id), *moved(measure, others, place))


def move_pillar(outline: Outline, pillar: Pillar, parent: Pillar | None, place: int) -> Changes:
    """Move a pillar into another one (None: to the top) at `place`. Raises Refused where it would be inside itself."""
    if parent is not None and parent.plan != pillar.plan:
        raise Refused(f"「{pillar.title}」は別の計画へは移せません。同じ計画の中で場所を選んでください。")
    if parent is not None and pillar in outline.pillar_path(parent):
        raise Refused(f"「{pillar.title}」は自分の下へは移せません。別の場所を選んでください。")
    others = [p for p in outline.pillars(outline.rows.all(Plan)[pillar.plan], parent) if p.id != pillar.id]
    return (*set_field(pillar, "parent", parent.id if parent else None), *moved(pillar, others, place))


def move_indicator(outline: Outline, indicator: Indicator, section: Section, place: int) -> Changes:
    """Move an indicator that is no part of another one to `place` in a section of its measure, with its breakdown."""
    others = [i for i in outline.indicators(section) if i.id != indicator.id]
    family = [indicator, *_below(outline, indicator)]
    sections = (change for row in family for change in set_field(row, "section", section.id))
    return (*sections, *moved(indicator, others, place))


def _below(outline: Outline, indicator: Indicator) -> Iterator[Indicator]:
    for child in outline.children(indicator):
        yield child
        yield from _below(outline, child)


def _place(siblings: Sequence[Row], after: Row | None) -> int:
    return next((place for place, row in enumerate(siblings, 1) if after and row.id == after.id), len(siblings))


def _checked_title(text: str, what: str) -> str:
    name = text.strip()
    if not name:
        raise Refused(f"{what}の名称が空です。名称を書いてください。")
    return name


def _insertion(row: Row) -> Change:
    return Change(table_of(row), row.id, WHOLE, None, row)


def drop_row(outline: Outline, row: Row, at: Row, where: int) -> Changes:
    """Move a row above (-1), onto (0) or below (1) another one. Raises Refused where it cannot go there."""
    match row, at:
        case Measure(), Pillar():
            return move_measure(outline, row, at, len([m for m in outline.measures_in(at) if m.id != row.id]))
        case Measure(), Measure():
            pillar = outline.pillar_of(at)
            return move_measure(outline, row, pillar, _place_beside(outline.measures_in(pillar), row, at, where))
        case Pillar(), Pillar() if where == 0:
            return move_pillar(outline, row, at, len([p for p in _children(outline, at) if p.id != row.id]))
        case Pillar(), Pillar():
            siblings = [p for p in siblings_of(outline, at) if isinstance(p, Pillar)]
            parent = outline.rows.all(Pillar).get(at.parent or "")
            return move_pillar(outline, row, parent, _place_beside(siblings, row, at, where))
        case Section(), Section() if row.measure == at.measure:
            siblings_here = outline.sections(outline.rows.all(Measure)[at.measure])
            others = [s for s in siblings_here if s.id != row.id]
            return moved(row, others, _place_beside(siblings_here, row, at, where))
        case Indicator(parent=None), Section() if row.measure == at.measure:
            return move_indicator(outline, row, at, len([i for i in outline.indicators(at) if i.id != row.id]))
        case Indicator(parent=None), Indicator(parent=None) if row.measure == at.measure:
            section = outline.rows.all(Section)[at.section]
            return move_indicator(outline, row, section, _place_beside(outline.indicators(section), row, at, where))
        case Indicator(), Indicator() if row.parent is not None and row.parent == at.parent:
            parts = outline.children(outline.rows.all(Indicator)[row.parent])
            return moved(row, [i for i in parts if i.id != row.id], _place_beside(parts, row, at, where))
    raise Refused("ここへは移せません。柱は柱の間、施策は柱の中、見出しと指標は同じ施策の中で移せます。")


def _children(outline: Outline, pillar: Pillar) -> list[Pillar]:
    return outline.pillars(outline.rows.all(Plan)[pillar.plan], pillar)


def _place_beside(siblings: Sequence[Row], row: Row, at: Row, where: int) -> int:
    """The place among the others that is above `at`, else below it."""
    others = [sibling.id for sibling in siblings if sibling.id != row.id]
    return others.index(at.id) + (where >= 0)
