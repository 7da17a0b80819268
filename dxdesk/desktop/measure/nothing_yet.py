"""What stands in the middle of the desk while the plan has no measure: where the first one is made."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from dxdesk.desktop.appearance.style import bold

_TEACHES = "「計画の構成」で柱を作り、その中に施策を加えると、ここに実績や予定を書けます。"


class NothingYet(QWidget):
    """Two sentences and the button that leads there."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        title = QLabel("この計画には、まだ施策がありません。", self)
        title.setFont(bold(self.font(), 1.2))
        about = QLabel(_TEACHES, self)
        for label in (title, about):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            label.setWordWrap(True)
        self.make = QPushButton("計画の構成を開く（Ctrl+5）", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 24, 0, 24)
        column.setSpacing(12)
        column.addWidget(title)
        column.addWidget(about)
        column.addWidget(self.make, 0, Qt.AlignmentFlag.AlignLeft)
