"""課: the departments and their reorganisation over the years."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from dxdesk.desktop.dialogs.reorganisation_dialog import Reorganisation, ReorganisationDialog
from dxdesk.desktop.forms.rows_panel import RowList, RowsPanel, unused_name
from dxdesk.desktop.session import Session
from dxdesk.plan.changes.describe import name_with_years
from dxdesk.plan.changes.edits import Changes
from dxdesk.plan.changes.reorganising import add_department, merge, rename, split
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Department
from dxdesk.plan.rows.outline import asked_year
from dxdesk.plan.rows.table import Row

_HINT = "「課を追加」で課を登録します。名前が変わった課は、名称を書き換えずに「改称」を使うと、前の年度の記載は元の名称のまま残ります。"


class DepartmentsPanel(RowsPanel):
    """As any list of rows, with 改称, 分割 and 統合 from a year on."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        listed = RowList("department", "課", self._departments, _list_text, self._new, _HINT)
        super().__init__(session, listed, parent)
        self.dialog: ReorganisationDialog | None = None
        self.button("改称…", self._rename)
        self.button("分割…", self._split)
        self.button("統合…", self._merge)
        self._show_current()

    def _departments(self) -> Sequence[Department]:
        return self.session.outline.departments(self.session.plan)

    def _new(self) -> Changes:
        name = unused_name(self.session.rows, "department", "name", "新しい課")
        return add_department(self.session.outline, self.session.plan, name)

    def _suggested_year(self) -> int:
        plan = self.session.plan
        return (asked_year(plan) or plan.shown_from) + 1

    def _rename(self) -> None:
        self._ask("課の改称", "新しい名称", lambda d, names, _others, year: rename(self.session.outline, d, names[0], year))

    def _split(self) -> None:
        self._ask(
            "課の分割",
            "分かれた後の課（1行に1つ。最初の課が残りの仕事を引き継ぎます）",
            lambda d, names, _others, year: split(self.session.outline, d, names, year),
            several=True,
        )

    def _merge(self) -> None:
        self._ask(
            "課の統合",
            "統合した後の名称（いまある課の名称でもかまいません）",
            lambda d, names, others, year: merge(self.session.outline, [d, *others], names[0], year),
            others=True,
        )

    def _ask(
        self,
        title: str,
        names_label: str,
        make: Callable[[Department, list[str], list[Department], int], Changes],
        *,
        several: bool = False,
        others: bool = False,
    ) -> None:
        row = self.current()
        if not isinstance(row, Department):
            return
        choices = [d for d in self._departments() if others and d.id != row.id and d.successor is None]
        asked = Reorganisation(title, row, names_label, choices, self._suggested_year(), several)

        def write(names: list[str], chosen: list[str], year: int) -> str:
            """Do it; return why it cannot be done, blank where it is."""
            known = self.session.rows.all(Department)
            try:
                changes = make(known[row.id], names or [""], [known[i] for i in chosen], year)
            except Refused as refused:
                return refused.message
            return self.session.apply(changes, reason=title).reason

        self.dialog = ReorganisationDialog(asked, write, self)
        self.dialog.open()


def _list_text(row: Row) -> str:
    assert isinstance(row, Department)
    return name_with_years(row)
