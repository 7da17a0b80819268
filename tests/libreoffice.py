"""LibreOffice at work on a file, as it is on this machine."""

import subprocess
from pathlib import Path

from tests.requirements import machine_environment


def convert(file: Path, kind: str, folder: Path) -> Path:
    """Convert a file to another kind, such as `pdf`, into a folder; return the new file."""
    home = f"-env:UserInstallation=file://{file.parent}/office"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", kind, "--outdir", str(folder), str(file)],
        check=True,
        capture_output=True,
        timeout=120,
        env=machine_environment(),
    )
    return folder / file.with_suffix(f".{kind.split(':')[0]}").name
