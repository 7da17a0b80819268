"""What some tests need that pip does not bring: without it they are skipped, and the run says at its end how to get it."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

# Workers of pytest-xdist inherit a PATH without the tools, so the machine's own one goes with it.
MACHINE_PATH = os.environ.setdefault("DXDESK_TEST_PATH", os.environ.get("PATH", ""))
STANDARD = ("bash", "head", "mktemp")  # what a test may use without asking
POSTGRES_URL = os.environ.get("DXDESK_TEST_POSTGRES", "")
CITIES = Path(__file__).resolve().parents[2] / "shared" / "cities"  # the real documents of five cities


@dataclass(frozen=True)
class Requirement:
    """A tool, a right or a folder; `reason` is what pytest reports of a skipped test, `remedy` how to get it."""

    reason: str
    remedy: str
    met: bool

    @property
    def mark(self) -> pytest.MarkDecorator:
        """Skips a test where the requirement is not met."""
        return pytest.mark.skipif(not self.met, reason=self.reason)


def machine_environment() -> dict[str, str]:
    """Return the environment for tools, with the machine's own PATH and fonts."""
    kept = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
    return {**kept, "PATH": MACHINE_PATH}


def hide_machine() -> None:
    """Let no test see tools or fonts of the machine that it does not ask for: it runs as on a bare one."""
    os.environ["FONTCONFIG_FILE"] = str(Path(__file__).with_name("fonts.conf"))
    if os.name == "posix":
        folder = Path(tempfile.mkdtemp(prefix="dxdesk-path-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        for name in STANDARD:
            found = _find(name)
            if found is not None:
                (folder / name).symlink_to(found)
        os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), str(folder)])


def _find(program: str) -> str | None:
    return shutil.which(program, path=MACHINE_PATH)


def _has_japanese_font() -> bool:
    if _find("fc-list") is None:
        return False
    found = subprocess.run(["fc-list", ":lang=ja"], env=machine_environment(), check=False, capture_output=True)
    return bool(found.stdout.strip())


LIBREOFFICE = Requirement("LibreOfficeがない環境です", "apt-get install libreoffice-calc", _find("soffice") is not None)
PDFTOTEXT = Requirement("pdftotextがない環境です", "apt-get install poppler-utils", _find("pdftotext") is not None)
JAPANESE_FONT = Requirement(
    "LibreOfficeの使える日本語のフォントがない環境です", "apt-get install fonts-noto-cjk", _has_japanese_font()
)
POSTGRESQL = Requirement(
    "DXDESK_TEST_POSTGRES にPostgreSQLの場所がありません",
    "apt-get install postgresql のうえ、DXDESK_TEST_POSTGRES=postgresql+psycopg://… で試験用のデータベースを示す",
    bool(POSTGRES_URL),
)
OWN_POSTGRESQL = Requirement(
    "PostgreSQLのinitdbとpg_ctlがない環境です",
    "apt-get install postgresql のうえ、その bin をPATHに加える",
    all(_find(tool) is not None for tool in ("initdb", "pg_ctl")),
)
SMALL_DISK = Requirement(
    "小さなディスクを作る権限がありません", "rootで（mount -t tmpfs の許されるところで）動かす", os.name == "posix"
)
DOCUMENTS = Requirement("実物の資料（shared/cities）がない環境です", f"資料を {CITIES} に置く", CITIES.is_dir())
EVERY = (LIBREOFFICE, PDFTOTEXT, JAPANESE_FONT, POSTGRESQL, OWN_POSTGRESQL, SMALL_DISK, DOCUMENTS)
REMEDIES = {requirement.reason: requirement.remedy for requirement in EVERY}
