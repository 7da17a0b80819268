"""提出の統合: of a form without a name it is asked once whether the same person has filled it in anew."""

import shutil
from pathlib import Path

from pytestqt.qtbot import QtBot

from dxdesk.store import Store
from dxdesk.submission.hand_out.copies import HandOutRequest, hand_out
from tests.desktop.conftest import Opener
from tests.desktop.coordinator.test_merge_page import page_after_trial, results_listed
from tests.desktop.offices import BOSS, still
from tests.submission.forms import FILL, MARK, Sheet


def filled(form: Path, name: str, value: str) -> Path:
    """A copy of the form with a value in its first figure."""
    path = Path(shutil.copy(form, form.with_name(name)))
    with Sheet(path) as sheet:
        row = next(row for row in sheet.rows() if str(row[MARK].value).startswith("figure/"))
        row[FILL].value = value
    return path


def test_the_question_is_asked_once_for_the_form_and_the_answer_counts_when_it_is_merged(
    opened: Opener, qtbot: QtBot, ito_file: Path
) -> None:
    with Store.open(ito_file, author=BOSS) as store:
        request = HandOutRequest(departments=("市民課",), excel=True)
        (handed,) = hand_out(store, ito_file.parent / "様式", request, author=BOSS)
    first, second = filled(handed.file, "一回目.xlsx", "60,000枚"), filled(handed.file, "二回目.xlsx", "61,000枚")
    page = page_after_trial(opened(ito_file, author=BOSS), qtbot, first, second)
    asked = next(line for line in results_listed(page) if "同じ人の出し直しですか" in line)
    assert "「一回目.xlsx」" in asked
    assert page.files.again.isVisible()
    assert not page.files.again.isChecked()
    assert page.trial is not None
    assert len(page.trial.entries) == 1  # two people: the figures contradict each other

    page.files.again.click()
    still(page.window(), page, qtbot)  # type: ignore[arg-type]

    assert page.files.again.isChecked()
    assert page.trial.entries == ()
    assert not any("同じ人の出し直しですか" in line for line in results_listed(page))
    page.merge_and_resolve()
    still(page.window(), page, qtbot)  # type: ignore[arg-type]
    texts = {row.text for row in page.session.rows.tables["figure"].values()}  # type: ignore[attr-defined]
    assert "61,000枚" in texts
    assert "60,000枚" not in texts
