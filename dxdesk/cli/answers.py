"""How a command answers: exit codes, JSON or lines; and its author."""

import argparse
import os
import sys
from collections.abc import Iterable
from typing import Any

OK, ATTENTION, USAGE, REFUSED = 0, 1, 2, 3

Args = argparse.Namespace


def answer(args: Args, report: dict[str, Any], lines: Iterable[str]) -> None:
    """Print one JSON object with --json, else lines for people."""
    if args.json:
        import json

        print(json.dumps(report, ensure_ascii=False))
    else:
        for line in lines:
            print(line)


def may_go_on(matters: Iterable[str], against: Iterable[str], anyway: bool) -> bool:
    """Print what is still open to stderr; return whether to go on although some of it stands `against` that."""
    against = list(against)
    for matter in (*against, *matters):
        print(matter, file=sys.stderr)
    if against and not anyway:
        print("何も変えていません。それでも行うときは、--anyway を付けてください。", file=sys.stderr)
    return anyway or not against


def author(args: Args) -> str:
    """Return --author, else DXDESK_AUTHOR, else the user of the machine."""
    given: str = args.author or os.environ.get("DXDESK_AUTHOR", "")
    # In a locale without Japanese the bytes of a name arrive undecoded.
    given = " ".join(given.encode("utf-8", "surrogateescape").decode("utf-8", "replace").split())
    if given:
        return given
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "不明"
