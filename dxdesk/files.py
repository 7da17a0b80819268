"""The machine's files: those shipped with dxdesk, texts as people write them, and outputs that are whole or absent."""

import errno
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dxdesk.plan.rows.errors import EnvironmentFault, Refused

# The first bytes of every SQLite file.
_DATABASE = b"SQLite format 3\x00"
_TEMPORARY = ".dxdesk-"
_LOCKED_WAIT = 2.0  # s while another program holds a file
_HERE = Path(__file__).resolve().parent


def shipped_file(*parts: str) -> Path:
    """Return the path of a file in `seeds/` or `resources/`, in a checkout and in an installed wheel alike."""
    packed = _HERE / "_data"
    return (packed if packed.is_dir() else _HERE.parent).joinpath(*parts)


def fault(error: OSError, path: str | Path) -> EnvironmentFault:
    """Return the message for an error of the operating system at `path`; of a temporary file it names the folder."""
    name = str(Path(path).parent if Path(path).name.startswith(_TEMPORARY) else path)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return EnvironmentFault(
            f"ディスクの空きがないため「{name}」に書けません。不要なファイルを消してから、もう一度行ってください。"
        )
    if error.errno == errno.ENAMETOOLONG:
        return EnvironmentFault(f"「{name}」は名前が長すぎます。短い名前を指定してください。")
    if error.errno == errno.EROFS:
        return EnvironmentFault(f"「{name}」は読み取り専用の場所です。書き込める場所を指定してください。")
    if isinstance(error, PermissionError):
        return EnvironmentFault(
            f"「{name}」を開けません。Excelなどで開いていれば閉じ、読み書きの権限を確かめるか、別の名前を指定してください。"
        )
    if isinstance(error, FileNotFoundError):
        return EnvironmentFault(f"「{name}」が見つかりません。場所と名前、共有フォルダへの接続を確かめてください。")
    if isinstance(error, FileExistsError):
        return EnvironmentFault(
            f"「{name}」という名前のファイルがあるため、フォルダを作れません。別の名前を指定してください。"
        )
    if isinstance(error, NotADirectoryError | IsADirectoryError):
        return EnvironmentFault(f"「{name}」はファイルとして使えません。ファイルの名前を確かめてください。")
    return EnvironmentFault(
        f"「{name}」を読み書きできません（{error.strerror or error}）。保存先の接続と空きを確かめてください。"
    )


def read_text(path: Path) -> str:
    """Read a text file in UTF-8. Raises Refused for another encoding, EnvironmentFault where it cannot be read."""
    try:
        # Windows editors put a byte order mark before UTF-8.
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise fault(error, path) from error
    except UnicodeDecodeError as error:
        raise Refused(f"「{path.name}」はUTF-8で書かれていません。文字コードをUTF-8にして保存し直してください。") from error


def parse_toml(text: str, name: str) -> dict[str, object]:
    """Parse a TOML text; `name` is the file's name in messages. Raises Refused."""
    import tomllib  # few operations read TOML, but all import this module

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"line (\d+)", str(error))
        where = f"{line.group(1)}行目" if line else "末尾"
        raise Refused(
            f"「{name}」の{where}がTOMLとして読めません。引用符や括弧の閉じ忘れ、同じ項目の重なりを確かめてください。"
        ) from error


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """Create an empty temporary folder. Raises EnvironmentFault where none can be created."""
    try:
        return tempfile.TemporaryDirectory(prefix="dxdesk-", ignore_cleanup_errors=True)
    except OSError as error:
        raise fault(error, tempfile.tempdir or "一時フォルダ") from error


@contextmanager
def replacing(path: str | Path, *, by_plan: bool = False) -> Iterator[Path]:
    """Yield a temporary file beside `path` to write into; on success it takes the name, on failure it is deleted.

    Waits up to 2 s while another program holds the old file. Raises EnvironmentFault; Refused where anything but a plan
    (`by_plan`) would replace a plan file.
    """
    target = Path(path)
    if not by_plan and _is_database(target):
        raise Refused(f"「{target}」は計画ファイルなので、ほかのもので置き換えられません。別の名前を指定してください。")
    try:
        handle, name = tempfile.mkstemp(prefix=_TEMPORARY, suffix=target.suffix, dir=target.parent or ".")
    except OSError as error:
        raise fault(error, target) from error
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with open(temporary, "rb+") as written:
            os.fsync(written.fileno())
        # mkstemp gives access to the owner only; the finished file has the permissions of any new file.
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        _take_name(temporary, target)
    except OSError as error:
        raise fault(error, target) from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def _is_database(path: Path) -> bool:
    try:
        with open(path, "rb") as file:
            return file.read(len(_DATABASE)) == _DATABASE
    except OSError:
        return False  # missing, or nothing that can be replaced: writing it finds out


def _take_name(temporary: Path, target: Path) -> None:
    deadline = time.monotonic() + _LOCKED_WAIT
    while True:
        try:
            os.replace(temporary, target)
            return
        except PermissionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
