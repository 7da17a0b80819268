"""The command line: every job without a window, and opening the window.

Exit codes: 0 done; 1 done, but a person is needed; 2 wrong usage; 3 refused, nothing changed.
"""

import errno
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import TextIO

from dxdesk.cli.answers import OK, REFUSED
from dxdesk.cli.parser import build
from dxdesk.plan.rows.errors import DxdeskError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; whatever goes wrong is one Japanese line on stderr."""
    _prepare_streams()
    try:
        given = sys.argv[1:] if argv is None else list(argv)
        args = build(everything=given[:1] not in ([], ["open"])).parse_args(given)
        code: int = args.command(args)
        sys.stdout.flush()
        return code
    except DxdeskError as error:
        print(error.message, file=sys.stderr)
    except BrokenPipeError:
        # The reader of the output has gone (`| head`): nothing is wrong on this side.
        sys.stdout = _nowhere()  # the interpreter flushes into it at its end
        return OK
    except KeyboardInterrupt:
        print("中断しました。", file=sys.stderr)
    except Exception as error:
        print(_message(error), file=sys.stderr)
    return REFUSED


def _prepare_streams() -> None:
    """Make sure that printing never fails, neither for a character nor where there is no stream."""
    sys.stdout, sys.stderr = sys.stdout or _nowhere(), sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        # A pipe or file takes UTF-8 everywhere; a console keeps its own encoding but never fails on a character.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")


def _message(error: Exception) -> str:
    """The sentence for an error that no command expects: a path or a character that cannot be used, else a bug."""
    if isinstance(error, OSError) and (error.filename is not None or error.errno == errno.ENOSPC):
        from dxdesk.files import fault

        return fault(error, str(error.filename or "出力先")).message
    if isinstance(error, UnicodeEncodeError):
        return "指定の中に、文字として扱えないものがあります。入力し直してください。"
    from dxdesk.logs import record_bug

    return f"予期しない不具合で止まりました。記録「{record_bug()}」をデジタル担当に渡してください。"
