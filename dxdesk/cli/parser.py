"""The parser of the command line: one line of help a command, complaints in one Japanese line."""

import argparse
import sys
from typing import Any, NoReturn

from dxdesk import __version__
from dxdesk.cli import window
from dxdesk.cli.answers import USAGE
from dxdesk.cli.command import Command


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


def build(*, everything: bool) -> argparse.ArgumentParser:
    """Return the parser of all commands, or of `open` alone; the namespace's `command` is the function to call.

    The window needs nothing of the other commands, and one that waits for them opens late.
    """
    parser = _Parser(prog="dxdesk", description="自治体のDX推進計画の進捗管理")
    parser.add_argument("--version", action="version", version=__version__, help="版の番号を示す")
    parser.set_defaults(command=window.open_window, location=None, read_only=False, author=None, json=False)
    parsers = parser.add_subparsers(metavar="命令", title="命令（使い方は dxdesk 命令 --help）")
    for command in _all_commands() if everything else window.OPEN.all:
        sub = parsers.add_parser(command.name, help=command.help, description=command.help)
        sub.add_argument("location", metavar="PLAN", help=f"{command.location}（.dxdb）")
        sub.add_argument("--json", action="store_true", help="結果を1つのJSONで出す")
        sub.add_argument("--author", metavar="NAME", help="操作した人の名前")
        sub.set_defaults(command=command.run, usage=sub.error)
        for argument in command.arguments:
            sub.add_argument(*argument.names, **argument.options)
    return parser


def _all_commands() -> list[Command]:
    from dxdesk.cli import merging, messages, plans, requests, submissions

    return [
        *window.OPEN.all,
        *plans.COMMANDS.all,
        *submissions.COMMANDS.all,
        *requests.COMMANDS.all,
        *merging.COMMANDS.all,
        *messages.COMMANDS.all,
        *window.DRAWN.all,
    ]
