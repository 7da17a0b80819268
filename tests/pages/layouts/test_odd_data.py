"""A plan with what nobody thinks of goes out into every sheet and comes back as it was."""

from pathlib import Path

import pytest

from dxdesk.jobs.exporting import ExportRequest, export
from dxdesk.jobs.importing import prepare_reading, read_sheet
from dxdesk.plan.importing.adopt import adopt
from dxdesk.plan.importing.draft import Draft
from dxdesk.plan.rows.rows import Rows

LAYOUTS = ("ito", "isehara-evaluation", "isehara-action", "izunokuni", "shibata")
ODD = (
    "=SUM(A1)で始まる文",
    "+プラスで始まる文",
    "-マイナスで始まる文",
    "@アットで始まる文",
    "𠮷野家と𩸽と😀を含む文",
    "外字\ue000と\ue757を含む文",
    "タブ\tを含む文",
    "①㈱～−‐―ーｶﾅ゛がぎぐ",
    "ゼロ幅\u200bを含む文",
    "改行で終わる文\n\n",
    "とても長い記述で、一文が続く、" * 200 + "終わり。",
    "\n".join(f"{line}行目に続く記述です。" for line in range(150)),
)


def odd_plan(first: int, last: int, planned: int | None) -> Rows:
    """Forty departments on a measure, thirty indicators, two hundred terms, a measure with nothing, odd texts."""
    plan = Draft("plan", {"municipality": "試験市", "title": "試験市DX推進計画", "shown_from": first, "shown_to": last})
    plan.values |= {"planned_from": planned, "levels": "柱 > 施策"}
    pillar = plan.add("pillar", number="1", title="=柱の名も式のように")
    pillar.add("measure", number="1-(1)", title="何もない施策")
    many = pillar.add("measure", number="1-(2)", title="四十の課が関わる施策")
    lines = many.add("section")
    for place in range(40):
        name = f"第{place + 1}市民サービス推進課"
        many.add("measure_department", department=name, role="関連" if place else "主管")
        lines.add("entry", year=first, kind="実績", bullet="・", text=f"{place + 1}番目の取組。", department=name)
    counted = pillar.add("measure", number="1-(3)", title="三十の指標", description="=1+1\n+81-3\n-注意\n@担当")
    section = counted.add("section")
    for place in range(30):
        indicator = section.add("indicator", label=f"指標その{place + 1}の件数", unit="件")
        for year in range(first, planned or last + 1):
            indicator.add("figure", year=year, role="実績", text=f"{place * 1000 + year:,}件")
    written = pillar.add("measure", number="1-(4)", title="@変な文字の施策").add("section")
    for text in ODD:
        written.add("entry", year=first, kind="実績", bullet="・", text=text)
    for place in range(200):
        plan.add("term", word=f"用語{place + 1}", text=f"{place + 1}番目の用語の説明です。" * (1 + place % 7))
    return adopt(Rows(), plan).rows


@pytest.mark.parametrize("kind", ["xlsx", "html", "csv"])
@pytest.mark.parametrize("span", [(2019, 2019, None), (2019, 2026, 2026), (2024, 2024, 2024)])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_went_out_comes_back_as_it_was(
    tmp_path: Path, layout: str, span: tuple[int, int, int | None], kind: str
) -> None:
    rows = odd_plan(*span)
    export(rows, layout, tmp_path / f"表.{kind}", ExportRequest(kind))
    came = prepare_reading(rows, read_sheet(tmp_path / f"表.{kind}", layout), "表").imported
    assert (came.added, came.changed, came.missing, came.unread) == (0, 0, 0, [])
