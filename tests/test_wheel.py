"""What is installed from a wheel works away from the checkout, with its seeds and resources."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_an_installed_wheel_finds_its_seeds_and_resources(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    subprocess.run([*pip, "wheel", "--no-deps", "-w", str(tmp_path), str(ROOT)], check=True)
    [wheel] = tmp_path.glob("dxdesk-*.whl")
    site = tmp_path / "site"
    subprocess.run([*pip, "install", "--no-deps", "--target", str(site), str(wheel)], check=True)
    env = {**os.environ, "PYTHONPATH": str(site)}
    where = "import dxdesk.files as f; print(f.__file__); print(f.shipped_file('resources').is_dir())"
    told = subprocess.run(
        [sys.executable, "-P", "-c", where], cwd=tmp_path, env=env, check=True, capture_output=True, text=True
    )
    assert told.stdout.split() == [str(site / "dxdesk" / "files.py"), "True"]
    made = subprocess.run(
        [sys.executable, "-P", "-m", "dxdesk", "new", "ito.dxdb", "--seed", "ito", "--json"],
        cwd=tmp_path, env=env, check=True, capture_output=True,
    )  # fmt: skip
    assert json.loads(made.stdout)["plans"][0]["measures"] == 21
