"""One line of narrative: its text, its department, and what can be done with it."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import (
    QAction,
    QEnterEvent,
    QFocusEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from dxdesk.desktop.appearance.style import small
from dxdesk.desktop.measure.department_chooser import DepartmentChooser
from dxdesk.desktop.measure.last_year import UNCHANGED, Unchanged, copy_lines
from dxdesk.desktop.measure.publication import Publication
from dxdesk.desktop.parts.labels import Label
from dxdesk.desktop.parts.text_field import TextField
from dxdesk.desktop.session import EditedCell, Session
from dxdesk.plan.changes import edits
from dxdesk.plan.changes.carry_forward import asked_cells
from dxdesk.plan.rows.model import Department, Entry
from dxdesk.plan.rows.outline import year_column

SIGNS = ("・", "○", "●", "◇", "◆", "□", "■", "")
NO_SIGN = "記号なし"
Role = QPalette.ColorRole


class LineBox(QWidget):
    """Shows one entry at a time, and is reused."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.entry_id: str | None = None
        self.field = TextField(session, self)
        # With a focus proxy Tab would lead back in here after the last control.
        self.field.setFocusProxy(None)  # type: ignore[arg-type]  # the stub omits that Qt takes None
        self.field.editor.left.connect(self.update)
        self.chooser = DepartmentChooser(session, self)
        self.chooser.chosen.connect(self.assign)
        # Over the end of the last line rather than in the layout: in a narrow column the department needs the whole width.
        self.tools = QWidget(self)
        self.tools.setAutoFillBackground(True)
        self.tools.setBackgroundRole(Role.Base)
        row = self._row = QHBoxLayout(self.tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.up = self._tool("↑", "この行を上へ（Alt+↑）", self.move_up)
        self.down = self._tool("↓", "この行を下へ（Alt+↓）", self.move_down)
        self.copy = self._tool("写す", "この行を次の年度へ写す（Ctrl+Shift+D）", self.copy_to_next_year)
        self.more = self._tool("⋯", "この行にできるほかのこと", self.open_menu)
        self.bullet = Label("", self)
        self.bullet.setContentsMargins(0, 2, 0, 0)
        line = QHBoxLayout()
        line.setSpacing(0)
        line.addWidget(self.bullet, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.field, 1)
        self.unchanged: Unchanged | None = None  # made for the first line that needs it
        self.publication: Publication | None = None  # likewise
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(3, 3, 3, 2)
        column.setSpacing(0)
        column.addLayout(line)
        column.addWidget(self.chooser)
        self._show_tools(False)
        self.field.editor.installEventFilter(self)

    def show_entry(self, entry: Entry | None) -> None:
        """Show another line; None: none, and finish the one before."""
        self.entry_id = entry.id if entry else None
        name = f"{year_column(entry.year, entry.kind)}の記載" if entry else ""
        self.field.editor.show_cell(EditedCell("entry", entry.id, "text") if entry else None, name)
        if self.publication is not None:
            self.publication.show_entry(entry)
        self._show_tools(False)

    def finish(self) -> None:
        """Write what was typed."""
        self.field.editor.finish()
        if self.publication is not None:
            self.publication.field.editor.finish()

    def release(self) -> None:
        """Hide the box, free for another line."""
        if self.entry_id is not None:
            self.show_entry(None)
            self.hide()

    def refresh(self) -> None:
        """Follow what changed, the text only where nobody is typing."""
        self.field.editor.refresh()
        entry = self.entry
        if self.unchanged is not None:
            self.unchanged.keep.setVisible(not self.field.editor.isReadOnly())
        if entry is not None:
            self.bullet.setText(entry.bullet)
            self.bullet.setVisible(bool(entry.bullet))  # an empty label would still indent
            self.chooser.show_entry(entry)
            if self.publication is not None:
                self.publication.refresh(entry)
            elif entry.publication:
                self._make_publication(entry)
            self.copy.setVisible((entry.year + 1, entry.kind) in asked_cells(self.session.plan))

    def _make_publication(self, entry: Entry) -> Publication:
        self.publication = Publication(self.session, self)
        self.publication.show_entry(entry)
        self._column.insertWidget(self._column.indexOf(self.chooser), self.publication)
        return self.publication

    def mark_unchanged(self, unchanged: bool) -> None:
        """Show whether the line is last year's, and so does not count yet."""
        if unchanged and self.unchanged is None:
            self.unchanged = Unchanged(not self.field.editor.isReadOnly(), self)
            self.unchanged.confirmed.connect(self.confirm_unchanged)
            self._column.insertWidget(1, self.unchanged)
        if self.unchanged is not None:
            self.unchanged.setVisible(unchanged)
        self.field.editor.setAccessibleDescription(UNCHANGED if unchanged else self.field.editor.toolTip())

    @property
    def tab_stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        kept = [self.unchanged.keep] if self.unchanged is not None else []
        public = [self.publication.field.editor] if self.publication is not None else []
        return [self.field.editor, *kept, *public, self.chooser]

    @property
    def entry(self) -> Entry | None:
        """The line in the plan, None where it is gone."""
        return self.session.rows.all(Entry).get(self.entry_id or "")

    # actions

    def assign(self, department: Department | None, written: str = "") -> None:
        """Give the line to a department, or to none; `written`: one of its other spellings."""
        entry = self._saved_entry()
        if entry is not None:
            self.session.apply(edits.assign_entry(entry, department, written), reason="課の変更")

    def open_menu(self) -> None:
        """Open the menu of what is done less often with a line."""
        menu = self._menu()
        for text, run in (
            ("行頭の記号…\tCtrl+Shift+L", self.choose_bullet),
            ("公表用の文\tCtrl+Shift+P", self.write_publication),
            ("行を削除\tCtrl+Shift+Delete", self.delete),
        ):
            menu.addAction(text).triggered.connect(run)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def choose_bullet(self) -> None:
        """Open the signs that a line may begin with."""
        entry = self._saved_entry()
        if entry is None or self.field.editor.isReadOnly():
            return
        menu = self._menu()
        for sign in dict.fromkeys((*SIGNS, entry.bullet)):
            action = menu.addAction(sign or NO_SIGN)
            action.setData(sign)
            action.setCheckable(True)
            action.setChecked(sign == entry.bullet)
        menu.triggered.connect(self._set_bullet)
        menu.popup(self.mapToGlobal(self.field.geometry().bottomLeft()))

    def _set_bullet(self, action: QAction) -> None:
        entry = self._saved_entry()
        if entry is not None:
            self.session.apply(edits.set_field(entry, "bullet", str(action.data())), reason="行頭の記号")

    def write_publication(self) -> None:
        """Show the text for publication beside the submitted one, ready to be typed in."""
        entry = self._saved_entry()
        if entry is None:
            return
        objection = self.session.objection_to(EditedCell("entry", entry.id, "publication"))
        if objection:
            self.session.message.emit(objection)
        else:
            (self.publication or self._make_publication(entry)).begin_writing()

    def move_up(self) -> None:
        """Move one place up."""
        self._move(-1)

    def move_down(self) -> None:
        """Move one place down."""
        self._move(1)

    def delete(self) -> None:
        """Delete the line; undo restores it."""
        entry = self._saved_entry()
        if entry is not None:
            self.session.apply(edits.delete_row(self.session.outline, entry), reason="行を削除")

    def copy_to_next_year(self) -> None:
        """Copy into the cell of the next year, as a beginning."""
        entry = self._saved_entry()
        if entry is not None:
            copy_lines(self.session, [entry], entry.year + 1)

    def confirm_unchanged(self) -> None:
        """Confirm that last year's line may stay as it is."""
        entry = self._saved_entry()
        if entry is not None and self.unchanged is not None and self.unchanged.isVisibleTo(self):
            self.session.apply(edits.set_field(entry, "as_before", True), reason="前年度のままでよい")

    def _move(self, by: int) -> None:
        entry = self._saved_entry()
        if entry is not None:
            self.session.apply(edits.move_entry(self.session.outline, entry, by), reason="行の移動")

    def _saved_entry(self) -> Entry | None:
        """Return the line with what was just typed in it."""
        self.field.editor.finish()
        return self.entry

    # appearance

    def eventFilter(self, _watched: object, event: QEvent) -> bool:
        """Show the tools where the cursor is."""
        if isinstance(event, QFocusEvent):
            self._show_tools(event.gotFocus() or self.underMouse())
            self.update()
        return False

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the tools under the mouse."""
        self._show_tools(True)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the tools when the mouse leaves."""
        self._show_tools(self.field.editor.hasFocus())
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a frame around the line being edited."""
        if self.field.editor.hasFocus():
            painter = QPainter(self)
            painter.fillRect(self.rect(), self.palette().color(Role.Base))
            painter.setPen(self.palette().color(Role.Highlight))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _show_tools(self, shown: bool) -> None:
        self.tools.setVisible(shown and not self.field.editor.isReadOnly())
        if self.tools.isVisible():
            self._place_tools()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the tools at the end of the last line."""
        super().resizeEvent(event)
        self._place_tools()

    def _place_tools(self) -> None:
        size = self.tools.sizeHint()
        self.tools.setGeometry(
            self.width() - size.width() - 3, self.height() - size.height() - 2, size.width(), size.height()
        )
        self.tools.raise_()

    def _tool(self, text: str, tip: str, run: object) -> QToolButton:
        tool = QToolButton(self.tools)
        tool.setText(text)
        tool.setToolTip(tip)
        tool.setAccessibleName(tip)
        tool.setAutoRaise(True)
        tool.setFont(small(self.font()))
        tool.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard has the menu's shortcuts
        tool.clicked.connect(run)
        self._row.addWidget(tool)
        return tool
