"""公表用の文: how a line reads where it is published; the submitted text stays beside it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from dxdesk.desktop.appearance.style import BOXED, set_look, small
from dxdesk.desktop.parts.labels import Label, error_label
from dxdesk.desktop.parts.text_field import TextField
from dxdesk.desktop.session import EditedCell, Session
from dxdesk.plan.changes.edits import Changes
from dxdesk.plan.changes.publication import drop_publication, keep_publication
from dxdesk.plan.rows.fields import specs
from dxdesk.plan.rows.model import Entry
from dxdesk.plan.rows.outline import year_column

_OLDER = "この文ができたあとで、上の記載が書き直されました。直すか、選んでください。"
LABEL = specs(Entry)["publication"].label


class Publication(QWidget):
    """Under a line, where there is such a text or somebody is about to write one."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self._entry_id: str | None = None
        label = Label(LABEL, self)
        label.setFont(small(self.font()))
        label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.field = TextField(session, self)
        # With a focus proxy Tab would lead back in here after the last control.
        self.field.setFocusProxy(None)  # type: ignore[arg-type]  # the stub omits that Qt takes None
        self.field.editor.setPlaceholderText("公表する文。空けると、上の文を公表します。")
        set_look(self.field.editor, BOXED)
        self.field.editor.left.connect(self._left)
        self.older = QWidget(self)
        self._reason = error_label(self.older)
        self._reason.setFont(small(self.font()))
        self.keep, self.drop = QPushButton("このままでよい", self.older), QPushButton("公表用の文をやめる", self.older)
        self.keep.setAccessibleName("公表用の文はこのままでよい")
        self.keep.clicked.connect(self._keep)
        self.drop.clicked.connect(self._drop)
        below = QVBoxLayout(self.older)
        below.setContentsMargins(0, 0, 0, 2)
        below.setSpacing(2)
        below.addWidget(self._reason)
        for button in (self.keep, self.drop):
            below.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.older.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(0)
        column.addWidget(label)
        column.addWidget(self.field)
        column.addWidget(self.older)

    def show_entry(self, entry: Entry | None) -> None:
        """Show another line; None: none."""
        cell = EditedCell("entry", entry.id, "publication") if entry is not None else None
        name = f"{year_column(entry.year, entry.kind)}の{LABEL}" if entry is not None else ""
        self.field.editor.show_cell(cell, name)
        self._entry_id = entry.id if entry is not None else None
        self._show_older(entry)
        self.setVisible(entry is not None and bool(entry.publication))

    def refresh(self, entry: Entry) -> None:
        """Show the plan as it is now."""
        self.field.editor.refresh()
        self._show_older(entry)
        self.setVisible(bool(entry.publication) or self.field.editor.hasFocus())

    def _show_older(self, entry: Entry | None) -> None:
        """Show that the line was written anew since, with what can be decided about it."""
        older = entry is not None and entry.publication_is_older
        if entry is not None and older:
            self._reason.setText(f"{_OLDER}前の記載：{entry.publication_of or '（空白）'}")
        for button in (self.keep, self.drop):
            button.setVisible(not self.field.editor.isReadOnly())
        self.older.setVisible(older)

    def _keep(self) -> None:
        self._decide(keep_publication, "公表用の文はそのままでよい")

    def _drop(self) -> None:
        self._decide(drop_publication, "公表用の文をやめる")

    def _decide(self, changes: Callable[[Entry], Changes], reason: str) -> None:
        self.field.editor.finish()
        entry = self.session.rows.all(Entry).get(self._entry_id or "")
        if entry is not None and self.field.editor.held is None:
            self.session.apply(changes(entry), reason=reason)

    def begin_writing(self) -> None:
        """Show the field, ready to be typed in."""
        self.show()
        self.field.editor.setFocus()

    def _left(self) -> None:
        if not self.field.editor.text():
            self.hide()
