"""Which measures and years of a plan are written."""

from collections.abc import Sequence

from dxdesk.pages.layouts import Options
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import DONE, PLANNED, Measure, Pillar, Plan
from dxdesk.plan.rows.outline import Outline, kind_of_year, shown_years


def chosen_measures(outline: Outline, plan: Plan, options: Options) -> list[Measure]:
    """The measures asked for, in printed order. Raises Refused where none is left."""
    measures = outline.measures(plan)
    if options.measures is not None:
        wanted = {measure.id for measure in options.measures}
        measures = [m for m in measures if m.id in wanted]
    if options.department is not None:
        measures = [m for m in measures if has_part(outline, m, options.department.id)]
        if not measures:
            name = options.department.name
            if options.measures is None:
                raise Refused(f"「{name}」が関わる施策がありません。課名を確かめてください。")
            raise Refused(f"選んだ施策の中に、「{name}」が関わるものがありません。課か施策の選び方を変えてください。")
    if not measures:
        raise Refused("書き出す施策がありません。施策を登録するか、施策の指定を確かめてください。")
    return measures


def has_part(outline: Outline, measure: Measure, department: str) -> bool:
    """Whether a department (by id) shares in a measure, signs a line of it or answers for an indicator."""
    return (
        any(share.department == department for share, _ in outline.department_roles(measure))
        or any(entry.department == department for entry in outline.all_entries(measure))
        or any(indicator.department == department for indicator in outline.indicators_of(measure))
    )


def pillars_of(outline: Outline, plan: Plan, measures: Sequence[Measure]) -> list[Pillar]:
    """The pillars that hold one of the measures, directly or in pillars below them, in printed order."""
    held = {pillar.id for measure in measures for pillar in outline.pillar_path(outline.pillar_of(measure))}
    return [pillar for pillar in outline.all_pillars(plan) if pillar.id in held]


def year_kinds(plan: Plan, options: Options) -> dict[int, str]:
    """Fiscal year → 実績 or 実施予定: the years asked for, of which the last is 実施予定, else the plan's own window."""
    if options.years is None:
        return {year: kind_of_year(plan, year) for year in shown_years(plan)}
    if not options.years:
        raise Refused("書き出す年度がありません。R4-R7 のように指定してください。")
    return {year: PLANNED if year == options.years[-1] else DONE for year in options.years}
