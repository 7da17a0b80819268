"""独自の項目: what the city's own columns say of a measure, and of it in each year."""

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from dxdesk.desktop.appearance.style import BOXED, bold, set_look
from dxdesk.desktop.parts.labels import Label
from dxdesk.desktop.parts.scroll import ScrollPage
from dxdesk.desktop.parts.text_field import TextField
from dxdesk.desktop.session import EditedCell, Session
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import PER_MEASURE, CustomField, CustomValue, Measure
from dxdesk.plan.rows.outline import shown_years

NOTHING = "独自の項目がまだありません。「計画の構成」（Ctrl+5）の「独自の項目」で、予算額や課題などの項目を加えます。"


class CustomTab(ScrollPage):
    """A field for each column, or for each year of it where its scope is a year."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.measure_id: str | None = None
        self.fields: dict[tuple[str, int | None], TextField] = {}
        self._years: dict[tuple[str, int | None], QLabel] = {}
        self._shape: tuple[object, ...] = ()
        self.blank = Label(NOTHING, self.body)
        self.blank.setWordWrap(True)
        self.column.addWidget(self.blank)
        self._inner: QWidget | None = None
        self.column.addStretch()
        session.changed.connect(self._changed)

    def show_measure(self, measure_id: str) -> None:
        """Show another measure."""
        self.measure_id = measure_id
        self._rebuild()

    def _shape_now(self) -> tuple[object, ...]:
        plan = self.session.plan
        fields = self.session.outline.custom_fields(plan)
        return self.measure_id, tuple((f.id, f.name, f.scope) for f in fields), shown_years(plan)

    def _rebuild(self) -> None:
        self.finish()
        self._shape = self._shape_now()
        self.fields, self._years = {}, {}
        if self._inner is not None:
            self.column.removeWidget(self._inner)
            self._inner.hide()
            self._inner.deleteLater()
        self._inner = inner = QWidget(self.body)
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        customs = self.session.outline.custom_fields(self.session.plan)
        self.blank.setVisible(not customs)
        measure = self.session.rows.all(Measure).get(self.measure_id or "")
        for custom in customs if measure is not None else ():
            name = Label(custom.name, inner)
            name.setFont(bold(self.font()))
            grid.addWidget(name, grid.rowCount(), 0, 1, 2)
            for year in [None] if custom.scope == PER_MEASURE else shown_years(self.session.plan):
                row = grid.rowCount()
                grid.addWidget(self._year(custom, year, inner), row, 0)
                grid.addWidget(self._field(custom, year, inner), row, 1)
        self.column.insertWidget(self.column.count() - 1, inner)
        self._compare()

    def _year(self, custom: CustomField, year: int | None, parent: QWidget) -> QLabel:
        label = Label(short_year(year) if year is not None else "", parent)
        self._years[custom.id, year] = label
        return label

    def _compare(self) -> None:
        """Note under a year that its text is the same as the year before, as where last year's was copied."""
        for (custom, year), label in self._years.items():
            if year is not None:
                now, last = (self._text(custom, at) for at in (year, year - 1))
                same = bool(now.strip()) and now == last
                label.setText(f"{short_year(year)}\n（{short_year(year - 1)}と同じ）" if same else short_year(year))
                self.fields[custom, year].editor.setAccessibleDescription(f"{short_year(year - 1)}と同じ" if same else "")

    def _text(self, custom: str, year: int) -> str:
        key = CustomValue.new(field=custom, measure=self.measure_id or "", year=year).id
        value = self.session.rows.all(CustomValue).get(key)
        return value.text if value is not None else ""

    def _field(self, custom: CustomField, year: int | None, parent: QWidget) -> TextField:
        newborn = CustomValue.new(field=custom.id, measure=self.measure_id, year=year)
        field = TextField(self.session, parent)
        set_look(field.editor, BOXED)
        name = f"{custom.name} {short_year(year)}" if year is not None else custom.name
        field.editor.show_cell(EditedCell("custom_value", newborn.id, "text"), name, newborn)
        self.fields[custom.id, year] = field
        return field

    def _changed(self) -> None:
        if self.measure_id is not None and self._shape != self._shape_now():
            self._rebuild()
        for field in self.fields.values():
            field.editor.refresh()
        self._compare()

    def finish(self) -> None:
        """Write what is being typed."""
        for field in self.fields.values():
            field.editor.finish()

    def focus_first(self) -> None:
        """Focus the first field."""
        first = next(iter(self.fields.values()), None)
        if first is not None:
            first.setFocus()
