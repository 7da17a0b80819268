"""Somebody who copies a document from paper into an empty plan: row by row, each field where its form has it."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from dxdesk.desktop.forms.row_form import RowForm
from dxdesk.desktop.forms.rows_panel import RowsPanel
from dxdesk.desktop.forms.structure_page import StructurePage
from dxdesk.desktop.main_window import MainWindow
from dxdesk.desktop.measure.kpi_grid import KpiGrid
from dxdesk.desktop.measure.kpi_model import Place
from dxdesk.desktop.plan_pages import STRUCTURE
from dxdesk.plan.fields import Value, specs
from dxdesk.plan.model import (
    BREAKDOWNS,
    DIRECTIONS,
    FORMS,
    Department,
    Entry,
    Indicator,
    Measure,
    Pillar,
    Row,
)
from dxdesk.plan.wording import with_life
from dxdesk.plan.years import long
from tests.desktop.clerk import ALT, CTRL, SHIFT, Key
from tests.desktop.conftest import Person
from tests.desktop.plans import page_of, session_of
from tests.desktop.stories.hands import Hands
from tests.desktop.stories.paper import Cells, Paper, cells_in

_WORDS = {"direction": DIRECTIONS, "form": FORMS, "breakdown": BREAKDOWNS}
_NONE = "（なし）"


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
        self.choose("はじめの年度", long(plan.shown_from))
        self.choose("おわりの年度", long(plan.shown_to))
        person.answers = [str(place)]
        self.press_button("保存する場所を選ぶ")
        self.qtbot.waitUntil(lambda: self.window.desk is not None, timeout=30_000)
        self.window.activateWindow()  # as a window manager does when a dialog has gone
        self.qtbot.waitUntil(self.window.isActiveWindow)

    @property
    def structure(self) -> StructurePage:
        """計画の構成, turned to if need be."""
        assert self.window.views is not None
        if self.window.views.name != STRUCTURE:
            self.press(Key.Key_5, CTRL)
        page = self.window.views.page(STRUCTURE)
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
        self.copy_list("市の項目", page.customs, self.outline.custom_fields(self.paper.plan))

    def copy_list(self, tab: str, panel: RowsPanel, rows: list[Row] | list[Department]) -> None:
        """Rows of a kind, first by name and then with what they name among themselves."""
        if not rows:
            return
        self.turn_to(tab)
        for row in rows:
            self.click(panel.fresh)
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
                self.type_into(spec.label, str(wanted), form)

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
            return long(int(wanted))
        if kind == "reference":
            return self._name(self.paper.rows.get(table, str(wanted)))
        return _WORDS.get(name, {}).get(str(wanted), str(wanted)) or "定めない"

    def _name(self, row: Row | None) -> str:
        return str(next((v for n in ("name", "title", "label", "heading") if (v := getattr(row, n, ""))), ""))

    # pillars and measures

    def copy_structure(self) -> None:
        """Pillars, in them measures with their departments, sections and indicators."""
        self.turn_to("柱と施策")
        for pillar in self.outline.pillars(self.paper.plan):
            self.add("柱を追加")
            self.copy_pillar(pillar)

    def copy_pillar(self, pillar: Pillar) -> None:
        """A pillar with everything in it, where it has just been added."""
        panel = self.structure.measures
        self.fill(panel.forms["pillar"], pillar)
        here = panel.tree.current()
        for measure in self.outline.measures_in(pillar):
            self.go_back_to(here)
            self.add("施策を追加")
            self.copy_measure(measure)
        for inner in self.outline.pillars(self.paper.plan, pillar):
            self.go_back_to(here)
            self.add("下に柱を追加")
            self.copy_pillar(inner)

    def copy_measure(self, measure: Measure) -> None:
        """What a measure is, who does it, and by what it is measured."""
        panel = self.structure.measures
        self.fill(panel.forms["measure"], measure)
        for share, department in self.outline.shares(measure):
            self.choose("課を加える", with_life(department), panel.shares)
            self.choose(f"{department.name}の区分", share.role, panel.shares)
            if share.charge:
                self.type_into(f"{department.name}の担当", share.charge, panel.shares)
        here = panel.tree.current()
        for section in self.outline.sections(measure):
            self.go_back_to(here)
            self.add("見出しを追加")
            self.fill(panel.forms["section"], section)
            inner = panel.tree.current()
            for indicator in self.outline.indicators(section):
                self.go_back_to(inner)
                self.add("指標を追加")
                self.copy_indicator(indicator)

    def copy_indicator(self, indicator: Indicator) -> None:
        """What an indicator is, and the members of its breakdown."""
        panel = self.structure.measures
        self.fill(panel.forms["indicator"], indicator)
        here = panel.tree.current()
        for child in self.outline.children(indicator):
            self.go_back_to(here)
            self.add("内訳を追加")
            self.copy_indicator(child)

    def add(self, words: str) -> None:
        """追加 and what."""
        self.press_button("追加", self.structure.measures)
        self.pick(words)

    def go_back_to(self, row: Row | None) -> None:
        """A line of the tree, by mouse."""
        tree = self.structure.measures.tree
        assert row is not None
        assert tree.show_row(row)

    # what is written of a measure

    def open_measure(self, measure: Measure) -> None:
        """From its line in the structure to its page."""
        tree = self.structure.measures.tree
        found = next(m for m in session_of(self.window).rows.all(Measure).values() if m.title == measure.title)
        assert tree.show_row(found)
        tree.setFocus()
        self.press(Key.Key_Return, ALT)
        assert page_of(self.window).measure_id == found.id

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
                place = Place(figure.year, figure.role)
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

    # out again

    def export(self, layout: str, file: Path) -> Cells:
        """The plan written as the city's own sheets."""
        self.press(Key.Key_1, CTRL)
        self.press(Key.Key_E, CTRL)
        self.choose("表の形", layout)
        self.type_into("書き出すファイル", str(file))
        self.press_button("書き出す")
        self.qtbot.waitUntil(file.exists, timeout=30_000)
        self.qtbot.waitUntil(lambda: not self.window.work.tasks, timeout=30_000)
        self.press(Key.Key_Escape)
        return cells_in(file)
