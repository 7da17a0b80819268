"""伊豆の国市's plan document: its outline, a roadmap of pillars and measures with one column a year, indicators, glossary."""

from dxdesk.pages.layouts import Layout, Options, Written
from dxdesk.pages.page import Book
from dxdesk.plan.draft import Reading
from dxdesk.plan.model import Plan
from dxdesk.plan.outline import Outline


class _Izunokuni:
    """Each direction is imported when it is used."""

    name = "izunokuni"
    title = "伊豆の国市 計画の概要と工程表"

    def write(self, outline: Outline, plan: Plan, options: Options) -> Written:
        """The plan as 計画の概要, 工程表, 指標 and 用語集."""
        from dxdesk.pages.layouts.izunokuni.writing import write

        return write(outline, plan, options)

    def read(self, book: Book) -> Reading:
        """The plan that such pages show."""
        from dxdesk.pages.layouts.izunokuni.reading import read

        return read(book)


LAYOUT: Layout = _Izunokuni()
