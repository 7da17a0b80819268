"""Excel forms in the window: dropped with copies, looked at, merged, and sent back as what they were."""

import shutil
from pathlib import Path

from pytestqt.qtbot import QtBot

from dxdesk.desktop.coordinator.files_panel import CAN, DONE, REFUSED
from dxdesk.desktop.coordinator.return_dialog import ReturnDialog
from dxdesk.plan.rows.model import Entry
from dxdesk.store import Store
from dxdesk.submission.hand_out.copies import HandOutRequest, hand_out
from tests.desktop.conftest import Opener, Person
from tests.desktop.coordinator.test_merge_page import page_after_trial, results_listed
from tests.desktop.offices import BOSS, YEAR, rows_of, still
from tests.submission.forms import FILL, MARK, Sheet


def test_a_folder_of_forms_is_looked_at_merged_and_sent_back_as_a_form(
    opened: Opener, qtbot: QtBot, ito_file: Path, tmp_path: Path, person: Person
) -> None:
    with Store.open(ito_file, author=BOSS) as store:
        (form,) = hand_out(store, tmp_path / "様式", HandOutRequest(YEAR, ["企画課"], excel=True), author=BOSS)
    with Sheet(form.file) as sheet:
        row = next(row for row in sheet.rows() if str(row[FILL].value or "").endswith("。"))
        row[FILL].value = "様式に書いた文"
    folder = tmp_path / "届いたもの"
    folder.mkdir()
    shutil.copy(form.file, folder)
    shutil.copy(form.file, folder / "壊れた.xlsx")
    with Sheet(folder / "壊れた.xlsx") as broken:
        broken.table.delete_cols(MARK + 1)
    window = opened(ito_file, author=BOSS)
    page = page_after_trial(window, qtbot, folder)
    assert CAN in results_listed(page)
    refused = [said for said in results_listed(page) if said.startswith(REFUSED)]
    assert len(refused) == 1, results_listed(page)
    assert "識別の欄が消えています" in refused[0]
    page.merge.click()
    still(window, page, qtbot)
    assert DONE in results_listed(page)
    assert any(entry.text == "様式に書いた文" for entry in rows_of(window).all(Entry).values())
    window.plan.coordinator.send_back("企画課")
    qtbot.waitUntil(lambda: isinstance(window.plan.coordinator.dialog, ReturnDialog))
    dialog = window.plan.coordinator.dialog
    assert isinstance(dialog, ReturnDialog)
    dialog.reason.setPlainText("数値を確かめてください")
    person.answers.append(str(tmp_path / "差戻し"))
    dialog.yes.click()
    qtbot.waitUntil(lambda: (tmp_path / "差戻し.xlsx").exists())
    qtbot.waitUntil(lambda: not window.progress.running)
    texts = {cell.value for row in Sheet(tmp_path / "差戻し.xlsx").cover.iter_rows() for cell in row}
    assert "数値を確かめてください" in texts
