"""Seeds: plans written as TOML, by the project or by a city, read into drafts.

The file is the plan; rows are nested in the row they belong to under their table's name (`[[pillar]]`,
`[[pillar.measure]]` …) with the model's field names. Short forms: years as "R5"; a figure or phase as
`R5 = "61業務"` in its indicator or lane, other roles as `"目標" = { R7 = "70業務" }`; paragraphs as a list;
a department, custom field or note as a bare text.
"""

from collections.abc import Iterable, Iterator
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import NoReturn

from dxdesk.files import parse_toml, read_text, shipped_file
from dxdesk.plan.importing.draft import Draft, newest_unit
from dxdesk.plan.rows.dates import read_year, short_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.fields import Spec, Value, specs
from dxdesk.plan.rows.model import DONE, PLANNED, RESULT, ROLES, TABLES
from dxdesk.plan.rows.nesting import NESTED, enclosing_tables
from dxdesk.plan.rows.outline import folded

# Which table's rows `R5 = "…"` makes in a row of each table.
_BY_YEAR = {parent: name for name, row_type in TABLES.items() if row_type.TABLE.by_year for parent in row_type.TABLE.inside}
# What a row is called in a message, the first that is stated.
_TITLES = ("number", *dict.fromkeys(t.TABLE.title for t in TABLES.values() if t.TABLE.title), "department", "field")

SeedPath = tuple[str, ...]


def seed_names() -> list[str]:
    """Return the names of the seeds that ship with dxdesk."""
    return sorted(path.stem for path in shipped_file("seeds").glob("*.toml"))


@dataclass(frozen=True)
class SeedPlan:
    """A seed with the name and the shown fiscal years of its plan."""

    name: str
    municipality: str
    title: str
    years: tuple[int, int]


def seed_plans() -> list[SeedPlan]:
    """Return the seeds that ship with dxdesk, the plans of a city together and the earlier one first."""
    found = []
    for name in seed_names():
        file = f"{name}.toml"
        head = parse_toml(read_text(shipped_file("seeds", file)), file)
        first, last = (read_year(str(head[field])) for field in ("shown_from", "shown_to"))
        found.append(SeedPlan(name, str(head["municipality"]), str(head["title"]), (first, last)))
    return sorted(found, key=lambda seed: (seed.municipality, seed.years))


def seed_draft(name: str) -> Draft:
    """Return a shipped seed as a drafted plan. Raises Refused."""
    names = seed_names()
    if name not in names:
        raise Refused(f"見本「{name}」はありません。{'、'.join(names)} から選んでください。")
    return read_seed(shipped_file("seeds", f"{name}.toml"))


def read_seed(path: Path) -> Draft:
    """Return a plan written as TOML as a draft. Raises Refused where it is wrong, EnvironmentFault where unreadable."""
    return _Seed(path.name, parse_toml(read_text(path), path.name)).plan()


