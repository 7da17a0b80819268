"""The tables that cities use. A layout turns a plan into pages and pages back into a plan; each has its folder here."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Protocol

from dxdesk.pages.page import Book
from dxdesk.plan.importing.draft import Reading
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Department, Measure, Plan
from dxdesk.plan.rows.outline import Outline


@dataclass(frozen=True)
class Options:
    """What of a plan to write, None for all of it.

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


class Layout(Protocol):
    """A city's table. `name` is for the command line, `title` for people."""

    name: str
    title: str

    def write(self, outline: Outline, plan: Plan, options: Options) -> Written:
        """The plan as pages. Raises Refused where the options leave nothing to write."""

    def read(self, book: Book) -> Reading:
        """The plan that pages show, and what could not be read. Raises Refused for pages of another table."""


@dataclass(frozen=True)
class CityTable:
    """A city's own table: `writing.write` and `reading.read` of its module, each imported when it is used."""

    name: str
    title: str
    module: str

    def write(self, outline: Outline, plan: Plan, options: Options) -> Written:
        """The plan in the city's pages."""
        written: Written = import_module(f"{self.module}.writing").write(outline, plan, options)
        return written

    def read(self, book: Book) -> Reading:
        """The plan that such pages show."""
        from dxdesk.pages.layouts.common.side_notes import without_asides

        tables, aside = without_asides(book)
        reading: Reading = import_module(f"{self.module}.reading").read(tables)
        return replace(reading, unread=[*reading.unread, *aside])


# Name → module whose LAYOUT it is; imported when asked for, so that starting stays quick.
_MODULES = {
    "ito": "ito",
    "isehara-action": "isehara_action",
    "shibata": "shibata",
    "isehara-evaluation": "isehara_evaluation",
    "izunokuni": "izunokuni",
    "list": "list_table",
    "open-data": "open_data",
    "form": "form",
}
_WRITTEN_ONLY = ("open-data", "form")
# Those that are any city's table: which column is what, a map says.
BY_MAP = ("list",)


def names() -> tuple[str, ...]:
    """The layouts that are read and written."""
    return tuple(name for name in _MODULES if name not in _WRITTEN_ONLY)


def written_names() -> tuple[str, ...]:
    """All layouts."""
    return tuple(_MODULES)


def layout(name: str, map_file: str | Path | None = None) -> Layout:
    """The layout of that name; those of `BY_MAP` are made by a map. Raises Refused where there is none, or no map."""
    module = _MODULES.get(name)
    if module is None:
        raise Refused(f"表の形「{name}」はありません。次のどれかを指定してください: {'、'.join(written_names())}。")
    if (name in BY_MAP) != (map_file is not None):
        wanted = "列の対応表（TOML）が要ります" if map_file is None else "列の対応表は使いません"
        raise Refused(f"表の形「{name}」には{wanted}。--map の指定を確かめてください。")
    found = import_module(f"{__name__}.{module}")
    chosen: Layout = found.with_map(map_file) if map_file is not None else found.LAYOUT
    return chosen
