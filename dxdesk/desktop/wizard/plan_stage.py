"""Step 4: whose plan it is, and its years."""

from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from dxdesk.desktop.parts.labels import Label
from dxdesk.desktop.wizard.stage import Stage, YearChoice
from dxdesk.jobs.map_wizard import MapDraft

_NEW = "できあがる計画の名前と、表示する年度を確かめます。"
_OPEN = "開いている計画に取り込みます。表示する年度を変えると、計画の表示も変わります。"


class PlanStage(Stage):
    """What holds for the whole table. An existing plan keeps its name."""

    title = "計画の名前と年度"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.description: MapDraft | None = None
        self.municipality = QLineEdit(self)
        self.municipality.setPlaceholderText("例：伊東市")
        self.title_field = QLineEdit(self)
        self.title_field.setPlaceholderText("例：伊東市DX推進計画")
        self.first = YearChoice("はじめの年度", "", self)
        self.last = YearChoice("おわりの年度", "", self)
        self.planned = YearChoice("実施予定になる最初の年度", "実施予定の欄はない", self)
        self.pillar = QLineEdit(self)
        self.pillar.setPlaceholderText("例：全体")
        between = QWidget(self)
        span = QHBoxLayout(between)
        span.setContentsMargins(0, 0, 0, 0)
        for widget in (self.first, Label("から", between), self.last, Label("まで", between)):
            span.addWidget(widget)
        span.addStretch(1)
        self._form = QFormLayout()
        self._form.addRow("団体名(&M)", self.municipality)
        self._form.addRow("計画名(&K)", self.title_field)
        label = Label("表示する年度(&Y)", self)
        self._form.addRow(label, between)
        label.setBuddy(self.first)
        self._form.addRow("実施予定(&P)", self.planned)
        self._form.addRow("柱の名称(&C)", self.pillar)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._form)
        column.addStretch(1)
        self._lines = {"municipality": self.municipality, "title": self.title_field, "pillar": self.pillar}
        self._years = {"first_year": self.first, "last_year": self.last, "planned_from": self.planned}
        for line in self._lines.values():
            line.textEdited.connect(self._typed)
        for choice in self._years.values():
            choice.activated.connect(self._typed)

    def describe(self, description: MapDraft) -> None:
        """Take another file."""
        self.description = description
        self.hint = _NEW if description.plan is None else _OPEN

    def enter(self) -> None:
        """Show what the sheet or the plan says."""
        description = self.description
        if description is None:
            return
        table_map = description.map
        for name, line in self._lines.items():
            line.setText(getattr(table_map, name))
        for name, choice in self._years.items():
            choice.choose(getattr(table_map, name))
        fresh = description.plan is None
        for line in (self.municipality, self.title_field):
            line.setEnabled(fresh)
        self._form.setRowVisible(self.pillar, not table_map.of("pillar"))
        self.message.emit("", False)
        (self.municipality if fresh else self.first).setFocus()

    def _typed(self) -> None:
        if self.description is not None:
            values = {name: line.text().strip() for name, line in self._lines.items()}
            values |= {name: choice.currentData() for name, choice in self._years.items()}
            table_map = self.description.map
            self.description.set_table(
                **{name: value for name, value in values.items() if value != getattr(table_map, name)}
            )

    def complete(self) -> bool:
        """Check that nothing is missing."""
        assert self.description is not None
        found = self.description.table_problems()
        if not found:
            return True
        name, sentence = next(iter(found.items()))
        return self.show_error(sentence, {**self._lines, **self._years}[name])
