"""What lies in a workbook beside its cells: pictures, embedded files, and where its links lead."""

import re
from collections import Counter
from html import unescape
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from dxdesk.plan.importing.draft import Unread

_WHOLE = "ブック全体"
_KINDS = {"xl/media/": "画像", "Pictures/": "画像", "xl/embeddings/": "埋め込まれたファイル", "media/": "画像"}
_LINKS = re.compile(r"xl/worksheets/_rels/[^/]+\.rels")
_LINK = re.compile(r"<Relationship\b[^>]*/relationships/hyperlink\"[^>]*>")
_TARGET = re.compile(r"Target=\"([^\"]{1,2000})\"")
_LARGEST = 2**20  # bytes of a list of links
_MOST = 50


def attached(path: Path) -> list[Unread]:
    """Return what a person attached to a workbook or linked from it; nothing for a file that is none. Opens no link."""
    try:
        with ZipFile(path) as archive:
            counts: Counter[str] = Counter()
            links: list[str] = []
            for entry in archive.infolist():
                for folder, kind in _KINDS.items():
                    if entry.filename.startswith(folder) and not entry.is_dir():
                        counts[kind] += 1
                if _LINKS.fullmatch(entry.filename) and entry.file_size <= _LARGEST:
                    text = archive.read(entry).decode("utf-8", "replace")
                    links += [unescape(t[1]) for link in _LINK.findall(text) if (t := _TARGET.search(link))]
    except (OSError, BadZipFile, NotImplementedError, RuntimeError):
        return []
    found = [
        f"{kind}が{count}個あります（中は読んでいません。ファイルを開いて確かめてください）"
        for kind, count in counts.items()
    ]
    found += [f"リンク先：{link}" for link in dict.fromkeys(links)][:_MOST]
    return [Unread(_WHOLE, "", text) for text in found]
