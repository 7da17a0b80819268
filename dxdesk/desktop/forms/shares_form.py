"""The departments of a measure: which ones, 主管 or 関連, and the 担当 within each."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from dxdesk.desktop.appearance.style import bold
from dxdesk.desktop.forms.fields import ChoiceField, TextFormField
from dxdesk.desktop.parts.combo_box import Choice
from dxdesk.desktop.parts.labels import Label, wrapped_label
from dxdesk.desktop.session import Session
from dxdesk.plan.changes.describe import name_with_years
from dxdesk.plan.changes.edits import delete_row
from dxdesk.plan.changes.ordering import moved_by, rank_at
from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.fields import Spec, specs
from dxdesk.plan.rows.model import LEAD, RELATED, Department, Measure, MeasureDepartment
from dxdesk.store import MASTER

_SPECS = specs(MeasureDepartment)


class SharesForm(QWidget):
    """A line for each department, and a choice to add one."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.measure_id: str | None = None
        self.lines: list[_Line] = []
        self.writable = not session.read_only and session.store.role == MASTER
        heading = Label("担当する課", self)
        heading.setFont(bold(self.font()))
        self.grid = QGridLayout()
        self.grid.setColumnStretch(0, 2)
        self.grid.setColumnStretch(2, 3)
        self.more = Choice("課を加える", [], self)
        self.more.activated.connect(self._add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.addWidget(heading)
        column.addLayout(self.grid)
        column.addWidget(self.more)
        session.changed.connect(self.refresh)
        self.hide()

    def show_measure(self, measure_id: str | None) -> None:
        """Show another measure."""
        self.measure_id = measure_id
        self.setVisible(measure_id is not None)
        self.refresh()

    def refresh(self) -> None:
        """Show the plan as it is now."""
        measure = self.session.rows.all(Measure).get(self.measure_id or "")
        shares = self.session.outline.department_roles(measure) if measure is not None else []
        if [line.share.id for line in self.lines] != [share.id for share, _ in shares]:
            self._rebuild(shares)
        for line in self.lines:
            line.refresh()
        there = {department.id for _, department in shares}
        self.more.clear()
        self.more.addItem("＋ 課を加える…", None)
        departments = self.session.outline.departments(self.session.plan) if measure is not None else []
        # Those of former years come last: what they did then keeps their name.
        for department in sorted(departments, key=lambda d: d.successor is not None):
            if department.id not in there:
                self.more.addItem(name_with_years(department), department.id)
        self.more.setEnabled(self.writable and self.more.count() > 1)

    def finish(self) -> None:
        """Write what is being typed."""
        for line in self.lines:
            line.charge.finish()

    def move_up(self, share_id: str) -> None:
        """Move a department one place up among those of its role, and keep the focus at it."""
        measure = self.session.rows.all(Measure).get(self.measure_id or "")
        shares = [share for share, _ in self.session.outline.department_roles(measure)] if measure is not None else []
        row = next((share for share in shares if share.id == share_id), None)
        if row is None:
            return
        alike = [share for share in shares if (share.role == LEAD) == (row.role == LEAD)]
        if self.session.apply(moved_by(row, alike, -1), reason="課の並べ替え"):
            again = next(line for line in self.lines if line.share.id == share_id).up
            again.show()  # its layout would do so with the next events, too late for the focus
            again.setFocus()

    def _rebuild(self, shares: Sequence[tuple[MeasureDepartment, Department]]) -> None:
        for line in self.lines:
            line.remove()
        self.lines = [_Line(self, row, *pair) for row, pair in enumerate(shares)]

    def _add(self) -> None:
        measure = self.session.rows.all(Measure).get(self.measure_id or "")
        chosen = self.more.currentData()
        if measure is None or chosen is None:
            return
        shares = [share for share, _ in self.session.outline.department_roles(measure)]
        ordered = sorted(shares, key=lambda share: (share.rank, share.id))
        rank, room = rank_at(ordered, len(ordered))
        role = RELATED if any(share.role == LEAD for share in shares) else LEAD
        fresh = MeasureDepartment.new(measure=measure.id, department=chosen, role=role, rank=rank)
        self.session.apply((*room, Change("measure_department", fresh.id, WHOLE, None, fresh)), reason="課の追加")


def _spec_for(field: str, department: Department) -> Spec:
    """Return a field's declaration under a label that names the department."""
    return replace(_SPECS[field], label=f"{department.name}の{_SPECS[field].label}")


class _Line:
    """One department's widgets in the grid."""

    def __init__(self, form: SharesForm, row: int, share: MeasureDepartment, department: Department) -> None:
        self.form, self.share = form, share
        self.name = wrapped_label(department.name, form)
        self.role = ChoiceField(form.session, "role", _spec_for("role", department), form)
        self.charge = TextFormField(form.session, "charge", _spec_for("charge", department), form)
        self.charge.editor.setPlaceholderText("担当（係など）")
        self.up = QPushButton("↑", form)
        self.up.setAccessibleName(f"{department.name}を上へ")
        self.up.clicked.connect(self._up)
        self.gone = QPushButton("外す", form)
        self.gone.setAccessibleName(f"{department.name}を外す")
        self.gone.clicked.connect(self._remove)
        self.role.show_row(share)
        self.charge.show_row(share)
        for control in (self.role, self.charge, self.up, self.gone):
            control.setEnabled(form.writable)
        for column, widget in enumerate(self._widgets()):
            form.grid.addWidget(widget, row, column)

    def _widgets(self) -> tuple[QWidget, ...]:
        return self.name, self.role, self.charge, self.up, self.gone

    def refresh(self) -> None:
        """Show the plan as it is now."""
        self.role.refresh()
        self.charge.refresh()

    def remove(self) -> None:
        """Remove the widgets from the form."""
        self.charge.show_row(None)
        for widget in self._widgets():
            self.form.grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()

    def _up(self) -> None:
        self.form.move_up(self.share.id)

    def _remove(self) -> None:
        row = self.form.session.rows.get("measure_department", self.share.id)
        if row is not None:
            self.form.session.apply(delete_row(self.form.session.outline, row), reason="課を外す")
