"""取組事業一覧, which tells what no measure's sheet does, and 用語解説."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from dxdesk.pages.layouts.common.plan_title import plan_name
from dxdesk.pages.layouts.isehara_action import wording
from dxdesk.pages.layouts.isehara_action.wording import write_title
from dxdesk.pages.page import Page
from dxdesk.plan.rows.model import Measure, Pillar, Plan, Term
from dxdesk.plan.rows.outline import Outline

_LEGEND = {
    "national": "☆：国の自治体DX推進計画で自治体が取り組むとされた内容",
    "newly": "【新】：新たに加えた取組",
    "completed": "【完了】：完了した取組",
}


def list_pages(outline: Outline, plan: Plan, measures: Sequence[Measure], sheets: Mapping[str, str]) -> list[Page]:
    """The list of measures by pillar with the sheet of each; none where the sheets say all that it would."""
    titled = any(pillar.title for measure in measures for pillar in _path(outline, measure))
    if not (titled or plan.revisions or any(measure.contents_title for measure in measures)):
        return []
    page = Page(wording.LIST, widths=[12, 84, 14], landscape=False, repeat_rows=(3, 3), freeze=(4, 0))
    page.put(0, 0, plan_name(plan), "title", columns=3)
    page.put(1, 0, plan.revisions, "note", columns=3)
    levels = " ＞ ".join(part.strip() for part in plan.levels.replace("＞", ">").split(">"))
    for column, text in enumerate((wording.LIST_NUMBER, levels, wording.LIST_SHEET)):
        page.put(3, column, text, "heading")
    for path, inside in groupby(measures, key=lambda measure: _path(outline, measure)):
        row = page.height
        page.put(row, 0, " ＞ ".join(pillar.number for pillar in path), "contents_pillar")
        page.put(row, 1, " ＞ ".join(pillar.title for pillar in path), "contents_pillar")
        page.put(row, 2, "", "contents_pillar")
        for place, measure in enumerate(inside, row + 1):
            sheet = sheets[measure.id]
            page.put(place, 0, measure.number, "contents")
            page.put(place, 1, write_title(measure, measure.contents_title or measure.title), "contents", link=sheet)
            page.put(place, 2, sheet, "centre", link=sheet)
    used = [text for flag, text in _LEGEND.items() if any(getattr(measure, flag) for measure in measures)]
    for place, text in enumerate(used, page.height + 1):
        page.put(place, 0, text, "note", columns=3)
    return [page]


def _path(outline: Outline, measure: Measure) -> list[Pillar]:
    return outline.pillar_path(outline.pillar_of(measure))


def glossary_pages(terms: Sequence[Term]) -> list[Page]:
    """The glossary, its groups over their terms; none without terms."""
    if not terms:
        return []
    page = Page(wording.GLOSSARY, widths=[8, 30, 58, 14], landscape=False, repeat_rows=(1, 1), freeze=(2, 0))
    page.put(0, 0, wording.GLOSSARY, "title", columns=4)
    for column, text in enumerate(("", wording.WORD, wording.MEANING, wording.PAGES)):
        page.put(1, column, text, "heading")
    for group, inside in groupby(terms, key=lambda term: term.group):
        members, row = list(inside), page.height
        page.put(row, 0, group, "heading", rows=len(members))
        page.together.append((row, row + len(members) - 1))
        for place, term in enumerate(members, row):
            for column, text in enumerate((term.word, term.text, term.pages), 1):
                page.put(place, column, text, "cell")
    return [page]
