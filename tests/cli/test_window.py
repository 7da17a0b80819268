"""open and picture, on a machine with and without a display."""

import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tests.cli.running import Runner

BARE = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}


def png_size(path: Path) -> tuple[int, int]:
    head = path.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    return int.from_bytes(head[16:20]), int.from_bytes(head[20:24])


@pytest.mark.skipif(sys.platform != "linux", reason="画面のない端末はLinuxだけです")
def test_without_a_display_open_writes_a_workbook_and_a_picture(ito: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dxdesk", "open", ito], env=BARE, capture_output=True, text=True, check=True
    )
    assert "画面がない" in done.stderr
    for file in ("ito_書き出し.xlsx", "ito_画面.png"):
        assert str(Path(file).resolve()) in done.stdout
    assert openpyxl.load_workbook("ito_書き出し.xlsx").sheetnames[0] == "目次"
    width, height = png_size(Path("ito_画面.png"))
    assert width >= 1366
    assert height >= 768


@pytest.mark.skipif(sys.platform != "linux", reason="画面のない端末はLinuxだけです")
def test_without_a_display_and_a_plan_open_says_what_to_do() -> None:
    done = subprocess.run([sys.executable, "-m", "dxdesk"], env=BARE, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "計画ファイル" in done.stderr


def test_a_picture_of_a_measure(run: Runner, ito: str) -> None:
    picture = [sys.executable, "-m", "dxdesk", "picture", ito, "--view", "measure", "--measure", "1-(1)", "-o"]
    subprocess.run([*picture, "one.png"], env=BARE, check=True, capture_output=True)
    subprocess.run([*picture, "two.png", "--scale", "200"], env=BARE, check=True, capture_output=True)
    (width, height), (wide, high) = png_size(Path("one.png")), png_size(Path("two.png"))
    assert wide >= 2 * width - 2
    assert high >= 2 * height - 2
    assert run("picture", ito, "--view", "moon", "-o", "x.png").code == 2
    assert not Path("x.png").exists()


def test_a_missing_system_library_is_told_as_the_machines_fault(tmp_path: Path, ito: str) -> None:
    # A PySide6 that cannot find its system libraries, as on a machine without them.
    broken = tmp_path / "broken" / "PySide6"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise ImportError('libEGL.so.1: cannot open shared object file')")
    env = {**BARE, "PYTHONPATH": str(broken.parent)}
    command = [sys.executable, "-m", "dxdesk", "picture", ito, "--view", "measure", "-o", "x.png"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "libEGL.so.1" in done.stderr
    assert "Traceback" not in done.stderr
