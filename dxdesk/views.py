"""The views of an open plan, each declared once: its tab, menu entry, keys, help page and picture follow from this.

Nothing of Qt is imported here, so that the command line can name the views on any machine.
"""

from dataclasses import dataclass
from enum import Enum, auto


class HeldBy(Enum):
    """Which plan files have a view."""

    EVERY = auto()
    MASTER = auto()  # the coordinator's own
    COPY = auto()  # a department's


class Menu(Enum):
    """The menu that leads to a view."""

    GO = "移動(&G)"
    SUBMISSIONS = "提出(&S)"


@dataclass(frozen=True)
class ViewSpec:
    """One view.

    `name`: what `picture --view` and the window's settings call it. `title`: on its tab. `entry`: its menu's text.
    `keys` lead to it, and order the tabs. `help`: the page of `resources/help` about it. `factory`: of the open plan, makes
    the page when it is first turned to, blank for the measures, which are always there.
    """

    name: str
    title: str
    keys: str
    menu: Menu
    entry: str
    help: str
    factory: str = ""
    held_by: HeldBy = HeldBy.EVERY


MEASURES, OVERVIEW, STRUCTURE, BOARD = "desk", "overview", "structure", "board"
MERGE, INBOX, GLOSSARY, HAND_IN = "merge", "inbox", "glossary", "hand-in"

VIEWS: list[ViewSpec] = [
    ViewSpec(MEASURES, "施策", "Ctrl+1", Menu.GO, "施策の画面(&1)", "enter"),
    ViewSpec(OVERVIEW, "概況", "Ctrl+4", Menu.GO, "概況(&O)", "structure", "plan_pages.overview"),
    ViewSpec(STRUCTURE, "計画の構成", "Ctrl+5", Menu.GO, "計画の構成(&S)", "structure", "plan_pages.structure"),
    ViewSpec(
        BOARD, "提出状況", "Ctrl+3", Menu.SUBMISSIONS, "提出状況(&B)", "coordinate", "coordinator.board_page", HeldBy.MASTER
    ),
    ViewSpec(
        MERGE,
        "提出の統合",
        "Ctrl+2",
        Menu.SUBMISSIONS,
        "提出の統合(&M)",
        "coordinate",
        "coordinator.merge_page",
        HeldBy.MASTER,
    ),
    ViewSpec(
        INBOX,
        "課からの連絡",
        "Ctrl+7",
        Menu.SUBMISSIONS,
        "課からの連絡(&I)",
        "coordinate",
        "coordinator.inbox_page",
        HeldBy.MASTER,
    ),
    ViewSpec(GLOSSARY, "用語集", "Ctrl+6", Menu.GO, "用語集(&W)", "structure", "plan_pages.glossary"),
    ViewSpec(HAND_IN, "記入と提出", "Ctrl+2", Menu.GO, "記入と提出(&H)", "hand-in", "hand_in.page", HeldBy.COPY),
]

# What `picture` draws besides: the window without a plan, and the measures in three states.
SCENES = ("start", "measure", "chart", "findings")


def view_named(name: str) -> ViewSpec:
    """Return the view of this name. Raises KeyError."""
    return {view.name: view for view in VIEWS}[name]


def pages() -> list[ViewSpec]:
    """Return the views beside the measures, in the order of their declaration."""
    return [view for view in VIEWS if view.factory]


def picture_names() -> list[str]:
    """Return what `picture --view` draws."""
    return [*SCENES, *(view.name for view in pages())]


def views_held_by(holder: HeldBy) -> list[ViewSpec]:
    """Return the views of a master or a copy, in the order of their keys."""
    return sorted((view for view in VIEWS if view.held_by in (HeldBy.EVERY, holder)), key=_keys)


def entries_of(menu: Menu) -> list[ViewSpec]:
    """Return the views that a menu leads to, in the order of their keys."""
    return sorted((view for view in VIEWS if view.menu is menu), key=_keys)


def _keys(view: ViewSpec) -> str:
    return view.keys
