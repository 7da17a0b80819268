"""Every view there is, and how one comes to it. Pages are found as declared; a new tab, dialog or question is added here."""

from collections.abc import Callable
from operator import attrgetter
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QWidget

from dxdesk.desktop.coordinator.merge_page import CONFLICTS, MERGED, MergePage
from dxdesk.desktop.dialogs.new_plan_dialog import NewPlanDialog
from dxdesk.desktop.forms.departments_panel import DepartmentsPanel
from dxdesk.desktop.forms.structure_page import StructurePage
from dxdesk.desktop.overview.overview_page import OverviewPage
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.desktop.wizard.wizard import ImportWizard
from dxdesk.jobs.rollover import rollover as turn_year
from dxdesk.plan.rows.lookup import find_measure
from dxdesk.store import Store
from dxdesk.views import HeldBy, pages
from tests.desktop.plans import session_of
from tests.desktop.waiting import until
from tests.pages.layouts.list_table.made_up import made_up_workbook

# As it is written for the command line, and as it is kept.
A_MAP = """municipality = "試験市"
title = "試験市DX推進計画"
years = "R4-R7"
sheet = "進捗一覧"
pillar = "全体"

[[column]]
heading = "施策名"
field = "title"

[[column]]
heading = "R6実績"
field = "entry"
year = "R6"
"""


def turned(name: str) -> Callable[[MainWindow], QWidget]:
    """A page beside the measures."""

    def turn(window: MainWindow) -> QWidget:
        page = window.plan.pages.turn(name)
        assert page is not None
        page.load_now()  # what it reads is there, rather than perhaps
        return page

    return turn


def pages_of(holder: HeldBy, only: bool = False) -> dict[str, Callable[[MainWindow], QWidget]]:
    """Every page of a master or a copy, as declared; `only`: those that the other has not."""
    specs = [spec for spec in pages() if spec.held_by is holder or (spec.held_by is HeldBy.EVERY and not only)]
    return {spec.title: turned(spec.name) for spec in specs}


def tab(place: int) -> Callable[[MainWindow], QWidget]:
    """A tab of the measure."""

    def turn(window: MainWindow) -> QWidget:
        window.plan.view.tabs.show_tab(place)
        return window.plan.view.tabs

    return turn


def side_by_side(window: MainWindow) -> QWidget:
    page = turned("overview")(window)
    assert isinstance(page, OverviewPage)
    page.load_now()
    page.grouping.setCurrentIndex(page.grouping.findText("計画を並べる"))
    assert page.shown_city() is not None
    return page


def evaluated_before(window: MainWindow) -> QWidget:
    session = session_of(window)
    window.show_measure(find_measure(session.outline, session.plan, "2-1-2").id)
    return tab(3)(window)


def started(window: MainWindow) -> QWidget:
    window.close_file()
    return window.centralWidget()


def dialog(name: str) -> Callable[[MainWindow], QWidget]:
    """What a command opens."""

    def show(window: MainWindow) -> QWidget:
        owner, _, command = name.rpartition(".")
        commands = attrgetter(owner)(window)
        getattr(commands, command)()
        shown = commands.dialog
        assert isinstance(shown, QDialog)
        return shown

    return show


def locked(window: MainWindow) -> QWidget:
    """What is asked where somebody else has the file."""
    place = Path(session_of(window).store.location)
    other = place.with_name("他の人.dxdb")
    other.write_bytes(place.read_bytes())
    asked: list[tuple[str, list[str]]] = []

    def answer(_parent: QWidget | None, text: str, answers: list[str]) -> int:
        asked.append((text, answers))
        return len(answers) - 1

    with Store.open(other, author="鈴木"), pytest.MonkeyPatch.context() as patch:
        patch.setattr(prompts, "choose", answer)
        assert not window.open(str(other))
    return prompt(*asked[0])(window)


def prompt(text: str, answers: list[str]) -> Callable[[MainWindow], QWidget]:
    """A question; tests replace the asking, not the dialog itself."""

    def show(window: MainWindow) -> QWidget:
        shown, _ = prompts.message_box(window, text, answers)
        shown.open()
        return shown

    return show


def read_only(window: MainWindow) -> QWidget:
    assert window.open(session_of(window).store.location, read_only=True)
    desk(window)
    return window.centralWidget()


def nothing_found(window: MainWindow) -> QWidget:
    window.plan.view.tree.box.setText("どこにもない言葉")
    return window.plan.view.tree


def new_plan(way: str, source: str = "") -> Callable[[MainWindow], QWidget]:
    """A way to a new plan; `source`: what is shown once a file has been read."""

    def show(window: MainWindow) -> QWidget:
        window.new_plans.new_plan()
        shown = window.new_plans.dialog
        assert isinstance(shown, NewPlanDialog)
        shown.choose(getattr(shown, way))
        if source:
            shown.file.read(session_of(window).store.location)
            until(shown.file.found.isVisible)
            getattr(shown.file, source).setChecked(True)
        return shown

    return show


def copied(window: MainWindow) -> QWidget:
    """A measure with last year's lines, after the turn of the year."""
    turn_year(session_of(window).store, "係長")
    session_of(window).reload()
    window.plan.edit.copy_measure()
    return desk(window)


def maps(window: MainWindow) -> QWidget:
    """The maps kept with the plan, one of them."""
    page = turned("structure")(window)
    assert isinstance(page, StructurePage)
    assert page.maps is not None
    session_of(window).store.save_maps({"進捗一覧": A_MAP})
    page.tabs.setCurrentWidget(page.maps)
    return page


