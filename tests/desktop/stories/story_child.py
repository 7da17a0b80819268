"""The first half of a clerk's morning, in a process of its own; says when it can be killed.

Usage: story_child.py PLAN. Prints READY once everything typed is said to be saved, then goes on composing.
"""

import sys
from functools import partial
from pathlib import Path

from dxdesk.desktop.measure.department_chooser import DepartmentChooser
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.parts.editors import TextEditor
from dxdesk.desktop.window.application import application
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.plan.rows.model import Measure
from tests.desktop.clerk import ALT, CTRL, SHIFT, Clerk, Key
from tests.desktop.plans import grid_of, page_of, session_of, texts, year_texts
from tests.desktop.waiting import at_rest, until

R4, R5, R6, R7 = 1, 2, 3, 4
LAST = "パンフレットを窓口に置いた。"


def morning(clerk: Clerk) -> None:
    """From the start to the last word before the power goes."""
    clerk.press(Key.Key_O, CTRL)
    _finds_what_is_missing(clerk)
    _fills_in_figures(clerk)
    _writes_lines(clerk)
    _undoes_across_measures(clerk)
    _begins_one_more_line(clerk)


def _finds_what_is_missing(clerk: Clerk) -> None:
    tree = clerk.window.plan.view.tree
    assert tree is not None
    clerk.press(Key.Key_F, CTRL)
    clerk.press(Key.Key_Tab)
    while tree.department.currentText() != "市民課":
        clerk.press(Key.Key_Down)
    clerk.press(Key.Key_Tab)
    clerk.press(Key.Key_Space)
    assert tree.found.text() == "4件"  # the two that it leads, and two on which it wrote
    clerk.press(Key.Key_F, CTRL)
    clerk.write("こうふまいすう", "交付枚数")
    assert [_title(clerk, measure) for measure in tree.model.measures()] == ["1-(3)"]
    clerk.press(Key.Key_Return)
    assert page_of(clerk.window).head.title.text().startswith("1-(3)")
    assert _tally(clerk, "1-(3)") == "残9"


def _fills_in_figures(clerk: Clerk) -> None:
    grid = grid_of(clerk.window)
    assert grid.currentIndex().column() == R6
    clerk.write("54,133まい", "54,133枚")
    clerk.press(Key.Key_Return)
    clerk.keys("23")
    clerk.write("にち", "日")
    clerk.press(Key.Key_Return)
    clerk.copied_in_excel("51日\r\n23件\r\n195件\r\n")
    clerk.press(Key.Key_V, CTRL)
    assert [str(grid.kpis.index(row, R6).data()) for row in range(5)] == ["54,133枚", "23日", "51日", "23件", "195件"]
    clerk.press(Key.Key_Down, times=3)
    clerk.write("にせん", "二千件あまり")
    clerk.press(Key.Key_Return)
    clerk.press(Key.Key_Up)
    # Wrong, told, and still there to be mended.
    assert grid.kpis.caption(grid.currentIndex()).text == "数として読めません"
    assert str(grid.currentIndex().data()) == "二千件あまり"
    clerk.press(Key.Key_F2)
    clerk.press(Key.Key_A, CTRL)
    clerk.write("2,282けん", "2,282件")
    clerk.press(Key.Key_Return)
    assert grid.kpis.caption(grid.kpis.index(5, R6)).text == "1,194"
    clerk.copied_in_excel("1\t2\t3\r\n")
    clerk.press(Key.Key_V, CTRL)
    assert "はみ出す" in clerk.reads()
    clerk.keys("9")
    clerk.write("けん", "件")
    clerk.press(Key.Key_Return)


