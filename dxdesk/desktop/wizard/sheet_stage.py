"""Step 2: the sheet, the rows of its headings, and a map that was made for it before."""

from pathlib import Path

from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from dxdesk.desktop.parts import prompts
from dxdesk.desktop.parts.buttons import with_button
from dxdesk.desktop.parts.combo_box import Choice
from dxdesk.desktop.parts.labels import Label
from dxdesk.desktop.wizard.preview import SheetView
from dxdesk.desktop.wizard.stage import Stage, YearChoice
from dxdesk.jobs.map_wizard import GUESSED, MapDraft
from dxdesk.plan.rows.errors import DxdeskError

_HEADING_ROWS = 200  # from the top among which headings are chosen
_MOST = 10  # rows of headings


class SheetStage(Stage):
    """What is chosen shows at once in the table below."""

    title = "シートと見出し"
    hint = "見出しの行を確かめます。下の表の太字の行が見出しです（行を選んでEnterでも決められます）。"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.description: MapDraft | None = None
        self.sheets = Choice("シート", (), self)
        self.others = QCheckBox("ほかのシートは取り込まない(&O)", self)
        self.first = Choice("見出しのはじめの行", (), self)
        self.last = Choice("見出しのおわりの行", (), self)
        self.year = YearChoice("見出しに年度がない列の年度", "選んでください", self)
        self.end = QLineEdit(self)
        self.end.setPlaceholderText("例：合計（この言葉で始まる行の手前まで）")
        self.end.setAccessibleName("表の終わりの言葉")
        self.maps = Choice("列の対応表", (), self)
        self.preview = SheetView(QAbstractItemView.SelectionBehavior.SelectRows, self)
        form = self._form = QFormLayout()
        form.addRow("シート(&S)", self.sheets)
        form.addRow("", self.others)
        rows = self._heading_rows()
        heading = Label("見出しの行(&H)", self)
        form.addRow(heading, rows)
        heading.setBuddy(self.first)
        form.addRow("表の年度(&Y)", self.year)
        form.addRow("表の終わり(&E)", self.end)
        form.addRow("列の対応表(&M)", with_button(self.maps, "ファイルから読み込む…", self.choose_map))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(form)
        column.addWidget(self.preview, 1)
        self.sheets.activated.connect(self._sheet_chosen)
        self.first.activated.connect(self._headings_chosen)
        self.last.activated.connect(self._headings_chosen)
        self.year.activated.connect(self._year_chosen)
        self.end.textEdited.connect(self._end_typed)
        self.others.clicked.connect(self._others_chosen)
        self.maps.activated.connect(self._map_chosen)
        self.preview.picked.connect(self._rows_chosen)

    def _heading_rows(self) -> QWidget:
        both = QWidget(self)
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.first, Label("から", both), self.last, Label("まで", both)):
            row.addWidget(widget)
        row.addStretch(1)
        return both

    def describe(self, description: MapDraft) -> None:
        """Take another file."""
        self.description = description
        self.sheets.clear()
        for place, page in enumerate(description.book.pages):
            self.sheets.addItem(page.name or Path(description.file).name, place)

    def enter(self) -> None:
        """Show the present map."""
        self._show()
        (self.sheets if self.sheets.isEnabled() else self.first).setFocus()

    def _show(self) -> None:
        description = self.description
        if description is None:
            return
        table_map = description.map
        several = len(description.book.pages) > 1
        self.sheets.setEnabled(several)
        self.others.setEnabled(several)
        self.sheets.choose(description.sheet)
        self.others.setChecked(bool(table_map.skip_sheets))
        rows = min(description.page.height, _HEADING_ROWS)
        for choice, row in ((self.first, table_map.headings[0]), (self.last, table_map.headings[-1])):
            choice.clear()
            for place in range(max(rows, row + 1)):
                choice.addItem(f"{place + 1}行目", place)
            choice.choose(row)
        self._form.setRowVisible(self.year, description.undated)
        self.year.choose(description.year)
        if self.end.text() != table_map.end:
            self.end.setText(table_map.end)
        self._show_maps(description)
        self.preview.show_sheet(description.page, table_map)
        self.message.emit("", False)

    def _show_maps(self, description: MapDraft) -> None:
        self.maps.clear()
        self.maps.addItem("見出しの言葉から考える", GUESSED)
        for name, years in description.offers():
            self.maps.addItem(f"対応表「{name}」" + (f"（{years}年あとの見出しに合わせる）" if years else ""), name)
        self.maps.choose(description.source)

    def _sheet_chosen(self) -> None:
        if self.description is not None and self.sheets.currentData() != self.description.sheet:
            self.description.turn_to(self.sheets.currentData())
            self._show()

    def _headings_chosen(self) -> None:
        first, last = self.first.currentData(), self.last.currentData()
        if first > last:
            # The row that was just chosen wins; the other one follows it.
            first = last = first if self.sender() is self.first else last
        self._choose(range(first, last + 1))

    def _rows_chosen(self) -> None:
        rows = self.preview.chosen_rows()
        if 0 < len(rows) <= _MOST:
            self._choose(rows)

    def _choose(self, headings: range) -> None:
        if self.description is not None and headings != self.description.map.headings:
            self.description.choose_headings(headings)
            self._show()

    def _year_chosen(self) -> None:
        if self.description is not None and self.year.currentData() is not None:
            self.description.choose_year(self.year.currentData())

    def _end_typed(self, text: str) -> None:
        if self.description is not None:
            self.description.set_table(end=text.strip(), last_row=None)
            self.preview.show_sheet(self.description.page, self.description.map)

    def _others_chosen(self, chosen: bool) -> None:
        if self.description is not None:
            names = [page.name for page in self.description.book.pages if page is not self.description.page]
            self.description.set_table(skip_sheets=tuple(names) if chosen else ())

    def _map_chosen(self) -> None:
        if self.description is not None and self.maps.currentData() != self.description.source:
            self.description.use(self.maps.currentData())
            self._show()

    def choose_map(self) -> None:
        """Choose a map from a file (ファイルから読み込む…)."""
        file = prompts.open_file(self, "列の対応表を読み込む", prompts.MAP_FILES)
        if not file or self.description is None:
            return
        try:
            self.description.use_file(file)
        except DxdeskError as error:
            self.show_error(error.message, self.maps)
            return
        self._show()

    def complete(self) -> bool:
        """Check that there are headings, and a table below them."""
        description = self.description
        if description is None:
            return False
        if not any(description.headings.values()):
            return self.show_error("選んだ行に見出しがありません。見出しが書かれた行を選んでください。", self.first)
        rows = [row for row, _ in description.page.cells if row >= description.map.first_row]
        if not rows:
            return self.show_error("見出しの下に何も書かれていません。シートと見出しの行を選び直してください。", self.first)
        return True
