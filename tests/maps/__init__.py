"""Maps for the `list` layout, as a city would write them, and where they lie."""

from pathlib import Path

MADE_UP = Path(__file__).parent / "made_up.toml"
SHIBATA = Path(__file__).parent / "shibata.toml"
