"""Runs every benchmark and prints one line each."""

import tempfile
from pathlib import Path

from tests.benchmarks import merge, sheets, store, views, window


def main() -> None:
    """All benchmarks, in a folder of their own."""
    with tempfile.TemporaryDirectory() as folder:
        for part in (sheets, store, merge, window, views):
            for result in part.run(Path(folder)):
                print(result, flush=True)


main()
