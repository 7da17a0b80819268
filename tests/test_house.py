"""`dxdesk/README.md` says what is there: its paths, its map of the rooms and its glossary are those of the code.

`python -m tests.test_house` writes the map anew.
"""

import ast
import re
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
HOUSE = ROOT / "dxdesk"
PAGE = HOUSE / "README.md"
MAP = re.compile(r"(?<=<!-- rooms -->\n).*(?=<!-- end of rooms -->)", re.DOTALL)
PATH = re.compile(r"`((?:dxdesk|tests|resources|seeds)/[^`\s*]*|[\w./]+\.(?:toml|md))`")
MOST_FILES = 20
# Words of an earlier private dialect; the glossary has the field's own.
DIALECT = re.compile(r"told|said|stood|stranger|docket|forerunners?|aside|spoken|unwatched|courses?", re.IGNORECASE)


def rooms() -> list[Path]:
    """Return every package below `dxdesk/`, parents before children."""
    return sorted(path.parent for path in HOUSE.rglob("__init__.py") if path.parent != HOUSE)


def purpose(room: Path) -> str:
    """Return the first sentence of a package's docstring."""
    text = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8"))) or ""
    return text.splitlines()[0] if text else ""


def room_map() -> str:
    """Return the map of the rooms as the page shows it."""
    lines = [f"| `{room.relative_to(ROOT).as_posix()}/` | {purpose(room)} |" for room in rooms()]
    return "\n".join(["", "| room | what it is |", "| --- | --- |", *lines, "", ""])


def glossary() -> dict[str, str]:
    """Return the glossary's English terms with their Japanese ones."""
    _, part = PAGE.read_text(encoding="utf-8").split("\n## Glossary\n")
    rows = re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|", part, re.MULTILINE)
    return dict(rows[2:])


def identifiers() -> Iterator[str]:
    """Return every name in the code of `dxdesk/`, split into its words, in lower case."""
    for path in HOUSE.rglob("*.py"):
        with tokenize.open(path) as source:
            for token in tokenize.generate_tokens(source.readline):
                if token.type == tokenize.NAME:
                    yield from (word.lower() for word in re.split(r"_+|(?<=[a-z0-9])(?=[A-Z])", token.string) if word)


def test_every_path_that_the_page_names_exists() -> None:
    named = PATH.findall(PAGE.read_text(encoding="utf-8"))
    assert len(named) > 60
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_map_is_the_tree_and_says_what_each_room_says_of_itself() -> None:
    found = MAP.search(PAGE.read_text(encoding="utf-8"))
    assert found is not None
    assert found.group() == room_map()
    assert [room for room in rooms() if not purpose(room)] == []


def test_no_room_is_crowded() -> None:
    files = Counter(path.parent for path in HOUSE.rglob("*.py") if path.name != "__init__.py")
    assert {room: count for room, count in files.items() if count > MOST_FILES} == {}


def test_every_term_of_the_glossary_is_a_name_in_the_code() -> None:
    words = set(identifiers())
    terms = glossary()
    assert len(terms) > 30
    assert [term for term in terms if not set(re.findall(r"[a-z]+", term.lower())) <= words] == []


def test_no_name_is_of_the_dialect_that_the_glossary_replaced() -> None:
    assert sorted({word for word in identifiers() if DIALECT.fullmatch(word)}) == []


if __name__ == "__main__":
    PAGE.write_text(MAP.sub(lambda _: room_map(), PAGE.read_text(encoding="utf-8")), encoding="utf-8")
