"""Documents are entered anew by mouse and keyboard; nothing that a person may write is without a place in the window."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from dxdesk.jobs.seeding import read_seed, seed_draft
from dxdesk.pages.layouts import layout
from dxdesk.plan.rows.fields import specs
from dxdesk.plan.rows.model import TABLES
from tests.desktop.conftest import Opener, Person
from tests.desktop.plans import session_of
from tests.desktop.stories.copyist import Copyist
from tests.desktop.stories.paper import Paper, exported, stated, told
from tests.desktop.window.test_start import fresh
from tests.lengths import sized

# The first measure has most of what its document knows; the others have what it lacks.
DOCUMENTS = {
    # Breakdowns whose members change by year, headings among the lines, lines without a sign.
    "ito": ("3-(2)", "3-(1)", "6-(2)", "5-(1)", "1-(2)", "4-(1)", "3-(4)", "1-(6)"),
    # Targets beside the figures of one year, arrows from year to year, 担当, a glossary.
    "isehara-action": ("2-1", "1-12", "4-2", "1-8"),
    # Baselines of another year, marks of measures and indicators, pillars in pillars.
    "isehara-evaluation": ("3-2-1", "1-1-3", "1-1-6"),
    # Figures of years far outside the plan, measures without numbers, backgrounds of several paragraphs.
    "izunokuni": ("オープンデータ、ビッグデータを利用したEBPMの推進",),
    # Targets of single years, an indicator that ended, a name that was written otherwise in one year.
    "shibata": ("14", "36", "7", "10", "21"),
}
EVERYTHING = Path(__file__).with_name("everything.toml")


def entered(copyist: Copyist, place: Path, person: Person) -> None:
    """From the start page to the last term."""
    copyist.begin(place, person)
    copyist.copy_plan()
    copyist.copy_structure()
    for measure in copyist.paper.measures:
        copyist.copy_contents(measure)
    copyist.copy_terms()


@pytest.mark.parametrize("seed", DOCUMENTS)
def test_what_a_document_states_is_in_some_of_the_measures_that_are_copied(seed: str) -> None:
    assert Paper(seed_draft(seed), DOCUMENTS[seed]).lacks() == set()


@pytest.mark.parametrize("seed", DOCUMENTS)
@sized("measures", [1], [9])
def test_a_document_is_entered_anew(
    seed: str, measures: int, opened: Opener, person: Person, tmp_path: Path, qtbot: QtBot
) -> None:
    paper = Paper(seed_draft(seed), DOCUMENTS[seed][:measures], short=measures == 1)
    copyist = Copyist(fresh(opened), paper, qtbot)
    entered(copyist, tmp_path / "計画.dxdb", person)
    assert told(session_of(copyist.window).rows) == told(paper.rows)
    written = copyist.export(layout(seed).title, tmp_path / "書き出し.xlsx")
    assert written == exported(paper.rows, seed, tmp_path / "紙.xlsx")


def test_every_field_that_a_person_may_write_has_its_place(
    opened: Opener, person: Person, tmp_path: Path, qtbot: QtBot
) -> None:
    paper = Paper(read_seed(EVERYTHING))
    declared = {
        f"{table}.{name}"
        for table, row_type in TABLES.items()
        for name, spec in specs(row_type).items()
        # Contacts are read from a table of their own, messages are written in the departments' copies.
        if name != "id" and spec.kind != "rank" and table not in ("contact", "message")
    }
    # The plan before is named by making the new one from its file.
    assert declared - {words.split("=")[0] for words in stated(paper.rows)} == {"plan.follows"}
    copyist = Copyist(fresh(opened), paper, qtbot)
    entered(copyist, tmp_path / "計画.dxdb", person)
    assert told(session_of(copyist.window).rows) == told(paper.rows)
