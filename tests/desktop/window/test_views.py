"""A view is declared once: its tab, its keys, its menu entry, its help and its picture follow."""

from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence

from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.desktop.window.screenshot import DRAWN
from dxdesk.files import shipped_file
from dxdesk.views import SCENES, VIEWS, HeldBy, ViewSpec, picture_names, views_held_by
from tests.desktop.conftest import Opener
from tests.desktop.offices import handed


def lead_to(window: MainWindow, spec: ViewSpec) -> None:
    """Every declared way to a view leads there, and back to the measures."""
    pages = window.plan.pages
    tab = next(place for place in range(pages.bar.count()) if pages.bar.tabText(place) == spec.title)
    assert pages.bar.tabToolTip(tab) == spec.keys
    action = window.menus.action(spec.entry)
    assert action.shortcuts() == [QKeySequence(spec.keys)]
    assert action.isEnabled()
    action.trigger()
    assert pages.name == spec.name
    assert window.help.page == spec.help
    pages.bar.setCurrentIndex(0)
    pages.bar.setCurrentIndex(tab)
    assert pages.name == spec.name


@pytest.mark.parametrize("holder", [HeldBy.MASTER, HeldBy.COPY])
def test_every_view_has_its_tab_menu_entry_keys_and_help(opened: Opener, ito_file: Path, holder: HeldBy) -> None:
    copies = handed(ito_file)
    window = opened(ito_file if holder is HeldBy.MASTER else copies[0].file)
    held = views_held_by(holder)
    assert [window.plan.pages.bar.tabText(place) for place in range(window.plan.pages.bar.count())] == [
        v.title for v in held
    ]
    for spec in held:
        lead_to(window, spec)
    for spec in VIEWS:
        assert window.menus.action(spec.entry).isEnabled() == (spec in held)
        assert window.plan.pages.holds(spec.name) == (spec in held)


def test_names_and_keys_are_each_view_s_own_and_its_help_is_there() -> None:
    names = [spec.name for spec in VIEWS]
    assert len(set(names)) == len(names)
    for holder in (HeldBy.MASTER, HeldBy.COPY):
        keys = [spec.keys for spec in views_held_by(holder)]
        assert len(set(keys)) == len(keys)
    for spec in VIEWS:
        assert (shipped_file("resources", "help") / f"{spec.help}.md").is_file()


def test_a_picture_can_be_drawn_of_every_scene_and_page() -> None:
    assert set(DRAWN) == set(SCENES)
    assert picture_names() == [*SCENES, *(spec.name for spec in VIEWS if spec.factory)]
