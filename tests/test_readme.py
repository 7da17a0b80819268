"""The README's commands are the ones that work: each is one line, its pictures are there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def _readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def test_each_of_the_two_commands_is_one_line() -> None:
    for heading in ("はじめる", "テスト"):
        part = _readme().split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
        [block] = re.findall(r"^```sh\n(.*?)\n```$", part, re.S | re.M)
        assert "\n" not in block


def test_every_picture_shown_is_there() -> None:
    shown = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", _readme())
    assert shown
    assert all((ROOT / name).is_file() for name in shown)
