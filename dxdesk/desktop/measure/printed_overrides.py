"""年度ごとの書き方: where a year's printed table names an indicator differently, or prints another 対前年比."""

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from dxdesk.desktop.appearance.style import BOXED, set_look
from dxdesk.desktop.parts.buttons import FoldButton
from dxdesk.desktop.parts.labels import Label
from dxdesk.desktop.parts.text_field import TextField
from dxdesk.desktop.session import EditedCell, Session
from dxdesk.plan.rows.fields import specs
from dxdesk.plan.rows.model import RESULT, Figure, Indicator
from dxdesk.plan.rows.outline import year_column

_NAME = "年度ごとに違う名称・対前年比"
_FIELDS = ("written", "printed_change")


class PrintedOverrides(QWidget):
    """A line for each figure of one indicator; hidden at first, as few need it."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.indicator_id: str | None = None
        self.fields: dict[tuple[str, str], TextField] = {}
        self._shape: tuple[object, ...] = ()
        self.fold = FoldButton(_NAME, self)
        self.fold.shown_changed.connect(self.set_shown)
        self._inner: QWidget | None = None
        self._shown = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.fold)
        self.set_shown(False)
        session.changed.connect(self.refresh)

    def show_indicator(self, indicator_id: str | None) -> None:
        """Show another indicator."""
        self.indicator_id = indicator_id
        self.refresh()

    def set_shown(self, shown: bool) -> None:
        """Show the lines or hide them."""
        self.finish()
        self._shown = shown
        self.fold.set_shown(shown)
        self.refresh()

    def finish(self) -> None:
        """Write what is being typed."""
        for field in self.fields.values():
            field.editor.finish()

    def refresh(self) -> None:
        """Show the plan as it is now."""
        figures = self._figures() if self._shown else []
        self.fold.setVisible(self.indicator_id is not None)
        shape = tuple(figure.id for figure in figures)
        if shape != self._shape:
            self._shape = shape
            self._rebuild(figures)
        for field in self.fields.values():
            field.editor.refresh()

    def _figures(self) -> list[Figure]:
        indicator = self.session.rows.all(Indicator).get(self.indicator_id or "")
        return self.session.outline.figures(indicator) if indicator is not None else []

    def _rebuild(self, figures: list[Figure]) -> None:
        self.finish()
        self.fields = {}
        if self._inner is not None:
            self._column.removeWidget(self._inner)
            self._inner.hide()
            self._inner.deleteLater()
        self._inner = inner = QWidget(self)
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        labels = {name: specs(Figure)[name].label for name in _FIELDS}
        for column, heading in enumerate(("年度", "値", *labels.values()) if figures else ()):
            grid.addWidget(Label(heading, inner), 0, column)
            grid.setColumnStretch(column, column)
        for row, figure in enumerate(figures, 1):
            year = year_column(figure.year, figure.role)
            value = Label(figure.text, inner)
            value.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            grid.addWidget(Label(year, inner), row, 0)
            grid.addWidget(value, row, 1)
            for column, (name, label) in enumerate(labels.items(), 2):
                if name == "written" or figure.role == RESULT:
                    grid.addWidget(self._field(figure, name, f"{year}の{label}", inner), row, column)
        self._column.addWidget(inner)
        inner.setVisible(bool(figures))

    def _field(self, figure: Figure, name: str, label: str, parent: QWidget) -> TextField:
        field = TextField(self.session, parent, lines=False)
        set_look(field.editor, BOXED)
        field.editor.show_cell(EditedCell("figure", figure.id, name), label)
        self.fields[figure.id, name] = field
        return field
