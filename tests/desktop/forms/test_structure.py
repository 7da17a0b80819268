"""The plan's structure, changed in the window: by keyboard, with the IME on, one step of undo a gesture."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from dxdesk.desktop.forms.glossary_page import GlossaryPage
from dxdesk.desktop.forms.structure_page import StructurePage
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.jobs.creating import NewPlan, empty, from_seeds
from dxdesk.plan.changes.reorganising import rename
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.model import CustomField, Department, Indicator, Mark, Measure, MeasureDepartment, Pillar, Plan, Term
from dxdesk.plan.rows.outline import Outline
from dxdesk.store import Store
from dxdesk.views import GLOSSARY, MEASURES, STRUCTURE
from tests.desktop.clerk import ALT, CTRL, NONE, SHIFT, Clerk, Key
from tests.desktop.conftest import Opener, Person
from tests.desktop.plans import session_of, small_plan
from tests.desktop.waiting import at_rest


def structure(window: MainWindow) -> StructurePage:
    """The page, turned to by keyboard."""
    Clerk(window).press(Key.Key_5, CTRL)
    page = window.plan.pages.page(STRUCTURE)
    assert isinstance(page, StructurePage)
    return page


def titles(window: MainWindow) -> list[str]:
    session = session_of(window)
    return [f"{m.number} {m.title}" for m in session.outline.measures(session.plan)]


def measure_of(window: MainWindow, number: str) -> Measure:
    return next(m for m in session_of(window).rows.all(Measure).values() if m.number == number)


def test_a_measure_is_added_and_named_with_the_ime(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    page, clerk = structure(window), Clerk(window)
    assert page.measures.tree.hasFocus()
    page.measures.tree.show_row(measure_of(window, "1-(1)"))
    page.measures.actions_by_name["施策を追加"].trigger()
    clerk.write("まどぐち", "窓口のデジタル化")
    clerk.press(Key.Key_Return)
    assert titles(window) == ["1-(1) 手続", "1-(3) 窓口のデジタル化", "1-(2) 決済"]
    clerk.press(Key.Key_Z, CTRL)
    clerk.press(Key.Key_Z, CTRL)
    assert titles(window) == ["1-(1) 手続", "1-(2) 決済"]


def test_rows_move_by_keyboard_and_numbers_follow_when_asked(opened: Opener, plan_file: Path, person: Person) -> None:
    window = opened(plan_file)
    page, clerk = structure(window), Clerk(window)
    page.measures.tree.show_row(measure_of(window, "1-(2)"))
    clerk.press(Key.Key_Up, ALT)
    assert titles(window) == ["1-(2) 決済", "1-(1) 手続"]
    person.answers.append(True)
    page.measures.actions_by_name["番号を振り直す"].trigger()
    assert titles(window) == ["1-(1) 決済", "1-(2) 手続"]
    current = page.measures.tree.current()
    assert isinstance(current, Measure)
    assert current.title == "決済"


def test_what_is_dropped_moves_and_what_cannot_be_is_told(opened: Opener, ito_file: Path, qtbot: QtBot) -> None:
    window = opened(ito_file)
    page, session = structure(window), session_of(window)
    two = next(p for p in session.rows.all(Pillar).values() if p.number == "2")
    page.measures.tree.dropped.emit(measure_of(window, "1-(3)"), two, 0)
    assert [m.number for m in session.outline.measures_in(two)] == ["", "1-(3)"]
    with qtbot.waitSignal(session.message) as told:
        page.measures.tree.dropped.emit(two, measure_of(window, "1-(1)"), 0)
    assert "ここへは移せません" in told.args[0]


def test_a_blank_name_stays_visible_with_its_reason(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    page, clerk = structure(window), Clerk(window)
    page.measures.tree.show_row(measure_of(window, "1-(1)"))
    field = page.measures.forms["measure"].fields["title"]
    field.setFocus()
    clerk.press(Key.Key_A, CTRL)
    clerk.press(Key.Key_Delete)
    clerk.press(Key.Key_Return)
    assert measure_of(window, "1-(1)").title == "手続"
    assert "施策名が空です" in session_of(window).held[field.editor.cell].outcome.reason  # type: ignore[union-attr]
    field.setFocus()
    clerk.write("てつづき", "手続のオンライン化")
    clerk.press(Key.Key_Return)
    assert measure_of(window, "1-(1)").title == "手続のオンライン化"
    assert not session_of(window).held


def test_flags_years_and_departments_are_chosen(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    page, session = structure(window), session_of(window)
    page.measures.tree.show_row(measure_of(window, "1-(2)"))
    form = page.measures.forms["measure"]
    form.fields["completed"].box.click()  # type: ignore[union-attr]
    last = form.fields["last_year"].box  # type: ignore[union-attr]
    last.setCurrentIndex(last.findData(2025))
    last.activated.emit(last.currentIndex())
    measure = measure_of(window, "1-(2)")
    assert (measure.completed, measure.last_year) == (True, 2025)
    more = page.measures.shares.more
    more.setCurrentIndex(more.findText("市民課"))
    more.activated.emit(more.currentIndex())
    shares = [s for s in session.rows.all(MeasureDepartment).values() if s.measure == measure.id]
    assert [(s.role, session.outline.department_name(s.department)) for s in shares] == [("主管", "市民課")]
    page.measures.shares.lines[0].gone.click()
    assert not [s for s in session.rows.all(MeasureDepartment).values() if s.measure == measure.id]


def test_a_department_of_former_years_can_still_be_named(opened: Opener, plan_file: Path) -> None:
    with Store.open(plan_file, author="係長") as store:
        outline = Outline(store.load())
        desk = next(d for d in outline.departments(outline.plans[0]) if d.name == "市民課")
        store.apply(Batch(rename(outline, desk, "市民窓口課", 2024), "係長"))
    window = opened(plan_file)
    page = structure(window)
    page.measures.tree.show_row(measure_of(window, "1-(2)"))
    more = page.measures.shares.more
    assert [more.itemText(place) for place in range(1, more.count())] == ["市民窓口課（R6～）", "企画課", "市民課（～R5）"]
    more.setCurrentIndex(3)
    more.activated.emit(3)
    assert page.measures.shares.lines[0].role.box.accessibleName() == "市民課の区分"


def test_departments_of_a_measure_are_put_in_order(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    page, clerk, session = structure(window), Clerk(window), session_of(window)
    page.measures.tree.show_row(measure_of(window, "1-(2)"))
    shares = page.measures.shares
    for name in ("市民課", "企画課"):
        shares.more.setCurrentIndex(shares.more.findText(name))
        shares.more.activated.emit(shares.more.currentIndex())
        next(line for line in shares.lines if line.name.text() == name).role.write("関連")
    names = [session.outline.department_name(line.share.department) for line in shares.lines]
    assert names == ["市民課", "企画課"]
    at_rest()
    shares.lines[1].up.setFocus()
    clerk.press(Key.Key_Space)
    assert [session.outline.department_name(line.share.department) for line in shares.lines] == ["企画課", "市民課"]
    assert clerk.at is shares.lines[0].up
    clerk.press(Key.Key_Space)
    assert [session.outline.department_name(line.share.department) for line in shares.lines] == ["企画課", "市民課"]


def test_a_year_looked_for_by_arrows_is_one_step_of_undo(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    page, clerk = structure(window), Clerk(window)
    page.measures.tree.show_row(measure_of(window, "1-(2)"))
    form = page.measures.forms["measure"]
    for field, times in (("first_year", 3), ("last_year", 2)):
        form.fields[field].setFocus()  # type: ignore[attr-defined]
        clerk.press(Key.Key_Down, times=times)
    chosen = measure_of(window, "1-(2)")
    assert chosen.first_year is not None
    assert chosen.last_year == chosen.first_year + 1
    clerk.press(Key.Key_Z, CTRL)
    assert measure_of(window, "1-(2)") == chosen.replace(last_year=None)
    clerk.press(Key.Key_Z, CTRL)
    assert measure_of(window, "1-(2)") == chosen.replace(first_year=None, last_year=None)


def test_an_end_is_never_offered_before_its_beginning(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    page = structure(window)
    page.tabs.setCurrentWidget(page.plan)
    last = page.plan.fields["shown_to"].box  # type: ignore[union-attr]
    years = [last.itemData(place) for place in range(last.count())]
    assert min(years) == session_of(window).plan.shown_from == 2022


def test_a_number_that_is_none_says_why_and_stays(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    page, session = structure(window), session_of(window)
    indicator = next(i for i in session.rows.all(Indicator).values() if i.label == "手続数")
    page.measures.tree.show_row(measure_of(window, "1-(1)"))
    page.measures.tree.show_row(indicator)
    field = page.measures.forms["indicator"].fields["decimals"]
    field.box.setText("二桁")  # type: ignore[union-attr]
    field.finish()
    assert "数ではありません" in field.reason.text()  # type: ignore[union-attr]
    field.box.setText("２")  # type: ignore[union-attr]
    field.finish()
    assert session.rows.all(Indicator)[indicator.id].decimals == 2


def test_where_a_row_goes_the_keyboard_goes_to_its_neighbour(opened: Opener, plan_file: Path, person: Person) -> None:
    window = opened(plan_file)
    panel, tree = structure(window).measures, structure(window).measures.tree
    first, second = measure_of(window, "1-(1)"), measure_of(window, "1-(2)")
    tree.show_row(first)
    person.answers = [True, True]
    panel.remove()
    assert tree.current() == second
    assert "「手続」を削除しました" in window.statusBar().currentMessage()
    panel.remove()
    assert isinstance(tree.current(), Pillar)
    for _ in range(2):
        window.plan.edit.undo()
    tree.show_row(second)
    person.answers = [True]
    panel.remove()
    assert tree.current() == first


def test_a_deleted_pillar_comes_back_from_the_bin(opened: Opener, ito_file: Path, qtbot: QtBot, person: Person) -> None:
    window = opened(ito_file)
    page, session = structure(window), session_of(window)
    before = session.rows
    page.measures.tree.show_row(next(p for p in session.rows.all(Pillar).values() if p.number == "6"))
    person.answers.append(True)
    Clerk(window).press(Key.Key_Delete, CTRL | SHIFT)
    assert "いっしょに消えます" in person.asked[-1]
    assert len(titles(window)) == 18
    page.tabs.setCurrentWidget(page.bin)
    qtbot.waitUntil(lambda: len(page.bin.deletions) == 1)
    page.bin.restore_button.click()
    assert session.rows == before
    qtbot.waitUntil(lambda: not page.bin.deletions)


def test_departments_are_renamed_at_a_year(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    page, session = structure(window), session_of(window)
    page.tabs.setCurrentWidget(page.departments)
    panel = page.departments
    panel._rename()
    dialog = panel.dialog
    assert dialog is not None
    dialog.yes.click()
    assert "課名が空" in dialog.message.text()
    dialog.names.setPlainText("市民窓口課")
    dialog.yes.click()
    named = {d.name: d for d in session.rows.all(Department).values()}
    assert named["市民課"].successor == named["市民窓口課"].id
    assert (named["市民課"].last_year, named["市民窓口課"].first_year) == (2024, 2025)


@pytest.mark.parametrize(("tab", "kind", "field"), [("marks", Mark, "symbol"), ("customs", CustomField, "name")])
def test_a_scale_and_own_columns_are_made(
    opened: Opener, plan_file: Path, tab: str, kind: type[Mark | CustomField], field: str
) -> None:
    window = opened(plan_file)
    page, clerk = structure(window), Clerk(window)
    panel = getattr(page, tab)
    page.tabs.setCurrentWidget(panel)
    panel.add_button.click()
    clerk.press(Key.Key_A, CTRL)
    clerk.write("よい", "◎")
    clerk.press(Key.Key_Return)
    assert [getattr(row, field) for row in session_of(window).rows.all(kind).values()] == ["◎"]
    panel.remove_button.click()
    assert not session_of(window).rows.all(kind)


def test_terms_are_looked_for_and_written(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    clerk = Clerk(window)
    clerk.press(Key.Key_6, CTRL)
    page = window.plan.pages.page(GLOSSARY)
    assert isinstance(page, GlossaryPage)
    page.terms.add_button.click()
    clerk.press(Key.Key_A, CTRL)
    clerk.write("えーあい", "AI")
    clerk.press(Key.Key_Return)
    clerk.write("じんこう", "人工知能のこと。")
    page.finish()
    (term,) = session_of(window).rows.all(Term).values()
    assert (term.word, term.text) == ("AI", "人工知能のこと。")
    page.box.setText("じんこう")
    assert page.terms.list.count() == 0
    page.box.setText("人工　ａｉ")
    assert page.terms.list.count() == 1


def test_enter_opens_the_fields_and_a_measure_the_desk(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    page, clerk = structure(window), Clerk(window)
    page.measures.tree.show_row(measure_of(window, "1-(2)"))
    clerk.press(Key.Key_Return, NONE)
    assert page.measures.forms["measure"].fields["number"].editor.hasFocus()  # type: ignore[union-attr]
    clerk.press(Key.Key_Return, ALT)
    assert window.plan.pages.name == MEASURES
    assert window.plan.view.page.measure_id == measure_of(window, "1-(2)").id


def test_reading_only_nothing_can_be_changed(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file, read_only=True)
    page = structure(window)
    usable = {words for words, action in page.measures.actions_by_name.items() if action.isEnabled()}
    assert usable <= {"施策を開く"}
    assert page.measures.forms["pillar"].fields["title"].editor.isReadOnly()  # type: ignore[union-attr]
    assert not page.departments.add_button.isEnabled()


def test_two_thousand_measures_are_shown_as_they_are_asked_for(tmp_path: Path, opened: Opener) -> None:
    rows = small_plan()
    plan, pillar = next(iter(rows.all(Plan).values())), next(iter(rows.all(Pillar).values()))
    more = [
        Measure.new(plan=plan.id, pillar=pillar.id, number=f"1-({n})", title=f"施策{n}", rank="W") for n in range(3, 2001)
    ]
    place = tmp_path / "大.dxdb"
    Store.create(place, rows.put(more), author="準備").close()
    page = structure(opened(place))
    assert page.measures.tree.topLevelItem(0).childCount() == 2000  # type: ignore[union-attr]
    QTest.keyClick(page.measures.tree, Qt.Key.Key_End)
    at_rest()
    assert isinstance(page.measures.tree.current(), Measure)


def test_a_term_is_explained_under_the_mouse(opened: Opener, tmp_path: Path, qtbot: QtBot) -> None:
    place = tmp_path / "用語.dxdb"
    from_seeds(place, ["isehara-action"], author="準備").close()
    window = opened(place)
    session = session_of(window)
    words = [term.word for term in session.rows.all(Term).values() if term.text]
    measure, word = next((m, w) for m in session.rows.all(Measure).values() for w in words if w in m.description)
    window.show_measure(measure.id)
    window.plan.view.page.head.show_description(True)
    at_rest()
    editor = window.plan.view.page.head.description.editor
    cursor = editor.textCursor()
    cursor.setPosition(measure.description.index(word) + 1)
    at = editor.cursorRect(cursor).center()
    event = QHelpEvent(QHelpEvent.Type.ToolTip, at, editor.viewport().mapToGlobal(at))
    QApplication.sendEvent(editor.viewport(), event)
    assert QToolTip.text().startswith(word)
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_a_list_is_written_without_going_back_to_the_tree(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    page, clerk, session = structure(window), Clerk(window), session_of(window)
    total = next(i for i in session.rows.all(Indicator).values() if i.label == "相談数")
    page.measures.tree.show_row(total)
    page.measures.actions_by_name["内訳を追加"].trigger()
    clerk.write("し", "市民課")
    for name in ("観光課", "産業課"):
        clerk.press(Key.Key_Return, CTRL)
        clerk.write("か", name)
    clerk.press(Key.Key_Tab)
    assert [part.label for part in session.outline.children(total)] == ["企画課", "市民課", "観光課", "産業課"]
    for kind, before in ((Measure, "施策"), (Pillar, "柱")):
        row = next(iter(session.rows.all(kind).values()))
        page.measures.tree.show_row(row)
        page.measures.tree.setFocus()
        clerk.press(Key.Key_Return, CTRL)
        assert isinstance(page.measures.tree.current(), kind)
        clerk.write("つ", f"次の{before}")
        clerk.press(Key.Key_Tab)
        assert page.measures.tree.current().title == f"次の{before}"  # type: ignore[union-attr]


def test_a_new_row_of_a_list_waits_for_its_name_and_the_next_follows(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    page, clerk = structure(window), Clerk(window)
    page.tabs.setCurrentWidget(page.departments)
    page.departments.list.setFocus()
    for name in ("観光課", "産業課"):
        clerk.press(Key.Key_Return, CTRL)
        clerk.write("か", name)
    clerk.press(Key.Key_Tab)
    names = [d.name for d in session_of(window).outline.departments(session_of(window).plan)]
    assert names == ["市民課", "企画課", "観光課", "産業課"]


def test_the_measure_of_the_desk_is_in_hand(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    window.show_measure(measure_of(window, "1-(2)").id)
    page, clerk = structure(window), Clerk(window)
    assert page.measures.tree.current() == measure_of(window, "1-(2)")
    clerk.press(Key.Key_1, CTRL)
    window.show_measure(measure_of(window, "1-(1)").id)
    assert structure(window).measures.tree.current() == measure_of(window, "1-(1)")
    # Within the measure the place is kept.
    indicator = next(i for i in session_of(window).rows.all(Indicator).values() if i.label == "手続数")
    page.measures.tree.show_row(indicator)
    clerk.press(Key.Key_Return, ALT)
    assert structure(window).measures.tree.current() == indicator


def test_without_a_measure_the_desk_leads_to_where_it_is_made(opened: Opener, tmp_path: Path, person: Person) -> None:
    place = tmp_path / "空.dxdb"
    empty(place, NewPlan("試験市", "試験計画", (2024, 2027)), author="準備").close()
    window = opened(place)
    nothing = window.plan.view.page.nothing
    assert nothing.isVisible()
    assert not window.plan.view.page.head.isVisible()
    assert not window.plan.view.tabs.bar.isVisible()
    clerk = Clerk(window)
    clerk.press(Key.Key_PageDown, CTRL)
    clerk.press(Key.Key_Return, CTRL)
    assert "施策を開いて" in clerk.reads()
    assert clerk.at is nothing.make
    clerk.press(Key.Key_Space)
    page = window.plan.pages.page(STRUCTURE)
    assert isinstance(page, StructurePage)
    for words, name in (("柱を追加", "行政サービス"), ("施策を追加", "手続")):
        page.measures.actions_by_name[words].trigger()
        clerk.write("な", name)
        clerk.press(Key.Key_Tab)
    clerk.press(Key.Key_1, CTRL)
    assert window.plan.view.page.head.title.text() == "手続"
    assert window.plan.view.tabs.bar.isVisible()
    assert not nothing.isVisible()
    # And back to nothing, where the only measure goes.
    page.measures.tree.show_row(measure_of(window, ""))
    person.answers.append(True)
    page.measures.remove()
    assert not window.plan.view.page.head.isVisibleTo(window.plan.view.page)
    assert nothing.isVisibleTo(window.plan.view.page)
    window.plan.edit.undo()
    assert window.plan.view.page.head.title.text() == "手続"
