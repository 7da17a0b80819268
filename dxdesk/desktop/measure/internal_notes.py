"""A measure's internal notes, under its page; they are never published."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from dxdesk.desktop.appearance.style import bold, small
from dxdesk.desktop.parts.buttons import LinkButton
from dxdesk.desktop.parts.labels import Label
from dxdesk.desktop.parts.text_field import TextField
from dxdesk.desktop.session import EditedCell, Session
from dxdesk.plan.changes import edits
from dxdesk.plan.rows.change import WHOLE, Batch
from dxdesk.plan.rows.model import Measure, Note

HEADING = "メモ（庁内用。公表されません）"
Role = QPalette.ColorRole


class InternalNotes(QFrame):
    """Reused with its boxes from measure to measure."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.measure_id: str | None = None
        self.boxes: list[NoteBox] = []
        self._spare: list[NoteBox] = []
        heading = Label(HEADING, self)
        heading.setFont(bold(small(self.font())))
        heading.setForegroundRole(Role.PlaceholderText)
        self.add = LinkButton("＋ メモを追加", self)
        self.add.setAccessibleName("この施策にメモを追加")
        self.add.clicked.connect(self.add_note)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(heading)
        self._column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        session.changed.connect(self._changed)
        session.permitted.connect(self.refresh)

    def show_measure(self, measure_id: str) -> None:
        """Show another measure."""
        self.measure_id = measure_id
        self.refresh()

    def refresh(self) -> None:
        """Show the present notes; a box that stays is left alone, so that focus and IME stay."""
        for box in self.boxes:
            if box.note_id not in self.session.rows.all(Note):
                box.field.editor.finish()  # deleted elsewhere: what was typed in it is held, so the box stays
        notes = self._notes()
        known = {box.note_id: box for box in self.boxes}
        for gone in known.keys() - {note.id for note in notes}:
            box = known.pop(gone)
            box.release()
            self._spare.append(box)
        self.boxes = [known.get(note.id) or self._box_for(note) for note in notes]
        for place, box in enumerate(self.boxes, 1):
            if self._column.indexOf(box) != place:
                self._column.insertWidget(place, box)
            box.refresh()
        measure = self.session.rows.all(Measure).get(self.measure_id or "")
        new = edits.add_note(self.session.outline, measure) if measure is not None else ()
        self.add.setVisible(bool(new) and not self.session.objection(new))
        self._order_tabs()

    def box_of(self, note_id: str) -> "NoteBox | None":
        """Return the box of a note, None where it is not shown."""
        return next((box for box in self.boxes if box.note_id == note_id), None)

    def finish(self) -> None:
        """Write whatever is being typed."""
        for box in self.boxes:
            box.field.editor.finish()

    def add_note(self) -> None:
        """Add a blank note and put the cursor in it."""
        measure = self.session.rows.all(Measure)[self.measure_id or ""]
        changes = edits.add_note(self.session.outline, measure)
        if self.session.apply(changes, reason="メモを追加"):
            box = self.box_of(next(c.id for c in changes if c.field == WHOLE))
            if box is not None:
                box.field.editor.setFocus()

    def _notes(self) -> list[Note]:
        measure = self.session.rows.all(Measure).get(self.measure_id or "")
        if measure is None:
            return []
        lost = [row for row in self.session.orphans() if isinstance(row, Note) and row.measure == measure.id]
        return [*self.session.outline.notes(measure), *lost]

    def _box_for(self, note: Note) -> "NoteBox":
        box = self._spare.pop() if self._spare else NoteBox(self.session, self)
        box.show_note(note)
        return box

    def _order_tabs(self) -> None:
        before: QWidget | None = None
        for box in self.boxes:
            for stop in (box.field.editor, box.remove):
                if before is not None:
                    self.setTabOrder(before, stop)
                before = stop
        if before is not None:
            self.setTabOrder(before, self.add)

    def _changed(self, batch: Batch) -> None:
        if self.measure_id is not None and any(change.table in ("note", "measure") for change in batch.changes):
            self.refresh()


class NoteBox(QFrame):
    """One note."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.note_id: str | None = None
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(Role.Base)
        self.field = TextField(session, self)
        # With a focus proxy Tab would lead back in here after the last control.
        self.field.setFocusProxy(None)  # type: ignore[arg-type]  # the stub omits that Qt takes None
        self.field.editor.setPlaceholderText("算定方法、出典、引き継ぎなどを書きます。")
        self.remove = LinkButton("削除", self)
        self.remove.setAccessibleName("このメモを削除")
        self.remove.clicked.connect(self.delete)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 3, 3, 3)
        row.addWidget(self.field, 1)
        row.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)

    def show_note(self, note: Note) -> None:
        """Show another note."""
        if self.field.editor.hasFocus():
            self.field.editor.clearFocus()  # so that nobody types on into another note
        self.note_id = note.id
        self.field.editor.show_cell(EditedCell("note", note.id, "text"), "メモ")
        self.refresh()
        self.show()

    def refresh(self) -> None:
        """Follow what changed, unless somebody is editing here."""
        self.field.editor.refresh()
        self.remove.setVisible(not self.field.editor.isReadOnly())

    def release(self) -> None:
        """Hide the box, free for another note."""
        self.note_id = None
        self.field.editor.show_cell(None, "")
        self.hide()

    def delete(self) -> None:
        """Delete the note; undo restores it."""
        self.field.editor.finish()
        note = self.session.rows.all(Note).get(self.note_id or "")
        if note is not None:
            self.session.apply(edits.delete_row(self.session.outline, note), reason="メモを削除")
