"""The window's notes between two runs: plans opened lately, how each was looked at, its own shape and looks."""

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from platformdirs import user_config_dir

from dxdesk.files import replacing
from dxdesk.plan.rows.errors import EnvironmentFault

_KEPT = 50  # files of which something is noted; the oldest are forgotten
_RECENT = 12


@dataclass(frozen=True)
class Position:
    """Where somebody was: the measure, the row the keyboard was in (table and id), the cursor in it, the page's scroll."""

    measure: str
    table: str = ""
    row: str = ""
    cursor: int = 0
    scroll: int = 0


def position_in(location: str) -> Position | None:
    """Return the position last worked at in a file, None where none is noted."""
    known = _noted("places", location)
    # Notes of another version, or of somebody's hand, count as none.
    with suppress(TypeError):
        position = Position(**known)
        if all(isinstance(getattr(position, f.name), f.type) for f in fields(Position) if isinstance(f.type, type)):
            return position
    return None


def remember_position(location: str, position: Position) -> None:
    """Note the position worked at."""
    _note("places", location, asdict(position))


def page_in(location: str) -> str | None:
    """Return the name of the page of a file that was shown last, None where none is noted."""
    known = _noted("views", location)
    return known if isinstance(known, str) else None


def remember_page(location: str, name: str) -> None:
    """Note the page that is shown."""
    _note("views", location, name)


def is_folded(location: str, name: str) -> bool:
    """Return whether a part of a file's page was folded away."""
    return name in _folds(location)


def remember_fold(location: str, name: str, folded: bool) -> None:
    """Note a part of a file's page that was folded away, or out again."""
    others = [one for one in _folds(location) if one != name]
    _note("folds", location, [*others, name] if folded else others)


def _folds(location: str) -> list[str]:
    known = _noted("folds", location)
    return known if isinstance(known, list) else []


def submission_of(location: str) -> str:
    """Return the file to send that was made last of a copy, blank where none is noted."""
    known = _noted("submissions", location)
    return known if isinstance(known, str) else ""


def remember_submission(location: str, file: str) -> None:
    """Note the file to send that was made of a copy."""
    _note("submissions", location, os.path.abspath(file))


def columns_in(location: str) -> list[tuple[int, str]]:
    """Return the columns, as (fiscal year, role), that somebody added to a file's 指標と目標."""
    known = _noted("columns", location)
    pairs = [tuple(one) for one in known if isinstance(one, list)] if isinstance(known, list) else []
    return [pair for pair in pairs if [type(part) for part in pair] == [int, str]]


def remember_columns(location: str, wanted: Iterable[tuple[int, str]]) -> None:
    """Note the columns that somebody added."""
    _note("columns", location, sorted([year, role] for year, role in wanted))


def shape() -> dict[str, str]:
    """Return the window's size and its splitter as Qt writes them, base64."""
    known = _read().get("shape", {})
    return {str(k): str(v) for k, v in known.items()} if isinstance(known, dict) else {}


def remember_shape(values: dict[str, str]) -> None:
    """Note the window's size and splitter."""
    _write({**_read(), "shape": values})


def appearance() -> dict[str, str]:
    """Return the theme and the zoom that were chosen."""
    known = _read().get("look", {})
    return {str(k): str(v) for k, v in known.items()} if isinstance(known, dict) else {}


def remember_appearance(values: dict[str, str]) -> None:
    """Note the theme and the zoom."""
    _write({**_read(), "look": values})


def recent() -> list[str]:
    """Return the plan files opened lately, the latest first."""
    known = _read().get("recent", [])
    return [location for location in known if isinstance(location, str)] if isinstance(known, list) else []


def remember_recent(location: str) -> None:
    """Put a plan file first in the list of recent ones."""
    key = _key(location)
    _write({**_read(), "recent": [key, *(other for other in recent() if other != key)][:_RECENT]})


def forget_recent(location: str) -> None:
    """Take a plan file off the list of recent ones."""
    _write({**_read(), "recent": [other for other in recent() if other != _key(location)]})


def folder() -> str:
    """Return the folder where files were chosen last, else of the plan opened last; blank where neither exists now."""
    known = _read().get("folder")
    plans = (os.path.dirname(location) for location in recent() if "://" not in location)
    found = (known, *plans) if isinstance(known, str) else plans
    return next((place for place in found if os.path.isdir(place)), "")


def remember_folder(place: str) -> None:
    """Note where a file was chosen."""
    _write({**_read(), "folder": os.path.abspath(place)})


def settings_file() -> Path:
    """Return the file that keeps all this."""
    return Path(user_config_dir("dxdesk", appauthor=False)) / "window.json"


def _key(location: str) -> str:
    return location if "://" in location else os.path.abspath(location)


def _noted(kind: str, location: str) -> Any:
    """Return the note of this kind about a file, None for none."""
    notes = _read().get(kind)
    return notes.get(_key(location)) if isinstance(notes, dict) else None


def _note(kind: str, location: str, value: Any) -> None:
    """Keep a note about a file; the oldest files are forgotten."""
    kept = _read()
    notes = kept.get(kind)
    others = [(key, known) for key, known in notes.items() if key != _key(location)] if isinstance(notes, dict) else []
    _write({**kept, kind: dict([*others, (_key(location), value)][-_KEPT:])})


def _read() -> dict[str, Any]:
    # A file that cannot be read, or was damaged, is the same as none.
    with suppress(OSError, ValueError):
        known = json.loads(settings_file().read_text(encoding="utf-8"))
        if isinstance(known, dict) and isinstance(known.get("places", {}), dict):
            return known
    return {}


def _write(kept: dict[str, Any]) -> None:
    text = json.dumps(kept, ensure_ascii=False, indent=1)
    with suppress(OSError, EnvironmentFault, ValueError):
        # Most notes are known already, and a disk takes its time to confirm that it has written.
        if settings_file().is_file() and settings_file().read_text(encoding="utf-8") == text:
            return
    with suppress(OSError, EnvironmentFault):
        settings_file().parent.mkdir(parents=True, exist_ok=True)
        with replacing(settings_file()) as temporary:
            temporary.write_text(text, encoding="utf-8")
