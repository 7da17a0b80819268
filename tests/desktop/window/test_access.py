"""Every view by keyboard and by ear: each control has a name, Tab reaches all and comes round again, and all fits."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QFormLayout,
    QGraphicsView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QScrollArea,
    QTabBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from dxdesk.jobs.creating import from_seeds
from dxdesk.store import Store
from dxdesk.submission.merge.command import merge
from tests.desktop.conftest import Opener
from tests.desktop.every_view import COPY_VIEWS, EVERY, MERGED_VIEWS, PLANS_VIEWS, desk, tab, turned
from tests.desktop.offices import BOSS, handed, write
from tests.desktop.reading import misread
from tests.desktop.room import cut
from tests.desktop.two_plans import two_plans
from tests.desktop.waiting import at_rest

SMALL = (1366, 768)
AVAILABLE = (SMALL[0] - 40, SMALL[1] - 60)
FIELDS = (QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)
CONTROLS = (QAbstractButton, QAbstractItemView, QGraphicsView, QTabBar, *FIELDS)
SEEN = 60  # px: more than the cursor in a field, which is not always there
# Parts of another control, which speaks for them.
INNER = ("qt_spinbox_lineedit", "qt_toolbar_ext_button", "ScrollLeftButton", "ScrollRightButton")


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a master that has a submission in it and something to decide, a department's copy, and two plans."""
    folder = tmp_path_factory.mktemp("課")
    from_seeds(folder / "merged.dxdb", ["ito"], author="準備").close()
    copy, other, _ = handed(folder / "merged.dxdb")
    said = copy.lines()[0].text
    copy.edit(said, f"{said}（課）")
    write(folder / "merged.dxdb", said, f"{said}（政策課）", BOSS)
    copy.message("数え方を改めました。", "1-(1)")
    sent = copy.send(folder)
    with Store.open(folder / "merged.dxdb", author=BOSS) as store:
        merge(store, [sent], author=BOSS)
    (folder / "copy.dxdb").write_bytes(other.file.read_bytes())
    two_plans(folder / "plans.dxdb")
    return folder


@pytest.fixture
def zoom() -> int:
    """In percent; a test may ask for another."""
    return 100


@pytest.fixture(params=EVERY)
def view(
    request: pytest.FixtureRequest, opened: Opener, ito_seed: Path, offices: Path, tmp_path: Path, zoom: int, qtbot: QtBot
) -> Iterator[QWidget]:
    name = request.param
    of = {
        **dict.fromkeys(MERGED_VIEWS, "merged"),
        **dict.fromkeys(COPY_VIEWS, "copy"),
        **dict.fromkeys(PLANS_VIEWS, "plans"),
    }
    kept = offices / f"{of[name]}.dxdb" if name in of else ito_seed
    (tmp_path / "plan.dxdb").write_bytes(kept.read_bytes())
    window = opened(tmp_path / "plan.dxdb")
    window.resize(*SMALL)
    window.appearance.zoom_to(zoom)
    window.plan.pages.turn("desk")
    shown = EVERY[name](window)
    if window.has_plan:
        desk(window)  # the chart and the findings are there, rather than perhaps
    at_rest()
    if isinstance(shown, QDialog) and zoom > 100:
        shown.resize(*AVAILABLE)  # as it opens on the small screen; the one of the tests is narrower
        at_rest()
    yield shown
    if isinstance(shown, QDialog):
        shown.reject()
    qtbot.waitUntil(lambda: not window.progress.running)


def focusable(view: QWidget) -> list[QWidget]:
    """The controls that Tab can reach."""
    return [
        w
        for w in view.findChildren(QWidget)
        if isinstance(w, CONTROLS)
        and w.objectName() not in INNER
        and w.isVisible()
        and w.isEnabled()
        and w.focusPolicy() & Qt.FocusPolicy.TabFocus
        and w.focusProxy() is None
    ]


def named(control: QWidget) -> bool:
    """Whether a screen reader has something to say."""
    if control.accessibleName().strip():
        return True
    if isinstance(control, QAbstractButton) and control.text().strip():
        return True
    window = control.window()
    if any(label.buddy() in (control, control.parentWidget()) for label in window.findChildren(QLabel) if label.buddy()):
        return True
    forms = list(window.findChildren(QFormLayout))
    return any(form.labelForField(w) is not None for form in forms for w in (control, control.parentWidget()) if w)


