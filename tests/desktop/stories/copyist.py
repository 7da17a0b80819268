"""Somebody who copies a document from paper into an empty plan: row by row, each field where its form has it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dxdesk.desktop.forms.glossary_page import GlossaryPage
from dxdesk.desktop.forms.row_form import RowForm
from dxdesk.desktop.forms.rows_panel import RowsPanel
from dxdesk.desktop.forms.structure_page import StructurePage
from dxdesk.desktop.measure.kpi_grid import KpiGrid
from dxdesk.desktop.measure.kpi_model import FigureColumn
from dxdesk.desktop.tabs.custom_tab import CustomTab
from dxdesk.desktop.tabs.evaluation_tab import EvaluationTab
from dxdesk.desktop.tabs.schedule_tab import ScheduleTab
from dxdesk.desktop.tabs.targets_tab import TargetsTab
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.plan.changes.describe import name_with_years
from dxdesk.plan.rows.dates import long_year, short_year
from dxdesk.plan.rows.fields import Value, specs
from dxdesk.plan.rows.model import BREAKDOWNS, DIRECTIONS, FORMS, Department, Entry, Indicator, Measure, Pillar
from dxdesk.plan.rows.outline import year_column
from dxdesk.plan.rows.table import Row
from dxdesk.views import GLOSSARY, STRUCTURE
from tests.desktop.clerk import CTRL, SHIFT, Key
from tests.desktop.conftest import Person
from tests.desktop.plans import page_of, session_of
from tests.desktop.stories.hands import Hands
from tests.desktop.stories.paper import Cells, Paper, cells_in

_WORDS = {"direction": DIRECTIONS, "form": FORMS, "breakdown": BREAKDOWNS}
_NONE = "（なし）"
T = TypeVar("T", bound=QWidget)
R = TypeVar("R", bound=Row)


class Copyist(Hands):
    """Copies a paper; what the window has no place for cannot be copied."""

    def __init__(self, window: MainWindow, paper: Paper, qtbot: QtBot) -> None:
        super().__init__(window)
        self.paper, self.outline, self.qtbot = paper, paper.outline, qtbot

    # the plan

    def begin(self, place: Path, person: Person) -> None:
        """A new plan from the start page."""
        plan = self.paper.plan
        self.press_button("新しい計画を作る")
        self.type_into("団体名", plan.municipality)
        self.type_into("計画名", plan.title)
        self.choose("はじめの年度", long_year(plan.shown_from))
        self.choose("おわりの年度", long_year(plan.shown_to))
        person.answers = [str(place)]
        self.press_button("保存する場所を選ぶ")
        self.qtbot.waitUntil(lambda: self.window.has_plan)
        self.window.activateWindow()  # as a window manager does when a dialog has gone
        self.qtbot.waitUntil(self.window.isActiveWindow)

    @property
    def structure(self) -> StructurePage:
        """計画の構成, turned to if need be."""
        if self.window.plan.pages.name != STRUCTURE:
            self.press(Key.Key_5, CTRL)
        page = self.window.plan.pages.page(STRUCTURE)
        assert isinstance(page, StructurePage)
        return page

    def copy_plan(self) -> None:
        """The plan's own fields, its scale, departments, and the city's own columns."""
        page = self.structure
        page = self.structure
        self.turn_to("計画")
        self.fill(page.plan, self.paper.plan)
        self.copy_list("課", page.departments, self.outline.departments(self.paper.plan))
        self.copy_list("評価の区分", page.marks, self.outline.marks(self.paper.plan))
        self.copy_list("独自の項目", page.customs, self.outline.custom_fields(self.paper.plan))

    def copy_list(self, tab: str, panel: RowsPanel, rows: list[Row] | list[Department]) -> None:
        """Rows of a kind, first by name and then with what they name among themselves."""
        if not rows:
            return
        self.turn_to(tab)
        for row in rows:
            self.click(panel.add_button)
            self.fill(panel.form, row, leaving=("successor",))
        for place, row in enumerate(rows):
            if getattr(row, "successor", None) is not None:
                item = panel.list.item(place)
                self.click(panel.list.viewport(), panel.list.visualItemRect(item).center())
                self.fill(panel.form, row)

    def fill(self, form: RowForm, row: Row, leaving: tuple[str, ...] = ()) -> None:
        """The fields of a form, as far as they say something else than the paper."""
        for name, spec in specs(type(row)).items():
            now = session_of(self.window).rows.get(form.table, form.row_id or "")
            wanted = getattr(row, name)
            if name not in form.fields or name in leaving or self._same(spec.table, getattr(now, name), wanted):
                continue
            if spec.kind == "flag":
                self.tick(spec.label, bool(wanted), form)
            elif spec.kind in ("choice", "year", "reference"):
                self.choose(spec.label, self._words(name, spec.kind, spec.table, wanted), form)
            else:
                self.type_into(spec.label, "" if wanted is None else str(wanted), form)

    def _same(self, table: str, now: Value, wanted: Value) -> bool:
        if table == "section":  # chosen by adding it there
            return True
        rows = session_of(self.window).rows
        return (
            self._name(rows.get(table, str(now))) == self._name(self.paper.rows.get(table, str(wanted)))
            if table
            else (now == wanted)
        )

    def _words(self, name: str, kind: str, table: str, wanted: Value) -> str:
        if wanted is None:
            return _NONE
        if kind == "year":
            return long_year(int(wanted))
        if kind == "reference":
            return self._name(self.paper.rows.get(table, str(wanted)))
        return _WORDS.get(name, {}).get(str(wanted), str(wanted)) or "定めない"

    def _name(self, row: Row | None) -> str:
        return str(next((v for n in ("name", "title", "label", "heading") if (v := getattr(row, n, ""))), ""))

    # pillars and measures

    def copy_structure(self) -> None:
        """Pillars, in them measures with their departments, sections and indicators."""
        assert self.structure.isVisible()
        self.turn_to("柱と施策")
        for pillar in self.added(self.outline.pillars(self.paper.plan), "柱を追加"):
            self.copy_pillar(pillar)

    def added(self, rows: Sequence[R], words: str) -> Iterator[R]:
        """Each row, a new one in hand for it: the first from the menu, the next by Ctrl+Enter, then back to the start."""
        tree = self.structure.measures.tree
        above = tree.current()
        for place, row in enumerate(rows):
            if place:
                self.press(Key.Key_Return, CTRL)
            else:
                self.press_button("追加", self.structure.measures)
                self.pick(words)
            here = tree.current()
            yield row
            self.go_back_to(here)
        if rows and above is not None:
            self.go_back_to(above)

    def go_back_to(self, row: Row | None) -> None:
        """Up the tree, from line to line by ←."""
        tree = self.structure.measures.tree
        assert row is not None
        self.click(tree.viewport(), tree.visualItemRect(tree.currentItem()).center())
        for _ in range(9):
            now = tree.current()
            if now is None or now.id == row.id:
                return
            self.press(Key.Key_Left)
        raise AssertionError("← did not lead up the tree")

    def copy_pillar(self, pillar: Pillar) -> None:
        """A pillar with everything in it, where it has just been added."""
        self.fill(self.structure.measures.forms["pillar"], pillar)
        for measure in self.added(self.outline.measures_in(pillar), "施策を追加"):
            self.copy_measure(measure)
        for inner in self.added(self.outline.pillars(self.paper.plan, pillar), "下に柱を追加"):
            self.copy_pillar(inner)

    def copy_measure(self, measure: Measure) -> None:
        """What a measure is, who does it, and by what it is measured."""
        panel = self.structure.measures
        self.fill(panel.forms["measure"], measure)
        for share, department in self.outline.department_roles(measure):
            self.choose("課を加える", name_with_years(department), panel.shares)
            self.choose(f"{department.name}の区分", share.role, panel.shares)
            if share.charge:
                self.type_into(f"{department.name}の担当", share.charge, panel.shares)
        for section in self.added(self.outline.sections(measure), "見出しを追加"):
            self.fill(panel.forms["section"], section)
            for indicator in self.added(self.outline.indicators(section), "指標を追加"):
                self.copy_indicator(indicator)

    def copy_indicator(self, indicator: Indicator) -> None:
        """What an indicator is, and the members of its breakdown."""
        self.fill(self.structure.measures.forms["indicator"], indicator)
        for child in self.added(self.outline.children(indicator), "内訳を追加"):
            self.copy_indicator(child)

    # what is written of a measure

    def open_measure(self, measure: Measure) -> None:
        """By looking for it."""
        self.press(Key.Key_1, CTRL)
        self.press(Key.Key_F, CTRL)
        self.write_lines(measure.title)
        self.press(Key.Key_Return)
        shown = session_of(self.window).rows.all(Measure)[page_of(self.window).measure_id or ""]
        assert shown.title == measure.title

    def copy_contents(self, measure: Measure) -> None:
        """What is written of a measure, tab by tab."""
        self.open_measure(measure)
        self.turn_to("実績・予定")
        self.copy_page(measure)
        self.copy_targets(measure)
        self.copy_schedule(measure)
        self.copy_assessments(measure)
        self.copy_values(measure)

    def copy_page(self, measure: Measure) -> None:
        """Figures and narrative as the printed table has them, then the notes."""
        self.copy_figures(page_of(self.window).grid, measure)
        for place, section in enumerate(self.outline.sections(measure)):
            for entry in self.outline.all_entries(measure):
                if entry.section == section.id:
                    self.copy_line(place, entry)
        for note in self.outline.notes(measure):
            self.press_button("この施策にメモを追加")
            self.write_lines(note.text)

    def copy_figures(self, grid: KpiGrid, measure: Measure) -> None:
        """The figures that the grid has a column for."""
        indicators = iter(self.outline.indicators_of(measure))
        for row, line in enumerate(grid.kpis.rows):
            for figure in self.outline.figures(next(indicators)) if line.indicator is not None else ():
                place = FigureColumn(figure.year, figure.role)
                if place in grid.kpis.columns:
                    self.type_figure(grid, row, grid.kpis.columns.index(place) + 1, figure.text)

    def type_figure(self, grid: KpiGrid, row: int, column: int, text: str) -> None:
        """A click on its cell, the value, Enter."""
        self.click(grid.viewport(), grid.visualRect(grid.kpis.index(row, column)).center())
        self.write(text[:1], text)
        self.press(Key.Key_Return)

    def copy_line(self, place: int, entry: Entry) -> None:
        """A line at the end of its cell: its words, its department from the list, its sign."""
        narrative = page_of(self.window).narrative
        cell = [c for c in narrative.cells if c.year == entry.year][place]
        assert cell.kind == entry.kind
        self.click(cell.add)
        box = cell.boxes[-1]
        assert self.at is box.field.editor
        self.write_lines(entry.text)
        name = entry.written or "課なし"
        if box.chooser.text() != name and not (name == "課なし" and box.chooser.text() == "課を選ぶ"):
            self.click(box.chooser)
            self.pick(name)
        now = box.entry
        assert now is not None
        if now.bullet != entry.bullet:
            self.click(box.field.editor.viewport())
            self.press(Key.Key_L, CTRL | SHIFT)
            self.pick(entry.bullet or "記号なし")
        if entry.publication is not None:
            self.click(box.field.editor.viewport())
            self.press(Key.Key_P, CTRL | SHIFT)
            self.write_lines(entry.publication)
            self.press(Key.Key_Tab)
        if entry.as_before:
            self.click(box.field.editor.viewport())
            self.press(Key.Key_Return, CTRL | SHIFT)

    # the other tabs of a measure

    def copy_targets(self, measure: Measure) -> None:
        """Baselines, targets, and the figures of years that the printed table has no column for."""
        tab = self.tab("指標と目標", TargetsTab)
        printed = page_of(self.window).grid.kpis.columns
        figures = [figure for i in self.outline.indicators_of(measure) for figure in self.outline.figures(i)]
        for place in dict.fromkeys(FigureColumn(figure.year, figure.role) for figure in figures):
            if place not in (*printed, *tab.grid.kpis.columns):
                self.choose("加える欄の区分", place.role)
                self.type_into("加える欄の年度", short_year(place.year))
                self.press_button("欄を加える")
        self.copy_figures(tab.grid, measure)
        rows = [row for row, line in enumerate(tab.grid.kpis.rows) if line.indicator is not None]
        for row, indicator in zip(rows, self.outline.indicators_of(measure), strict=True):
            for figure in self.outline.figures(indicator):
                words = year_column(figure.year, figure.role)
                if figure.written or figure.printed_change:
                    self.click(tab.grid.viewport(), tab.grid.visualRect(tab.grid.kpis.index(row, 1)).center())
                    self.press_button("年度ごとに違う名称・対前年比を表示 ▾")
                    self.type_into(f"{words}の名称（記載）", figure.written)
                    self.type_into(f"{words}の対前年比（記載）", figure.printed_change)
                    self.press_button("年度ごとに違う名称・対前年比を隠す ▴")

    def copy_schedule(self, measure: Measure) -> None:
        """The lanes, and on each its phases from year to year."""
        tab = self.tab("スケジュール", ScheduleTab)
        for lane in self.outline.lanes(measure):
            self.press_button("取組を追加")
            self.write_lines(lane.label)
            for phase in self.outline.phases(lane):
                place = tab.view.rect_of(tab.view.row, phase.year, phase.year).center().toPoint()
                self.click(tab.view, place)
                if tab.view.bar is not None:  # the one before goes on to here
                    self.press_button("段階をここで分ける")
                tab.view.setFocus(Qt.FocusReason.MouseFocusReason)
                self.write_lines(phase.text)
                self.press(Key.Key_Tab)

    def copy_assessments(self, measure: Measure) -> None:
        """Marks from the scale, with what is said about them."""
        tab = self.tab("評価", EvaluationTab)
        for row in self.outline.assessments(measure):
            self.choose("評価する年度", short_year(row.year))
            indicator = self.paper.rows.all(Indicator).get(row.indicator or "")
            name = f"【{indicator.label}】" if indicator is not None else "施策の評価"
            mark = next(mark for mark in self.outline.marks(self.paper.plan) if mark.symbol == row.mark)
            self.choose(f"{name}の評価", f"{mark.symbol} {mark.meaning}".strip())
            for words, text in (("見解", row.text), ("評価時点", row.at)):
                if text:
                    self.type_into(f"{name}の{words}", text)
            if row.as_before:
                self.press_button("前年度と同じ文のままでよい", tab)

    def copy_values(self, measure: Measure) -> None:
        """The city's own columns."""
        self.tab("独自の項目", CustomTab)
        for value in self.outline.values(measure):
            name = self._name(self.paper.rows.get("custom_field", value.field))
            self.type_into(f"{name} {short_year(value.year)}" if value.year is not None else name, value.text)

    def tab(self, words: str, kind: type[T]) -> T:
        """A tab of the measure that is open."""
        self.turn_to(words)
        tab = self.window.plan.view.tabs.current()
        assert isinstance(tab, kind)
        return tab

    def copy_terms(self) -> None:
        """The glossary."""
        self.press(Key.Key_6, CTRL)
        page = self.window.plan.pages.page(GLOSSARY)
        assert isinstance(page, GlossaryPage)
        for term in self.outline.terms(self.paper.plan):
            self.click(page.terms.add_button)
            self.fill(page.terms.form, term)

    # out again

    def export(self, layout: str, file: Path) -> Cells:
        """The plan written as the city's own sheets."""
        self.press(Key.Key_1, CTRL)
        self.press(Key.Key_E, CTRL)
        self.choose("表の形", layout)
        self.type_into("書き出すファイル", str(file))
        self.press_button("書き出す")
        self.qtbot.waitUntil(file.exists)
        self.qtbot.waitUntil(lambda: not self.window.progress.running)
        self.press(Key.Key_Escape)
        return cells_in(file)
