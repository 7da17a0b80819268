"""The machine's files: what ships with dxdesk, and outputs that are whole or absent."""

import errno
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dxdesk.plan.errors import EnvironmentFault

_HERE = Path(__file__).resolve().parent


def shipped(*parts: str) -> Path:
    """A file of `seeds/` or `resources/`, in a checkout and in an installed wheel alike."""
    packed = _HERE / "_data"
    return (packed if packed.is_dir() else _HERE.parent).joinpath(*parts)


def fault(error: OSError, path: str | Path) -> EnvironmentFault:
    """The sentence for an error of the operating system at `path`."""
    name = str(path)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return EnvironmentFault(
            f"ディスクの空きがないため「{name}」に書けません。不要なファイルを消してから、もう一度行ってください。"
        )
    if error.errno == errno.EROFS:
        return EnvironmentFault(f"「{name}」は読み取り専用の場所です。書き込める場所を指定してください。")
    if isinstance(error, PermissionError):
        return EnvironmentFault(
            f"「{name}」を開けません。Excelなどで開いていれば閉じ、読み書きの権限を確かめるか、別の名前を指定してください。"
        )
    if isinstance(error, FileNotFoundError):
        return EnvironmentFault(f"「{name}」が見つかりません。場所と名前、共有フォルダへの接続を確かめてください。")
    if isinstance(error, NotADirectoryError | IsADirectoryError):
        return EnvironmentFault(f"「{name}」はファイルとして使えません。ファイルの名前を確かめてください。")
    return EnvironmentFault(
        f"「{name}」を読み書きできません（{error.strerror or error}）。保存先の接続と空きを確かめてください。"
    )


@contextmanager
def replacing(path: str | Path, patience: float = 2.0) -> Iterator[Path]:
    """A temporary file beside `path` to write into; on success it takes the name, on failure it is gone.

    Waits up to `patience` seconds while another program holds the old file. Raises EnvironmentFault.
    """
    target = Path(path)
    try:
        handle, name = tempfile.mkstemp(prefix=".dxdesk-", suffix=target.suffix, dir=target.parent or ".")
    except OSError as error:
        raise fault(error, target) from error
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with open(temporary, "rb+") as written:
            os.fsync(written.fileno())
        # mkstemp keeps others out; the finished file has the rights any new file would have.
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        _take_name(temporary, target, patience)
    except OSError as error:
        raise fault(error, target) from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def _take_name(temporary: Path, target: Path, patience: float) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            os.replace(temporary, target)
            return
        except PermissionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
