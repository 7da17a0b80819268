"""The files to merge: those that are named, and those in folders down to the bottom; what is not read, with the reason."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dxdesk.files import fault
from dxdesk.plan.rows.errors import Refused
from dxdesk.store.database import is_server
from dxdesk.store.file.backup import backup_folder
from dxdesk.submission.hand_out.copies import COPY_SUFFIX
from dxdesk.submission.merge.received_form import FORM_SUFFIXES

_SUFFIXES = (COPY_SUFFIX, *FORM_SUFFIXES)
_MOST = 10_000  # files below the folders: whoever chose a whole drive did not mean to
_SYSTEM = ("desktop.ini", "thumbs.db", ".ds_store")  # the machine's own, in which nobody ever wrote anything

_UNPACK = "圧縮ファイルです。展開してから、中の提出ファイルを統合してください。"
_OTHER_FORM = (
    "記入様式（.xlsx）でも提出ファイル（.dxdb）でもありません。中を確かめ、記入があれば課に出し直してもらってください。"
)
_REASONS = {
    **dict.fromkeys((".zip", ".7z", ".lzh", ".rar", ".gz", ".cab"), _UNPACK),
    **dict.fromkeys(
        (".csv", ".tsv"), "CSVのため、記入様式として読めません。Excelの形（.xlsx）のまま出してもらってください。"
    ),
    ".lock": "計画や写しを開いている印です。開いている人が閉じてから統合してください。",
    ".dxdb-journal": "書きかけの記録です。同じ名前の写しを課で開き、提出ファイルを作り直してもらってください。",
}
_OPEN_IN_EXCEL = "Excelが開いている間に作るファイルです。開いている人が保存して閉じたか、確かめてください。"
_LINK = "ほかの場所へのリンクのため、たどりません。もとの場所を指定してください。"
_BACKUPS = "この計画のバックアップのフォルダのため、読みません。"


@dataclass(frozen=True)
class UnreadFile:
    """A file or folder below a given folder that is no submission, and why it was not read."""

    file: Path
    reason: str


@dataclass
class FoundFiles:
    """What was found: the files to receive, those that are not read, and the folders with nothing to receive."""

    files: list[Path] = field(default_factory=list)
    unread: list[UnreadFile] = field(default_factory=list)
    empty: list[Path] = field(default_factory=list)


def find_files(given: Iterable[str | Path], master: str) -> FoundFiles:
    """Find the files to merge; the master may lie among them. Raises Refused for a folder of too many files."""
    found = FoundFiles()
    for path in map(Path, given):
        if not os.path.isdir(path):
            found.files.append(path)
            continue
        before = len(found.files)
        for file, reason in _below(path, master):
            if reason:
                found.unread.append(UnreadFile(file, reason))
            else:
                found.files.append(file)
        if len(found.files) == before:
            found.empty.append(path)
    return found


def is_same(path: Path, master: str) -> bool:
    """Return whether a path is the master's own file, or one that lies beside it."""
    return not is_server(master) and os.path.exists(path) and os.path.exists(master) and path.samefile(master)


def reason_unread(path: Path, *, named: bool = False) -> str:
    """Return why a file of this name is no submission; blank where it may be one, as any `named` by a person may."""
    if path.name.startswith("~$"):
        return _OPEN_IN_EXCEL
    suffix = path.suffix.lower()
    return "" if suffix in _SUFFIXES else _REASONS.get(suffix, "" if named else _OTHER_FORM)


def _below(top: Path, master: str) -> Iterator[tuple[Path, str]]:
    """Yield everything below a folder in the order of names, each with the reason why it is not read, blank where it is."""
    backups = backup_folder(Path(master)) if not is_server(master) else None
    failed: list[OSError] = []
    count = 0
    for folder, subfolders, names in os.walk(top, onerror=failed.append):
        here = Path(folder)
        for name in sorted(subfolders):
            path = here / name
            if path.is_symlink() or (backups is not None and os.path.exists(backups) and path.samefile(backups)):
                subfolders.remove(name)
                yield path, _LINK if path.is_symlink() else _BACKUPS
        subfolders.sort()
        for path in (here / name for name in sorted(names) if name.lower() not in _SYSTEM):
            count += 1
            if count > _MOST:
                raise Refused(
                    f"フォルダ「{top}」の中にファイルが {_MOST:,} を超えてあります。提出ファイルを集めたフォルダを指定してください。"
                )
            if not is_same(path, master) and not is_same(path, f"{master}.lock"):
                yield path, reason_unread(path)
        if here != top and not subfolders and not names and here.suffix.lower() in _SUFFIXES:
            yield here, ""  # named like a submission, with nothing in it: receiving it says that it cannot be read
    for error in failed:
        yield Path(error.filename or top), fault(error, error.filename or top).message
