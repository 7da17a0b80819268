"""The tables of a plan, each declared beside the class of its rows.

A row has an id that never changes; printed numbers are data, never identity. A row that a person adds has a UUID4. A row
that is the cell of a table has a UUID5 of its natural key (`KEY`), so that two people who fill the same empty cell make
the same row.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from dxdesk.plan.rows.fields import Rank, Spec, Year
from dxdesk.plan.rows.table import DECLARED, Row, Table, Travels

BASELINE, RESULT, TARGET, FORECAST = "基準値", "実績", "目標", "見込"
ROLES = (BASELINE, RESULT, TARGET, FORECAST)
DONE, PLANNED = "実績", "実施予定"
KINDS = (DONE, PLANNED)
LEAD, RELATED = "主管", "関連"


@Table("plan", "計画", Travels.WITH_PLAN, title="title")
@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Row):
    """A municipality's plan. `shown_*` is the window of years displayed; from `planned_from` on they are 実施予定."""

    municipality: Annotated[str, Spec("団体名", mandatory=True)]
    title: Annotated[str, Spec("計画名", mandatory=True)]
    first_year: Annotated[int | None, Spec("計画期間（始）", "year")] = None
    last_year: Annotated[int | None, Spec("計画期間（終）", "year")] = None
    shown_from: Annotated[int, Spec("表示年度（始）", "year")]
    shown_to: Annotated[int, Spec("表示年度（終）", "year")]
    planned_from: Annotated[int | None, Spec("実施予定の年度", "year", blank_counts=True)] = None
    levels: Annotated[str, Spec("階層の呼び名")] = "柱 > 施策"
    vision: Annotated[str, Spec("基本理念・目指す姿", "paragraphs")] = ""
    revisions: Annotated[str, Spec("策定・改定", "paragraphs")] = ""
    follows: Annotated[str | None, Spec("前の計画", "reference", table="plan", weak=True)] = None
    rank: Rank = "V"


