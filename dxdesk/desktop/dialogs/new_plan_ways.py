"""From nothing and from seeds: the name of a new plan, and which samples it holds."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dxdesk.desktop.parts.check_list import CheckList, is_checked, set_checked
from dxdesk.desktop.parts.combo_box import Choice
from dxdesk.desktop.parts.labels import Label, secondary_label
from dxdesk.jobs.creating import NewPlan, empty, from_seeds, read_levels
from dxdesk.jobs.seeding import seed_plans
from dxdesk.plan.analysis.evaluation_scale import SCALES
from dxdesk.plan.rows.dates import long_year, span_text
from dxdesk.plan.rows.errors import Refused
from dxdesk.store import Store

_FIRST, _LAST = 2015, 2060
_USUAL = (2024, 2027)
_ABOUT = (
    "最後の年度は「実施予定」、その前は「実績」の欄になります。階層の呼び名は、上から順に「>」で区切ります。"
    "どれも「計画の構成」で、あとから変えられます。"
)


@dataclass(frozen=True)
class Recipe:
    """A name for the file, and what makes it: `make(location, author=…)`."""

    name: str
    make: Callable[..., Store]


class YearSpan(QWidget):
    """From a fiscal year to another one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        years = [(long_year(year), year) for year in range(_FIRST, _LAST + 1)]
        self.first = Choice("はじめの年度", years, self)
        self.last = Choice("おわりの年度", years, self)
        self.choose(*_USUAL)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.first, Label("から", self), self.last, Label("まで", self)):
            row.addWidget(widget)
        row.addStretch()

    def label(self, text: str, parent: QWidget) -> QLabel:
        """Make a label that leads to the first of the two."""
        label = Label(text, parent)
        label.setBuddy(self.first)
        return label

    def choose(self, first: int, last: int) -> None:
        """Show these years."""
        self.first.choose(first)
        self.last.choose(last)

    def years(self) -> tuple[int, int]:
        """Return the first and last year."""
        return self.first.currentData(), self.last.currentData()

    def complaint(self) -> str:
        """Return why these are no span of years, blank where they are."""
        first, last = self.years()
        return "年度の始まりが終わりより後になっています。年度を選び直してください。" if first > last else ""


class Empty(QWidget):
    """What a plan cannot be without; its structure is made afterwards."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.municipality, self.title, self.levels = (QLineEdit(self) for _ in range(3))
        self.municipality.setPlaceholderText("例：伊東市")
        self.title.setPlaceholderText("例：伊東市DX推進計画")
        self.levels.setText("柱 > 施策")
        self.levels.setPlaceholderText("例：基本方針 > 施策 > 取組")
        self.span = YearSpan(self)
        scales = [("あとで決める", ""), *((f"{name}　{_meanings(name)}", name) for name in SCALES)]
        self.scale = Choice("評価の区分", scales, self)
        self.scale.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow("団体名(&M)", self.municipality)
        form.addRow("計画名(&T)", self.title)
        form.addRow(self.span.label("年度(&Y)", self), self.span)
        form.addRow("階層の呼び名(&L)", self.levels)
        form.addRow("評価の区分(&K)", self.scale)
        form.addRow(secondary_label(_ABOUT, self))

    def complaint(self) -> str:
        """Return what is missing or wrong: the names first, then the years and levels."""
        fields = (("団体名", self.municipality), ("計画名", self.title))
        missing = [text for text, field in fields if not field.text().strip()]
        if missing:
            return f"{'と'.join(missing)}を書いてください。"
        try:
            read_levels(self.levels.text())
        except Refused as refused:
            return refused.message
        return self.span.complaint()

    def recipe(self) -> Recipe:
        """Return an empty plan."""
        title = self.title.text().strip()
        make = partial(
            empty,
            new=NewPlan(self.municipality.text(), title, self.span.years(), self.levels.text(), self.scale.currentData()),
        )
        return Recipe(f"{title}.dxdb", make)


class FromSeeds(QWidget):
    """The plans of the five documents; several may go into one file."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.list = CheckList("見本", self)
        self.list.setWordWrap(True)
        for seed in seed_plans():
            self.list.offer(f"{seed.municipality}　{seed.title}（{span_text(*seed.years)}）", seed)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(_tick)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(
            secondary_label("使う見本に印を付けます（スペースキー）。いくつか選ぶと、一つのファイルに並びます。", self)
        )
        column.addWidget(self.list, 1)

    def complaint(self) -> str:
        """Return that at least one sample is needed."""
        return "" if self.list.checked() else "見本を一つ以上選んでください。"

    def recipe(self) -> Recipe:
        """Return the checked samples, the earlier plan of a city first: the later one may follow it."""
        seeds = self.list.checked()
        name = seeds[0].municipality if len(seeds) == 1 else "市"
        return Recipe(f"{name}の見本.dxdb", partial(from_seeds, names=[seed.name for seed in seeds]))


def tab_stop(group: QButtonGroup) -> None:
    """Let Tab stop at the chosen one of radio buttons, also before anybody has been among them."""
    for button in group.buttons():
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if button.isChecked() else Qt.FocusPolicy.ClickFocus)


def _tick(item: QListWidgetItem) -> None:
    """Check on Enter as on Space."""
    set_checked(item, not is_checked(item))


def _meanings(scale: str) -> str:
    return "・".join(f"{symbol} {meaning}" for symbol, meaning, _ in SCALES[scale])
