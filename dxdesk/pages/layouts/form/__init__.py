"""The form in which a department without dxdesk answers: an Excel workbook without macros, identified by ids in its cells.

`submission/` hands it out and merges it. As a layout it is only written, as a specimen to look at, without ids.
"""

from collections.abc import Iterator

from dxdesk.pages.layouts import Layout, Options, Written
from dxdesk.pages.layouts.form.questions import Form, questions
from dxdesk.pages.page import Book
from dxdesk.plan.analysis.required import required_items_in_plan
from dxdesk.plan.importing.draft import Reading
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Plan
from dxdesk.plan.rows.outline import Outline, asked_year


class _HandIn:
    """Each direction is imported when it is used."""

    name = "form"
    title = "課の記入様式（見本）"

    def write(self, outline: Outline, plan: Plan, options: Options) -> Written:
        """Write the form of each department; it holds what is asked, so nothing of the plan counts as missing from it."""
        from dxdesk.pages.layouts.form.writing import book_of

        books = [book_of(form) for form in specimens(outline, plan, options)]
        if not books:
            raise Refused("記入を頼むことがありません。課、施策、年度の指定を確かめてください。")
        return Written(books[0] if len(books) == 1 else Book(f"{plan.title}の記入様式", [p for b in books for p in b.pages]))

    def read(self, book: Book) -> Reading:
        """Refuse: forms are merged, not imported."""
        raise Refused(f"「{book.title}」は、記入様式なら取り込みではなく、提出の統合（merge）で計画に入れてください。")


def specimens(outline: Outline, plan: Plan, options: Options) -> Iterator[Form]:
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


LAYOUT: Layout = _HandIn()
