"""履歴: who changed what and when, of a field, a measure or the whole plan."""

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dxdesk.desktop.background.operation import Operation, with_snapshot
from dxdesk.desktop.parts.combo_box import Choice
from dxdesk.desktop.parts.dialog import CloseButton, Dialog
from dxdesk.desktop.parts.difference_marks import write_pieces
from dxdesk.desktop.parts.differences import Part, Piece, differences
from dxdesk.desktop.parts.labels import Label, plain_tooltip
from dxdesk.desktop.parts.text_table import RowDetail, TextTable
from dxdesk.desktop.session import EditedCell, Session
from dxdesk.jobs.history import Event, events
from dxdesk.plan.rows.dates import local_time, short_year
from dxdesk.plan.rows.model import Measure
from dxdesk.plan.rows.outline import measure_name

FIELD, MEASURE, PLAN = "field", "measure", "plan"
HEADINGS = ("いつ", "誰が", "どこ", "変更前", "変更後", "操作")
BEFORE, AFTER = HEADINGS.index("変更前"), HEADINGS.index("変更後")


class ChangeDetail(RowDetail):
    """The whole of a change: what was removed is struck out, what was added is underlined."""

    def __init__(self, table: TextTable, parent: QWidget | None = None) -> None:
        super().__init__(table, parent)
        explanation = "取り消し線は消えたところ、太字の下線は加わったところです。"
        self.setToolTip(plain_tooltip(explanation))
        self.setAccessibleDescription(explanation)

    def show_current(self) -> None:
        """Show the row as `heading：text`, a line each; where there are both texts, with their differences marked."""
        super().show_current()
        line = self.current_line()
        if line is None or not line[BEFORE] or not line[AFTER]:
            return
        before, after = differences(line[BEFORE], line[AFTER])
        marked = {BEFORE: before, AFTER: after}
        made: list[Piece] = []
        for place, (heading, text) in enumerate(zip(HEADINGS, line, strict=True)):
            if text:
                lead = ("\n" if made else "") + f"{heading}："
                made += (Piece(Part.SAME, lead), *marked.get(place, (Piece(Part.SAME, text),)))
        write_pieces(self.document(), tuple(made), self.palette())


class HistoryDialog(Dialog):
    """Read in the background: a year of typing is long."""

    def __init__(
        self, session: Session, measure_id: str | None, cell: EditedCell | None, parent: QWidget | None = None
    ) -> None:
        """`cell`: the field that has the focus, None for none."""
        super().__init__("変更の履歴", parent)
        self.session = session
        self._cell, self._measure = cell, session.rows.all(Measure).get(measure_id or "")
        self.make_room(74, 32)
        choices: list[tuple[str, object]] = []
        if cell is not None:
            choices.append(("いまの欄", FIELD))
        if self._measure is not None:
            choices.append((measure_name(self._measure), MEASURE))
        self.scope = Choice("どこの履歴か", [*choices, ("計画全体", PLAN)], self)
        self.scope.currentIndexChanged.connect(self.read)
        self.message = Label("", self)
        self.reading = Operation(self).on_success(self._show).on_failure(self.message.setText)
        self.table = TextTable(HEADINGS, (0, 0, 3, 4, 4, 3), "変更の履歴", self)
        buttons = CloseButton(self)
        row = QHBoxLayout()
        label = Label("範囲(&R)", self)
        label.setBuddy(self.scope)
        row.addWidget(label)
        row.addWidget(self.scope, 1)
        row.addWidget(self.message)
        column = QVBoxLayout(self)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        self.detail = ChangeDetail(self.table, self)
        column.addWidget(self.detail)
        column.addWidget(buttons)
        self.read()

    def read(self) -> None:
        """Read the history of what is chosen."""
        scope = self.scope.currentData()
        cells = [(self._cell.table, self._cell.id)] if scope == FIELD and self._cell is not None else None
        measure = self._measure.id if scope == MEASURE and self._measure is not None else None
        self.message.setText("読んでいます…")
        self.reading.start(
            partial(with_snapshot(events), self.session.store, self.session.rows, cells=cells, measure=measure)
        )

    def _show(self, found: list[Event]) -> None:
        self.message.setText(f"{len(found):,}件" if found else "変更の記録はありません。")
        self.table.show_lines([_line(event, self.scope.currentData() == PLAN) for event in found])


def _line(event: Event, whole_plan: bool) -> tuple[str, str, str, str, str, str]:
    where = f"{measure_name(event.described.measure)}　" if whole_plan and event.described.measure is not None else ""
    year = (
        f"{short_year(event.described.year)}　"
        if event.described.measure is None and event.described.year is not None
        else ""
    )
    return (
        local_time(event.at),
        event.author,
        where + year + event.described.what,
        event.described.before,
        event.described.after,
        event.reason,
    )
