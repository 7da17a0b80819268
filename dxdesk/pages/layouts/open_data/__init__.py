"""A plan for other people's programs: one table, a row for each thing that is said, to be published as open data."""

from dxdesk.pages.layouts import Layout, Options, Written
from dxdesk.pages.page import Book
from dxdesk.plan.importing.draft import Reading
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Plan
from dxdesk.plan.rows.outline import Outline


class _OpenData:
    """Written only: what is published is taken from the plan, never the other way round."""

    name = "open-data"
    title = "オープンデータ（一行一件の表）"

    def write(self, outline: Outline, plan: Plan, options: Options) -> Written:
        """The plan as one table."""
        from dxdesk.pages.layouts.open_data.writing import write

        return write(outline, plan, options)

    def read(self, book: Book) -> Reading:
        """Refuses: the table is for publication."""
        raise Refused(f"「{book.title}」は、公開用の表なので取り込めません。元の計画ファイルを使ってください。")


LAYOUT: Layout = _OpenData()
