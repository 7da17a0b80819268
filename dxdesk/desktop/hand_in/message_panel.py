"""とりまとめ課への連絡: a remark on the item at hand, and one on everything; both go with the submission."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from dxdesk.desktop.parts.labels import Label
from dxdesk.desktop.parts.text_field import TextField, framed
from dxdesk.desktop.session import EditedCell, Outcome, Session
from dxdesk.plan.changes.messages import ABOUT_ALL, About, about_required, message_of
from dxdesk.plan.rows.model import Message
from dxdesk.store.tables.records import HandOut
from dxdesk.submission.hand_in.completeness import Todo


class MessagePanel(QWidget):
    """Two fields, saved as they are typed; under them, what the coordinator replied."""

    def __init__(self, session: Session, hand_out: HandOut, parent: QWidget) -> None:
        super().__init__(parent)
        self.session, self.hand_out = session, hand_out
        self.item, self.all = TextField(session, self), TextField(session, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for label, field in (("この欄への備考(&R)", self.item), ("全体の連絡(&T)", self.all)):
            heading = Label(label, self)
            heading.setBuddy(field.editor)
            row.addWidget(heading)
            row.addWidget(framed(field, self), 1)
        self.show_item(None)
        self._show(self.all, ABOUT_ALL, "全体の連絡")

    def show_item(self, todo: Todo | None) -> None:
        """Show the remark on an item; None where no item is at hand."""
        self.item.setEnabled(todo is not None)
        if todo is None:
            self.item.editor.show_cell(None, "この欄への備考")
        else:
            self._show(self.item, about_required(self.session.outline, todo.key), "この欄への備考")

    def refresh(self) -> None:
        """Follow what changed, unless somebody is typing."""
        for field in (self.item, self.all):
            field.editor.refresh()

    def finish(self) -> None:
        """Write what is being typed."""
        for field in (self.item, self.all):
            field.editor.finish()

    def write_to_all(self, text: str) -> Outcome:
        """Write the message on everything as if it had been typed here; what cannot be written stays in the field."""
        editor = self.all.editor
        if text.strip() != editor.text().strip():
            editor.setPlainText(text)
            editor.finish()
        return editor.held.outcome if editor.held is not None else Outcome()

    def remark_on(self, todo: Todo) -> Message:
        """Return the remark on an item, a blank one where there is none."""
        return self._message(about_required(self.session.outline, todo.key))

    def replies(self) -> list[Message]:
        """Return what the coordinator has replied to the department, about this year or earlier ones."""
        department = self.hand_out.department
        return [m for m in self.session.rows.all(Message).values() if m.department == department and m.reply.strip()]

    def _message(self, about: About) -> Message:
        return message_of(self.session.outline, self.hand_out.department, self.hand_out.year, about)

    def _show(self, field: TextField, about: About, name: str) -> None:
        message = self._message(about)
        cell = EditedCell("message", message.id, "text")
        if field.editor.cell == cell:
            field.editor.refresh()
        else:
            field.editor.show_cell(cell, name, message)
