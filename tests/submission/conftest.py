from pathlib import Path

import pytest

from tests.submission.city import hand_out_copies, master_in


@pytest.fixture
def master(tmp_path: Path) -> Path:
    """The coordinator's plan file, closed."""
    return master_in(tmp_path)


@pytest.fixture
def copies(master: Path) -> list[Path]:
    """The copies of 市民課, 税務課 and 観光課."""
    return hand_out_copies(master)
