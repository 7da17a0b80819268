"""Every view by keyboard and by ear: each control has a name, Tab reaches all of them and comes round again, and all fits."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QElapsedTimer, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QTabBar,
    QWidget,
)

from dxdesk.desktop.dialogs.new_plan_dialog import NewPlanDialog
from dxdesk.desktop.main_window import MainWindow
from dxdesk.desktop.wizard.wizard import ImportWizard
from dxdesk.jobs.rolling import rollover as turn_year
from tests.desktop.conftest import Opener
from tests.desktop.plans import session_of
from tests.pages.layouts.list_table.made_up import made_up

SMALL = (1366, 768)
CONTROLS = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTabBar)
# Parts of another control, which speaks for them.
INNER = ("qt_spinbox_lineedit", "qt_toolbar_ext_button", "ScrollLeftButton", "ScrollRightButton")


def turned(name: str) -> Callable[[MainWindow], QWidget]:
    """A page beside the measures."""

    def turn(window: MainWindow) -> QWidget:
        assert window.views is not None
        page = window.views.turn(name)
        assert page is not None
        return page

    return turn


def tab(place: int) -> Callable[[MainWindow], QWidget]:
    """A tab of the measure."""

    def turn(window: MainWindow) -> QWidget:
        assert window.desk is not None
        window.desk.tabs.turn(place)
        return window.desk.tabs

    return turn


def started(window: MainWindow) -> QWidget:
    window.close_file()
    return window.centralWidget()


def dialog(name: str) -> Callable[[MainWindow], QWidget]:
    """What a command opens."""

    def show(window: MainWindow) -> QWidget:
        owner, command = name.split(".")
        getattr(getattr(window, owner), command)()
        shown = getattr(window, owner).dialog
        assert isinstance(shown, QDialog)
        return shown

    return show


def step_of_import(place: int) -> Callable[[MainWindow], QWidget]:
    """A step of taking any city's table in, with a table."""

    def show(window: MainWindow) -> QWidget:
        window.sheets.choose_import()
        wizard = window.sheets.dialog
        assert isinstance(wizard, ImportWizard)
        wizard.first.layouts.choose("list")
        wizard.first.file.setText(str(made_up(Path(session_of(window).store.location).with_name("一覧.xlsx"))))
        for _ in range(place):
            wizard.go_on()
            while wizard.busy():
                QApplication.processEvents()
        assert wizard.stage is wizard.stages[place]
        return wizard

    return show


def new_plan(way: str, source: str = "") -> Callable[[MainWindow], QWidget]:
    """A way to a new plan; `source`: what is shown once a file has been read."""

    def show(window: MainWindow) -> QWidget:
        window.starting.new_plan()
        shown = window.starting.dialog
        assert isinstance(shown, NewPlanDialog)
        shown.turn_to(getattr(shown, way))
        if source:
            shown.file.read(session_of(window).store.location)
            waited = QElapsedTimer()
            waited.start()
            while not shown.file.found.isVisible() and not waited.hasExpired(20_000):
                QApplication.processEvents()
            getattr(shown.file, source).setChecked(True)
        return shown

    return show


def copied(window: MainWindow) -> QWidget:
    """A measure with last year's lines, after the turn of the year."""
    turn_year(session_of(window).store, "係長")
    session_of(window).reload()
    window.editing.copy_measure()
    assert window.desk is not None
    return window.desk


VIEWS: dict[str, Callable[[MainWindow], QWidget]] = {
    "施策": lambda window: window.desk,  # type: ignore[dict-item, return-value]
    "指標と目標": tab(1),
    "スケジュール": tab(2),
    "評価": tab(3),
    "市の項目": tab(4),
    "概況": turned("overview"),
    "構成": turned("structure"),
    "用語集": turned("glossary"),
    "統合": turned("merge"),
    "提出状況": turned("board"),
    "はじめ": started,
    "書き出し": dialog("sheets.choose_export"),
    "取り込み": dialog("sheets.choose_import"),
    "取り込みの見出し": step_of_import(1),
    "取り込みの列": step_of_import(2),
    "取り込みの計画": step_of_import(3),
    "取り込みの試し読み": step_of_import(4),
    "履歴": dialog("sheets.show_history"),
    "バックアップ": dialog("backups.show"),
    "新しい計画": dialog("starting.new_plan"),
    "見本から": new_plan("seeds"),
    "前の年度から": new_plan("file", "turned"),
    "改定版": new_plan("file", "revised"),
    "年度の切り替え": dialog("turning.show"),
    "未更新": copied,
}


@pytest.fixture
def zoom() -> int:
    """In percent; a test may ask for another."""
    return 100


@pytest.fixture(params=VIEWS)
def view(request: pytest.FixtureRequest, opened: Opener, ito_file: Path, zoom: int) -> Iterator[QWidget]:
    window = opened(ito_file)
    window.resize(*SMALL)
    window.look.zoom_to(zoom)
    shown = VIEWS[request.param](window)
    for _ in range(4):
        QApplication.processEvents()
    yield shown
    if isinstance(shown, QDialog):
        shown.reject()


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
    assert [f"{type(w).__name__} {w.accessibleName()}" for w in left] == []


@pytest.mark.parametrize("zoom", [80, 100, 150, 200])
def test_everything_fits_a_small_screen_at_every_zoom(view: QWidget) -> None:
    window = view.window()
    assert window.minimumSizeHint().width() <= SMALL[0]
    assert window.minimumSizeHint().height() <= SMALL[1]
    assert window.width() <= SMALL[0]
    assert window.height() <= SMALL[1]
