"""Where the five real documents lie, if they do: tests that read them skip elsewhere."""

from pathlib import Path

import pytest

CITIES = Path(__file__).resolve().parents[2] / "shared" / "cities"

needs_cities = pytest.mark.skipif(not CITIES.is_dir(), reason="実物の資料（shared/cities）がない環境です")