def test_every_control_has_a_name(view: QWidget) -> None:
    without = [f"{type(w).__name__} {w.objectName()}" for w in focusable(view) if not named(w)]
    assert without == []


def test_tab_reaches_every_control_and_comes_round(view: QWidget) -> None:
    wanted = set(focusable(view))
    chain: list[QWidget] = []
    at = view.window()
    for _ in range(5_000):
        at = at.nextInFocusChain()
        if at is view.window():
            break
        chain.append(at)
    else:
        pytest.fail("Tabの順が元に戻りません。")
    assert wanted <= set(chain)


def tab_round(window: QWidget) -> list[QWidget]:
    """Where Tab leads, once round, from the control at the upper left of a window."""
    window.activateWindow()
    known = set(focusable(window))
    seen = [control for control in known if not control.visibleRegion().isEmpty()]
    at = min(seen, key=lambda control: (control.mapTo(window, QPoint()).y(), control.mapTo(window, QPoint()).x()))
    way: list[QWidget] = []
    at.setFocus()
    for _ in range(600):
        here = QApplication.focusWidget()
        assert here is not None
        if len(way) > 1 and here in way[:-1]:
            assert here is way[0]  # round, not caught in a part of it
            break
        if here in known and (not way or here is not way[-1]):
            way.append(here)
        QTest.keyClick(here, Qt.Key.Key_Tab)
    return way


def test_tab_goes_the_way_one_reads(view: QWidget) -> None:
    window = view.window()
    assert misread(tab_round(window), window) == []


@pytest.mark.parametrize("theme", ["light", "dark", "high-contrast"])
def test_one_sees_where_the_keyboard_is(opened: Opener, ito_file: Path, theme: str) -> None:
    window = opened(ito_file)
    window.appearance.choose_theme(theme)
    unseen: list[str] = []
    for show in (desk, tab(1), tab(2), turned("merge"), turned("board"), turned("overview"), turned("structure")):
        window.plan.pages.turn("desk")
        show(window)
        at_rest()
        for control in tab_round(window):
            control.setFocus()
            for area in window.findChildren(QScrollArea):
                if area.isAncestorOf(control):
                    area.ensureWidgetVisible(control)
            around = QRect(control.mapTo(window, QPoint()), control.size()).adjusted(-30, -12, 30, 12)
            with_keyboard = window.grab(around).toImage()
            control.clearFocus()
            if marked(with_keyboard, window.grab(around).toImage()) < SEEN:
                unseen.append(f"{type(control).__name__} {control.accessibleName()}")
    assert unseen == []


def marked(one: QImage, other: QImage) -> int:
    """How many pixels differ."""
    places = ((x, y) for x in range(one.width()) for y in range(one.height()))
    return sum(one.pixel(x, y) != other.pixel(x, y) for x, y in places)


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
def test_tab_leaves_no_control_out_and_is_caught_nowhere(view: QWidget, key: Qt.Key) -> None:
    view.window().activateWindow()
    controls = focusable(view)
    # Of radio buttons Tab stops at the chosen one; arrows go to the others.
    left = {w for w in controls if not isinstance(w, QRadioButton) or w.isChecked()}
    controls[0].setFocus()
    for _ in range(600):
        at = QApplication.focusWidget()
        assert at is not None
        left.discard(at)
        if not left:
            break
        QTest.keyClick(at, key)
    assert [f"{type(w).__name__} {w.accessibleName() or getattr(w, 'text', str)()}" for w in left] == []


@pytest.mark.parametrize("zoom", [80, 100, 150, 200])
def test_everything_fits_a_small_screen_at_every_zoom(view: QWidget) -> None:
    window = view.window()
    assert window.minimumSizeHint().width() <= SMALL[0]
    assert window.minimumSizeHint().height() <= SMALL[1]
    assert window.width() <= SMALL[0]
    assert window.height() <= SMALL[1]
    assert cut(window) == []
