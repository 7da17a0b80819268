"""The department of a line of narrative: its name as written, and a list to choose another from."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from dxdesk.desktop.appearance.style import small
from dxdesk.desktop.parts.labels import plain_tooltip
from dxdesk.desktop.session import EditedCell, Session
from dxdesk.plan.rows.model import Department, Entry, Measure
from dxdesk.plan.rows.outline import spellings_of
from dxdesk.plan.rows.owners import current_department

NO_DEPARTMENT = "課なし"
CHOOSE = "課を選ぶ"
Role = QPalette.ColorRole


class DepartmentChooser(QToolButton):
    """Shows the department as written; its menu offers the measure's own first."""

    chosen = Signal(object, str)  # the department, None for none, and its name as it is to be written

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self._measure_id = ""
        self._department_id: str | None = None
        self._spelling = ""
        self.setAutoRaise(True)
        self.setFont(small(self.font()))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setEnabled(not session.read_only)

    def show_entry(self, entry: Entry) -> None:
        """Show the name as the line has it."""
        self._measure_id, self._department_id = entry.measure, entry.department
        self._spelling = entry.written or self.session.outline.department_name(entry.department)
        objection = self.session.objection_to(EditedCell("entry", entry.id, "department"))
        self.setEnabled(not objection)
        self.setToolTip("" if self.session.read_only else plain_tooltip(objection))
        name = self._spelling or CHOOSE
        if name != self.text():
            self.setText(name)
            self.setAccessibleName(f"課：{name}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the name from the left, in the accent colour; framed while it has the focus."""
        painter = QPainter(self)
        colours = self.palette()
        painter.setPen(colours.color(Role.Link))
        room = self.rect().adjusted(4, 0, -2, 0)
        mark = " ▾" if self.isEnabled() else ""
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWrapAnywhere), self.text() + mark)
        if self.hasFocus():
            painter.setPen(colours.color(Role.Highlight))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the list."""
        del event
        self.setFocus()
        self.open_list()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list on Space, Enter and ↓."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.open_list()
        else:
            super().keyPressEvent(event)

    def open_list(self) -> None:
        """Open the departments to choose from."""
        menu = self.build_list()
        menu.triggered.connect(self.pick)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def build_list(self) -> QMenu:
        """Build the menu: the measure's departments, then all others, under each of their spellings, then none.

        In a copy only the department itself: nobody writes in another's name.
        """
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        outline = self.session.outline
        own = [d for _, d in outline.department_roles(self.session.rows.all(Measure)[self._measure_id])]
        others = [d for d in outline.departments(self.session.plan) if d not in own]
        for group in ([d for d in groups if self._writes_as(d)] for groups in (own, others)):
            for department in group:
                for name in spellings_of(department):
                    self._offer(menu, name, department.id)
            if group:
                menu.addSeparator()
        self._offer(menu, NO_DEPARTMENT, None)
        return menu

    def _writes_as(self, department: Department) -> bool:
        """Whether lines may be written in the department's name here."""
        outline, me = self.session.outline, self.session.rows.all(Department).get(self.session.scope.department or "")
        return me is None or current_department(outline, department) == current_department(outline, me)

    def pick(self, action: QAction) -> None:
        """Emit the department picked."""
        department_id = action.data()
        if department_id:
            self.chosen.emit(self.session.rows.all(Department)[department_id], action.text())
        else:
            self.chosen.emit(None, "")

    def _offer(self, menu: QMenu, name: str, department_id: str | None) -> None:
        action = menu.addAction(name)
        action.setData(department_id or "")
        action.setCheckable(True)
        action.setChecked(department_id == self._department_id and name in (self._spelling, NO_DEPARTMENT))