def _writes_lines(clerk: Clerk) -> None:
    page = page_of(clerk.window)
    clerk.press(Key.Key_Return, CTRL)
    clerk.write("まどぐちじかんをのばした", "窓口時間を延ばし、休日にも開いた。")
    _gives_it_to(clerk, "市民課")
    clerk.press(Key.Key_Return, CTRL)
    clerk.write("しせつで", "施設で出張申請を受け付けた。")
    _gives_it_to(clerk, "市民課")
    clerk.press(Key.Key_Up, ALT)
    first = ["施設で出張申請を受け付けた。", "窓口時間を延ばし、休日にも開いた。"]
    assert [text for text in year_texts(clerk.window, 2024) if text in first] == first
    planned = next(cell for cell in page.narrative.cells if cell.year == 2025)
    clerk.tab_to(planned.add)
    clerk.press(Key.Key_Return)
    clerk.write("らいねん", "キオスク端末を庁舎に置く。")
    _gives_it_to(clerk, "市民課")
    assert _tally(clerk, "1-(3)") == "✓ 済"


def _gives_it_to(clerk: Clerk, department: str) -> None:
    """The line's department, from its list."""
    chooser = clerk.at.nextInFocusChain()
    clerk.press(Key.Key_Tab)
    assert isinstance(clerk.at, DepartmentChooser), chooser
    chooser = clerk.at
    clerk.press(Key.Key_Space)
    menu = clerk.at
    names = [action.text() for action in menu.actions() if not action.isSeparator()]
    clerk.press(Key.Key_Down, times=names.index(department) + 1)
    clerk.press(Key.Key_Return)
    assert chooser.text() == department
    clerk.press(Key.Key_Backtab, SHIFT)
    assert isinstance(clerk.at, TextEditor)


def _undoes_across_measures(clerk: Clerk) -> None:
    tree, grid = clerk.window.plan.view.tree, grid_of(clerk.window)
    assert tree is not None
    clerk.press(Key.Key_F, CTRL)
    clerk.press(Key.Key_Delete)
    assert [_title(clerk, measure) for measure in tree.model.measures()] == ["1-(4)", "", "5-(5)"]
    clerk.press(Key.Key_Down)
    clerk.press(Key.Key_Return)
    assert page_of(clerk.window).head.title.text().startswith("1-(4)")
    clerk.keys("12,260")
    clerk.press(Key.Key_Return)
    clerk.press(Key.Key_Z, CTRL)
    assert "コンビニ交付利用数" in clerk.reads()
    clerk.press(Key.Key_Z, CTRL)
    assert "元に戻しました：1-(3)" in clerk.reads()
    assert page_of(clerk.window).head.title.text().startswith("1-(3)")
    clerk.press(Key.Key_Y, CTRL, times=2)
    assert page_of(clerk.window).head.title.text().startswith("1-(4)")
    assert str(grid.kpis.index(0, R6).data()) == "12,260"
    assert grid.hasFocus()


def _begins_one_more_line(clerk: Clerk) -> None:
    clerk.press(Key.Key_Return, CTRL)
    clerk.write("ぱんふれっと", LAST)
    assert session_of(clerk.window).saved_at is not None


def _title(clerk: Clerk, measure_id: str) -> str:
    return session_of(clerk.window).rows.all(Measure)[measure_id].number


def _tally(clerk: Clerk, number: str) -> str:
    tree = clerk.window.plan.view.tree
    assert tree is not None
    measure = next(m for m in session_of(clerk.window).rows.all(Measure).values() if m.number == number)
    department = tree.department.currentData()
    return tree.model.measure_index.tally(measure, department).mark


def _noted(window: MainWindow) -> bool:
    """What was typed last is in the file, and where the clerk is is noted."""
    return LAST in texts(window) and not window.plan.view._settling.isActive()


if __name__ == "__main__":
    app = application()
    place = Path(sys.argv[1])
    prompts.open_file = lambda _parent, _title, _kinds: str(place)
    window = MainWindow("山田")
    window.show()
    window.activateWindow()
    at_rest()
    someone = Clerk(window)
    morning(someone)
    until(partial(_noted, window))
    someone.compose("とちゅう")
    print("READY", flush=True)
    sys.exit(app.exec())
