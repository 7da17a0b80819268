"""Every field has its place: signs of lines, spellings of departments, years outside the plan, names of one year."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from dxdesk.desktop.measure.kpi_model import FigureColumn
from dxdesk.desktop.tabs.targets_tab import TargetsTab
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.plan.changes import edits
from dxdesk.plan.changes.structure import add_section
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.model import BASELINE, FORECAST, RESULT, TARGET, Department, Entry, Figure, Indicator, Section
from dxdesk.plan.rows.outline import Outline
from dxdesk.store import Store
from tests.desktop.clerk import CTRL, SHIFT, Clerk, Key
from tests.desktop.conftest import Opener
from tests.desktop.plans import box_with, go, page_of, session_of
from tests.desktop.stories.hands import Hands
from tests.desktop.waiting import at_rest


def targets(window: MainWindow) -> TargetsTab:
    """The tab of the measure that is open."""
    window.plan.view.tabs.show_tab(1)
    at_rest()
    tab = window.plan.view.tabs.current()
    assert isinstance(tab, TargetsTab)
    return tab


def titles(tab: TargetsTab) -> list[str]:
    return [tab.targets.title(column) for column in range(1, len(tab.targets.columns) + 1)]


# lines


def entry_of(window: MainWindow, text: str) -> Entry:
    return next(e for e in session_of(window).rows.all(Entry).values() if e.text == text)


def test_a_line_takes_another_sign_or_none(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    hands = Hands(window)
    hands.click(box_with(window, "一行目").field.editor.viewport())
    for words, sign in (("○", "○"), ("記号なし", "")):
        hands.press(Key.Key_L, CTRL | SHIFT)
        hands.pick(words)
        assert entry_of(window, "一行目").bullet == sign
        assert box_with(window, "一行目").bullet.text() == sign
    hands.press(Key.Key_Z, CTRL)
    assert entry_of(window, "一行目").bullet == "○"


def test_the_mouse_finds_the_same_beside_the_line(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    hands = Hands(window)
    for words, done in (("行頭の記号…\tCtrl+Shift+L", "◇"), ("行を削除\tCtrl+Shift+Delete", "")):
        box = box_with(window, "一行目")
        hands.click(box.field.editor.viewport())
        hands.click(box.more)
        hands.pick(words)
        if done:
            hands.pick(done)
            assert entry_of(window, "一行目").bullet == done
    assert "一行目" not in [e.text for e in session_of(window).rows.all(Entry).values()]


def test_a_new_line_begins_as_the_one_before(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    hands = Hands(window)
    hands.click(box_with(window, "二行目").field.editor.viewport())
    hands.press(Key.Key_L, CTRL | SHIFT)
    hands.pick("□")
    hands.press(Key.Key_Return, CTRL)
    hands.write("さん", "三行目")
    assert box_with(window, "三行目").bullet.text() == "□"


def test_a_department_is_written_in_one_of_its_spellings(opened: Opener, plan_file: Path) -> None:
    with Store.open(plan_file, author="係長") as store:
        desk = next(d for d in store.load().all(Department).values() if d.name == "市民課")
        store.apply(Batch(edits.set_field(desk, "spellings", "市民窓口課"), "係長"))
    window = opened(plan_file)
    hands = Hands(window)
    hands.click(box_with(window, "二行目").chooser)
    hands.pick("市民窓口課")
    entry = entry_of(window, "二行目")
    assert (entry.department, entry.written) == (desk.id, "市民窓口課")


def test_a_heading_without_lines_is_there_to_be_written_under(opened: Opener, plan_file: Path) -> None:
    with Store.open(plan_file, author="係長") as store:
        outline = Outline(store.load())
        measure = next(m for m in outline.measures(outline.plans[0]) if m.number == "1-(1)")
        store.apply(Batch(add_section(outline, measure, "(RPA等)"), "係長"))
    window = opened(plan_file)
    go(window, "1-(1)")
    hands = Hands(window)
    hands.press_button("(RPA等) R6実績（今回）に行を追加")
    hands.write("じどう", "自動化した。")
    hands.press(Key.Key_Tab)
    section = session_of(window).rows.all(Section)[entry_of(window, "自動化した。").section]
    assert section.heading == "(RPA等)"


# figures


def test_a_baseline_of_another_year_and_figures_outside_the_plan(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    go(window, "1-(1)")
    tab, hands = targets(window), Hands(window)
    assert titles(tab) == ["R3基準値", "R4目標", "R5目標", "R6目標", "R7目標"]
    for role, year, text in ((BASELINE, "H30", "900件"), (TARGET, "2030", "三千件"), (FORECAST, "Ｒ１７", "4,000件")):
        hands.choose("加える欄の区分", role)
        hands.type_into("加える欄の年度", year)
        hands.press_button("欄を加える")
        assert tab.grid.hasFocus()
        hands.write("あたい", text)
        hands.press(Key.Key_Return)
    assert titles(tab) == [
        *("H30基準値", "R4目標", "R5目標", "R6目標", "R7目標", "R8目標", "R9目標", "R10目標", "R11目標", "R12目標"),
        "R17見込",
    ]
    known = {(f.year, f.role): f.text for f in session_of(window).rows.all(Figure).values()}
    assert known[2018, BASELINE] == "900件"
    assert known[2030, TARGET] == "三千件"
    assert known[2035, FORECAST] == "4,000件"


@pytest.mark.parametrize(
    ("role", "year", "said"),
    [
        (RESULT, "R5", "「実績・予定」の表に欄があります"),
        (TARGET, "来年", "読めません"),
        (TARGET, "9999", "扱える範囲"),
        (TARGET, "", "読めません"),
    ],
)
def test_a_column_that_cannot_be_is_explained(opened: Opener, plan_file: Path, role: str, year: str, said: str) -> None:
    window = opened(plan_file)
    go(window, "1-(1)")
    tab, hands = targets(window), Hands(window)
    before = titles(tab)
    hands.choose("加える欄の区分", role)
    hands.type_into("加える欄の年度", year)
    hands.press_button("欄を加える")
    assert said in tab.adder.message.text()
    assert titles(tab) == before


def test_a_column_asked_for_stays_from_measure_to_measure(opened: Opener, ito_file: Path) -> None:
    window = opened(ito_file)
    go(window, "1-(1)")
    tab, hands = targets(window), Hands(window)
    hands.type_into("加える欄の年度", "R1")
    hands.press_button("欄を加える")
    go(window, "1-(3)")
    assert titles(tab)[0] == "R1基準値"


def test_a_column_asked_for_is_there_the_next_day_until_it_is_taken_off(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    go(window, "1-(1)")
    tab, hands = targets(window), Hands(window)
    assert not tab.adder.drop.isVisible()
    hands.choose("加える欄の区分", TARGET)
    hands.type_into("加える欄の年度", "R12")
    hands.press_button("欄を加える")
    assert titles(tab)[-1] == "R12目標"
    window.close()
    window = opened(plan_file)
    go(window, "1-(1)")
    tab, hands = targets(window), Hands(window)
    assert titles(tab)[-1] == "R12目標"
    assert not tab.adder.drop.isVisible()
    tab.grid.setCurrentIndex(tab.targets.index(0, len(tab.targets.columns)))
    hands.press_button("加えた欄を外す")
    assert "R12目標" not in titles(tab)
    assert tab.grid.hasFocus()
    window.close()
    window = opened(plan_file)
    go(window, "1-(1)")
    assert "R12目標" not in titles(targets(window))


def test_many_columns_scroll_and_the_keyboard_is_followed(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    go(window, "1-(1)")
    tab, hands = targets(window), Hands(window)
    for year in range(2010, 2021):
        assert not tab.add_column(FigureColumn(year, RESULT))
    bar = tab.grid.horizontalScrollBar()
    assert bar.maximum() > 0
    hands.press(Key.Key_End)
    assert tab.grid.viewport().rect().contains(tab.grid.visualRect(tab.grid.currentIndex()).center())
    # The names stay, line by line beside their figures, and nothing in hand is under them.
    labels = tab.grid._frozen
    assert labels is not None
    assert labels.isVisible()
    assert not labels.isColumnHidden(0)
    assert labels.isColumnHidden(1)
    for row in range(len(tab.targets.rows)):
        assert labels.rowHeight(row) == tab.grid.rowHeight(row)
    for _ in range(9):
        hands.press(Key.Key_Left)
        assert tab.grid.visualRect(tab.grid.currentIndex()).left() >= tab.grid.columnWidth(0)
    tab.show_measure(tab.targets.measure_id or "")
    assert bar.value() == 0


def test_a_name_of_one_year_and_a_printed_change(opened: Opener, plan_file: Path, qtbot: QtBot) -> None:
    window = opened(plan_file)
    go(window, "1-(1)")
    tab, hands = targets(window), Hands(window)
    hands.press_button("年度ごとに違う名称・対前年比を表示 ▾")
    hands.type_into("R5実績の名称（記載）", "手続の数")
    hands.type_into("R5実績の対前年比（記載）", "△110")
    assert not hands.named(type(tab.overrides.fold), "R7実施予定の対前年比（記載）")
    count = next(i for i in session_of(window).rows.all(Indicator).values() if i.label == "手続数")
    figure = session_of(window).outline.figure(count, 2023)
    assert figure is not None
    assert (figure.written, figure.printed_change) == ("手続の数", "△110")
    # Another indicator: its own lines, and the fold stays as it was left.
    tab.grid.setCurrentIndex(tab.targets.index(2, 1))
    qtbot.waitUntil(lambda: len(tab.overrides.fields) == 2)
    hands.press_button("年度ごとに違う名称・対前年比を隠す ▴")
    assert not tab.overrides.fields


def test_reading_only_there_is_nothing_to_add(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file, read_only=True)
    tab = targets(window)
    assert not tab.adder.isVisible()
    clerk = Clerk(window)
    box_of = page_of(window).narrative.boxes()[0]
    window.plan.view.tabs.show_tab(0)  # type: ignore[union-attr]
    box_of.field.editor.setFocus()
    clerk.press(Key.Key_L, CTRL | SHIFT)
    assert not box_of.tools.isVisible()


# wording for publication


def test_a_wording_for_publication_stands_beside_the_submitted_one(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    hands = Hands(window)
    hands.click(box_with(window, "一行目").field.editor.viewport())
    hands.press(Key.Key_P, CTRL | SHIFT)
    hands.write("こうひょう", "公表する一行目")
    hands.press(Key.Key_Tab)
    entry = entry_of(window, "一行目")
    assert entry.publication == "公表する一行目"
    go(window, "1-(2)")
    assert not hands.named(QPlainTextEdit, "R6実績の公表用の文")
    go(window, "1-(1)")
    assert hands.field("R6実績の公表用の文").isVisible()
    # Emptied, the submitted wording is the published one again, and the field goes.
    hands.type_into("R6実績の公表用の文", "")
    assert not entry_of(window, "一行目").publication
    assert not hands.named(QPlainTextEdit, "R6実績の公表用の文")


def test_a_field_for_publication_that_nobody_fills_goes_again(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    hands = Hands(window)
    hands.click(box_with(window, "一行目").field.editor.viewport())
    hands.press(Key.Key_P, CTRL | SHIFT)
    assert hands.at.accessibleName() == "R6実績の公表用の文"
    hands.press(Key.Key_Tab)
    assert not hands.named(QPlainTextEdit, "R6実績の公表用の文")
    assert entry_of(window, "一行目").publication is None


def test_a_wording_for_publication_that_is_older_than_its_line_says_so_and_is_decided(
    opened: Opener, plan_file: Path
) -> None:
    window = opened(plan_file)
    hands = Hands(window)
    hands.click(box_with(window, "一行目").field.editor.viewport())
    hands.press(Key.Key_P, CTRL | SHIFT)
    hands.write("こうひょう", "公表する一行目")
    hands.press(Key.Key_Tab)
    publication = box_with(window, "一行目").publication
    assert publication is not None
    assert not publication.older.isVisible()
    edit = edits.set_field(entry_of(window, "一行目"), "text", "書き直した一行目")
    session_of(window).apply(edit)
    box = box_with(window, "書き直した一行目")
    assert box.publication is publication
    assert publication.older.isVisible()
    hands.click(publication.keep)
    assert not publication.older.isVisible()
    assert entry_of(window, "書き直した一行目").publication_of == "書き直した一行目"
    session_of(window).undo()
    assert publication.older.isVisible()
    hands.click(publication.drop)
    assert entry_of(window, "書き直した一行目").publication is None
    assert not publication.isVisible()
