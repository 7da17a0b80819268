"""The tabs of a measure: targets with their arithmetic, marks with what suggests them, the city's own columns."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest

from dxdesk.desktop.tabs.custom_tab import CustomTab
from dxdesk.desktop.tabs.evaluation_tab import EvaluationTab
from dxdesk.desktop.tabs.measure_tabs import MeasureTabs
from dxdesk.desktop.tabs.schedule_tab import ScheduleTab
from dxdesk.desktop.tabs.targets_tab import TargetsTab
from dxdesk.jobs.creating import from_seeds
from dxdesk.plan.changes.compare import compare
from dxdesk.plan.rows.change import Batch, insertions
from dxdesk.plan.rows.model import (
    BASELINE,
    PER_MEASURE,
    PER_YEAR,
    TARGET,
    Assessment,
    CustomField,
    CustomValue,
    Figure,
    Indicator,
    Mark,
    Measure,
)
from dxdesk.store import Store
from tests.desktop.clerk import ALT, CTRL, NONE, SHIFT, Clerk, Key
from tests.desktop.conftest import Opener, Person
from tests.desktop.plans import compose, session_of
from tests.desktop.waiting import at_rest


@pytest.fixture
def evaluated_plan(tmp_path: Path) -> Path:
    place = tmp_path / "評価.dxdb"
    from_seeds(place, ["isehara-evaluation"], author="準備").close()
    return place


def tabs_of(window: object) -> MeasureTabs:
    tabs = window.plan.view.tabs  # type: ignore[attr-defined]
    assert isinstance(tabs, MeasureTabs)
    return tabs


def measure_of(window: object, number: str) -> Measure:
    return next(m for m in session_of(window).rows.all(Measure).values() if m.number == number)  # type: ignore[arg-type]


def test_targets_are_typed_and_what_was_reached_stands_beside_them(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    clerk, session = Clerk(window), session_of(window)
    window.show_measure(measure_of(window, "1-(1)").id)
    window.plan.view.page.focus_first()  # type: ignore[union-attr]
    clerk.press(Key.Key_PageDown, CTRL)
    tab = tabs_of(window).current()
    assert isinstance(tab, TargetsTab)
    assert tab.grid.hasFocus()
    model = tab.grid.kpis
    assert [model.title(c) for c in range(1, len(model.columns) + 1)] == ["R3基準値", "R4目標", "R5目標", "R6目標", "R7目標"]
    clerk.write("せん", "1,000件")
    clerk.press(Key.Key_Tab)
    clerk.press(Key.Key_Tab)
    clerk.write("せんに", "1,200件")
    clerk.press(Key.Key_Return)
    figures = {(f.role, f.year): f.text for f in session.rows.all(Figure).values() if f.role in (BASELINE, TARGET)}
    assert figures == {(BASELINE, 2021): "1,000件", (TARGET, 2023): "1,200件"}
    tab.grid.setCurrentIndex(model.index(0, 3))
    assert "R5：実績 1,100件 ÷ 目標 1,200件 ＝ 91.7%（高いほどよい）" in tab.sums.text()
    assert "達成率 92%" in model.caption(model.index(0, 3)).text


def test_what_an_indicator_is_can_be_written_below(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    window.show_measure(measure_of(window, "1-(1)").id)
    tabs_of(window).show_tab(1)
    tab = tabs_of(window).current()
    assert isinstance(tab, TargetsTab)
    tab.form.fields["definition"].setFocus()
    Clerk(window).write("とうけい", "年度末の統計")
    tab.finish()
    indicator = session_of(window).rows.all(Indicator)[tab.form.row_id or ""]
    assert (indicator.label, indicator.definition) == ("手続数", "年度末の統計")


def test_the_target_model_keeps_qts_rules(opened: Opener, evaluated_plan: Path) -> None:
    window = opened(evaluated_plan)
    tabs_of(window).show_tab(1)
    tab = tabs_of(window).current()
    assert isinstance(tab, TargetsTab)
    tester = QAbstractItemModelTester(tab.grid.kpis, QAbstractItemModelTester.FailureReportingMode.Warning)
    for number in ("1-1-3", "2-1-1", "3-2-3"):
        window.show_measure(measure_of(window, number).id)
    del tester


def test_a_mark_is_chosen_and_explained(opened: Opener, evaluated_plan: Path) -> None:
    window = opened(evaluated_plan)
    window.show_measure(measure_of(window, "1-1-3").id)
    tabs_of(window).show_tab(3)
    tab = tabs_of(window).current()
    assert isinstance(tab, EvaluationTab)
    box = tab.boxes[0]
    assert box.mark.currentData() == "○"
    assert "107.3%" in tab.boxes[1].reason.text()
    box.mark.setCurrentIndex(box.mark.findData("◎"))
    box.mark.activated.emit(box.mark.currentIndex())
    assert session_of(window).rows.all(Assessment)[box._newborn.id].mark == "◎"


def test_a_suggestion_is_taken_by_one_press(opened: Opener, evaluated_plan: Path) -> None:
    with Store.open(evaluated_plan, author="係長") as store:
        rows = store.load()
        marks = sorted(rows.all(Mark).values(), key=lambda mark: mark.rank)
        steps = zip(marks[:3], (100, 80, 0), strict=True)
        edits = [mark.replace(at_least=least) for mark, least in steps]
        store.apply(Batch(compare(rows, rows.put(edits)), "係長"))
    window = opened(evaluated_plan)
    window.show_measure(measure_of(window, "1-1-3").id)
    tabs_of(window).show_tab(3)
    tab = tabs_of(window).current()
    assert isinstance(tab, EvaluationTab)
    assert "目安：◎（達成率 107.3% ≧ 100%）" in tab.boxes[1].reason.text()
    tab.boxes[1].apply.click()
    assert tab.boxes[1].mark.currentData() == "◎"
    assert not tab.boxes[1].apply.isVisible()


def test_the_first_word_brings_an_assessment_into_being(opened: Opener, evaluated_plan: Path) -> None:
    window = opened(evaluated_plan)
    clerk = Clerk(window)
    window.show_measure(measure_of(window, "1-1-3").id)
    tabs_of(window).show_tab(3)
    tab = tabs_of(window).current()
    assert isinstance(tab, EvaluationTab)
    tab.year.choose(2021)
    count = len(session_of(window).rows.all(Assessment))
    tab.boxes[0].opinion.setFocus()
    clerk.write("おくれ", "準備が遅れた。")
    tab.finish()
    assert len(session_of(window).rows.all(Assessment)) == count + 1
    tab.year.choose(2022)
    assert "前回（R3）" in tab.boxes[0].comparison.text()
    assert tab.boxes[0].last_opinion.accessible_text == "準備が遅れた。"
    clerk.press(Key.Key_Z, CTRL)
    assert len(session_of(window).rows.all(Assessment)) == count


def test_own_columns_are_filled_in_per_measure_and_per_year(opened: Opener, plan_file: Path) -> None:
    with Store.open(plan_file, author="係長") as store:
        plan = next(iter(store.load().tables["plan"].values()))
        fields = [
            CustomField.new(plan=plan.id, name="SDGs", scope=PER_MEASURE, rank="A"),
            CustomField.new(plan=plan.id, name="予算額", scope=PER_YEAR, rank="B"),
        ]
        store.apply(Batch(insertions(("custom_field", field) for field in fields), "係長"))
    window = opened(plan_file)
    clerk = Clerk(window)
    window.show_measure(measure_of(window, "1-(1)").id)
    tabs_of(window).show_tab(4)
    tab = tabs_of(window).current()
    assert isinstance(tab, CustomTab)
    assert [year for _, year in tab.fields] == [None, 2022, 2023, 2024, 2025]
    tab.focus_first()
    clerk.write("きゅう", "9 産業と技術革新")
    clerk.press(Key.Key_Tab)
    clerk.write("ひゃく", "100千円")
    tab.finish()
    values = {(v.year, v.text) for v in session_of(window).rows.all(CustomValue).values()}
    assert values == {(None, "9 産業と技術革新"), (2022, "100千円")}
    # Last year's is copied with the rest of the measure, and one sees that it is last year's.
    clerk.press(Key.Key_Tab)
    clerk.write("ひゃく", "120千円")
    tab.finish()
    window.plan.edit.copy_measure()
    asked = tab.fields[fields[1].id, 2024].editor
    assert asked.text() == "120千円"
    assert "R5と同じ" in asked.accessibleDescription()
    assert tab._years[fields[1].id, 2024].text() == "R6\n（R5と同じ）"
    assert tab._years[fields[1].id, 2023].text() == "R5"


def test_a_tab_stays_from_measure_to_measure_and_shows_which(opened: Opener, evaluated_plan: Path) -> None:
    window = opened(evaluated_plan)
    tabs = tabs_of(window)
    tabs.show_tab(3)
    for number in ("1-1-1", "3-2-3"):
        window.show_measure(measure_of(window, number).id)
        tab = tabs.current()
        assert isinstance(tab, EvaluationTab)
        assert tab.title.text().startswith(number)
        assert tab.boxes[0].measure.number == number


def test_without_a_scale_or_columns_the_tabs_say_where_they_are_made(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    tabs = tabs_of(window)
    tabs.show_tab(3)
    tab = tabs.current()
    assert isinstance(tab, EvaluationTab)
    assert "計画の構成" in tab.scale.text()
    tabs.show_tab(4)
    custom = tabs.current()
    assert isinstance(custom, CustomTab)
    assert custom.blank.isVisible()


@pytest.fixture
def scheduled_plan(tmp_path: Path) -> Path:
    place = tmp_path / "行動.dxdb"
    from_seeds(place, ["isehara-action"], author="準備").close()
    return place


def schedule_of(window: object, number: str) -> ScheduleTab:
    window.show_measure(measure_of(window, number).id)  # type: ignore[attr-defined]
    tabs_of(window).show_tab(2)
    at_rest()
    tab = tabs_of(window).current()
    assert isinstance(tab, ScheduleTab)
    return tab


def bars(tab: ScheduleTab) -> list[tuple[int, int, str]]:
    return [(bar.first, bar.last, bar.text) for bar in tab.view.bars()]


def test_a_schedule_is_made_by_keyboard(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    clerk, tab = Clerk(window), schedule_of(window, "1-(1)")
    tab.focus_first()
    assert tab.add_button.hasFocus()
    clerk.press(Key.Key_Space)
    clerk.write("しんせい", "電子申請")
    clerk.press(Key.Key_Return)
    tab.view.setFocus()
    clerk.write("けんとう", "検討")
    tab.view.setFocus()
    assert bars(tab) == [(2022, 2025, "検討")]
    clerk.press(Key.Key_Right, times=2)
    clerk.write("どうにゅう", "導入")
    tab.finish()
    # What is typed over a bar takes its text's place; a new one begins where it is cut.
    assert bars(tab) == [(2022, 2025, "導入")]
    tab.split_button.click()
    tab.view.setFocus()
    clerk.write("うんよう", "運用")
    tab.view.setFocus()
    assert bars(tab) == [(2022, 2023, "導入"), (2024, 2025, "運用")]
    clerk.press(Key.Key_Left, SHIFT)
    assert bars(tab) == [(2022, 2023, "導入"), (2024, 2024, "運用")]
    clerk.press(Key.Key_Right, CTRL)
    assert bars(tab) == [(2022, 2023, "導入"), (2025, 2025, "運用")]
    clerk.press(Key.Key_Delete)
    assert bars(tab) == [(2022, 2023, "導入")]
    clerk.press(Key.Key_Z, CTRL)
    assert bars(tab) == [(2022, 2023, "導入"), (2025, 2025, "運用")]


def test_the_keyboard_stays_at_the_bars_until_a_first_composition_is_committed(opened: Opener, scheduled_plan: Path) -> None:
    window = opened(scheduled_plan)
    clerk, tab = Clerk(window), schedule_of(window, "1-5")
    tab.view.setFocus()
    clerk.compose("け")
    clerk.compose("けん")
    assert tab.view.hasFocus()  # another focus would cut the composition off after its first letter
    assert tab.text.editor.preedit == "けん"
    place = QGuiApplication.inputMethod().cursorRectangle().center().toPoint()
    assert QRect(tab.text.editor.mapTo(window, QPoint()), tab.text.editor.size()).contains(place)
    compose(tab.view, "", "検討")
    assert (tab.text.editor.text(), tab.text.editor.hasFocus()) == ("検討", True)


def test_a_first_composition_at_a_bar_is_given_up_or_kept_as_in_a_cell(opened: Opener, scheduled_plan: Path) -> None:
    window = opened(scheduled_plan)
    clerk, tab = Clerk(window), schedule_of(window, "1-5")
    tab.view.setFocus()
    clerk.compose("けん")
    clerk.compose("")
    assert tab.text.editor.text() == "導入"
    tab.view.setFocus()
    clerk.compose("けん")
    other = tab.view.rect_of(0, 2024, 2024).center().toPoint()
    QTest.mouseClick(tab.view, Qt.MouseButton.LeftButton, pos=other)
    assert bars(tab) == [(2022, 2022, "けん"), (2023, 2025, "拡大")]
    assert tab.view.hasFocus()


def test_bars_are_drawn_shifted_and_stretched_by_mouse(opened: Opener, scheduled_plan: Path) -> None:
    window = opened(scheduled_plan)
    tab = schedule_of(window, "1-5")
    view = tab.view
    assert bars(tab) == [(2022, 2022, "導入"), (2023, 2025, "拡大")]

    def place(year: int, share: float = 0.5) -> QPoint:
        rect = view.rect_of(0, year, year)
        return QPoint(int(rect.left() + rect.width() * share), int(rect.center().y()))

    def drag(start: QPoint, end: QPoint) -> None:
        QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
        QTest.mouseMove(view, end)
        at_rest()
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end)

    drag(place(2025, 0.99), place(2024))
    assert bars(tab) == [(2022, 2022, "導入"), (2023, 2024, "拡大")]
    drag(place(2023), place(2024))
    assert bars(tab) == [(2022, 2022, "導入"), (2024, 2025, "拡大")]
    drag(place(2023), place(2023, 0.9))
    assert bars(tab) == [(2022, 2022, "導入"), (2023, 2023, "（新しい段階）"), (2024, 2025, "拡大")]
    before = bars(tab)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place(2024))
    assert bars(tab) == before


def test_lanes_are_moved_and_removed(opened: Opener, scheduled_plan: Path, person: Person) -> None:
    window = opened(scheduled_plan)
    tab, clerk = schedule_of(window, "1-5"), Clerk(window)
    tab.focus_first()
    first = [lane.label for lane in tab.view.lanes]
    clerk.press(Key.Key_Down, ALT)
    assert [lane.label for lane in tab.view.lanes] == [first[1], first[0], first[2]]
    person.answers.append(True)
    clerk.press(Key.Key_Delete, CTRL | SHIFT)
    assert [lane.label for lane in tab.view.lanes] == [first[1], first[2]]
    assert "ごみ箱" in person.asked[-1]


def test_reading_only_a_schedule_stays_as_it_is(opened: Opener, scheduled_plan: Path) -> None:
    window = opened(scheduled_plan, read_only=True)
    tab, clerk = schedule_of(window, "1-5"), Clerk(window)
    before = bars(tab)
    tab.view.setFocus()
    for key, modifiers in ((Key.Key_Delete, NONE), (Key.Key_Right, SHIFT), (Key.Key_Right, CTRL), (Key.Key_A, NONE)):
        clerk.press(key, modifiers)
    assert bars(tab) == before
    assert not tab.add_button.isEnabled()
