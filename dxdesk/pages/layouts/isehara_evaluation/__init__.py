"""伊勢原市's 事業評価: 総括 with a mark for each measure, 詳細 with indicators and 見解."""

from dxdesk.pages.layouts import Layout, Options, Written
from dxdesk.pages.page import Book
from dxdesk.plan.draft import Reading
from dxdesk.plan.model import Plan
from dxdesk.plan.outline import Outline


class _IseharaEvaluation:
    """Each direction is imported when it is used."""

    name = "isehara-evaluation"
    title = "伊勢原市 事業評価"

    def write(self, outline: Outline, plan: Plan, options: Options) -> Written:
        """The plan as 総括 and 詳細."""
        from dxdesk.pages.layouts.isehara_evaluation.writing import write

        return write(outline, plan, options)

    def read(self, book: Book) -> Reading:
        """The plan that such pages show."""
        from dxdesk.pages.layouts.isehara_evaluation.reading import read

        return read(book)


LAYOUT: Layout = _IseharaEvaluation()
