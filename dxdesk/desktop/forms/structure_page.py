"""計画の構成: pillars and measures, departments, the evaluation scale, own columns, the plan itself, maps, the bin."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from dxdesk.desktop.forms.bin_panel import BinPanel
from dxdesk.desktop.forms.departments_panel import DepartmentsPanel
from dxdesk.desktop.forms.maps_panel import MapsPanel
from dxdesk.desktop.forms.row_form import RowForm
from dxdesk.desktop.forms.rows_panel import RowList, RowsPanel, unused_name
from dxdesk.desktop.forms.structure_panel import StructurePanel
from dxdesk.desktop.parts.view import View
from dxdesk.desktop.session import Session
from dxdesk.plan.changes.edits import Changes
from dxdesk.plan.changes.ordering import rank_at
from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.model import CustomField, Mark
from dxdesk.plan.rows.table import Row, table_of
from dxdesk.store import MASTER

_MARKS = "評価の区分（◎○△● や A～D）を上から良い順に並べます。達成率の目安を書くと、評価の候補を示せます。"
_FIELDS = "予算額、課題、今後の方向性、SDGs など、市で決めた項目を加えます。施策ごとか、施策の年度ごとに書けます。"


class StructurePage(View):
    """A tab for each kind; what is typed in one is written before another is shown."""

    opened = Signal(str)  # a measure's id

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._preferred: str | None = None
        self.tabs = QTabWidget(self)
        inside = self.tabs.findChild(QStackedWidget)  # made in there, they need not be moved and styled anew
        self.measures = StructurePanel(session, inside)
        self.measures.opened.connect(self.opened)
        self.departments = DepartmentsPanel(session, inside)
        self.marks = RowsPanel(
            session, RowList("mark", "評価の区分", self._marks, _mark_text, self._new_mark, _MARKS), inside
        )
        self.customs = RowsPanel(
            session, RowList("custom_field", "項目", self._fields, _field_text, self._new_field, _FIELDS), inside
        )
        self.plan = RowForm(session, "plan", "", inside)
        self.maps = MapsPanel(session, inside) if session.store.role == MASTER else None  # nothing is imported into a copy
        self.bin = BinPanel(session, inside)
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("構成の種類")
        self.tabs.tabBar().setAccessibleName("構成の種類")
        for title, panel in self._panels():
            self.tabs.addTab(panel, title)
        self.tabs.currentChanged.connect(self._tab_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 12, 18, 12)
        column.addWidget(self.tabs)

    def _panels(self) -> Sequence[tuple[str, QWidget]]:
        maps = [("列の対応表", self.maps)] if self.maps is not None else []
        return (
            ("柱と施策", self.measures),
            ("課", self.departments),
            ("評価の区分", self.marks),
            ("独自の項目", self.customs),
            ("計画", self.plan),
            *maps,
            ("ごみ箱", self.bin),
        )

    def _tab_changed(self) -> None:
        self.finish()
        self._read()

    def _read(self) -> None:
        """Read what is not among the plan's rows, once it is shown."""
        for panel in (self.maps, self.bin):
            if panel is not None and self.tabs.currentWidget() is panel:
                panel.refresh()

    def prefer_measure(self, measure_id: str | None) -> None:
        """Make this measure current the next time this page is shown, as the measures' page shows it now."""
        self._preferred = measure_id

    def on_shown(self) -> None:
        """Show the plan shown, which may be another now."""
        self.plan.show_row(self.session.plan.id)
        self.measures.tree.on_shown()
        self.measures.show_measure(self._preferred)
        self._preferred = None
        for panel in (self.departments, self.marks, self.customs):
            panel.refresh()
        self._read()

    def finish(self) -> bool:
        """Write what is being typed; what could not be written is held and asked about by the measures' page."""
        for panel in (self.measures, self.departments, self.marks, self.customs, self.plan):
            panel.finish()
        return True

    def focus_areas(self) -> list[QWidget]:
        """Return the areas that F6 moves through."""
        return [self.tabs.tabBar(), self.tabs.currentWidget() or self.tabs]

    def focus_first(self) -> None:
        """Focus the tree."""
        self.measures.tree.setFocus()

    # kinds of rows

    def _marks(self) -> Sequence[Row]:
        return self.session.outline.marks(self.session.plan)

    def _fields(self) -> Sequence[Row]:
        return self.session.outline.custom_fields(self.session.plan)

    def _new_mark(self) -> Changes:
        symbol = unused_name(self.session.rows, "mark", "symbol", "新")
        return _append_row(self._marks(), partial(Mark.new, plan=self.session.plan.id, symbol=symbol))

    def _new_field(self) -> Changes:
        name = unused_name(self.session.rows, "custom_field", "name", "新しい項目")
        return _append_row(self._fields(), partial(CustomField.new, plan=self.session.plan.id, name=name))


def _append_row(siblings: Sequence[Row], make: Callable[..., Row]) -> Changes:
    rank, room = rank_at(siblings, len(siblings))
    row = make(rank=rank)
    return (*room, Change(table_of(row), row.id, WHOLE, None, row))


def _mark_text(row: Row) -> str:
    assert isinstance(row, Mark)
    return f"{row.symbol}　{row.meaning}".strip()


def _field_text(row: Row) -> str:
    assert isinstance(row, CustomField)
    return f"{row.name}（{row.scope}）"
