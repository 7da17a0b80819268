"""Where dialogs for files begin: where the person is at work."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from dxdesk.desktop import window_settings
from dxdesk.desktop.parts import prompts

SAVE = prompts.save_file  # the dialog itself, which the other tests never open


@pytest.mark.usefixtures("qapp")
def test_a_file_dialog_begins_beside_the_plan_and_then_where_a_file_was_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    answers = [str(tmp_path / "送付" / "提出.dxdb"), ""]

    def person_chooses(_parent: object, _title: str, place: str, _kinds: str) -> tuple[str, str]:
        begun.append(place)
        return answers.pop(0), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", person_chooses)
    for name in ("計画", "送付"):
        (tmp_path / name).mkdir()
    window_settings.remember_recent("postgresql+psycopg://server/plan")
    window_settings.remember_recent(str(tmp_path / "計画" / "写し.dxdb"))
    window_settings.remember_recent(str(tmp_path / "もう無い" / "写し.dxdb"))
    assert SAVE(None, "", "提出.dxdb", prompts.PLAN_FILES) == str(tmp_path / "送付" / "提出.dxdb")
    assert SAVE(None, "", "提出.dxdb", prompts.PLAN_FILES) == ""
    assert begun == [str(tmp_path / place / "提出.dxdb") for place in ("計画", "送付")]


@pytest.mark.usefixtures("qapp")
def test_without_a_plan_it_begins_among_the_documents() -> None:
    assert window_settings.folder() == ""
    assert Path(prompts.start_path("提出.dxdb")).is_absolute()


@pytest.mark.usefixtures("qapp")
def test_a_name_with_its_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    window_settings.remember_folder(str(tmp_path))
    place = str(tmp_path / "よそ" / "公表.xlsx")
    assert prompts.start_path(place) == place
