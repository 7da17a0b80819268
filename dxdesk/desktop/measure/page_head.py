"""The head of a measure's page: title, badges, departments, and the description to show and hide."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dxdesk.desktop.appearance.style import FIELD, bold, set_look, small
from dxdesk.desktop.parts.buttons import FoldButton
from dxdesk.desktop.parts.labels import plain_tooltip, wrapped_label
from dxdesk.desktop.parts.text_field import TextField
from dxdesk.desktop.session import EditedCell, Session
from dxdesk.plan.rows.model import LEAD, RELATED, Department, Measure, MeasureDepartment
from dxdesk.plan.rows.outline import measure_name

NO_DEPARTMENTS = "課はまだ登録されていません。"
BY_NAME = "ほかの課の施策です。この写しには番号と施策名だけが入っていて、内容を見ることも書くこともできません。"
Role = QPalette.ColorRole

_BADGES = (
    ("kpi_published", "※ KPI公表", "成果指標（KPI）を公表する施策です。"),
    ("national", "☆ 国の重点", "国の重点取組事項に当たる施策です。"),
    ("newly", "【新】", "新しく加わった施策です。"),
    ("completed", "【完了】", "完了した施策です。入力は求められません。"),
)


class PageHead(QWidget):
    """Shows one measure at a time."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.measure_id: str | None = None
        self.title = _label(self, bold(self.font(), 1.5))
        self.badges = {field: Badge(text, meaning, self) for field, text, meaning in _BADGES}
        self.departments = _label(self, small(self.font()))
        self.departments.setForegroundRole(Role.PlaceholderText)
        self.fold = FoldButton("概要", self)
        self.fold.shown_changed.connect(self._fold)
        self.description = TextField(session, self)
        set_look(self.description.editor, FIELD)
        self.description.editor.setPlaceholderText("この施策が何をするものかを書きます。")
        self._arrange()
        self.show_description(False)

    def show_measure(self, measure_id: str) -> None:
        """Show another measure."""
        self.measure_id = measure_id
        self.description.editor.show_cell(EditedCell("measure", measure_id, "description"), "概要")
        self.refresh()

    def refresh(self) -> None:
        """Show the plan as it is now."""
        self.description.editor.refresh()
        measure = self.session.rows.all(Measure).get(self.measure_id or "")
        if measure is None:
            return
        self.title.setText(measure_name(measure))
        for field, badge in self.badges.items():
            badge.setVisible(bool(getattr(measure, field)))
        by_name = self.session.is_by_name(measure.id)
        shares = self.session.outline.department_roles(measure)
        self.departments.setText(BY_NAME if by_name else _departments(shares))
        self.fold.setVisible(not by_name)
        self.description.setVisible(self.fold.shown and not by_name)

    def show_description(self, shown: bool) -> None:
        """Show the description or hide it; it stays so from measure to measure."""
        self.fold.set_shown(shown)
        self.description.setVisible(shown)

    def _fold(self, shown: bool) -> None:
        self.description.editor.finish()
        self.show_description(shown)

    def _arrange(self) -> None:
        row = QHBoxLayout()
        for badge in self.badges.values():
            row.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.departments, 1)
        row.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addLayout(row)
        column.addWidget(self.description)


class Badge(QLabel):
    """A word in a frame."""

    def __init__(self, text: str, meaning: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setFont(bold(small(self.font())))
        self.setToolTip(plain_tooltip(meaning))
        self.setContentsMargins(6, 2, 6, 2)
        self.setFrameShape(QFrame.Shape.Box)
        self.setForegroundRole(Role.Link)


def _departments(shares: list[tuple[MeasureDepartment, Department]]) -> str:
    """Describe the departments: `主管：市民課（窓口係）　関連：企画課・収納課`."""
    parts = []
    for role in (LEAD, RELATED):
        names = [d.name + (f"（{share.charge}）" if share.charge else "") for share, d in shares if share.role == role]
        if names:
            parts.append(f"{role}：{'・'.join(names)}")
    return "　".join(parts) or NO_DEPARTMENTS


def _label(parent: QWidget, font: QFont) -> QLabel:
    label = wrapped_label("", parent)
    label.setFont(font)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
