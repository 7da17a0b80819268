"""A form as two pages: a cover with request, due date and contact, and a table with a row for each question."""

from collections.abc import Iterable, Iterator, Sequence

from dxdesk.pages.layouts import Options, Written
from dxdesk.pages.layouts.form import cell_ids
from dxdesk.pages.layouts.form.cell_ids import LINE, NEW, QuestionKey
from dxdesk.pages.layouts.form.contents import Form, Question
from dxdesk.pages.layouts.form.questions import questions
from dxdesk.pages.page import Book, Page, Style
from dxdesk.plan.analysis.required import required_items_in_plan
from dxdesk.plan.rows.dates import long_day, long_year, short_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Plan
from dxdesk.plan.rows.outline import Outline, asked_year, measure_name

COVER, TABLE = "お願い", "記入表"
FILL, ID_HEADING = "記入欄", "識別（変更しないでください）"
_ID_WIDTH = 5
_HEADING_ROW = 1
_COVER_WIDTHS = (18, 54, 60)
_TABLE_WIDTHS = (22, 13, 26, 38, 32, 54, 26, 22)
MEASURE_COLUMN, COLUMN_COLUMN, ABOUT_COLUMN, PAST_COLUMN, PLANNED_COLUMN, FILL_COLUMN, REMARK_COLUMN, NOTICE_COLUMN = range(
    8
)
ID_COLUMN = len(_TABLE_WIDTHS)
PAST, REMARK = "昨年度まで（読むだけ）", "備考・連絡"
_HEADINGS = ("施策", "欄", "項目", PAST, "今年度の予定（読むだけ）", FILL, REMARK, "お知らせ（読むだけ）")
LABELS = _HEADINGS[:3]  # what a row is about
_FIELDS = (
    (cell_ids.PERSON, "担当者名", "記入した方の名前。出し直すときは、同じ名前を書いてください。"),
    (cell_ids.EXTENSION, "内線", "問い合わせ先"),
    (cell_ids.CONFIRMED, "課長確認", "確認した課長の名前"),
    (
        cell_ids.UNCHANGED,
        "変更なし",
        "書くこと、直すことが何もないときだけ「はい」と書いてください。何も書かれていない様式は受け取れません。",
    ),
    (cell_ids.ABOUT_ALL, "連絡（全体）", "とりまとめの担当に伝えたいこと（施策ごとのことは「記入表」の「備考・連絡」へ）"),
)
_HOW = (
    "・色のついた「記入欄」と「備考・連絡」に書いてください。ほかの欄は読むためのものです。直したいときは「備考・連絡」に書いてください。\n"
    "・「記入表」は、1行が1つの記載です。行を足さずに、空いている行に書いてください。1つの欄の中で改行できます（Alt＋Enter）。\n"
    "・載っている記載を消すときは、行を残したまま、記入欄を空にしてください。値がないときは「-」「数値なし」「該当なし」と書いてください。\n"
    "・二人で分けて書くときは、それぞれの様式に自分の名前を書いて、別々に送ってください。空けた欄が、ほかの人の記入を消すことはありません。\n"
    "・右端の灰色の「識別」は、行を見分けるためのものです。消したり、別の行に写したりしないでください。"
)
_SPECIMEN = "見本です。配布したものではないため、書いても提出できません。"


def write(outline: Outline, plan: Plan, options: Options) -> Written:
    """Write the form of each department; it holds what is asked, so nothing of the plan counts as missing from it."""
    books = [book_of(form) for form in _specimens(outline, plan, options)]
    if not books:
        raise Refused("記入を頼むことがありません。課、施策、年度の指定を確かめてください。")
    return Written(books[0] if len(books) == 1 else Book(f"{plan.title}の記入様式", [p for b in books for p in b.pages]))


def _specimens(outline: Outline, plan: Plan, options: Options) -> Iterator[Form]:
    """Yield the forms of the departments that are asked for something, for the year before the last of the options."""
    year = options.years[-1] - 1 if options.years else asked_year(plan)
    if year is None:
        raise Refused(f"「{plan.title}」には実績の年度がありません。--years で年度を指定してください。")
    wanted = {measure.id for measure in options.measures} if options.measures is not None else None
    departments = [options.department] if options.department is not None else outline.departments(plan)
    for department in departments:
        asked = [a.key for a in required_items_in_plan(outline, plan, year, department)]
        found = questions(outline, department, year, asked)
        found = [question for question in found if wanted is None or question.measure.id in wanted]
        if found:
            yield Form(plan, department, year, found)


def book_of(form: Form) -> Book:
    """Return the form's pages."""
    title = f"{form.plan.title}　{long_year(form.year)}の記入様式（{form.department.name}）"
    cover, table = _cover(form), _table(form)
    if form.hand_out:
        _put_digests(cover, table, form)
    return Book(title, [cover, table])


def _page(name: str, widths: Sequence[int], form: Form) -> Page:
    """A page with a column for the ids that is not printed; a specimen has none."""
    if not form.hand_out:
        return Page(f"{name}（{form.department.name}）", widths=list(widths), form=True)
    return Page(name, widths=[*widths, _ID_WIDTH], form=True, unprinted=1)


