"""A row's fields, one under the other; each saves itself."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from dxdesk.desktop.forms.fields import TextFormField, field_for
from dxdesk.desktop.parts.fits_font import FitsFont
from dxdesk.desktop.parts.labels import Label
from dxdesk.desktop.parts.scroll import VerticalScrollArea
from dxdesk.desktop.session import Session
from dxdesk.plan.rows.fields import specs
from dxdesk.plan.rows.model import TABLES
from dxdesk.plan.rows.table import Row
from dxdesk.store import MASTER

_FIELD = 14  # letters that a field needs beside its name, else it goes below
# A row's place is changed by moving it, not by choosing.
_MOVED = ("parent", "pillar")


def fields_of(table: str) -> list[str]:
    """Return the fields of a table that a person fills in, in the order declared."""
    found = specs(TABLES[table])
    return [n for n, spec in found.items() if spec.editor != "nobody" and spec.kind != "rank" and n not in _MOVED]


class RowForm(FitsFont, VerticalScrollArea):
    """Shows one row at a time; without one it says what to do."""

    def __init__(
        self, session: Session, table: str, empty: str, parent: QWidget | None = None, names: Sequence[str] = ()
    ) -> None:
        """`names`: the fields, by default all that a person fills in; `empty`: what is shown without a row."""
        super().__init__(parent)
        self.session = session
        self.table = table
        self.row_id: str | None = None
        self._scrolling_disabled = False
        self.body = QWidget(self)
        self.setWidget(self.body)
        self.blank = Label(empty, self.body)
        self.blank.setWordWrap(True)
        self.blank.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.rows = QWidget(self.body)
        self._form = form = QFormLayout(self.rows)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(8)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        declared = specs(TABLES[table])
        self.fields = {name: field_for(session, name, declared[name], self.rows) for name in names or fields_of(table)}
        writing = not session.read_only and session.store.role == MASTER
        for name, field in self.fields.items():
            field.setEnabled(writing)
            form.addRow(declared[name].label, field)
        self._column = QVBoxLayout(self.body)
        self._column.setContentsMargins(12, 4, 12, 12)
        self._column.addWidget(self.blank)
        self._column.addWidget(self.rows)
        self._column.addStretch()
        self.body.installEventFilter(self)
        session.changed.connect(self.refresh)
        self.show_row(None)
        self.watch_font()

    def show_row(self, row_id: str | None) -> None:
        """Show another row; what is being typed is written first."""
        row = self._row(row_id)
        self.row_id = row_id if row is not None else None
        for field in self.fields.values():
            field.show_row(row)
        self.blank.setVisible(row is None)
        self.rows.setVisible(row is not None)

    def refresh(self) -> None:
        """Show the plan as it is now."""
        if self.row_id is not None and self._row(self.row_id) is None:
            self.show_row(None)
        for field in self.fields.values():
            field.refresh()

    def finish(self) -> None:
        """Write what is being typed."""
        for field in self.fields.values():
            field.finish()

    def focus_first(self) -> None:
        """Focus the first field."""
        if self.row_id is not None:
            next(iter(self.fields.values())).setFocus()

    def select_name(self) -> None:
        """Select all of the first text: what is typed next replaces it."""
        named = (
            f
            for name, f in self.fields.items()
            if isinstance(f, TextFormField) and specs(TABLES[self.table])[name].mandatory
        )
        first = next((field for field in (*named, *self.fields.values()) if isinstance(field, TextFormField)), None)
        if first is not None:
            first.editor.setFocus()
            first.editor.selectAll()

    def disable_scrolling(self) -> None:
        """Be as tall as the fields: what is around it scrolls."""
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._scrolling_disabled = True
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """The fields' size where they do not scroll."""
        return self.body.sizeHint() if self._scrolling_disabled else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """The fields' height where they do not scroll."""
        return QSize(0, self.body.sizeHint().height()) if self._scrolling_disabled else super().minimumSizeHint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the height that the fields ask for."""
        if self._scrolling_disabled and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put each name above its field where it would take the field's room."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Put the names above their fields where there is no room beside these."""
        names = max(self._form.labelForField(field).sizeHint().width() for field in self.fields.values())
        narrow = self.viewport().width() < names + _FIELD * self.fontMetrics().horizontalAdvance("あ")
        wrap = QFormLayout.RowWrapPolicy
        self._form.setRowWrapPolicy(wrap.WrapAllRows if narrow else wrap.WrapLongRows)

    def append(self, more: QWidget) -> None:
        """Add something that belongs to the row, below its fields."""
        self._column.insertWidget(self._column.count() - 1, more)

    def _row(self, row_id: str | None) -> Row | None:
        return self.session.rows.get(self.table, row_id) if row_id is not None else None
