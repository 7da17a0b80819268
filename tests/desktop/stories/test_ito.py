"""伊東市: breakdowns whose members change by year, headings among the lines, lines without a sign, 実施予定 beside 実績."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from dxdesk.pages.layouts import layout
from tests.desktop.conftest import Opener, Person
from tests.desktop.plans import session_of
from tests.desktop.stories.copyist import Copyist
from tests.desktop.stories.paper import Paper, exported, told
from tests.desktop.test_start import fresh

# Web会議 has nearly every field of the document; the others have what it lacks.
MEASURES = ("3-(2)", "3-(1)", "6-(2)", "5-(1)", "1-(2)", "4-(1)", "3-(4)", "1-(6)")


def test_ito_is_entered_anew(opened: Opener, person: Person, tmp_path: Path, qtbot: QtBot) -> None:
    paper = Paper("ito", MEASURES)
    assert paper.lacks() == set()
    copyist = Copyist(fresh(opened), paper, qtbot)
    copyist.begin(tmp_path / "伊東市.dxdb", person)
    copyist.copy_plan()
    copyist.copy_structure()
    for measure in paper.measures:
        copyist.open_measure(measure)
        copyist.copy_page(measure)
    assert told(session_of(copyist.window).rows) == told(paper.rows)
    written = copyist.export(layout("ito").title, tmp_path / "伊東市.xlsx")
    assert written == exported(paper.rows, "ito", tmp_path / "紙.xlsx")
