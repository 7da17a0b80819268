"""The recipes of `dxdesk/README.md`, carried out step by step in a copy of the house with things that nobody needs.

A step that the page does not name is a step that these tests do not take: they fail where a recipe leaves something out.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "dxdesk" / "README.md"


@dataclass
class House:
    """A copy of the program that a test may change."""

    root: Path

    def append(self, path: str, text: str, after: str = "") -> None:
        """Put `text` on lines of their own into a file, after the first line that holds `after`, else at the end."""
        file = self.root / path
        lines = file.read_text(encoding="utf-8").splitlines()
        place = next(i for i, line in enumerate(lines, 1) if after in line) if after else len(lines)
        file.write_text("\n".join([*lines[:place], text, *lines[place:], ""]), encoding="utf-8")

    def replace(self, path: str, old: str, new: str) -> None:
        """Replace a text that stands once in a file."""
        file = self.root / path
        before = file.read_text(encoding="utf-8")
        assert before.count(old) == 1
        file.write_text(before.replace(old, new), encoding="utf-8")

    def write(self, path: str, text: str) -> None:
        """Write a new file."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def python(self, *command: str) -> str:
        """Run the changed program's Python and return what it prints."""
        env = {**os.environ, "PYTHONPATH": str(self.root), "QT_QPA_PLATFORM": "offscreen", "DXDESK_AUTHOR": "試す人"}
        done = subprocess.run(
            [sys.executable, "-P", *command], cwd=self.root, env=env, capture_output=True, text=True, encoding="utf-8"
        )
        assert done.returncode in (0, 1), done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout

    def dxdesk(self, *command: str) -> str:
        """Run a command of the changed program."""
        return self.python("-m", "dxdesk", *command)


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A copy of the house, with a plan file of today's schema in it (`plan.dxdb`)."""
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("dxdesk", "seeds", "resources"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    copy = House(tmp_path)
    copy.dxdesk("new", "plan.dxdb", "--seed", "ito")
    return copy


def recipe(name: str) -> list[str]:
    """Return the paths that a recipe of the page names, in order."""
    page = PAGE.read_text(encoding="utf-8")
    [text] = re.findall(rf"^\*\*{name}\.\*\*(.*?)(?=^\*\*|^## )", page, re.MULTILINE | re.DOTALL)
    return re.findall(r"`(dxdesk/[^`]+|tests/[^`]+)`", text)


def next_schema(house: House, upgrade: str) -> None:
    """Take the steps of a change of schema: the number, the step's file, the step's place."""
    version = (house.root / "dxdesk/store/version.py").read_text(encoding="utf-8")
    newest = int(re.findall(r"^NEWEST = (\d+)$", version, re.MULTILINE)[0])
    house.replace("dxdesk/store/version.py", f"NEWEST = {newest}", f"NEWEST = {newest + 1}")
    house.replace(
        "dxdesk/store/file/migrate.py", f'{newest}: "to_{newest}"', f'{newest}: "to_{newest}", {newest + 1}: "to_next"'
    )
    house.write("dxdesk/store/migrations/to_next.py", upgrade)


SET_MOTTO = """
from dxdesk.plan.rows.change import Batch, Change
from dxdesk.plan.rows.model import Measure
from dxdesk.store import Store
with Store.open("plan.dxdb", author="試す人") as store:
    measure = next(iter(store.load().all(Measure).values()))
    assert measure.motto == ""
    store.apply(Batch((Change("measure", measure.id, "motto", "", "まず試す"),), "試す人", "", "edit"))
with Store.open("plan.dxdb", read_only=True) as store:
    print(store.load().all(Measure)[measure.id].motto)
"""


def test_a_field_is_declared_and_migrated_and_then_kept_and_described_everywhere(house: House) -> None:
    assert recipe("A field") == ["dxdesk/plan/rows/model.py", "dxdesk/store/version.py", "dxdesk/store/migrations/",
                                 "dxdesk/store/file/migrate.py", "tests/old_files/"]  # fmt: skip
    field = '    motto: Annotated[str, Spec("合言葉", "text", "coordinator")] = ""'
    house.append("dxdesk/plan/rows/model.py", field, after='effect: Annotated[str, Spec("期待効果"')
    next_schema(
        house,
        "import sqlalchemy as sa\n\n\ndef upgrade(operations):\n"
        '    operations.add_column("measure", sa.Column("motto", sa.Text, nullable=False, server_default=""))\n',
    )
    assert house.python("-c", SET_MOTTO).strip() == "まず試す"
    assert "合言葉" in house.dxdesk("history", "plan.dxdb")
    fields = "from dxdesk.desktop.forms.row_form import fields_of; print(fields_of('measure'))"
    assert "motto" in house.python("-c", fields)


RISK = """
@Table("risk", "リスク", Travels.WITH_MEASURE, inside=("measure",), shorthand="text")
@dataclass(frozen=True, slots=True, kw_only=True)
class Risk(Row):
    \"\"\"What may go wrong with a measure.\"\"\"

    measure: Annotated[str, Spec("施策", "reference", "nobody", "measure")]
    text: Annotated[str, Spec("リスク", "paragraphs", "department")] = ""
"""

ADD_RISK = """
from dxdesk.plan.rows.change import WHOLE, Batch, Change
from dxdesk.plan.rows.model import Measure, Risk
from dxdesk.store import Store
with Store.open("plan.dxdb", author="試す人") as store:
    measure = next(iter(store.load().all(Measure)))
    risk = Risk.new(measure=measure, text="人手が足りない")
    store.apply(Batch((Change("risk", risk.id, WHOLE, None, risk),), "試す人", "", "edit"))
    print(store.load().all(Risk)[risk.id].text)
"""


def test_a_table_is_declared_and_migrated_and_then_written_read_and_described(house: House) -> None:
    assert recipe("A table") == ["dxdesk/plan/rows/model.py"]
    model = (house.root / "dxdesk/plan/rows/model.py").read_text(encoding="utf-8")
    house.replace("dxdesk/plan/rows/model.py", model, model.replace("\n\n# Table name", RISK + "\n\n# Table name", 1))
    next_schema(
        house,
        "import sqlalchemy as sa\n\n\ndef upgrade(operations):\n"
        '    operations.create_table("risk", sa.Column("id", sa.Text, primary_key=True),'
        ' sa.Column("measure", sa.Text, sa.ForeignKey("measure.id", deferrable=True, initially="DEFERRED"), nullable=False),'
        ' sa.Column("text", sa.Text, nullable=False, server_default=""))\n'
        '    operations.create_index("ix_risk_measure", "risk", ["measure"])\n',
    )
    assert house.python("-c", ADD_RISK).strip() == "人手が足りない"
    assert "リスク" in house.dxdesk("history", "plan.dxdb")
    copies = json.loads(
        house.dxdesk("hand-out", "plan.dxdb", "--year", "R6", "--department", "市民課", "-o", "out", "--json")
    )
    assert len(copies["copies"]) == 1


def test_a_layout_is_a_folder_and_a_line_and_then_offered_everywhere(house: House) -> None:
    assert recipe("A layout") == [
        "dxdesk/pages/layouts/", "dxdesk/pages/page.py", "dxdesk/pages/layouts/common/",
        "dxdesk/pages/layouts/__init__.py", "tests/golden/",
    ]  # fmt: skip
    house.write("dxdesk/pages/layouts/titles_only/__init__.py", '"""The titles of the measures, one a row."""\n')
    house.write(
        "dxdesk/pages/layouts/titles_only/writing.py",
        "from dxdesk.pages.layouts import Written\n"
        "from dxdesk.pages.page import Book, Cell, Page\n\n\n"
        "def write(outline, plan, options):\n"
        "    titles = [measure.title for measure in outline.measures(plan)]\n"
        '    return Written(Book(plan.title, [Page("施策名", {(row, 0): Cell(title) for row, title in enumerate(titles)})]))\n',
    )
    house.append(
        "dxdesk/pages/layouts/__init__.py",
        '    Layout("titles-only", "施策名だけ", "titles_only", refusal="は書き出すだけの表です。"),',
        after="_ALL = (",
    )
    house.dxdesk("export", "plan.dxdb", "--layout", "titles-only", "--format", "csv", "-o", "titles.csv")
    assert "マイナンバーカードの普及・利用" in (house.root / "titles.csv").read_text(encoding="utf-8-sig")
    assert "titles-only" in house.dxdesk("export", "--help")


def test_a_view_is_a_page_and_a_line_and_then_has_its_tab_menu_entry_and_picture(house: House) -> None:
    assert recipe("A view") == [
        "dxdesk/desktop/", "dxdesk/desktop/parts/view.py", "dxdesk/desktop/commands/pages.py", "dxdesk/views.py",
    ]  # fmt: skip
    house.write("dxdesk/desktop/mottos/__init__.py", '"""A page that nobody needs."""\n')
    house.write(
        "dxdesk/desktop/mottos/page.py",
        "from PySide6.QtWidgets import QLabel, QVBoxLayout\n"
        "from dxdesk.desktop.parts.view import View\n\n\n"
        "class MottosPage(View):\n"
        "    def __init__(self, session, parent):\n"
        "        super().__init__(parent)\n"
        '        QVBoxLayout(self).addWidget(QLabel("合言葉の一覧", self))\n',
    )
    house.append(
        "dxdesk/desktop/commands/pages.py",
        "\n    def mottos(self, parent):\n"
        "        from dxdesk.desktop.mottos.page import MottosPage\n\n"
        "        return MottosPage(self._pages.session, parent)",
    )
    line = '    ViewSpec("mottos", "合言葉", "Ctrl+7", Menu.GO, "合言葉(&B)", "structure", "plan_pages.mottos"),'
    house.append("dxdesk/views.py", line, after="VIEWS: list[ViewSpec] = [")
    house.dxdesk("picture", "plan.dxdb", "--view", "mottos", "-o", "mottos.png")
    assert (house.root / "mottos.png").read_bytes().startswith(b"\x89PNG")
    assert "mottos" in house.dxdesk("picture", "--help")
    assert house.python("-c", MENU_AND_TABS).split() == ["合言葉(&B)", "合言葉"]


MENU_AND_TABS = """
from dxdesk.desktop.window import application, main_window
app = application.application()
window = main_window.MainWindow("試す人", remembers=False)
assert window.open("plan.dxdb", True)
entries = [a.text() for m in window.menuBar().actions() for a in m.menu().actions() if "合言葉" in a.text()]
bar = window.plan.pages.bar
print(*entries, *[bar.tabText(i) for i in range(bar.count()) if "合言葉" in bar.tabText(i)])
"""


def test_a_check_is_a_rule_in_a_module_and_then_found_by_command_and_window(house: House) -> None:
    assert recipe("A check") == ["dxdesk/plan/checks/", "dxdesk/plan/checks/finding.py", "dxdesk/plan/checks/__init__.py"]
    house.write(
        "dxdesk/plan/checks/mottos.py",
        "from dxdesk.plan.checks.finding import Finding, Level, Rule, all_measures\n\n\n"
        "def exclaims(outline):\n"
        "    for _, measure in all_measures(outline):\n"
        '        yield Finding(Level.NOTICE, "exclaims", measure, None, f"「{measure.title}」に合言葉がありません。",'
        ' "measure", measure.id)\n\n\n'
        'RULES = (Rule("exclaims", "合言葉がない", exclaims),)\n',
    )
    house.append(
        "dxdesk/plan/checks/__init__.py", "from dxdesk.plan.checks import mottos", after="from dxdesk.plan.checks import"
    )
    house.append("dxdesk/plan/checks/__init__.py", "    *mottos.RULES,", after="RULES: tuple[Rule, ...] = (")
    assert "合言葉がありません" in house.dxdesk("check", "plan.dxdb")
