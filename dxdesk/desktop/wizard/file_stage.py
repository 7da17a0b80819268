"""Step 1: the file, and whose table it is."""

from collections.abc import Collection

from PySide6.QtWidgets import QFormLayout, QLineEdit, QVBoxLayout, QWidget

from dxdesk.desktop.dialogs.layout_choice import layout_choice
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.parts.buttons import with_button
from dxdesk.desktop.wizard.stage import Stage
from dxdesk.pages.layouts import BY_MAP, READABLE
from dxdesk.plan.rows.model import Plan


def likely_layout(plan: Plan | None, maps: Collection[str]) -> str:
    """Return the layout of a plan's own city; that of any table without one, where maps are kept, or no plan is open."""
    if plan is None or maps:
        return BY_MAP.name
    own = (one.name for one in READABLE if not one.by_map and one.title.startswith(plan.municipality))
    return next(own, BY_MAP.name)


class FileStage(Stage):
    """A file is chosen or its place is typed."""

    title = "ファイル"
    hint = "いま使っている進捗管理表（Excelブック、HTML、CSV）を選びます。まだ何も書き込みません。"

    def __init__(self, likely: str, parent: QWidget | None = None) -> None:
        """`likely`: the layout that is chosen before a person does."""
        super().__init__(parent)
        self.file = QLineEdit(self)
        self.file.setPlaceholderText("取り込むExcelブック、HTML、CSV")
        self.file.setAccessibleName("取り込むファイル")
        self.layouts = layout_choice(self)
        self.layouts.choose(likely)
        form = QFormLayout()
        form.addRow("ファイル(&F)", with_button(self.file, "選ぶ…", self.choose_file))
        form.addRow("表の形(&L)", self.layouts)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(form)
        column.addStretch(1)

    @property
    def location(self) -> str:
        """The file's place as typed in the field."""
        return self.file.text().strip()

    @property
    def by_columns(self) -> bool:
        """Whether a person decides what each column is."""
        return bool(self.layouts.currentData() == BY_MAP.name)

    def enter(self) -> None:
        """Focus the file's name."""
        self.file.setFocus()

    def choose_file(self) -> None:
        """Choose the file (選ぶ…)."""
        file = prompts.open_file(self, "取り込む表を選ぶ", prompts.SHEET_FILES)
        if file:
            self.file.setText(file)
            self.layouts.setFocus()

    def complete(self) -> bool:
        """Check that a file is named."""
        return bool(self.location) or self.show_error("取り込むファイルを選んでください。", self.file)
