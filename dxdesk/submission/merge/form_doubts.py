"""What in a form is taken as it was written, but is probably meant otherwise: a coordinator is to look at it."""

from collections.abc import Iterable, Iterator, Sequence

from dxdesk.plan.changes.describe import describe_place
from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.model import Department, Entry, Figure, Indicator
from dxdesk.plan.rows.outline import Outline, folded, spellings_of
from dxdesk.plan.rows.quantity import STATEMENTS, Quantity
from dxdesk.plan.rows.rows import Rows

_NAMED = 3  # places, before the others are only counted
# What people write in a cell instead of what belongs there.
_IDLE = {
    *("変更なし", "変更ありません", "修正なし", "修正ありません", "特になし", "なし", "無し", "同上", "〃", "々", "同じ"),
    *(
        "昨年度と同じ",
        "昨年と同じ",
        "前年度と同じ",
        "前年と同じ",
        "別紙のとおり",
        "別紙参照",
        "別添のとおり",
        "調査中",
        "未定",
        "不明",
    ),
}
_ASKING = ("？", "?", "か。", "ですか", "ますか")


def doubts(rows: Rows, changes: Iterable[Change]) -> list[str]:
    """Return sentences about a form's changes; `rows`: with them made."""
    numberless: list[str] = []
    units: list[str] = []
    idle: list[str] = []
    for table, row_id, text in _written(changes):
        row = rows.get(table, row_id)
        place = f"{describe_place(rows, table, row_id)}「{_short(text)}」"
        if isinstance(row, Figure):
            quantity = Quantity(text)
            indicator = rows.all(Indicator)[row.indicator]
            if quantity.number is None and text.strip() not in STATEMENTS:
                numberless.append(place)
            elif quantity.unit and indicator.unit and folded(quantity.unit) != folded(indicator.unit):
                units.append(place)
        elif isinstance(row, Entry) and (folded(text) in map(folded, _IDLE) or text.rstrip().endswith(_ASKING)):
            idle.append(place)
    return [
        *_sentence(numberless, "数として読めない値があります"),
        *_sentence(units, "単位がいつもと違う値があります"),
        *_sentence(idle, "記載の文ではないようなものがあります"),
    ]


def doubts_about_person(outline: Outline, own: Department, person: str) -> list[str]:
    """Return a sentence where the name of whoever filled a form in is none, or names another department."""
    if person and not any(c.isalpha() for c in person):
        return [f"担当者名が「{person}」となっています。内線と入れ替わっていないか確かめてください。"]
    others = (d for d in outline.rows.all(Department).values() if d.plan == own.plan and d.id != own.id)
    known = spellings_of(own)
    for other in others:
        for name in spellings_of(other):
            if name in person and not any(name in mine for mine in known):
                return [f"担当者名に「{name}」とあります。{own.name}の様式に書いたものか、課に確かめてください。"]
    return []


def _written(changes: Iterable[Change]) -> Iterator[tuple[str, str, str]]:
    """Yield table, row and text of each figure and line that was written."""
    for change in changes:
        if change.table not in ("figure", "entry"):
            continue
        text = getattr(change.after, "text", None) if change.field == WHOLE else change.after
        if (change.field in (WHOLE, "text")) and isinstance(text, str) and text.strip():
            yield change.table, change.id, text


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 20 else f"{line[:20]}…"


def _sentence(places: Sequence[str], what: str) -> Iterator[str]:
    if places:
        more = f"ほか{len(places) - _NAMED}か所" if len(places) > _NAMED else ""
        yield f"{what}（{'、'.join(places[:_NAMED])}{more}）。このまま反映しました。確かめてください。"
