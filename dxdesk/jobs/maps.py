"""The maps kept with a plan: listing, renaming, removing, saving and adding them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dxdesk.files import read_text, replacing
from dxdesk.pages.layouts.list_table.map_toml import map_in
from dxdesk.pages.layouts.list_table.table_map import TableMap
from dxdesk.plan.rows.dates import span_text
from dxdesk.plan.rows.errors import Refused
from dxdesk.store import Store

_GONE = "対応表「{}」はもうありません。一覧を開き直してください。"


@dataclass(frozen=True)
class KeptMap:
    """A map kept with a plan: its name, its sheet, its years, its columns' headings; all blank where it cannot be read."""

    name: str
    sheet: str = ""
    years: str = ""
    headings: tuple[str, ...] = ()


def kept_maps(maps: Mapping[str, str]) -> list[KeptMap]:
    """Return every kept map (name → text), unreadable ones included, so that they can be removed."""
    return [_described(name, text) for name, text in maps.items()]


def _described(name: str, text: str) -> KeptMap:
    try:
        found = map_in(text, name)
    except Refused:
        return KeptMap(name)
    return KeptMap(
        name, _sheet(found), span_text(found.first_year, found.last_year), tuple(c.heading for c in found.columns)
    )


def _sheet(found: TableMap) -> str:
    return found.sheet if isinstance(found.sheet, str) else f"{(found.sheet or 0) + 1}枚目"


def rename_map(store: Store, name: str, wanted: str) -> None:
    """Rename a kept map. Raises Refused where the name is blank or taken, or the map is gone."""
    maps, wanted = store.maps(), " ".join(wanted.split())
    if wanted == name:
        return
    if not wanted:
        raise Refused("対応表の名前を書いてください。")
    if wanted in maps:
        raise Refused(f"「{wanted}」という対応表はもうあります。ほかの名前にしてください。")
    store.save_maps({name: None, wanted: _text(maps, name)})


def forget_map(store: Store, name: str) -> None:
    """Remove a kept map. Raises Refused where it is gone already."""
    _text(store.maps(), name)
    store.save_maps({name: None})


def save_map(store: Store, name: str, file: str | Path) -> None:
    """Write a kept map as the file that `--map` takes. Raises Refused, EnvironmentFault."""
    text = _text(store.maps(), name)
    with replacing(Path(file)) as temporary:
        temporary.write_text(text, encoding="utf-8")


def add_map(store: Store, file: str | Path) -> str:
    """Keep the map of a file under the file's name, with a number where that is taken; return the name.

    Raises Refused, EnvironmentFault.
    """
    path = Path(file)
    text, maps = read_text(path), store.maps()
    map_in(text, path.name)
    names = (path.stem, *(f"{path.stem} ({number})" for number in range(2, len(maps) + 3)))
    name = next(name for name in names if maps.get(name, text) == text)
    store.save_maps({name: text})
    return name


def _text(maps: Mapping[str, str], name: str) -> str:
    if name not in maps:
        raise Refused(_GONE.format(name))
    return maps[name]
