"""From last year's plan file: the same with the next year, or with a revision beside the plan it follows."""

from functools import partial
from pathlib import Path

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QButtonGroup, QFormLayout, QLineEdit, QPushButton, QRadioButton, QVBoxLayout, QWidget

from dxdesk.desktop.background.operation import Operation
from dxdesk.desktop.dialogs.new_plan_ways import Recipe, YearSpan, tab_stop
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.parts.combo_box import Choice
from dxdesk.desktop.parts.labels import Label
from dxdesk.jobs.creating import SourcePlan, next_year, plans_in, revision
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.outline import folded

_ABOUT = "選んだファイルはそのまま残り、写しを作ります。写しは、いま開いている計画と同じファイルからでも作れます。"


class FromFile(QWidget):
    """The file is read in the background; what can be made of it shows when it is known."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.source = ""
        self.plans: list[SourcePlan] = []
        self.choose = QPushButton("もとにする計画ファイルを選ぶ(&P)…", self)
        self.choose.clicked.connect(self._choose)
        self.message = Label(_ABOUT, self)
        self.message.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.reading = Operation(self).on_success(self._read).on_failure(self.message.setText)
        self.plan = Choice("もとにする計画", [], self)
        self.plan.currentIndexChanged.connect(self._show)
        self.next_year = QRadioButton(self)
        self.next_year_note = Label("", self)
        self.revised = QRadioButton("改定版を加える：構成を写した新しい計画を、もとの計画と並べる(&R)", self)
        self.kinds = QButtonGroup(self)
        for kind in (self.next_year, self.revised):
            self.kinds.addButton(kind)
        self.kinds.buttonToggled.connect(self._enable)
        self.title = QLineEdit(self)
        self.title.setPlaceholderText("例：伊東市DX推進計画（改定版）")
        self.span = YearSpan(self)
        for label in (self.message, self.next_year_note):
            label.setWordWrap(True)
        self._arrange()

    def _arrange(self) -> None:
        self.found = QWidget(self)
        form = QFormLayout()
        form.setContentsMargins(24, 0, 0, 0)
        form.addRow("改定版の計画名(&T)", self.title)
        form.addRow(self.span.label("改定版の年度(&Y)", self), self.span)
        inner = QVBoxLayout(self.found)
        inner.setContentsMargins(0, 0, 0, 0)
        for widget in (self.plan, self.next_year, self.next_year_note, self.revised):
            inner.addWidget(widget)
        inner.addLayout(form)
        self.next_year_note.setContentsMargins(24, 0, 0, 0)
        self.found.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.choose, self.message, self.found):
            column.addWidget(part)
        column.addStretch()

    def _choose(self) -> None:
        source = prompts.open_file(self, "もとにする計画ファイル", prompts.PLAN_FILES)
        if source:
            self.read(source)

    def read(self, source: str) -> None:
        """Read a file, in the background."""
        self.source, self.plans = source, []
        self.found.hide()
        self.message.setText(f"「{Path(source).name}」を読んでいます…")
        self.reading.start(partial(plans_in, source))

    def _read(self, plans: list[SourcePlan]) -> None:
        self.plans = plans
        self.plan.blockSignals(True)
        self.plan.clear()
        for place, found in enumerate(plans):
            self.plan.addItem(f"{found.plan.municipality}　{found.plan.title}", place)
        self.plan.blockSignals(False)
        self.plan.setVisible(len(plans) > 1)
        self.found.setVisible(bool(plans))
        self.message.setText(
            f"もとにするファイル：{Path(self.source).name}" if plans else "このファイルには計画がありません。"
        )
        self._show()

    def _show(self) -> None:
        """Show what can be made of the plan that is chosen."""
        found = self._current()
        if found is None:
            return
        plan, rollover = found.plan, found.rollover
        before, after = rollover.years if rollover is not None else ("", "")
        self.next_year.setText(f"次の年度へ進める：{before} を {after} に(&N)" if rollover else "次の年度へ進める(&N)")
        self.next_year.setEnabled(rollover is not None)
        self.next_year_note.setText(
            f"{short_year(rollover.year)}の実施予定 {rollover.lines}行が、実績の欄のとなりに並びます。履歴も写します。"
            if rollover
            else found.why
        )
        (self.next_year if rollover is not None else self.revised).setChecked(True)
        self.title.setText(f"{plan.title}（改定版）")
        following = (plan.last_year or plan.shown_to) + 1
        self.span.choose(following, following + plan.shown_to - plan.shown_from)
        self._enable()

    def _enable(self) -> None:
        tab_stop(self.kinds)
        for widget in (self.title, self.span.first, self.span.last):
            widget.setEnabled(self.revised.isChecked())

    def _current(self) -> SourcePlan | None:
        place = self.plan.currentData()
        return self.plans[place] if place is not None and place < len(self.plans) else None

    def complaint(self) -> str:
        """Return why no plan can be made; a file is needed, and a revision has a name of its own."""
        found = self._current()
        if found is None:
            return "もとにする計画ファイルを選んでください。"
        if not self.revised.isChecked():
            return ""
        title = self.title.text().strip()
        if not title:
            return "改定版の計画名を書いてください。"
        if folded(title) in {folded(known.plan.title) for known in self.plans}:
            return "改定版の計画名が、もとのファイルの計画と同じです。別の計画名にしてください。"
        return self.span.complaint()

    def recipe(self) -> Recipe:
        """Return the copy to be made, and what becomes of it."""
        found = self._current()
        assert found is not None
        if self.revised.isChecked():
            title = self.title.text().strip()
            make = partial(revision, source=found, title=title, years=self.span.years())
            return Recipe(f"{title}.dxdb", make)
        assert found.rollover is not None
        make = partial(next_year, source=found)
        return Recipe(f"{found.plan.title}_{found.rollover.years[1]}.dxdb", make)
