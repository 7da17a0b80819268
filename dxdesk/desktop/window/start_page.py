"""The page of a window without a plan: the plans opened lately, and the ways to one."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from dxdesk.desktop import window_settings
from dxdesk.desktop.appearance.style import bold
from dxdesk.desktop.background.operation import Operation
from dxdesk.desktop.commands.new import NewPlanCommands
from dxdesk.desktop.commands.open import OpenCommands
from dxdesk.desktop.parts.labels import Label

LOCATION = Qt.ItemDataRole.UserRole
MISSING = "見つかりません。移動したか、共有フォルダにつながっていません。"


def absent(locations: list[str]) -> set[str]:
    """Return the plan files that are not there; a share that does not answer takes its time."""
    return {location for location in locations if "://" not in location and not Path(location).exists()}


class RecentList(QListWidget):
    """Lists the plans opened lately; Enter opens one, Delete takes it off the list."""

    chosen = Signal(str)

    def __init__(self, locations: list[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("最近開いた計画")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(True)
        self.setSpacing(2)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.missing: set[str] = set()
        self.itemDoubleClicked.connect(self._choose)
        for location in locations:
            item = QListWidgetItem(self)
            item.setData(LOCATION, location)
        self._write()
        self.reading = Operation(self).on_success(self._found)
        self.reading.start(partial(absent, locations))
        if locations:
            self.setCurrentRow(0)

    def _found(self, missing: set[str]) -> None:
        self.missing = missing
        self._write()

    def _write(self) -> None:
        for item in (self.item(row) for row in range(self.count())):
            location = item.data(LOCATION)
            gone = location in self.missing
            folder = str(Path(location).parent) if "://" not in location else "サーバー"
            name = Path(location).name if "://" not in location else location.rsplit("@", 1)[-1]
            item.setText(f"{name}\n{folder}" + (f"\n{MISSING}" if gone else ""))
            role = QPalette.ColorRole.PlaceholderText if gone else QPalette.ColorRole.Text
            item.setForeground(self.palette().brush(role))

    def changeEvent(self, event: QEvent) -> None:
        """Use the greys of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "missing"):
            self._write()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter, forget on Delete."""
        item = self.currentItem()
        if item is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(item)
        elif item is not None and event.key() == Qt.Key.Key_Delete:
            self.forget()
        else:
            super().keyPressEvent(event)

    def forget(self) -> None:
        """Take the current plan off the list; the file stays."""
        item = self.currentItem()
        if item is not None:
            window_settings.forget_recent(item.data(LOCATION))
            self.takeItem(self.row(item))

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(LOCATION))


class StartPage(QScrollArea):
    """Recent plans on the left, the ways to another one on the right."""

    def __init__(self, opening: OpenCommands, new_plans: NewPlanCommands, locations: list[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = QWidget(self)
        title = Label("DX推進計画の進捗管理", body)
        title.setFont(bold(self.font(), 1.6))
        columns = QHBoxLayout()
        columns.setSpacing(48)
        columns.addLayout(self._recent_column(opening, locations, body), 3)
        columns.addLayout(self._ways_column(opening, new_plans, body), 2)
        column = QVBoxLayout(body)
        column.setContentsMargins(48, 28, 48, 28)
        column.setSpacing(20)
        column.addWidget(title)
        column.addLayout(columns, 1)
        self.setWidget(body)

    def _recent_column(self, opening: OpenCommands, locations: list[str], body: QWidget) -> QVBoxLayout:
        """Return the column 最近開いた計画."""
        self.recent = RecentList(locations, body)
        self.recent.chosen.connect(opening.open)
        self.forget = QPushButton("一覧から消す", body)
        self.forget.setToolTip("選んだ計画を一覧から消します。ファイルは消しません（Delete）。")
        self.forget.clicked.connect(self.recent.forget)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(_heading("最近開いた計画", body))
        left.addWidget(self.recent, 1)
        left.addWidget(self.forget, 0, Qt.AlignmentFlag.AlignLeft)
        none = Label("まだありません。右から始めてください。", body)
        none.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        left.insertWidget(1, none)
        none.setVisible(not locations)
        self.recent.setVisible(bool(locations))
        self.forget.setVisible(bool(locations))
        if not locations:
            left.addStretch(1)
        return left

    def _ways_column(self, opening: OpenCommands, new_plans: NewPlanCommands, body: QWidget) -> QVBoxLayout:
        """Return the column 始める."""
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(_heading("始める", body))
        self.buttons = [
            _way(body, right, text, about, run)
            for text, about, run in (
                ("計画を開く…", "渡されたファイル（.dxdb）を開きます。", opening.choose_file),
                ("伊東市の見本で試す…", "見本の写しを作って開きます。何を書いても構いません。", new_plans.sample),
                (
                    "表から計画を作る…",
                    "いま使っている進捗管理表（Excelなど）を取り込んで計画にします。",
                    new_plans.import_new,
                ),
                (
                    "新しい計画を作る…",
                    "白紙から、市の見本から、前の年度の計画ファイルから作ります。",
                    new_plans.new_plan,
                ),
            )
        ]
        right.addStretch(1)
        return right

    def focus_first(self) -> None:
        """Give the keyboard to the most likely control."""
        (self.recent if self.recent.count() else self.buttons[0]).setFocus()


def _heading(text: str, parent: QWidget) -> QLabel:
    label = Label(text, parent)
    label.setFont(bold(parent.font(), 1.1))
    return label


def _way(parent: QWidget, column: QVBoxLayout, text: str, about: str, run: object) -> QPushButton:
    button = QPushButton(text, parent)
    button.setMinimumHeight(button.fontMetrics().height() * 2)
    button.clicked.connect(run)
    button.setAccessibleDescription(about)
    label = Label(about, parent)
    label.setWordWrap(True)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    column.addWidget(button)
    column.addWidget(label)
    column.addSpacing(10)
    return button
