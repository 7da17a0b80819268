"""A clerk's morning: 市民課 fills in its part of 伊東市's plan by keyboard, and the power goes in the middle."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from pytestqt.qtbot import QtBot

from dxdesk.desktop import window_settings
from dxdesk.desktop.parts.editors import TextEditor
from dxdesk.plan.changes import edits
from dxdesk.plan.rows.change import Batch, Change, squashed
from dxdesk.plan.rows.model import DONE, RESULT, Measure
from dxdesk.plan.rows.outline import Outline
from dxdesk.store import Store
from tests.desktop.clerk import CTRL, SHIFT, Clerk, Key
from tests.desktop.conftest import Opener
from tests.desktop.plans import grid_of, page_of, year_texts

# What the clerk wrote, by the measure whose sheet it must stand on.
WRITTEN = {
    "1-(3)": (
        "【マイナンバーカード交付枚数】",
        "54,133枚",
        "23日",
        "51日",
        "23件",
        "195件",
        "2,282件",
        "9件",
        "・施設で出張申請を受け付けた。（市民課）\n・窓口時間を延ばし、休日にも開いた。（市民課）",
        "・キオスク端末を庁舎に置く。（市民課）",
    ),
    "1-(4)": (
        "12,260件",
        "19.1%",
        "・パンフレットを窓口に置いた。利用も促した。（市民課）",
        "・身近な使い道として定着させる。（市民課）",
    ),
}


def not_yet_filled_in(place: Path) -> None:
    """伊東市's plan as it was handed out: nothing of R6 in 市民課's two measures, and no plan for R7."""
    with Store.open(place, author="準備") as store:
        rows = store.load()
        outline = Outline(rows)
        changes: list[Change] = []
        for measure in (m for m in rows.all(Measure).values() if m.number in ("1-(3)", "1-(4)")):
            for indicator in outline.indicators_of(measure):
                changes += edits.write_figure(outline, indicator, 2024, "", RESULT)
            for entry in outline.all_entries(measure):
                late = entry.year == 2025 or (entry.year, entry.kind) == (2024, DONE)
                if late and outline.department_name(entry.department) == "市民課":
                    changes += edits.delete_row(outline, entry)
        assert not store.apply(Batch(squashed(changes), "準備")).refused


def until_killed(place: Path, config: Path) -> None:
    """The first half, in a process of its own, killed while a word is being composed."""
    environment = {**os.environ, "XDG_CONFIG_HOME": str(config), "XDG_STATE_HOME": str(config / "state")}
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.desktop.stories.story_child", str(place)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=Path(__file__).parents[3],
    )
    assert child.stdout is not None
    said = child.stdout.readline()
    child.send_signal(signal.SIGKILL)
    _, complaints = child.communicate()
    assert said == "READY\n", complaints


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL がない環境です")
def test_a_clerks_morning(
    opened: Opener, ito_file: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    not_yet_filled_in(ito_file)
    until_killed(ito_file, tmp_path / "config")
    monkeypatch.setattr(window_settings, "user_config_dir", lambda *_a, **_k: str(tmp_path / "config" / "dxdesk"))
    clerk = Clerk(opened(ito_file))
    _nothing_is_lost(clerk)
    _the_rest_is_filled_in(clerk)
    book = _exported(clerk, ito_file.with_suffix(".xlsx"), qtbot)
    for number, texts in WRITTEN.items():
        shown = next(text for text in map(_text_of, book.worksheets[1:]) if number in text)
        assert all(text in shown for text in texts), shown


def _text_of(sheet: Worksheet) -> str:
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)


def _nothing_is_lost(clerk: Clerk) -> None:
    """The same measure, the same line, the cursor behind the last word that was committed."""
    window = clerk.window
    assert page_of(window).head.title.text().startswith("1-(4)")
    line = clerk.at
    assert isinstance(line, TextEditor)
    assert line.text() == "パンフレットを窓口に置いた。"
    assert line.textCursor().position() == len(line.text())
    # What was done before the power went can still be taken back, and done again.
    clerk.press(Key.Key_Z, CTRL)
    assert "元に戻しました：1-(4) R6実績の記載" in clerk.reads()
    clerk.press(Key.Key_Y, CTRL)
    assert year_texts(window, 2024) == ["パンフレットを窓口に置いた。"]


def _the_rest_is_filled_in(clerk: Clerk) -> None:
    window = clerk.window
    grid, tree = grid_of(window), window.plan.view.tree
    assert tree is not None
    assert isinstance(clerk.at, TextEditor)
    clerk.press(Key.Key_End, CTRL)
    clerk.write("りようをうながした", "利用も促した。")
    clerk.press(Key.Key_F6, SHIFT)
    clerk.press(Key.Key_Return)
    assert clerk.at is grid
    clerk.press(Key.Key_F2)
    clerk.write("けん", "件")
    clerk.press(Key.Key_Return)
    clerk.keys("19.1%")
    clerk.press(Key.Key_Return)
    clerk.tab_to(next(cell for cell in page_of(window).narrative.cells if cell.year == 2025).add)
    clerk.press(Key.Key_Return)
    clerk.write("ていちゃく", "身近な使い道として定着させる。")
    clerk.press(Key.Key_F6, SHIFT)
    measure = next(m for m in tree.session.rows.all(Measure).values() if m.number == "1-(4)")
    assert tree.model.measure_index.tally(measure).mark == "✓ 済"


def _exported(clerk: Clerk, file: Path, qtbot: QtBot) -> openpyxl.Workbook:
    clerk.press(Key.Key_E, CTRL)
    clerk.press(Key.Key_Return)
    qtbot.waitUntil(file.exists)
    qtbot.waitUntil(lambda: not clerk.window.progress.running)
    clerk.press(Key.Key_Escape)
    return openpyxl.load_workbook(file)
