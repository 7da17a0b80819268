"""年度の切り替え: what will happen, before it happens; and the way back to the years before."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from dxdesk.desktop.appearance.style import LINK, bold, set_look
from dxdesk.desktop.parts.dialog import AnswerButtons, Dialog
from dxdesk.desktop.parts.labels import Label
from dxdesk.jobs.rollover import DoneRollover, Rollover, past_end_sentence
from dxdesk.plan.rows.dates import local_time, short_year


class RolloverDialog(Dialog):
    """Describes the rollover, then asks."""

    confirmed = Signal(object)  # the rollover that was described
    undo_requested = Signal()

    def __init__(self, rollover: Rollover, last: DoneRollover | None, parent: QWidget | None = None) -> None:
        """`last`: the rollover that can be undone instead."""
        super().__init__("年度の切り替え", parent)
        self.rollover = rollover
        before, after = rollover.years
        title = Label(rollover.before.title, self)
        title.setFont(bold(self.font()))
        years = Label(f"表示年度　{before}　→　{after}", self)
        years.setFont(bold(self.font(), 1.3))
        years.setForegroundRole(QPalette.ColorRole.Link)
        self.summary = [Label(f"・{sentence}", self) for sentence in summary_lines(rollover)]
        for label in (title, years, *self.summary):
            label.setWordWrap(True)
        self.matters = Label("", self)
        self.matters.setWordWrap(True)
        self.matters.setForegroundRole(QPalette.ColorRole.BrightText)
        self.matters.hide()
        self.earlier = Label("", self)
        self.earlier.setWordWrap(True)
        self.earlier.setVisible(last is not None)
        self.back = QPushButton(self)
        set_look(self.back, LINK)
        self.back.clicked.connect(self._back)
        self.back.setVisible(last is not None)
        if last is not None:
            self.earlier.setText(f"前回は {local_time(last.at)} に、{last.author}さんが {last.years} から切り替えています。")
            self.back.setText(f"前回の切り替えを取り消す（{last.years} に戻す）")
        buttons = AnswerButtons("バックアップを作って切り替える", self._go, self)
        self.yes = buttons.yes
        column = QVBoxLayout(self)
        column.setSpacing(10)
        for widget in (title, years, *self.summary):
            column.addWidget(widget)
        column.addWidget(self.matters)
        column.addStretch()
        column.addWidget(self.earlier)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(buttons)
        self.make_room(40, 17)
        self.yes.setFocus()

    def show_matters(self, year: int, matters: Sequence[str]) -> None:
        """Show what is still open in the year that was asked for."""
        if matters:
            self.matters.setText(
                "\n".join((f"{short_year(year)}には、次のことが残っています。", *(f"・{m}" for m in matters)))
            )
            self.matters.show()
            self.make_room(40, 19 + 2 * len(matters))

    def _go(self) -> None:
        self.accept()
        self.confirmed.emit(self.rollover)

    def _back(self) -> None:
        self.accept()
        self.undo_requested.emit()


def summary_lines(rollover: Rollover) -> list[str]:
    """Describe what will happen, a sentence each."""
    year, before, after = short_year(rollover.year), rollover.before, rollover.after
    written = f"{rollover.lines}行（{rollover.measures}施策）" + (
        f"と見込の値{rollover.forecasts}件" if rollover.forecasts else ""
    )
    found = [f"{year}が「実績（今回）」の年度になり、{short_year(after.shown_to)}の欄が加わります。"]
    if not rollover.in_sight:
        found = [
            f"{year}が実績の年度になりますが、表示から外れるため欄は出ません。"
            "実績を書くときは、「計画の構成」で表示年度と実施予定の年度を変えてください。"
        ]
    elif rollover.lines or rollover.forecasts:
        found.append(f"{year}の実施予定 {written}はそのまま残り、空の実績の欄に「{year}実施予定」として並びます。")
    else:
        found.append(f"{year}の実施予定は書かれていません。実績の欄は空から始まります。")
    if rollover.past_end:
        found.append(past_end_sentence(before))
    found.append(f"{short_year(before.shown_from)}は表示から外れます。記載は消えません。")
    found.append("文は写しません。前年度の文は、あとから欄ごと・施策ごとに写せます（「編集」→「前年度の文を写す」）。")
    return found
