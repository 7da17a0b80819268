"""伊勢原市's アクションプラン: a sheet per measure with contents, effect, schedule and indicators over the years."""

from dxdesk.pages.layouts import Layout, Options, Written
from dxdesk.pages.page import Book
from dxdesk.plan.draft import Reading
from dxdesk.plan.model import Plan
from dxdesk.plan.outline import Outline


class _IseharaAction:
    """Each direction is imported when it is used."""

    name = "isehara-action"
    title = "伊勢原市 アクションプラン"

    def write(self, outline: Outline, plan: Plan, options: Options) -> Written:
        """The plan as a sheet per measure, with 取組事業一覧 and 用語解説 where it has what stands there."""
        from dxdesk.pages.layouts.isehara_action.writing import write

        return write(outline, plan, options)

    def read(self, book: Book) -> Reading:
        """The plan that such sheets show."""
        from dxdesk.pages.layouts.isehara_action.reading import read

        return read(book)


LAYOUT: Layout = _IseharaAction()
