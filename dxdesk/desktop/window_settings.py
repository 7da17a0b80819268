"""What the window remembers between two runs: plans opened lately, how each was looked at, its own shape and looks."""

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

_KEPT = 50
_RECENT = 12


@dataclass(frozen=True)
class Position:
    """Where somebody was: the measure, the row the keyboard was in (table and id), the cursor in it, the page's scroll."""

    measure: str
    table: str = ""
    row: str = ""
    cursor: int = 0
    scroll: int = 0


def place_in(location: str) -> Position | None:
    """The place last worked at in a file, None where none is remembered."""
    known = _read().get("places", {}).get(_key(location))
    # What another version wrote, or somebody's hand, is the same as nothing.
    with suppress(TypeError):
        place = Position(**known)
        if all(isinstance(getattr(place, f.name), f.type) for f in fields(Position) if isinstance(f.type, type)):
            return place
    return None


def remember_place(location: str, place: Position) -> None:
    """Notes the place worked at; the oldest files are forgotten."""
    kept = _read()
    places = kept.get("places", {})
    places.pop(_key(location), None)
    places[_key(location)] = asdict(place)
    kept["places"] = dict(list(places.items())[-_KEPT:])
    _write(kept)


def view_in(location: str) -> str | None:
    """The page of a file that was shown last, None where none is remembered."""
    views = _read().get("views", {})
    known = views.get(_key(location)) if isinstance(views, dict) else None
    return known if isinstance(known, str) else None


def remember_view(location: str, name: str) -> None:
    """Notes the page that is shown; the oldest files are forgotten."""
    kept = _read()
    views = kept.get("views", {})
    views = views if isinstance(views, dict) else {}
    views.pop(_key(location), None)
    views[_key(location)] = name
    _write({**kept, "views": dict(list(views.items())[-_KEPT:])})


def is_folded(location: str, name: str) -> bool:
    """Whether a part of a file's page was folded away."""
    folds = _read().get("folds", {})
    known = folds.get(_key(location)) if isinstance(folds, dict) else None
    return isinstance(known, list) and name in known


def remember_fold(location: str, name: str, folded: bool) -> None:
    """Notes a part of a file's page that was folded away, or out again; the oldest files are forgotten."""
    kept = _read()
    folds = kept.get("folds", {})
    folds = folds if isinstance(folds, dict) else {}
    known = folds.pop(_key(location), None)
    others = [one for one in known if one != name] if isinstance(known, list) else []
    folds[_key(location)] = [*others, name] if folded else others
    _write({**kept, "folds": dict(list(folds.items())[-_KEPT:])})


def columns_in(location: str) -> list[tuple[int, str]]:
    """The columns, as (fiscal year, role), that somebody added to a file's 指標と目標."""
    columns = _read().get("columns", {})
    known = columns.get(_key(location)) if isinstance(columns, dict) else None
    pairs = [tuple(one) for one in known if isinstance(one, list)] if isinstance(known, list) else []
    return [pair for pair in pairs if [type(part) for part in pair] == [int, str]]


def remember_columns(location: str, wanted: Iterable[tuple[int, str]]) -> None:
    """Notes the columns that somebody added; the oldest files are forgotten."""
    kept = _read()
    columns = kept.get("columns", {})
    columns = columns if isinstance(columns, dict) else {}
    columns.pop(_key(location), None)
    columns[_key(location)] = sorted([year, role] for year, role in wanted)
    _write({**kept, "columns": dict(list(columns.items())[-_KEPT:])})


def shape() -> dict[str, str]:
    """The window's size and its splitter as Qt writes them, base64."""
    known = _read().get("shape", {})
    return {str(k): str(v) for k, v in known.items()} if isinstance(known, dict) else {}


def remember_shape(values: dict[str, str]) -> None:
    """Notes the window's size and splitter."""
    _write({**_read(), "shape": values})


def look() -> dict[str, str]:
    """The theme and the zoom that were chosen."""
    known = _read().get("look", {})
    return {str(k): str(v) for k, v in known.items()} if isinstance(known, dict) else {}


def remember_look(values: dict[str, str]) -> None:
    """Notes the theme and the zoom."""
    _write({**_read(), "look": values})


def recent() -> list[str]:
    """The plan files opened lately, the latest first."""
    known = _read().get("recent", [])
    return [location for location in known if isinstance(location, str)] if isinstance(known, list) else []


def remember_recent(location: str) -> None:
    """Puts a plan file in front."""
    key = _key(location)
    _write({**_read(), "recent": [key, *(other for other in recent() if other != key)][:_RECENT]})


def forget_recent(location: str) -> None:
    """Takes a plan file off the list."""
    _write({**_read(), "recent": [other for other in recent() if other != _key(location)]})


def folder() -> str:
    """Where files were chosen last, else where the plan opened last lies; blank where neither is there any more."""
    known = _read().get("folder")
    plans = (os.path.dirname(location) for location in recent() if "://" not in location)
    found = (known, *plans) if isinstance(known, str) else plans
    return next((place for place in found if os.path.isdir(place)), "")


def remember_folder(place: str) -> None:
    """Notes where a file was chosen."""
    _write({**_read(), "folder": os.path.abspath(place)})


def settings_file() -> Path:
    """Where all this is kept."""
    return Path(user_config_dir("dxdesk", appauthor=False)) / "window.json"


def _key(location: str) -> str:
    return location if "://" in location else os.path.abspath(location)


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
        # Most of what is noted is known, and a disk takes its time to say that it has written.
        if settings_file().is_file() and settings_file().read_text(encoding="utf-8") == text:
            return
    with suppress(OSError, EnvironmentFault):
        settings_file().parent.mkdir(parents=True, exist_ok=True)
        with replacing(settings_file()) as temporary:
            temporary.write_text(text, encoding="utf-8")
