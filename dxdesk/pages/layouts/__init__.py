"""The tables that cities use. A layout turns a plan into pages and pages back into a plan; each has its folder here.

To add one: a folder whose `writing.write` and `reading.read` do as `Layout` says, a line in `LAYOUTS`, and its name in
the contract of `pyproject.toml` that holds the layouts apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from dxdesk.pages.page import Book
from dxdesk.plan.importing.draft import Reading
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Department, Measure, Plan
from dxdesk.plan.rows.outline import Outline


@dataclass(frozen=True)
class Options:
    """The part of a plan to write; None for all of it.

    `years`: the columns, of which the last is 実施予定. `department`: the measures in which it has a part,
    each whole. `measures`: these only.
    """

    years: range | None = None
    department: Department | None = None
    measures: Sequence[Measure] | None = None


@dataclass(frozen=True)
class Written:
    """The pages, and one line for each kind of thing that has no place in the layout."""

    book: Book
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Layout:
    """A table that cities use. `name` is for the command line, `title` for people, `package` its folder here.

    `by_map`: any city's table; which column is what, a map says. `refusal`: the end of the answer to those who want to
    read a layout that is only written; blank for the others.
    """

    name: str
    title: str
    package: str
    by_map: bool = False
    refusal: str = ""
    table_map: Any = None  # list_table's TableMap

    def with_map(self, table_map: object) -> "Layout":
        """The layout made by a map, for layouts `by_map`."""
        return replace(self, table_map=table_map)

    def write(self, outline: Outline, plan: Plan, options: Options) -> Written:
        """The plan as pages. Raises Refused where the options leave nothing to write."""
        written: Written = self.module("writing").write(outline, plan, options, *self._map())
        return written

    def read(self, book: Book) -> Reading:
        """The plan that pages show, and what could not be read. Raises Refused for pages of another table."""
        if self.refusal:
            raise Refused(f"「{book.title}」{self.refusal}")
        reading: Reading
        if self.by_map:
            reading = self.module("reading").read(book, *self._map())
            return reading
        from dxdesk.pages.layouts.common.side_notes import without_side_pages

        tables, unread = without_side_pages(book)
        reading = self.module("reading").read(tables)
        return replace(reading, unread=[*reading.unread, *unread])

    def module(self, name: str) -> Any:
        """A module of its folder, imported when it is used."""
        return import_module(f"{__name__}.{self.package}.{name}")

    def _map(self) -> tuple[Any, ...]:
        return (self.table_map,) if self.by_map else ()


_ALL = (
    Layout("ito", "伊東市 進捗管理表", "ito"),
    Layout("isehara-action", "伊勢原市 アクションプラン", "isehara_action"),
    Layout("shibata", "新発田市 個別取組", "shibata"),
    Layout("isehara-evaluation", "伊勢原市 事業評価", "isehara_evaluation"),
    Layout("izunokuni", "伊豆の国市 計画の概要と工程表", "izunokuni"),
    Layout("list", "一覧表（列の対応表による）", "list_table", by_map=True),
    Layout(
        "open-data",
        "オープンデータ（一行一件の表）",
        "open_data",
        refusal="は、公開用の表なので取り込めません。元の計画ファイルを使ってください。",
    ),
    Layout(
        "form",
        "課の記入様式（見本）",
        "form",
        refusal="は、記入様式なら取り込みではなく、提出の統合（merge）で計画に入れてください。",
    ),
)
LAYOUTS = {one.name: one for one in _ALL}
READABLE = [one for one in _ALL if not one.refusal]
BY_MAP = next(one for one in _ALL if one.by_map)


def layout(name: str, map_file: str | Path | None = None) -> Layout:
    """The layout of that name, made by the map in a file if it is `by_map`.

    Raises Refused where there is no such layout, where the map is missing or not wanted; EnvironmentFault.
    """
    found = LAYOUTS.get(name)
    if found is None:
        raise Refused(f"表の形「{name}」はありません。次のどれかを指定してください: {'、'.join(LAYOUTS)}。")
    if found.by_map != (map_file is not None):
        wanted = "列の対応表（TOML）が要ります" if map_file is None else "列の対応表は使いません"
        raise Refused(f"表の形「{name}」には{wanted}。--map の指定を確かめてください。")
    return found if map_file is None else found.with_map(found.module("map_toml").read_map(map_file))