def _cover(form: Form) -> Page:
    page = _page(COVER, _COVER_WIDTHS, form)
    page.put(0, 0, f"{form.plan.title}　{long_year(form.year)}の記入のお願い", "title", columns=3)
    row = 1
    for style, label, text in _cover_texts(form):
        page.put(row, 0, label, "heading")
        page.put(row, 1, text, style, columns=2)
        row += 1
    asking = row + 1
    for column, text in enumerate(("記入した方", FILL, "書くこと")):
        page.put(asking, column, text, "heading")
    for row, (kind, label, hint) in enumerate(_FIELDS, asking + 1):
        needed = kind != cell_ids.CONFIRMED or form.confirming
        page.put(row, 0, label, "cell")
        page.put(row, 1, form.fields.get(kind, ""), "fill")
        page.put(row, 2, hint if needed else f"{hint}（空けておいてかまいません）", "past")
        _put_id(page, (row, 3), (kind,), form)
    if form.hand_out:
        page.put(asking, 3, ID_HEADING, "mark")
        for row, key in enumerate(_head_keys(form)):
            _put_id(page, (row, 3), key, form)
    return page


def _put_digests(cover: Page, table: Page, form: Form) -> None:
    """Put the digests of all that stands in no row with an id of its own."""
    filled = {row for (row, column), cell in table.cells.items() if column == ID_COLUMN and cell.text}
    outside = [cell.text for (row, _), cell in table.cells.items() if row == _HEADING_ROW or row not in filled]
    texts = [*outside, *(cell.text for cell in cover.cells.values() if cell.style not in ("fill", "mark"))]
    row = cover.height
    cover.put(row, 3, cell_ids.sealed((cell_ids.TEXTS,), form.hand_out, texts), "mark")


def _cover_texts(form: Form) -> Iterator[tuple[Style, str, str]]:
    """The cover's texts: style, label, text."""
    yield "measure", "記入する課", f"{form.department.name}　御中"
    yield "measure", "締切", long_day(form.due) if form.due else "定めなし"
    if form.returned:
        yield "body", "差戻しの理由", form.returned
    if not form.hand_out:
        yield "body", "見本", _SPECIMEN
    yield "body", "照会文", form.message or _request(form)
    if form.guide:
        yield "body", "記入要領", form.guide
    for about, message, reply in form.replies:
        yield "body", "ご連絡への回答", f"{about}\nご連絡：{message}\n回答：{reply}"
    yield "body", "書き方", _HOW
    measures = list(dict.fromkeys(measure_name(q.measure) for q in form.questions))
    yield "body", f"施策（{len(measures)}件）", "、".join(measures)


def _request(form: Form) -> str:
    """The request where the coordinator wrote none."""
    planned = any(question.year > form.year for question in form.questions)
    more = f"と{short_year(form.year + 1)}の実施予定" if planned else ""
    return f"{short_year(form.year)}の実績{more}を「{TABLE}」に記入して、このファイルをお送りください。"


def _table(form: Form) -> Page:
    page = _page(TABLE, _TABLE_WIDTHS, form)
    page.repeat_rows, page.freeze = (1, 1), (2, 1)
    due = f"　締切 {long_day(form.due)}" if form.due else ""
    page.put(0, 0, f"{form.department.name}　{long_year(form.year)}の記入表{due}", "subheading", columns=FILL_COLUMN + 1)
    for column, text in enumerate(_HEADINGS):
        page.put(_HEADING_ROW, column, text, "heading")
    if form.hand_out:
        page.put(_HEADING_ROW, ID_COLUMN, ID_HEADING, "mark")
    above: Question | None = None
    for row, question in enumerate(form.questions, 2):
        _row(page, row, question, form, first=above is None or above.measure != question.measure)
        above = question
    return page


def _row(page: Page, row: int, question: Question, form: Form, first: bool) -> None:
    """Put one row; flat, so that rows can be sorted: each has the measure's name, strong in the first."""
    read_only = {
        MEASURE_COLUMN: measure_name(question.measure),
        COLUMN_COLUMN: question.column,
        ABOUT_COLUMN: _about(question),
        PAST_COLUMN: question.past,
        PLANNED_COLUMN: question.planned,
        NOTICE_COLUMN: question.remark,
    }
    styles: dict[int, Style] = {
        MEASURE_COLUMN: "contents_pillar" if first else "past",
        COLUMN_COLUMN: "value" if question.year == form.year else "phase",
    }
    for column, text in read_only.items():
        page.put(row, column, text, styles.get(column, "past"))
    page.put(row, FILL_COLUMN, _TOO_LONG if question.fixed else question.now, "past" if question.fixed else "fill")
    page.put(row, REMARK_COLUMN, question.message, "past" if question.fixed else "fill")
    if not question.fixed:
        _put_id(page, (row, ID_COLUMN), question.key, form, read_only.values())


_TOO_LONG = "この記載は長いため、この様式では書き換えられません。直すところがあれば、担当に知らせてください。"


def _about(question: Question) -> str:
    line = {NEW: "記載（空いた行）", LINE: "記載"}.get(question.key[0], "")
    return f"{question.about}　{line}".strip()


def _put_id(page: Page, place: tuple[int, int], key: QuestionKey, form: Form, texts: Iterable[str] = ()) -> None:
    if form.hand_out:
        page.put(*place, cell_ids.sealed(key, form.hand_out, texts), "mark")


def _head_keys(form: Form) -> list[QuestionKey]:
    """The keys that identify a form as a whole, among them the number of its rows that must come back."""
    after = [(cell_ids.AFTER, form.after)] if form.after else []
    kept = sum(q.key[0] != NEW and not q.fixed for q in form.questions)
    return [
        (cell_ids.HAND_OUT, form.hand_out),
        (cell_ids.PLAN, form.plan.id),
        (cell_ids.YEAR, str(form.year)),
        (cell_ids.SCHEMA, str(form.schema)),
        (cell_ids.ROWS, str(kept)),
        *after,
    ]
