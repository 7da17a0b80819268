"""What a person does in the window, in a process of its own: `views_child.py FOLDER` prints one JSON object.

For each gesture the longest time, in seconds, for which the window did not react: from the gesture until its first
paint, and from then on each round of the event loop until nothing runs any more, workers and late timers included.
Beside it the longest time for which its thread worked at a stretch, which other work on the machine does not lengthen.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, QThreadPool
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTreeView, QWidget

from dxdesk.desktop.parts import prompts
from dxdesk.desktop.window.application import application
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.desktop.workspace.page_stack import PageStack
from dxdesk.desktop.workspace.plan_view import PlanView
from tests.benchmarks.views_office import COPY, MASTER, SENT

SOON, LATER = 0.15, 1.2  # seconds of quiet after a gesture; after an edit the plan is checked again 0.7 s later
PATIENCE = 60.0  # seconds for a gesture with all that follows
Key = Qt.Key


class Watch:
    """Does gestures and notes for how long the window stood still."""

    def __init__(self) -> None:
        self.blocked: dict[str, list[tuple[float, float]]] = {}

    def __call__(self, name: str, gesture: Callable[[], object], quiet: float = SOON) -> None:
        begun = time.perf_counter()
        spans = [_span(gesture)]
        calm = time.perf_counter()
        while time.perf_counter() - calm < quiet:
            assert time.perf_counter() - begun < PATIENCE, name
            spans.append(_span())
            if spans[-1][1] > 0.002 or QThreadPool.globalInstance().activeThreadCount():
                calm = time.perf_counter()
            time.sleep(0.001)
        stood, worked = zip(*spans, strict=True)
        self.blocked.setdefault(name, []).append((max(stood), max(worked)))


def _span(gesture: Callable[[], object] | None = None) -> tuple[float, float]:
    """A gesture and a round of the event loop: how long it took, and how long this thread worked, in seconds."""
    start, work = time.perf_counter(), time.thread_time()
    if gesture is not None:
        gesture()
    QApplication.processEvents()
    return time.perf_counter() - start, time.thread_time() - work


def _answer(*question: object) -> bool:
    """Nobody is there to be asked: every question is answered with yes, and noted."""
    sys.stderr.write(f"{question[1:]}\n")
    return True


def main(folder: str) -> dict[str, list[tuple[float, float]]]:
    """By gesture, in the order in which they were made, each time it was made."""
    prompts.ask = prompts.warn = prompts.choose = _answer  # type: ignore[assignment]
    application()
    watch = Watch()
    _in_the_master(watch, Path(folder))
    _in_a_copy(watch, Path(folder))
    return watch.blocked


def _opened(watch: Watch, place: Path, name: str) -> tuple[MainWindow, PlanView, PageStack]:
    window = MainWindow("計測", remembers=False)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    QApplication.processEvents()
    watch(name, lambda: window.open(str(place)), LATER)
    return window, window.plan.view, window.plan.pages


def _closed(watch: Watch, window: MainWindow) -> None:
    watch("窓を閉じる", window.close)
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _in_the_master(watch: Watch, folder: Path) -> None:
    window, desk, views = _opened(watch, folder / MASTER, "計画を開く")
    _leafing(watch, desk)
    _filtering(watch, desk)
    _tabs(watch, desk)
    _findings(watch, desk)
    _writing(watch, window, desk)
    for name, words in (("overview", "概況"), ("structure", "計画の構成"), ("glossary", "用語集"), ("board", "提出状況")):
        watch(f"「{words}」を開く", _turning(views, name))
        _scrolling(watch, f"「{words}」を動かす", views.page(name))
        watch(f"「{words}」から施策へ", _turning(views, "desk"))
        watch(f"「{words}」に戻る", _turning(views, name))
    _structure(watch, views)
    _merging(watch, views, folder)
    _dialogs(watch, window)
    _closed(watch, window)


def _in_a_copy(watch: Watch, folder: Path) -> None:
    window, desk, views = _opened(watch, folder / COPY, "課の写しを開く")
    watch("「記入と提出」を開く", _turning(views, "hand-in"))
    page: Any = views.page("hand-in")
    watch("「記入と提出」を未記入に絞る", page.only.click)
    _scrolling(watch, "「記入と提出」を動かす", page)
    watch("「記入と提出」から欄へ移る", lambda: window.plan.hand_in.open_todo(page.todos[0]))
    _writing(watch, window, desk, "写しで")
    _closed(watch, window)


def _turning(views: PageStack, name: str) -> Callable[[], object]:
    return lambda: views.turn(name)


def _leafing(watch: Watch, desk: PlanView) -> None:
    for _ in range(40):
        watch("次の施策へ（↓）", lambda: _step(desk))
    for _ in range(10):
        watch("目次を動かす（PageDown）", lambda: QTest.keyClick(desk.tree.view, Key.Key_PageDown))
    watch("目次の終わりへ（End）", lambda: QTest.keyClick(desk.tree.view, Key.Key_End))
    watch("目次のはじめへ（Home）", lambda: QTest.keyClick(desk.tree.view, Key.Key_Home))
    watch("目次をたたむ", desk.tree.view.collapseAll)
    watch("目次を広げる", desk.tree.view.expandAll)
    for _ in range(4):
        watch("指標を選ぶ（推移が変わる）", lambda: QTest.keyClick(desk.page.grid, Key.Key_Down))


def _step(desk: PlanView) -> None:
    """To the next measure, after the last one to the first."""
    before = desk.page.measure_id
    QTest.keyClick(desk.tree.view, Key.Key_Down)
    if desk.page.measure_id == before:
        QTest.keyClick(desk.tree.view, Key.Key_Down)
    if desk.page.measure_id == before:
        QTest.keyClick(desk.tree.view, Key.Key_Home)


def _filtering(watch: Watch, desk: PlanView) -> None:
    tree = desk.tree
    for _ in range(2):
        for letter in "オンライン申請":
            watch("絞り込みに1字打つ", lambda letter=letter: tree.box.insert(letter))
        for _ in range(4):
            watch("絞り込みの1字を消す", lambda: QTest.keyClick(tree.box, Key.Key_Backspace))
        watch("絞り込みを解く（Esc）", lambda: QTest.keyClick(tree.box, Key.Key_Escape))
    for place in (3, 4, 0):
        watch("課で絞り込む", lambda place=place: tree.department.setCurrentIndex(place))
    for _ in range(2):
        watch("未入力で絞り込む", tree.missing.click)


def _tabs(watch: Watch, desk: PlanView) -> None:
    for place in (1, 2, 3, 4):
        words = desk.tabs.bar.tabText(place)
        watch(f"「{words}」を開く", lambda place=place: desk.tabs.show_tab(place))
        for _ in range(5):
            watch(f"「{words}」で次の施策へ", lambda: _step(desk))
    watch("「実績・予定」に戻る", lambda: desk.tabs.show_tab(0))


def _findings(watch: Watch, desk: PlanView) -> None:
    panel = desk.findings
    watch("計画全体の確認するところ", panel.everywhere.click, LATER)
    watch("確認するところの終わりへ", lambda: QTest.keyClick(panel.view, Key.Key_End))
    watch("確認するところから欄へ", lambda: panel.view.chosen.emit(panel.model.index(len(panel.model.findings) // 2)))
    watch("この施策の確認するところ", panel.here.click)


def _writing(watch: Watch, window: MainWindow, desk: PlanView, where: str = "") -> None:
    desk.tabs.show_tab(0)
    boxes = desk.page.narrative.boxes()
    editor = boxes[0].field.editor if boxes else None
    if editor is not None:
        editor.setFocus()
        for letter in "書き足す":
            watch(f"{where}記載を1字打つ", lambda letter=letter: editor.insertPlainText(letter))
        watch(f"{where}記載が保存される", desk.write, LATER)
    if desk.page.grid.kpis.rows:
        desk.page.grid.setFocus()
        watch(f"{where}数値を打ち始める", lambda: QTest.keyClick(desk.page.grid, Key.Key_5))
        watch(f"{where}数値が保存される", desk.write, LATER)
    watch(f"{where}行を追加する", window.plan.edit.add_line, LATER)
    for _ in range(3):
        watch(f"{where}元に戻す", window.plan.edit.undo, LATER)


def _scrolling(watch: Watch, name: str, page: QWidget | None) -> None:
    shown = QApplication.focusWidget()
    if page is None or shown is None:
        return
    for key in (Key.Key_PageDown, Key.Key_End, Key.Key_Home):
        watch(name, lambda key=key: QTest.keyClick(shown, key))


def _structure(watch: Watch, views: PageStack) -> None:
    page = views.turn("structure")
    QApplication.processEvents()
    tree = page.findChild(QTreeView)
    if isinstance(tree, QTreeView):
        for _ in range(10):
            watch("構成で次の行へ（↓）", lambda: QTest.keyClick(tree, Key.Key_Down))


def _merging(watch: Watch, views: PageStack, folder: Path) -> None:
    watch("「提出の統合」を開く", _turning(views, "merge"))
    page: Any = views.page("merge")
    watch("提出ファイルを加える", lambda: page.add(sorted((folder / SENT).iterdir())), LATER)
    for place in range(page.tabs.count()):
        watch("統合の表を切り替える", lambda place=place: page.tabs.setCurrentIndex(place))
    watch("統合する", page.merge.click, LATER)


def _dialogs(watch: Watch, window: MainWindow) -> None:
    window.plan.pages.turn("desk")
    for owner, command, words in (
        ("sheets", "show_history", "変更の履歴"),
        ("sheets", "choose_export", "表に書き出す"),
        ("backups", "show", "バックアップ"),
        ("coordinator", "choose_hand_out", "配布"),
    ):
        done_by: Any = getattr(window.plan, owner)
        watch(f"「{words}」の窓を開く", getattr(done_by, command), LATER)
        dialog = done_by.dialog
        if dialog is not None:
            watch(f"「{words}」の窓を閉じる", dialog.reject)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1])))