@Table("mark", "評価の区分", Travels.WITH_PLAN, inside=("plan",), title="symbol", inherited=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class Mark(Row):
    """One mark of a plan's evaluation scale (◎, A …); `at_least` is the achievement in percent that suggests it."""

    plan: Annotated[str, Spec("計画", "reference", "nobody", "plan")]
    symbol: Annotated[str, Spec("評価", mandatory=True, unique=True)]
    meaning: Annotated[str, Spec("意味")] = ""
    at_least: Annotated[int | None, Spec("達成率の目安（%以上）", "number")] = None
    rank: Rank = "V"


@Table("department", "課", Travels.WITH_PLAN, inside=("plan",), title="name", shorthand="name", inherited=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class Department(Row):
    """A department. `spellings`: other ways its name is written, one a line; the years are when it existed."""

    plan: Annotated[str, Spec("計画", "reference", "nobody", "plan")]
    name: Annotated[str, Spec("課名", mandatory=True, unique=True)]
    spellings: Annotated[str, Spec("別の書き方", "paragraphs")] = ""
    first_year: Annotated[int | None, Spec("設置年度", "year")] = None
    last_year: Annotated[int | None, Spec("廃止年度", "year")] = None
    successor: Annotated[str | None, Spec("後継の課", "reference", table="department", weak=True)] = None
    rank: Rank = "V"


@Table("contact", "連絡先", Travels.NEVER, inside=("department",))
@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Row):
    """Where a department is reached: its mail address, extension and person. Never leaves the coordinator's file."""

    KEY: ClassVar = ("department",)

    department: Annotated[str, Spec("課", "reference", "nobody", "department")]
    address: Annotated[str, Spec("メールアドレス")] = ""
    extension: Annotated[str, Spec("内線")] = ""
    person: Annotated[str, Spec("担当者名")] = ""


@Table("pillar", "柱", Travels.WITH_PLAN, inside=("plan", "pillar"), title="title", after_others=True, inherited=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class Pillar(Row):
    """A pillar (柱, 基本方針, 区分 …); `parent` makes a tree of any depth."""

    plan: Annotated[str, Spec("計画", "reference", "nobody", "plan")]
    parent: Annotated[str | None, Spec("上位の柱", "reference", table="pillar")] = None
    number: Annotated[str, Spec("番号")] = ""
    title: Annotated[str, Spec("柱", mandatory=True)]
    description: Annotated[str, Spec("説明", "paragraphs")] = ""
    rank: Rank = "V"


@Table("measure", "施策", Travels.BY_NAME, inside=("pillar",), title="title", inherited=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Row):
    """A measure (施策, 取組). `contents_title`: its title in the contents where that differs; flags ※ ☆ 【新】【完了】."""

    plan: Annotated[str, Spec("計画", "reference", "nobody", "plan")]
    pillar: Annotated[str, Spec("柱", "reference", table="pillar")]
    number: Annotated[str, Spec("番号")] = ""
    title: Annotated[str, Spec("施策名", mandatory=True)]
    contents_title: Annotated[str, Spec("目次での施策名", blank_counts=True)] = ""
    description: Annotated[str, Spec("概要", "paragraphs")] = ""
    effect: Annotated[str, Spec("期待効果", "paragraphs")] = ""
    first_year: Annotated[int | None, Spec("開始年度", "year")] = None
    last_year: Annotated[int | None, Spec("終了年度", "year")] = None
    kpi_published: Annotated[bool, Spec("※ 成果指標（KPI）公表項目", "flag")] = False
    national: Annotated[bool, Spec("☆ 国の重点取組事項", "flag")] = False
    newly: Annotated[bool, Spec("【新】", "flag")] = False
    completed: Annotated[bool, Spec("【完了】", "flag")] = False
    rank: Rank = "V"


@Table("measure_department", "施策の課", Travels.WITH_MEASURE, inside=("measure",), shorthand="department", inherited=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureDepartment(Row):
    """A department's role in a measure: 主管 or 関連, and the 担当 within the department."""

    KEY: ClassVar = ("measure", "department")

    measure: Annotated[str, Spec("施策", "reference", "nobody", "measure")]
    department: Annotated[str, Spec("課", "reference", "nobody", "department")]
    role: Annotated[str, Spec("区分", "choice", choices=(LEAD, RELATED))] = RELATED
    charge: Annotated[str, Spec("担当")] = ""
    rank: Rank = "V"


@Table("section", "見出し", Travels.WITH_MEASURE, inside=("measure",), title="heading", inherited=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Row):
    """A part of a measure's year cells: an optional heading as written, then its figures, then its entries."""

    measure: Annotated[str, Spec("施策", "reference", "nobody", "measure")]
    heading: Annotated[str, Spec("見出し", blank_counts=True)] = ""
    rank: Rank = "V"


# How an indicator's own line is printed, and how its parts follow it.
FORMS = {"bracket": "【名称】値", "bullet": "・名称：値", "line": "名称：値"}
BREAKDOWNS = {
    "": "内訳なし",
    "inline": "一行（税：… 水道：…）",
    "parentheses": "括弧（企画課 4件、…）",
    "bullets": "箇条（課名 (値)）",
    "itemised": "(内訳) の下に箇条",
}
NATURES = ("", "単年", "累計", "率", "達成事項")
DIRECTIONS = {"": "定めない", "up": "高いほどよい", "down": "低いほどよい"}


@Table("indicator", "指標", Travels.WITH_MEASURE, inside=("section", "indicator"), title="label", inherited=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator(Row):
    """An indicator (KPI); one with a `parent` is a part of its parent's breakdown."""

    measure: Annotated[str, Spec("施策", "reference", "nobody", "measure")]
    section: Annotated[str, Spec("見出し", "reference", table="section")]
    parent: Annotated[str | None, Spec("合計の指標", "reference", table="indicator", blank_counts=True)] = None
    label: Annotated[str, Spec("指標名", mandatory=True)]
    unit: Annotated[str, Spec("単位")] = ""
    nature: Annotated[str, Spec("性質", "choice", choices=NATURES)] = ""
    direction: Annotated[str, Spec("良い向き", "choice", choices=tuple(DIRECTIONS))] = ""
    decimals: Annotated[int | None, Spec("小数桁", "number")] = None
    shows_change: Annotated[bool, Spec("対前年比を示す", "flag")] = False
    published: Annotated[bool, Spec("公表する", "flag")] = True
    definition: Annotated[str, Spec("算定方法・出典", "paragraphs")] = ""
    observed: Annotated[str, Spec("時点")] = ""
    first_year: Annotated[int | None, Spec("開始年度", "year")] = None
    last_year: Annotated[int | None, Spec("廃止年度", "year")] = None
    form: Annotated[str, Spec("書き方", "choice", choices=tuple(FORMS))] = "bracket"
    breakdown: Annotated[str, Spec("内訳の書き方", "choice", choices=tuple(BREAKDOWNS))] = ""
    children_sum: Annotated[bool, Spec("内訳の合計が値になる", "flag")] = False
    department: Annotated[str | None, Spec("担当課", "reference", table="department", weak=True)] = None
    rank: Rank = "V"


@Table("figure", "値", Travels.WITH_MEASURE, inside=("indicator",), by_year=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Row):
    """An indicator's value in one year and role: only the text, exactly as written (read it with Quantity).

    `written`: the label as printed that year where it differs. `printed_change`: a printed 対前年比 that differs from the
    computed one, kept until one of the figures is edited.
    """

    KEY: ClassVar = ("indicator", "year", "role")

    indicator: Annotated[str, Spec("指標", "reference", "nobody", "indicator")]
    year: Year
    role: Annotated[str, Spec("区分", "choice", "nobody", choices=ROLES)] = RESULT
    text: Annotated[str, Spec("値", "quantity", "department")] = ""
    written: Annotated[str, Spec("名称（記載）", editor="department", blank_counts=True)] = ""
    printed_change: Annotated[str, Spec("対前年比（記載）", editor="department", blank_counts=True)] = ""


@Table("entry", "記載", Travels.WITH_MEASURE, inside=("section",))
@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Row):
    """A line of narrative. `written`: the department's name as written; `publication`: the text for publication.

    `publication_of`: the submitted text for which the text for publication was made, None where nobody recorded it.
    `as_before`: a person has confirmed that it may repeat the text of the year before (see `analysis/stale_text.py`).
    """

    measure: Annotated[str, Spec("施策", "reference", "nobody", "measure")]
    section: Annotated[str, Spec("見出し", "reference", "department", "section")]
    year: Year
    kind: Annotated[str, Spec("区分", "choice", "nobody", choices=KINDS)] = DONE
    department: Annotated[str | None, Spec("課", "reference", "department", "department", weak=True)] = None
    written: Annotated[str, Spec("課名（記載）", editor="department")] = ""
    bullet: Annotated[str, Spec("行頭記号", editor="department", blank_counts=True)] = "・"
    text: Annotated[str, Spec("内容", "paragraphs", "department", blank_counts=True)] = ""
    publication: Annotated[str | None, Spec("公表用の文", "paragraphs", blank_counts=True, travels=False)] = None
    publication_of: Annotated[str | None, Spec("公表用の文の元の記載", editor="coordinator", travels=False)] = None
    as_before: Annotated[bool, Spec("前年度のまま", "flag", "department")] = False
    rank: Rank = "V"

    @property
    def printed(self) -> str:
        """The text that sheets print: the one for publication where there is one."""
        return self.publication or self.text

    @property
    def publication_is_older(self) -> bool:
        """Whether the line was written anew since its text for publication was made, which nobody has looked at since."""
        return bool(self.publication) and self.publication_of is not None and self.publication_of != self.text


@Table("lane", "スケジュール", Travels.WITH_MEASURE, inside=("measure",), title="label", inherited=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class Lane(Row):
    """One line of a measure's schedule."""

    measure: Annotated[str, Spec("施策", "reference", "nobody", "measure")]
    label: Annotated[str, Spec("取組")] = ""
    rank: Rank = "V"


@Table("phase", "段階", Travels.WITH_MEASURE, inside=("lane",), by_year=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class Phase(Row):
    """A stage of a lane (検討, 導入, 運用) from a year on, until the lane's next phase; a blank text ends it."""

    KEY: ClassVar = ("lane", "year")

    lane: Annotated[str, Spec("取組", "reference", "nobody", "lane")]
    year: Year
    text: Annotated[str, Spec("段階", editor="department", blank_counts=True)] = ""


@Table("assessment", "評価", Travels.WITH_MEASURE, inside=("measure", "indicator"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment(Row):
    """The mark of a measure, or of one of its indicators, at the end of a year, with the 見解.

    `as_before`: a person has confirmed that the 見解 may repeat that of the year before.
    """

    KEY: ClassVar = ("measure", "indicator", "year")

    measure: Annotated[str, Spec("施策", "reference", "nobody", "measure")]
    indicator: Annotated[str | None, Spec("指標", "reference", "nobody", "indicator")] = None
    year: Year
    mark: Annotated[str, Spec("評価", editor="department")] = ""
    text: Annotated[str, Spec("見解", "paragraphs", "department")] = ""
    at: Annotated[str, Spec("評価時点")] = ""
    as_before: Annotated[bool, Spec("見解は前年度のまま", "flag", "department")] = False


@Table("term", "用語", Travels.WITH_PLAN, inside=("plan",), title="word", inherited=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Row):
    """A glossary term; `group` is its heading (あ行), `pages` where it occurs as printed."""

    plan: Annotated[str, Spec("計画", "reference", "nobody", "plan")]
    word: Annotated[str, Spec("用語", mandatory=True)]
    text: Annotated[str, Spec("説明", "paragraphs")] = ""
    group: Annotated[str, Spec("行")] = ""
    pages: Annotated[str, Spec("ページ")] = ""
    rank: Rank = "V"


PER_MEASURE, PER_YEAR = "施策ごと", "年度ごと"


@Table("custom_field", "独自の項目", Travels.WITH_PLAN, inside=("plan",), title="name", shorthand="name", inherited=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomField(Row):
    """A city's own column, on measures or on measure × year."""

    plan: Annotated[str, Spec("計画", "reference", "nobody", "plan")]
    name: Annotated[str, Spec("項目名", mandatory=True, unique=True)]
    scope: Annotated[str, Spec("記入の単位", "choice", choices=(PER_MEASURE, PER_YEAR))] = PER_MEASURE
    rank: Rank = "V"


@Table("custom_value", "独自の項目の内容", Travels.WITH_MEASURE, inside=("measure",))
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomValue(Row):
    """A custom field's text for a measure, or for a measure in one year."""

    KEY: ClassVar = ("field", "measure", "year")

    field: Annotated[str, Spec("項目", "reference", "nobody", "custom_field")]
    measure: Annotated[str, Spec("施策", "reference", "nobody", "measure")]
    year: Annotated[int | None, Spec("年度", "year", "nobody")] = None
    text: Annotated[str, Spec("内容", "paragraphs", "department")] = ""


@Table("note", "メモ", Travels.NEVER, inside=("measure",), shorthand="text")
@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Row):
    """An internal note on a measure; never published."""

    measure: Annotated[str, Spec("施策", "reference", "nobody", "measure")]
    text: Annotated[str, Spec("メモ", "paragraphs", "department")] = ""
    rank: Rank = "V"


UNREAD, READ, ANSWERED = "未読", "既読", "回答済"


@Table("message", "課からの連絡", Travels.WITH_DEPARTMENT, inside=("department",), title="what", shorthand="text")
@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Row):
    """What a department wrote beside the cells that it was asked for, for one asked year, with the coordinator's reply.

    `place` identifies where it was written within the department's year; `what` says so in words, also when what it is
    about is deleted. `seen`: the text that the coordinator has read, so that one written anew is unread again. When and by
    whom it was written, the history knows.
    """

    KEY: ClassVar = ("department", "year", "place")

    department: Annotated[str, Spec("課", "reference", "nobody", "department")]
    measure: Annotated[str | None, Spec("施策", "reference", "nobody", "measure", weak=True)] = None
    year: Year
    place: Annotated[str, Spec("記入の場所", editor="nobody")] = ""
    what: Annotated[str, Spec("対象", editor="nobody")] = ""
    text: Annotated[str, Spec("連絡", "paragraphs", "department")] = ""
    seen: Annotated[str | None, Spec("読んだ連絡", "paragraphs")] = None
    reply: Annotated[str, Spec("回答", "paragraphs")] = ""

    @property
    def state(self) -> str:
        """Whether the coordinator has read it as it is now, and answered."""
        if self.seen != self.text:
            return UNREAD
        return ANSWERED if self.reply else READ


# Table name → row type, parents before children: in the order in which the classes are declared above.
TABLES: dict[str, type[Row]] = DECLARED
