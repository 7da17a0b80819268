"""伊東市's 進捗管理表: a contents page, and a page per measure with one column a year."""

from dxdesk.pages.layouts import Layout, Options, Written
from dxdesk.pages.page import Book
from dxdesk.plan.draft import Reading
from dxdesk.plan.model import Plan
from dxdesk.plan.outline import Outline


class _Ito:
    """Each direction is imported when it is used."""

    name = "ito"
    title = "伊東市 進捗管理表"

    def write(self, outline: Outline, plan: Plan, options: Options) -> Written:
        """The plan as 目次, a page per measure and 指標一覧."""
        from dxdesk.pages.layouts.ito.writing import write

        return write(outline, plan, options)

    def read(self, book: Book) -> Reading:
        """The plan that such pages show."""
        from dxdesk.pages.layouts.ito.reading import read

        return read(book)


LAYOUT: Layout = _Ito()
