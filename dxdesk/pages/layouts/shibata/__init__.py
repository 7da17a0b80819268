"""新発田市's 個別取組: one table with a row a measure, its KPI's years, and its schedule before and after."""

from dxdesk.pages.layouts import Layout, Options, Written
from dxdesk.pages.page import Book
from dxdesk.plan.draft import Reading
from dxdesk.plan.model import Plan
from dxdesk.plan.outline import Outline


class _Shibata:
    """Each direction is imported when it is used."""

    name = "shibata"
    title = "新発田市 個別取組"

    def write(self, outline: Outline, plan: Plan, options: Options) -> Written:
        """The plan as one sheet."""
        from dxdesk.pages.layouts.shibata.writing import write

        return write(outline, plan, options)

    def read(self, book: Book) -> Reading:
        """The plan that such a sheet shows."""
        from dxdesk.pages.layouts.shibata.reading import read

        return read(book)


LAYOUT: Layout = _Shibata()
