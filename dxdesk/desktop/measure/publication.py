"""公表用の文: how a line reads where it is published; the submitted text stays beside it."""

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dxdesk.desktop.appearance.style import BOXED, set_look, small
from dxdesk.desktop.parts.labels import Label
from dxdesk.desktop.parts.text_field import TextField
from dxdesk.desktop.session import EditedCell, Session
from dxdesk.plan.rows.fields import specs
from dxdesk.plan.rows.model import Entry
from dxdesk.plan.rows.outline import year_column

LABEL = specs(Entry)["publication"].label


class Publication(QWidget):
    """Under a line, where there is such a text or somebody is about to write one."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        label = Label(LABEL, self)
        label.setFont(small(self.font()))
        label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.field = TextField(session, self)
        # With a focus proxy Tab would lead back in here after the last control.
        self.field.setFocusProxy(None)  # type: ignore[arg-type]  # the stub omits that Qt takes None
        self.field.editor.setPlaceholderText("公表する文。空けると、上の文を公表します。")
        set_look(self.field.editor, BOXED)
        self.field.editor.left.connect(self._left)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(0)
        column.addWidget(label)
        column.addWidget(self.field)

    def show_entry(self, entry: Entry | None) -> None:
        """Show another line; None: none."""
        cell = EditedCell("entry", entry.id, "publication") if entry is not None else None
        name = f"{year_column(entry.year, entry.kind)}の{LABEL}" if entry is not None else ""
        self.field.editor.show_cell(cell, name)
        self.setVisible(entry is not None and bool(entry.publication))

    def refresh(self, entry: Entry) -> None:
        """Show the plan as it is now."""
        self.field.editor.refresh()
        self.setVisible(bool(entry.publication) or self.field.editor.hasFocus())

    def begin_writing(self) -> None:
        """Show the field, ready to be typed in."""
        self.show()
        self.field.editor.setFocus()

    def _left(self) -> None:
        if not self.field.editor.text():
            self.hide()