def reorganisation(command: str) -> Callable[[MainWindow], QWidget]:
    """What the departments' panel asks for."""

    def show(window: MainWindow) -> QWidget:
        page = turned("structure")(window)
        panel = page.findChild(DepartmentsPanel)
        assert isinstance(panel, DepartmentsPanel)
        getattr(panel, command)()
        assert panel.dialog is not None
        return panel.dialog

    return show


def helped(window: MainWindow) -> QWidget:
    window.help.show()
    assert window.help.dialog is not None
    return window.help.dialog


def asked_for(command: Callable[[MainWindow], None]) -> Callable[[MainWindow], QWidget]:
    """What the coordinator's commands open, some of them after reading the file."""

    def show(window: MainWindow) -> QWidget:
        command(window)
        until(lambda: window.plan.coordinator.dialog is not None)
        assert window.plan.coordinator.dialog is not None
        return window.plan.coordinator.dialog

    return show


def merge_tab(place: int) -> Callable[[MainWindow], QWidget]:
    """A tab of the merge page, with what waits in the plan."""

    def turn(window: MainWindow) -> QWidget:
        page = turned("merge")(window)
        assert isinstance(page, MergePage)
        page.load_now()
        page.tabs.setCurrentIndex(place)
        if page.conflicts.view.group is not None:
            page.conflicts.view.own.click()  # with the field for a text of one's own
        return page

    return turn


def submitting(window: MainWindow) -> QWidget:
    turned("hand-in")(window)
    window.plan.hand_in.ask()
    assert window.plan.hand_in.dialog is not None
    return window.plan.hand_in.dialog


def desk(window: MainWindow) -> QWidget:
    """The measures, with their chart."""
    window.plan.view.trends.load_now()
    window.plan.view.findings.load_now()
    return window.plan.view


def step_of_import(place: int) -> Callable[[MainWindow], QWidget]:
    """A step of taking any city's table in, with a table."""

    def show(window: MainWindow) -> QWidget:
        window.plan.sheets.choose_import()
        wizard = window.plan.sheets.dialog
        assert isinstance(wizard, ImportWizard)
        wizard.first.layouts.choose("list")
        wizard.first.file.setText(str(made_up_workbook(Path(session_of(window).store.location).with_name("一覧.xlsx"))))
        for _ in range(place):
            wizard.go_on()
            until(lambda: not wizard.busy())
        assert wizard.stage is wizard.stages[place]
        return wizard

    return show


VIEWS: dict[str, Callable[[MainWindow], QWidget]] = {
    "施策": desk,
    "指標と目標": tab(1),
    "スケジュール": tab(2),
    "評価": tab(3),
    "独自の項目": tab(4),
    "絞り込みに当たらない": nothing_found,
    "読み取り専用": read_only,
    **pages_of(HeldBy.MASTER),
    "はじめ": started,
    "書き出し": dialog("plan.sheets.choose_export"),
    "取り込み": dialog("plan.sheets.choose_import"),
    "取り込みの見出し": step_of_import(1),
    "取り込みの列": step_of_import(2),
    "取り込みの計画": step_of_import(3),
    "取り込みの試し読み": step_of_import(4),
    "新しく取り込み": dialog("new_plans.import_new"),
    "履歴": dialog("plan.sheets.show_history"),
    "バックアップ": dialog("plan.backups.show"),
    "新しい計画": dialog("new_plans.new_plan"),
    "見本から": new_plan("seeds"),
    "前の年度から": new_plan("file", "next_year"),
    "改定版": new_plan("file", "revised"),
    "年度の切り替え": dialog("plan.rollover.show"),
    "未更新": copied,
    "配布": asked_for(lambda window: window.plan.coordinator.choose_hand_out()),
    "確定の解除": asked_for(lambda window: window.plan.coordinator.ask_lock(2024, True)),
    "取り消せなかったところ": asked_for(
        lambda window: window.plan.coordinator._show_failures("次のところは残しました。", ["1-(1)"])
    ),
    "列の対応表": maps,
    "課の改称": reorganisation("_rename"),
    "課の分割": reorganisation("_split"),
    "課の統合": reorganisation("_merge"),
    "ヘルプ": helped,
    "ロック": locked,
    "ロックの引き継ぎ": prompt("鈴木さんの入力は保存されなくなります。", ["引き継いで開く", "やめる"]),
    "知らせ": prompt("このファイルは計画ファイルではありません。", ["閉じる"]),
}
# The coordinator's views of a plan into which departments have handed in, and a department's own.
MERGED_VIEWS: dict[str, Callable[[MainWindow], QWidget]] = {
    "決めるところ": merge_tab(CONFLICTS),
    "統合した提出": merge_tab(MERGED),
    "提出のある状況": turned("board"),
    "届いた連絡": turned("inbox"),
    "差戻し": asked_for(lambda window: window.plan.coordinator.send_back("企画課")),
}
COPY_VIEWS: dict[str, Callable[[MainWindow], QWidget]] = {
    **pages_of(HeldBy.COPY, only=True),
    "課の施策": desk,
    "提出ファイル": submitting,
}
# Those of a city with two plans, the first evaluated in several years.
PLANS_VIEWS: dict[str, Callable[[MainWindow], QWidget]] = {
    "計画を並べる": side_by_side,
    "評価の推移": evaluated_before,
}
EVERY = {**VIEWS, **MERGED_VIEWS, **COPY_VIEWS, **PLANS_VIEWS}
