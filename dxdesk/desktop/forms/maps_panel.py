"""列の対応表: the column maps kept with the plan, by which a city's table is imported again next year and exported."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from dxdesk.desktop.parts import prompts
from dxdesk.desktop.parts.buttons import with_button
from dxdesk.desktop.parts.labels import error_label, secondary_label
from dxdesk.desktop.parts.text_table import TextTable
from dxdesk.desktop.session import Session
from dxdesk.jobs.maps import KeptMap, add_map, forget_map, kept_maps, rename_map, save_map
from dxdesk.plan.rows.errors import DxdeskError

_ABOUT = (
    "市の表のどの列が何かを決めたものです。「表を取り込む」で列を決めると、ここに残ります。"
    "次の年の表の取り込みと、同じ形の表への書き出しに使えます。"
)
_UNREADABLE = "（この版では読めません）"


class MapsPanel(QWidget):
    """The list; below it what can be done with the current map."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.kept: list[KeptMap] = []
        self.table = TextTable(("名前", "シート", "年度", "列"), (2, 1, 0, 4), "列の対応表の一覧", self)
        self.name = QLineEdit(self)
        self.name.setAccessibleName("対応表の名前")
        self.name.returnPressed.connect(self.rename)
        self.message = error_label(self)
        form = QFormLayout()
        self._named = with_button(self.name, "変える", self.rename)
        form.addRow("名前(&N)", self._named)
        self.save = self._button("ファイルに残す(&S)…", self.save_one)
        self.remove = self._button("削除(&D)…", self.remove_one)
        self.add = self._button("ファイルから加える(&A)…", self.add_one)
        row = QHBoxLayout()
        for button in (self.add, self.save, self.remove):
            row.addWidget(button)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(secondary_label(_ABOUT, self))
        self._there = QWidget(self)  # the part that is hidden without maps
        there = QVBoxLayout(self._there)
        there.setContentsMargins(0, 0, 0, 0)
        there.addWidget(self.table, 1)
        there.addLayout(form)
        column.addWidget(self._there, 1)
        column.addWidget(self.message)
        column.addLayout(row)
        column.addStretch()
        self.table.selectionModel().currentRowChanged.connect(self._current_changed)
        self._there.hide()
        self._current_changed()

    def _button(self, text: str, run: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.clicked.connect(run)
        return button

    def refresh(self, at: str = "") -> None:
        """Read again; `at`: the name that becomes current."""
        wanted = at or self._current()
        self.kept = kept_maps(self.session.store.maps())
        self.table.show_lines([_line(kept) for kept in self.kept])
        names = [kept.name for kept in self.kept]
        self._there.setVisible(bool(names))
        if names:
            row = names.index(wanted) if wanted in names else 0
            self.table.setCurrentIndex(self.table.texts.index(row, 0))
        self._current_changed()

    def _current(self) -> str:
        row = self.table.currentIndex().row()
        return self.kept[row].name if 0 <= row < len(self.kept) else ""

    def _current_changed(self) -> None:
        """Enable what can be done with the current map."""
        name = self._current()
        writing = not self.session.read_only
        self.message.setText("")
        self.name.setText(name)
        for control, possible in (
            (self._named, writing and bool(name)),
            (self.remove, writing and bool(name)),
            (self.save, bool(name)),
            (self.add, writing),
        ):
            control.setEnabled(possible)

    def _do(self, job: Callable[[], object]) -> bool:
        """Return whether it could be done; show why not."""
        try:
            job()
        except DxdeskError as error:
            self.message.setText(error.message)
            return False
        return True

    def rename(self) -> None:
        """Rename the current map (変える)."""
        name, wanted = self._current(), " ".join(self.name.text().split())
        if name and wanted != name and self._do(partial(rename_map, self.session.store, name, wanted)):
            self.refresh(wanted)
            self.session.message.emit(f"対応表「{name}」の名前を「{wanted}」に変えました。")

    def remove_one(self) -> None:
        """Delete the current map after asking (削除…)."""
        name = self._current()
        if (
            name
            and prompts.ask(
                self,
                f"対応表「{name}」を削除します。計画の内容は変わりません。\n元には戻せません。要るときは先に「ファイルに残す」で残してください。",
                "削除する",
                "やめる",
            )
            and self._do(partial(forget_map, self.session.store, name))
        ):
            self.refresh()
            (self.table if self.kept else self.add).setFocus()
            self.session.message.emit(f"対応表「{name}」を削除しました。")

    def save_one(self) -> None:
        """Save the current map into a file (ファイルに残す…)."""
        name = self._current()
        file = prompts.save_file(self, "列の対応表を残す", f"{name}.toml", prompts.MAP_FILES) if name else ""
        if file:
            file = file if file.lower().endswith(".toml") else f"{file}.toml"
            if self._do(partial(save_map, self.session.store, name, file)):
                self.session.message.emit(f"列の対応表を「{file}」に残しました。")

    def add_one(self) -> None:
        """Add a map from a file (ファイルから加える…)."""
        file = prompts.open_file(self, "列の対応表を加える", prompts.MAP_FILES)
        names: list[str] = []
        if file and self._do(lambda: names.append(add_map(self.session.store, file))):
            self.refresh(names[0])
            self.table.setFocus()
            self.session.message.emit(f"対応表「{names[0]}」を加えました。")


def _line(kept: KeptMap) -> tuple[str, str, str, str]:
    if not kept.headings:
        return kept.name, "", "", _UNREADABLE
    columns = "、".join(heading for heading in kept.headings if heading)
    return kept.name, kept.sheet, kept.years, f"{len(kept.headings)}列（{columns}）"
