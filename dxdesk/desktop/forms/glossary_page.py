"""用語集: the plan's terms, searched by word and written here."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from dxdesk.desktop.forms.rows_panel import RowList, RowsPanel, unused_name
from dxdesk.desktop.parts.view import View
from dxdesk.desktop.session import Session
from dxdesk.plan.changes.edits import Changes
from dxdesk.plan.changes.ordering import rank_at
from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.model import Term
from dxdesk.plan.rows.outline import folded
from dxdesk.plan.rows.table import Row

_HINT = "計画に出てくる言葉の説明を書きます。施策の文の中で、その言葉にマウスを当てると説明が出ます。"


class GlossaryPage(View):
    """A list with a filter; the term's fields beside it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.box = QLineEdit(self)
        self.box.setPlaceholderText("用語と説明から探す")
        self.box.setAccessibleName("用語を探す")
        self.box.setClearButtonEnabled(True)
        self.terms = RowsPanel(session, RowList("term", "用語", self._shown, _list_text, self._new, _HINT), self)
        self.box.textChanged.connect(self.terms.refresh)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 12, 18, 12)
        column.addWidget(self.box)
        column.addWidget(self.terms, 1)

    def _shown(self) -> Sequence[Row]:
        words = [folded(word).lower() for word in self.box.text().split()]
        terms = self.session.outline.terms(self.session.plan)
        return [t for t in terms if all(word in folded(t.word + t.text).lower() for word in words)]

    def _new(self) -> Changes:
        self.box.clear()
        siblings = self.session.outline.terms(self.session.plan)
        rank, room = rank_at(siblings, len(siblings))
        word = unused_name(self.session.rows, "term", "word", "新しい用語")
        term = Term.new(plan=self.session.plan.id, word=word, rank=rank)
        return (*room, Change("term", term.id, WHOLE, None, term))

    def on_shown(self) -> None:
        """Show the terms of the plan shown, which may be another now."""
        self.terms.refresh()

    def finish(self) -> bool:
        """Write what is being typed."""
        self.terms.finish()
        return True

    def focus_areas(self) -> list[QWidget]:
        """Return the areas that F6 moves through."""
        return [self.box, self.terms.list, self.terms.form]

    def focus_first(self) -> None:
        """Focus the filter."""
        self.box.setFocus()


def _list_text(row: Row) -> str:
    assert isinstance(row, Term)
    return f"{row.word}　（{row.group}）" if row.group else row.word
