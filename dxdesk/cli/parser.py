"""The command line's grammar: one line of help a command, complaints in one Japanese line."""

import argparse
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from dxdesk import __version__
from dxdesk.cli import window
from dxdesk.cli.answers import USAGE, Args
from dxdesk.plan.rows.dates import read_due, read_span, read_year
from dxdesk.plan.rows.errors import DxdeskError


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "使い方：" if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    def __init__(self, **given: Any) -> None:
        super().__init__(allow_abbrev=False, add_help=False, formatter_class=_Help, **given)
        self._positionals.title, self._optionals.title = "対象", "指定"
        self.add_argument("-h", "--help", action="help", help="この説明を示す")

    def error(self, message: str) -> NoReturn:
        print(
            f"指定が正しくありません：{_japanese(message)}。使い方は {self.prog} --help で確かめてください。",
            file=sys.stderr,
        )
        raise SystemExit(USAGE)


_COMPLAINTS = {
    "the following arguments are required: ": "次の指定が必要です ",
    "unrecognized arguments: ": "知らない指定です ",
    "invalid choice: ": "選べない値です ",
    "expected one argument": "値がありません",
    "expected at least one argument": "値がありません",
    "invalid int value: ": "整数ではありません ",
    "not allowed with argument ": "同時に指定できません ",
    "(choose from ": "（次から選んでください ",
    "')": "'）",
    "ignored explicit argument ": "値は付けられません ",
    "argument ": "",
    "\n": " ",
}


def _japanese(message: str) -> str:
    for english, japanese in _COMPLAINTS.items():
        message = message.replace(english, japanese)
    return message.rstrip("。")


def _as_type(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """A reader of the vocabulary as an argparse type, so that its own sentence reaches the user."""

    def convert(text: str) -> Any:
        try:
            return read(text)
        except DxdeskError as error:
            raise argparse.ArgumentTypeError(error.message) from error

    return convert


YEAR, YEARS, DUE = _as_type(read_year), _as_type(read_span), _as_type(read_due)


def add_out(sub: argparse.ArgumentParser, metavar: str, about: str) -> None:
    """Adds -o, what is to be written."""
    sub.add_argument("-o", "--out", required=True, type=_named, metavar=metavar, help=about)


def _named(text: str) -> str:
    """As -o elsewhere means, `-` would be stdout: nobody is to find a file of that name."""
    if text.strip() in ("", "-"):
        raise argparse.ArgumentTypeError(f"「{text}」には書き出せません。ファイルの名前を指定してください")
    return text


Command = Callable[..., argparse.ArgumentParser]


def build() -> tuple[argparse.ArgumentParser, Command]:
    """The grammar of `open`, and what adds further commands; the namespace's `command` is the function to call."""
    parser = _Parser(prog="dxdesk", description="自治体のDX推進計画の進捗管理")
    parser.add_argument("--version", action="version", version=__version__, help="版の番号を示す")
    parser.set_defaults(command=window.open_window, location=None, read_only=False, author=None, json=False)
    commands = parser.add_subparsers(metavar="命令", title="命令（使い方は dxdesk 命令 --help）")

    def command(
        name: str, run: Callable[[Args], int], about: str, location: str = "計画ファイル"
    ) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about)
        sub.add_argument("location", metavar="PLAN", help=f"{location}（.dxdb）")
        sub.add_argument("--json", action="store_true", help="結果を1つのJSONで出す")
        sub.add_argument("--author", metavar="NAME", help="操作した人の名前")
        sub.set_defaults(command=run, usage=sub.error)
        return sub

    sub = command("open", window.open_window, "ウィンドウで開く")
    sub.add_argument("--read-only", action="store_true", help="読み取り専用で開く")

    return parser, command
