"""Which sheet of a book a map speaks of."""

from dxdesk.pages.layouts.list_table.table_map import TableMap
from dxdesk.pages.page import Book, Page
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.outline import folded


def sheet_of(book: Book, table_map: TableMap) -> Page:
    """The sheet that the map names; the only one there is, by whatever name: CSV has none."""
    if not book.pages:
        raise Refused(f"「{book.title}」には表がありません。ファイルを確かめてください。")
    wanted = table_map.sheet
    if isinstance(wanted, str) and len(book.pages) > 1:
        found = [page for page in book.pages if folded(page.name) == folded(wanted)]
        if not found:
            known = "、".join(f"「{page.name}」" for page in book.pages)
            raise Refused(
                f"「{book.title}」に「{wanted}」というシートがありません。"
                f"{known}のどれかを「{table_map.file}」の sheet に書いてください。"
            )
        return found[0]
    place = wanted if isinstance(wanted, int) else 0
    if place >= len(book.pages):
        raise Refused(
            f"「{book.title}」のシートは{len(book.pages)}枚です。「{table_map.file}」の sheet の番号を確かめてください。"
        )
    return book.pages[place]