class _Seed:
    """One file while it is read."""

    def __init__(self, file: str, content: dict[str, object]) -> None:
        self.file = file
        self.content = content
        self.planned_from: Value = None
        # Names to which entries and values may refer, collected first, as they may be written later in the file.
        self.known = {
            "department": set(_texts(content.get("department"), "name", "spellings")),
            "field": set(_texts(content.get("custom_field"), "name")),
        }

    def plan(self) -> Draft:
        """Return the plan of the file. Raises Refused."""
        return self._row("plan", self.content, ())

    def _row(self, table: str, given: object, place: SeedPath) -> Draft:
        if isinstance(given, str) and (shorthand := TABLES[table].TABLE.shorthand):
            given = {shorthand: given}
        if not isinstance(given, dict):
            self._refuse(place, "ここには項目の表（「名前 = 値」の集まり）を書いてください")
        draft = Draft(table)
        stated = _stated_fields(table)
        for key, spec in stated.items():
            if key in given:
                draft.values[key] = self._value(key, spec, given[key], place)
        self._complete(draft)
        for key, value in given.items():
            if key in NESTED[table]:
                self._children(draft, key, value, place)
            elif key not in stated:
                self._short_form(draft, key, value, place)
        self._require(draft, place)
        self._once(draft, place)
        if table == "indicator" and "unit" not in draft.values and (unit := newest_unit(draft)):
            draft.defaults["unit"] = unit
        return draft

    def _require(self, draft: Draft, place: SeedPath) -> None:
        """Refuse a missing field without a default; checked after unknown keys, which may be its misspelling."""
        row_type = TABLES[draft.table]
        stated = _stated_fields(draft.table)
        for name in (f.name for f in fields(row_type) if f.name in stated and f.default is MISSING):
            if draft.values.get(name) in ("", None):
                self._refuse(place, f"「{name}」（{stated[name].label}）を書いてください")

    def _complete(self, draft: Draft) -> None:
        """Set what need not be written: a figure is 実績, an entry of a planned year 実施予定, a section has no heading."""
        if draft.table == "plan":
            self.planned_from = draft.values.get("planned_from")
        elif draft.table == "figure":
            draft.values.setdefault("role", RESULT)
        elif draft.table == "section":
            draft.values.setdefault("heading", "")
        elif draft.table == "entry":
            year = draft.values.get("year")
            planned = isinstance(self.planned_from, int) and isinstance(year, int) and year >= self.planned_from
            draft.values.setdefault("kind", PLANNED if planned else DONE)

    def _children(self, draft: Draft, table: str, given: object, place: SeedPath) -> None:
        if not isinstance(given, list):
            self._refuse(place, f"「{table}」は [[{table}]] か、[ ] の中に並べて書いてください")
        for count, item in enumerate(given, start=1):
            draft.children.append(self._row(table, item, (*place, _called(table, item, count))))

    def _short_form(self, draft: Draft, key: str, value: object, place: SeedPath) -> None:
        """Read `R5 = "…"` and `"目標" = { R5 = "…" }`; refuse any other key."""
        table = _BY_YEAR.get(draft.table, "")
        if table == "figure" and key in ROLES:
            if not isinstance(value, dict):
                self._refuse(place, f'「{key}」は {{ R7 = "…" }} のように、年度ごとに書いてください')
            for year, text in value.items():
                self._yearly(draft, year, text, (*place, key), role=key)
        elif table:
            self._yearly(draft, key, value, place)
        else:
            self._unknown(draft.table, key, place)

    def _yearly(self, draft: Draft, key: str, text: object, place: SeedPath, role: str = RESULT) -> None:
        """Add the figure or phase of one year."""
        table = _BY_YEAR[draft.table]
        try:
            year = read_year(key)
        except Refused:
            self._unknown(draft.table, key, place)
        if not isinstance(text, str):
            self._refuse(place, f'「{key}」の値は {key} = "…" のように、引用符で囲んで書いてください')
        row = draft.add(table, year=year, text=text)
        if table == "figure":
            row.values["role"] = role

    def _value(self, key: str, spec: Spec, value: object, place: SeedPath) -> Value:
        if spec.kind == "flag":
            return value if isinstance(value, bool) else self._refuse(place, f"「{key}」は true か false で書いてください")
        if spec.kind == "number":
            whole = isinstance(value, int) and not isinstance(value, bool)
            return int(str(value)) if whole else self._refuse(place, f"「{key}」は引用符なしの整数で書いてください")
        if spec.kind == "paragraphs" and isinstance(value, list) and all(isinstance(line, str) for line in value):
            return "\n".join(value)
        if not isinstance(value, str):
            self._refuse(place, f'「{key}」は {key} = "…" のように、引用符で囲んで書いてください')
        if spec.kind == "year":
            return self._year(key, value, place)
        if spec.choices and value not in spec.choices:
            self._refuse(
                place, f"「{key}」の「{value}」は使えません。{'、'.join(filter(None, spec.choices))} から選んでください"
            )
        self._check_name(key, value, place)
        return value

    def _year(self, key: str, value: str, place: SeedPath) -> int:
        try:
            return read_year(value)
        except Refused as error:
            raise Refused(f"{self._where(place)}の「{key}」：{error.message}") from error

    def _check_name(self, key: str, value: str, place: SeedPath) -> None:
        """Refuse a department or custom field that is not listed: a typing error is no new department."""
        table = "department" if key == "successor" else key
        if value and table in self.known and folded(value) not in self.known[table]:
            listed = "custom_field" if table == "field" else table
            self._refuse(place, f"「{value}」は {listed} の一覧にありません。名称を確かめるか、一覧に加えてください")

    def _once(self, draft: Draft, place: SeedPath) -> None:
        seen: set[tuple[Value, ...]] = set()
        for child in draft.children:
            key = (child.table, *(child.values.get(name) for name in _unique_fields(child.table)))
            if len(key) > 1 and key in seen:
                name = " ".join(short_year(part) if isinstance(part, int) else str(part) for part in key[1:] if part)
                self._refuse(place, f"{TABLES[child.table].TABLE.label}「{name}」が二度書かれています。一つにしてください")
            seen.add(key)

    def _unknown(self, table: str, key: str, place: SeedPath) -> NoReturn:
        usable = "、".join((*_stated_fields(table), *NESTED[table]))
        years = "、R5 などの年度" if table in _BY_YEAR else ""
        self._refuse(place, f"「{key}」という項目はありません。使える項目は {usable}{years} です")

    def _where(self, place: SeedPath) -> str:
        return f"「{self.file}」の{'＞'.join(place) or '計画'}"

    def _refuse(self, place: SeedPath, why: str) -> NoReturn:
        raise Refused(f"{self._where(place)}：{why}。")


def _stated_fields(table: str) -> dict[str, Spec]:
    """Return the fields that a seed may state; the id, the rank and the rows that enclose it come from its place."""
    enclosing = enclosing_tables(table)
    return {
        name: spec
        for name, spec in specs(TABLES[table]).items()
        if name != "id" and spec.kind != "rank" and spec.table not in enclosing
    }


def _unique_fields(table: str) -> list[str]:
    """Return the fields that no two rows of one parent share."""
    enclosing = enclosing_tables(table)
    declared = specs(TABLES[table])
    key = [name for name in TABLES[table].KEY if declared[name].table not in enclosing]
    return key or [name for name, spec in declared.items() if spec.unique]


def _texts(rows: object, *names: str) -> Iterator[str]:
    """The folded names in a list of rows, as far as they are texts; others are refused when the row is read."""
    for row in rows if isinstance(rows, list) else ():
        found: Iterable[object] = [row]
        if isinstance(row, dict):
            found = [row.get(name) for name in names]
        for value in found:
            for text in value if isinstance(value, list) else str(value or "").splitlines():
                yield folded(str(text))


def _called(table: str, given: object, count: int) -> str:
    """A row in a message: by its name, else by its count among its siblings."""
    stated = given if isinstance(given, dict) else {}
    title = given if isinstance(given, str) else next((stated[name] for name in _TITLES if stated.get(name)), "")
    return f"{TABLES[table].TABLE.label}「{title}」" if title else f"{TABLES[table].TABLE.label}（{count}番目）"
