"""What stands in the middle of the desk while the plan has no measure: where the first one is made."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from dxdesk.desktop.appearance.style import bold
from dxdesk.desktop.parts.labels import sentence

_TEACHES = "「計画の構成」で柱を作り、その中に施策を加えると、ここに実績や予定を書けます。"


class NothingYet(QWidget):
    """Two sentences and the button that leads there."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        title = sentence("この計画には、まだ施策がありません。", self)
        title.setFont(bold(self.font(), 1.2))
        self.make = QPushButton("計画の構成を開く（Ctrl+5）", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 24, 0, 24)
        column.setSpacing(12)
        column.addWidget(title)
        column.addWidget(sentence(_TEACHES, self))
        column.addWidget(self.make, 0, Qt.AlignmentFlag.AlignLeft)
