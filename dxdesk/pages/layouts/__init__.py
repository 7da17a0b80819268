"""The tables that cities use. A layout turns a plan into pages and pages back into a plan; each has its folder here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Protocol

from dxdesk.pages.page import Book
from dxdesk.plan.draft import Reading
from dxdesk.plan.errors import Refused
from dxdesk.plan.model import Department, Measure, Plan
from dxdesk.plan.outline import Outline


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


# Name → module whose LAYOUT it is; imported when asked for, so that starting stays quick.
_MODULES = {
    "ito": "ito",
    "isehara-action": "isehara_action",
    "shibata": "shibata",
    "isehara-evaluation": "isehara_evaluation",
    "izunokuni": "izunokuni",
}


def names() -> tuple[str, ...]:
    """The layouts there are."""
    return tuple(_MODULES)


def layout(name: str) -> Layout:
    """The layout of that name. Raises Refused where there is none."""
    module = _MODULES.get(name)
    if module is None:
        raise Refused(f"様式「{name}」はありません。次のどれかを指定してください: {'、'.join(names())}。")
    found: Layout = import_module(f"{__name__}.{module}").LAYOUT
    return found
