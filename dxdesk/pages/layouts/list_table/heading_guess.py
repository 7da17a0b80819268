"""The meaning of one heading by its wording alone, as cities word them: field, fiscal year, role, kind."""

import re
import unicodedata
from dataclasses import dataclass

from dxdesk.plan.rows.dates import read_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import BASELINE, FORECAST, LEAD, PLANNED, RELATED, RESULT, TARGET

# Tried in this order, on the lowest heading first: precise wordings come before loose ones.
_WORDS: tuple[tuple[str, str], ...] = (
    ("pillar_number", r"(?:柱|分野|基本方針|方針|基本目標|区分)(?:の)?(?:番号|no)"),
    ("kpi_published", r"(?:kpi|成果指標|指標).*公表.*"),
    ("national", r"国.*重点.*|重点取組事項|国の施策"),
    ("newly", r"新規(?:継続)?|新"),
    ("completed", r"完了(?:の有無)?|完"),
    ("number", r"(?:施策|事業|取組|項目|整理|管理|通し|個別)?(?:番号|no|コード|id)|項番|通番|連番|項|番"),
    ("contents_title", r"目次.*"),
    ("unit", r"(?:指標の)?単位"),
    ("definition", r".*(?:算定|算出|計算)(?:方法|式|根拠).*|(?:指標の)?(?:定義|説明|出典)|把握方法|データ(?:元|の出典)"),
    ("observed", r"(?:把握|測定|観測|評価|調査)?(?:時点|時期|基準日)"),
    ("indicator", r"(?:成果|評価|目標|活動|数値|管理|達成)?指標(?:名|項目|名称|の名称|の内容)?|kpi(?:名|項目|指標|の名称)?"),
    ("pillar", r"(?:施策|取組|取り組み|基本)(?:の)?方向性?|基本目標|基本施策"),
    ("entry", r"今後の(?:取組|取り組み|予定|対応).*|年(?:度|次)(?:別)?(?:の)?(?:実施)?(?:計画|取組|取り組み|内容)"),
    ("custom", r".*(?:予算|決算|事業費|経費|財源|課題|方向性|sdgs|備考|達成率|執行率|根拠法令|関連計画|対象).*"),
    ("custom", r".*(?:スケジュール|工程|実施時期|期間|実施年度).*"),
    ("first_year", r"(?:開始|着手|始期|取組開始|実施開始)(?:年度|時期|年)?"),
    ("last_year", r"(?:終了|終期|完了予定|完了|取組終了)(?:年度|時期|年)|終了"),
    ("department", r".*(?:課|部署|部局|所属)(?:名|等|室)*|(?:主管|所管|担当|関係|関連|実施主体)(?:者)?"),
    ("assessment", r".*(?:見解|所見|コメント|評価(?:の)?理由|評価(?:の)?内容|評価(?:の)?説明|総評|講評).*"),
    ("mark", r"(?:.*(?:評価|判定|ランク|ステータス)|(?:進捗|達成)(?:度|区分|状況区分))(?:記号|結果|区分)?"),
    ("effect", r".*効果.*"),
    ("entry", r".*(?:実績|実施|進捗|予定|取組状況|取り組み状況|実施計画|取組計画)(?:状況|内容|計画)*"),
    ("figure", r"(?:.*(?:目標|基準|現状|見込|実績|計画))?(?:値|数値)|目標|基準|現状|見込(?:み)?"),
    ("description", r".*(?:概要|内容|目的|取組方針|事業説明|趣旨|詳細|説明).*"),
    (
        "title",
        r"(?:具体的な?|個別|主な|重点)?(?:取組|取り組み|施策|事業|アクション(?:プラン)?|プロジェクト|項目)+の?(?:名|名称|事項|項目)*"
        r"|名称|件名",
    ),
    ("pillar", r".*(?:柱|分野|方針|基本目標|大項目|中項目|カテゴリ[ー]?|区分|分類|施策群|戦略|政策|体系|基本施策).*"),
)
_FIELDS = tuple((field, re.compile(pattern)) for field, pattern in _WORDS)
_BRACKETS = re.compile(r"[(\[【「<〈](?P<inner>[^()\[\]【】「」<>〈〉]*)[)\]】」>〉]")
_MARKS = re.compile(r"[\s・･.:*※①-⑳\d]+|[(\[【「<〈)\]】」>〉]")
_YEAR = re.compile(
    r"(?:令和|平成|(?<![A-Za-z])[RHrh])\s*(?:元|\d{1,2})(?!\d)(?:\s*年度?)?|(?<!\d)20\d{2}(?!\d)(?:\s*年度?)?|(?<!\d)\d{1,2}\s*年度"
)
_MONTH = re.compile(r"\s*[./年]?\s*(?P<month>1[0-2]|[1-9])(?=\s*(?:月|[./]\d|末))")
_JANUARY_TO_MARCH = ("1", "2", "3")
_EMPTY = re.compile(r"[(（\[【]\s*(?:末|時点|末時点)?\s*[)）\]】]")
_ONLY_YEAR = re.compile(r"(?:末|末時点|時点|現在|まで|の|月|年|度|\d)*")


