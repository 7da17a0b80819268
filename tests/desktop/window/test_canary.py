"""What killed a window before: a reference to None lost with every repaint (PySide6 6.12.0 on CPython 3.11)."""

import sys
from pathlib import Path

import pytest

from tests.desktop.conftest import Opener
from tests.desktop.waiting import at_rest

REPAINTS = 1_000


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="Python 3.12からNoneの参照は数えられないため、確かめるものがない")
def test_none_is_still_there_after_a_thousand_repaints(opened: Opener, ito_file: Path) -> None:
    window = opened(ito_file)
    desk = window.plan.view
    assert desk is not None
    desk.trends.load_now()
    parts = (desk.page.grid.viewport(), desk.tree.view.viewport(), desk.trends, desk.page.narrative)
    for part in parts:
        part.repaint()
    at_rest()
    before = sys.getrefcount(None)
    for _ in range(REPAINTS):
        for part in parts:
            part.repaint()
    at_rest()
    lost = before - sys.getrefcount(None)
    # A binding that forgets one a repaint has lost thousands by now; what caches gain is no harm.
    assert lost < REPAINTS // 10
