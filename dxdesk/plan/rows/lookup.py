"""Find what a person names: a plan by title, a measure by number, an indicator by label."""

from collections.abc import Sequence

from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Department, Indicator, Measure, Plan
from dxdesk.plan.rows.outline import Outline, folded, measure_name


def find_plan(outline: Outline, title: str | None = None) -> Plan:
    """The plan of that title; without one the only plan of the file. Raises Refused."""
    plans = outline.plans
    if title is not None:
        plans = [p for p in plans if folded(title) in (folded(p.title), folded(p.municipality + p.title))]
    if len(plans) == 1:
        return plans[0]
    known = "、".join(p.title for p in outline.plans)
    if not outline.plans:
        raise Refused("このファイルには計画がありません。計画を取り込むか、新しく作ってください。")
    if not plans:
        raise Refused(f"「{title}」という計画はこのファイルにありません。計画名（{known}）を確かめてください。")
    raise Refused(f"このファイルには計画が複数あります。--plan で計画名（{known}）を指定してください。")


def find_measure(outline: Outline, plan: Plan, name: str) -> Measure:
    """The measure of that printed number, else of that title. Raises Refused."""
    wanted = folded(name)
    measures = outline.measures(plan)
    found = (
        [m for m in measures if m.number and folded(m.number) == wanted]
        or [m for m in measures if wanted in (folded(m.title), folded(m.contents_title), folded(measure_name(m)))]
        or _by_pillar_number(outline, measures, wanted)
    )
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused(f"施策「{name}」は複数あります。番号か、正確な施策名で指定してください。")
    raise Refused(f"施策「{name}」は「{plan.title}」にありません。目次の番号（例 1-(1)）か施策名で指定してください。")


def _by_pillar_number(outline: Outline, measures: Sequence[Measure], wanted: str) -> list[Measure]:
    """伊東市's 2: a measure without a number, the only one of its pillar, is found by the pillar's number."""
    found = []
    for measure in measures:
        pillar = outline.pillar_of(measure)
        if not measure.number and folded(pillar.number) == wanted and len(outline.measures_in(pillar)) == 1:
            found.append(measure)
    return found


def find_indicator(outline: Outline, measure: Measure, label: str, parent: str | None = None) -> Indicator:
    """The indicator of that label, among the children of `parent` where one is named. Raises Refused."""
    indicators = outline.rows.all(Indicator)

    def fits(indicator: Indicator) -> bool:
        above = indicators[indicator.parent].label if indicator.parent else ""
        return folded(indicator.label) == folded(label) and (parent is None or folded(above) == folded(parent))

    found = [i for i in outline.indicators_of(measure) if fits(i)]
    # A label that is both a total's and a part's means the total unless the parent is named.
    found = [i for i in found if i.parent is None] or found
    where = measure_name(measure)
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused(f"指標「{label}」は施策「{where}」に複数あります。--parent で上の指標の名称を指定してください。")
    raise Refused(f"指標「{label}」は施策「{where}」にありません。指標の名称を確かめてください。")


def find_department(outline: Outline, plan: Plan, name: str) -> Department:
    """The department of that name or spelling. Raises Refused."""
    department = outline.department_named(plan, name)
    if department is None:
        raise Refused(f"「{name}」という課は「{plan.title}」にありません。課名を確かめてください。")
    return department