@dataclass(frozen=True)
class HeadingGuess:
    """The meaning of a heading, blank or None where it names none. `name`: its wording without year and role."""

    field: str = ""
    year: int | None = None
    role: str = ""
    kind: str = ""
    name: str = ""


def guess_heading(path: str) -> HeadingGuess:
    """Return the meaning of a heading path of one or several rows (`指標①/R6目標`)."""
    written = path.split("/")
    parts = [unicodedata.normalize("NFKC", part) for part in written]
    years = [year for part in parts[::-1] if (year := year_in(part)) is not None and not spans_years(part)]
    rests = [_without_year(part) for part in parts]
    field = next((found for rest in rests[::-1] if (found := _field(rest))), "")
    role = next((found for rest in rests[::-1] if (found := _role(field, rest))), "")
    return HeadingGuess(field, years[0] if years else None, role, _kind("".join(rests)), _name(written, rests))


def year_in(text: str) -> int | None:
    """Return the fiscal year that a text names: `R6目標`, `令和5年度末`, `令和6年3月末` (which is 令和5年度)."""
    text = unicodedata.normalize("NFKC", text)
    found = _YEAR.search(text)
    if found is None:
        return None
    try:
        year = read_year(found.group())
    except Refused:
        return None
    month = _MONTH.match(text, found.end())
    calendar = month is not None and "度" not in found.group() and month.group("month") in _JANUARY_TO_MARCH
    return year - 1 if calendar else year


def spans_years(text: str) -> bool:
    """Return whether a text names more than one year, as a period does: `令和5～7年度`."""
    plain = unicodedata.normalize("NFKC", text)
    return len(_YEAR.findall(plain)) > 1 or re.search(r"\d\s*[~〜\-‐–—ー]\s*(?:R|令和)?\s*\d", plain) is not None


def is_heading(text: str) -> bool:
    """Return whether a text is worded as headings are."""
    if len(text) > 40:
        return False
    plain = unicodedata.normalize("NFKC", text)
    return bool(_field(_without_year(plain))) or (year_in(plain) is not None and not _without_year(plain))


def _without_year(part: str) -> str:
    """The part in lower case without years and blanks."""
    text = _YEAR.sub("", part)
    rest = "".join(text.split()).lower().replace("№", "no")
    return "" if text != part and _ONLY_YEAR.fullmatch(rest) else rest


def _field(rest: str) -> str:
    """The field that a part of a heading names; text in brackets counts only where nothing else names one."""
    plain = _MARKS.sub("", _BRACKETS.sub("", rest))
    inner = "".join(found.group("inner") for found in _BRACKETS.finditer(rest))
    for words in (plain, _MARKS.sub("", inner)):
        for field, pattern in _FIELDS:
            if words and pattern.fullmatch(words):
                return field
    return ""


def _role(field: str, words: str) -> str:
    if field == "department":
        related = any(word in words for word in ("関連", "関係", "連携", "協力"))
        return RELATED if related else LEAD if any(word in words for word in ("主管", "主担当", "所管")) else ""
    for role, names in (
        (TARGET, ("目標",)),
        (BASELINE, ("基準", "現状", "策定時")),
        (FORECAST, ("見込",)),
        (RESULT, ("実績",)),
    ):
        # 目標指標 names an indicator, not the role of the values below it.
        if any(name in words.replace("目標指標", "") for name in names):
            return role
    return ""


def _kind(words: str) -> str:
    return PLANNED if any(word in words for word in ("予定", "計画", "次年度", "来年度", "今後")) else ""


def _name(parts: list[str], rests: list[str]) -> str:
    """The name of a city's own column: the lowest heading that is more than a year, without the year."""
    words = [" ".join(part.split()) for part, rest in zip(parts, rests, strict=True) if rest]
    if not words or spans_years(words[-1]):
        return words[-1] if words else ""
    return _EMPTY.sub("", _YEAR.sub("", words[-1])).strip().removeprefix("の") or words[-1]
