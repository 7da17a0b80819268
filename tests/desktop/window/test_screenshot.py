"""Pictures of views: whole, in Japanese, without a display."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QImage

from dxdesk.desktop.appearance.style import wrap_flag
from dxdesk.desktop.session import Session
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.desktop.window.screenshot import DRAWN, Shot, picture
from dxdesk.plan.rows.errors import EnvironmentFault, Refused
from dxdesk.plan.rows.model import Measure
from dxdesk.store import Store
from tests.desktop.conftest import Opener
from tests.desktop.offices import handed
from tests.desktop.plans import grid_of, page_of, session_of
from tests.desktop.waiting import at_rest


def test_a_picture_holds_the_whole_measure(ito_file: Path, tmp_path: Path) -> None:
    before = ito_file.read_bytes()
    out = tmp_path / "measure.png"
    picture(str(ito_file), out, Shot("measure", "3-(2)"))
    image = QImage(str(out))
    assert image.width() >= 1366
    assert image.height() > 768
    double = tmp_path / "double.png"
    picture(str(ito_file), double, Shot("measure", "3-(2)", "light", 200))
    assert QImage(str(double)).size() == image.size() * 2
    assert ito_file.read_bytes() == before


def test_a_picture_while_somebody_has_the_plan_open(opened: Opener, ito_file: Path, tmp_path: Path) -> None:
    opened(ito_file)
    picture(str(ito_file), tmp_path / "2.png", Shot("measure", "2"))
    assert not QImage(str(tmp_path / "2.png")).isNull()


def test_a_picture_shows_what_one_may_write_and_leaves_nothing_behind(
    ito_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = sorted(tmp_path.iterdir())
    shown: list[bool] = []
    draw = DRAWN["measure"]

    def watched(window: MainWindow, location: str, measure: str | None) -> None:
        draw(window, location, measure)
        shown.append(session_of(window).read_only)

    monkeypatch.setitem(DRAWN, "measure", watched)
    picture(str(ito_file), tmp_path / "1.png", Shot("measure", "1-(3)"))
    assert shown == [False]
    assert sorted(tmp_path.iterdir()) == sorted([*files, tmp_path / "1.png"])


def test_the_departments_page_is_in_its_copy_alone(ito_file: Path, tmp_path: Path) -> None:
    handed(ito_file)
    copies = sorted(path for path in tmp_path.rglob("*.dxdb") if path != ito_file)
    picture(str(copies[0]), tmp_path / "p.png", Shot("hand-in"))
    assert not QImage(str(tmp_path / "p.png")).isNull()
    with pytest.raises(Refused, match="写しにだけ"):
        picture(str(ito_file), tmp_path / "q.png", Shot("hand-in"))
    with pytest.raises(Refused, match="元の計画ファイル"):
        picture(str(copies[0]), tmp_path / "q.png", Shot("board"))
    assert not (tmp_path / "q.png").exists()


def test_it_needs_no_display(ito_file: Path, tmp_path: Path) -> None:
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    code = "import sys, pathlib; from dxdesk.desktop.window.screenshot import picture; picture(sys.argv[1], pathlib.Path(sys.argv[2]))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(ito_file), str(tmp_path / "p.png")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert not QImage(str(tmp_path / "p.png")).isNull()


def test_what_there_is_not_is_refused(ito_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "p.png"
    with pytest.raises(Refused, match="画面「月」"):
        picture(str(ito_file), out, Shot("月"))
    with pytest.raises(Refused, match="配色「虹」"):
        picture(str(ito_file), out, Shot("measure", "2", "虹"))
    with pytest.raises(Refused, match="倍率「7」"):
        picture(str(ito_file), out, Shot("measure", "2", "light", 7))
    with pytest.raises(Refused, match="9-"):
        picture(str(ito_file), out, Shot("measure", "9-(9)"))
    with pytest.raises(EnvironmentFault):
        picture(str(ito_file), tmp_path / "ない" / "p.png", Shot("measure", "2"))
    assert not list(tmp_path.glob("*.png"))


@pytest.mark.parametrize(("width", "zoom"), [(1366, 100), (1000, 100), (1366, 80), (1366, 150), (1366, 200)])
def test_nothing_is_clipped_in_any_measure(opened: Opener, ito_file: Path, width: int, zoom: int) -> None:
    window = opened(ito_file)
    window.resize(width, 768)
    window.appearance.zoom_to(zoom)
    for measure in session_of(window).rows.all(Measure).values():
        window.show_measure(measure.id)
        at_rest()
        assert _clipped(window) == []


def _clipped(window: MainWindow) -> list[str]:
    """Texts that have less room than they need."""
    found = []
    page, grid = page_of(window), grid_of(window)
    for box in page.narrative.boxes():
        editor = box.field.editor
        needed = sum(1 for _ in _lines(editor.document())) * QFontMetrics(editor.font()).lineSpacing()
        if editor.height() < needed or editor.width() < 80:
            found.append(editor.text())
        name = QFontMetrics(box.chooser.font()).horizontalAdvance(box.chooser.text() + " ▾")
        if name > box.chooser.width():
            found.append(box.chooser.text())
    header = grid.horizontalHeader()
    if any(header.sectionSizeFromContents(n).width() > header.sectionSize(n) for n in range(1, header.count())):
        found.append("R…")
    if page.body.width() > page.viewport().width():
        found.append("body")
    for row in range(grid.kpis.rowCount()):
        for column in range(grid.kpis.columnCount()):
            index = grid.kpis.index(row, column)
            if grid.rowHeight(row) < grid.delegate.sizeHint(_option(window), index).height():
                found.append(str(index.data()))
    return found + _clipped_titles(window)


def _clipped_titles(window: MainWindow) -> list[str]:
    view, model = window.plan.view.tree.view, window.plan.view.tree.model
    found = []
    for node in model._nodes:
        index = model.index_of(node.row_id)
        room = view.visualRect(index)
        font = index.data(Qt.ItemDataRole.FontRole) or view.font()
        flags = wrap_flag(node.title, font, room.width() - 6)
        needed = QFontMetrics(font).boundingRect(0, 0, room.width() - 6, 10_000, flags, node.title).height()
        if needed > room.height():
            found.append(node.title)
    return found


def _lines(document: object) -> list[object]:
    """Every line as laid out."""
    found = []
    block = document.begin()  # type: ignore[attr-defined]
    while block.isValid():
        found += [block.layout().lineAt(number) for number in range(block.layout().lineCount())]
        block = block.next()
    return found


def _option(window: MainWindow) -> object:
    from PySide6.QtWidgets import QStyleOptionViewItem

    option = QStyleOptionViewItem()
    option.font = grid_of(window).font()  # type: ignore[attr-defined]
    option.fontMetrics = QFontMetrics(grid_of(window).font())  # type: ignore[attr-defined]
    return option


def test_every_field_has_a_name_for_a_screen_reader(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    names = [box.field.editor.accessibleName() for box in page_of(window).narrative.boxes()]
    assert names == ["R5実績の記載", "R6実績の記載", "R6実績の記載", "R7実施予定の記載"]
    assert grid_of(window).accessibleName() == "指標と値"


def test_a_session_of_a_file_without_a_plan_is_refused(tmp_path: Path) -> None:
    from dxdesk.plan.rows.rows import Rows

    with (
        Store.create(tmp_path / "empty.dxdb", Rows(), author="山田") as store,
        pytest.raises(Refused, match="計画がありません"),
    ):
        Session(store, "山田")
