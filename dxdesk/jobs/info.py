"""The contents of a plan file as plain dictionaries: the answers of `info` and `get`."""

from decimal import Decimal
from typing import Any

from dxdesk.plan.analysis.year_over_year import change_from_last_year
from dxdesk.plan.rows.dates import short_year, span_text
from dxdesk.plan.rows.fields import Value
from dxdesk.plan.rows.model import RESULT, Entry, Figure, Indicator, Measure, Plan, Section
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.quantity import Quantity

Report = dict[str, Any]


def info(outline: Outline, schema: int, role: str) -> Report:
    """Return the file's schema and role, and each plan with its counts (`pillars`: top level)."""
    return {"schema": schema, "role": role, "plans": [_counts(outline, plan) for plan in outline.plans]}


def _counts(outline: Outline, plan: Plan) -> Report:
    rows = outline.rows
    measures = {m.id for m in outline.measures(plan)}
    indicators = {i.id for i in rows.all(Indicator).values() if i.measure in measures}
    return {
        "municipality": plan.municipality,
        "title": plan.title,
        "years": span_text(plan.shown_from, plan.shown_to),
        "pillars": len(outline.pillars(plan)),
        "measures": len(measures),
        "indicators": len(indicators),
        "figures": sum(f.indicator in indicators and bool(f.text) for f in rows.all(Figure).values()),
        "entries": sum(e.measure in measures for e in rows.all(Entry).values()),
        "departments": len(outline.departments(plan)),
    }


def measure_report(outline: Outline, measure: Measure) -> Report:
    """Return one measure with everything below it."""
    indicators = outline.indicators_of(measure)
    return {
        "number": measure.number,
        "title": measure.title,
        "description": measure.description,
        "departments": [department.name for _, department in outline.department_roles(measure)],
        "indicators": [_indicator(outline, indicator) for indicator in indicators],
        "entries": [_entry(outline, entry) for entry in outline.all_entries(measure)],
        "lanes": [
            {"label": lane.label, "phases": [{"year": short_year(p.year), "text": p.text} for p in outline.phases(lane)]}
            for lane in outline.lanes(measure)
        ],
        "assessments": _assessments(outline, measure),
        "fields": _fields(outline, measure),
    }


def _indicator(outline: Outline, indicator: Indicator) -> Report:
    indicators = outline.rows.all(Indicator)
    return {
        "label": indicator.label,
        "parent": indicators[indicator.parent].label if indicator.parent else None,
        "section": outline.rows.all(Section)[indicator.section].heading,
        "unit": indicator.unit,
        "figures": [_figure(outline, indicator, figure) for figure in outline.figures(indicator)],
    }


def _figure(outline: Outline, indicator: Indicator, figure: Figure) -> Report:
    change = change_from_last_year(outline, indicator, figure.year) if figure.role == RESULT else None
    return {
        "year": short_year(figure.year),
        "role": figure.role,
        "text": figure.text,
        "number": decimal_text(Quantity(figure.text).number),
        "change": decimal_text(change),
    }


def decimal_text(number: Decimal | None) -> str | None:
    """Return a number as a decimal string with its decimals as printed, None for none."""
    return None if number is None else f"{number:f}"


def _entry(outline: Outline, entry: Entry) -> Report:
    return {
        "year": short_year(entry.year),
        "kind": entry.kind,
        "section": outline.rows.all(Section)[entry.section].heading,
        "department": outline.department_name(entry.department) or None,
        "text": entry.text,
    }


def _assessments(outline: Outline, measure: Measure) -> list[Report]:
    plan = outline.rows.all(Plan)[measure.plan]
    meanings = {mark.symbol: mark.meaning for mark in outline.marks(plan)}
    labels = {i.id: i.label for i in outline.indicators_of(measure)}
    return [
        {
            "mark": a.mark,
            "meaning": meanings.get(a.mark, ""),
            "indicator": labels.get(a.indicator) if a.indicator else None,
            "year": short_year(a.year),
            "text": a.text,
        }
        for a in outline.assessments(measure)
    ]


def _fields(outline: Outline, measure: Measure) -> dict[str, Value | dict[str, str]]:
    plan = outline.rows.all(Plan)[measure.plan]
    values = outline.values(measure)
    report: dict[str, Value | dict[str, str]] = {}
    for field in outline.custom_fields(plan):
        whole = [v.text for v in values if v.field == field.id and v.year is None]
        yearly = {short_year(v.year): v.text for v in values if v.field == field.id and v.year is not None}
        if whole or yearly:
            report[field.name] = yearly or whole[0]
    return report


def measure_lines(report: Report) -> list[str]:
    """Return a measure's report, with its messages, as lines for people."""
    lines = [f"{report['number']} {report['title']}".strip(), *report["description"].splitlines()]
    if report["departments"]:
        lines.append("課：" + "、".join(report["departments"]))
    for indicator in report["indicators"]:
        name = f"【{indicator['parent']}】{indicator['label']}" if indicator["parent"] else f"【{indicator['label']}】"
        figures = "　".join(f"{f['year']}{f['role']} {f['text']}" for f in indicator["figures"])
        lines.append(f"{name}　{figures}")
    for entry in report["entries"]:
        lines.append(
            f"{entry['year']}{entry['kind']}　{entry['text']}"
            + (f"（{entry['department']}）" if entry["department"] else "")
        )
    for lane in report["lanes"]:
        lines.append(f"{lane['label']}　" + "　".join(f"{p['year']} {p['text']}" for p in lane["phases"]))
    for assessment in report["assessments"]:
        lines.append(f"評価 {assessment['year']} {assessment['mark']} {assessment['meaning']}　{assessment['text']}")
    lines += [f"{name}：{value}" for name, value in report["fields"].items()]
    lines += [f"連絡 {m['year']} {m['department']} {m['what']}：{m['text']}（{m['state']}）" for m in report["messages"]]
    return lines
