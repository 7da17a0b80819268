"""Declaring a command of the command line: its name, line of help and arguments, beside the function that it calls."""

import argparse
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dxdesk.cli.answers import Args
from dxdesk.plan.rows.dates import read_due, read_span, read_year
from dxdesk.plan.rows.errors import DxdeskError

Run = Callable[[Args], int]


@dataclass(frozen=True)
class Argument:
    """An argument as `add_argument` of argparse takes it."""

    names: tuple[str, ...]
    options: dict[str, Any]


@dataclass(frozen=True)
class Command:
    """A command; `location`: what the plan file is to it, `arguments`: those beside the plan file, --json and --author."""

    name: str
    run: Run
    help: str
    arguments: tuple[Argument, ...]
    location: str


@dataclass(frozen=True)
class Commands:
    """The commands of one module, in the order of the help."""

    all: list[Command] = field(default_factory=list)

    def add(self, name: str, about: str, *arguments: Argument, location: str = "計画ファイル") -> Callable[[Run], Run]:
        """Declare the decorated function as a command."""

        def declared(run: Run) -> Run:
            self.all.append(Command(name, run, about, arguments, location))
            return run

        return declared


def argument(*names: str, **options: Any) -> Argument:
    """Return an argument of a command."""
    return Argument(names, options)


def _as_type(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """A reader of the vocabulary as an argparse type, so that its own sentence reaches the user."""

    def convert(text: str) -> Any:
        try:
            return read(text)
        except DxdeskError as error:
            raise argparse.ArgumentTypeError(error.message) from error

    return convert


def _file_name(text: str) -> str:
    """Refuse `-`: elsewhere it means stdout, and nobody is to find a file of that name."""
    if text.strip() in ("", "-"):
        raise argparse.ArgumentTypeError(f"「{text}」には書き出せません。ファイルの名前を指定してください")
    return text


def _by_hand(text: str) -> tuple[str, str]:
    """Read `課=施策`, a department and a measure of which it is asked by hand."""
    department, sign, measure = unicodedata.normalize("NFKC", text).partition("=")
    if not sign or not department.strip() or not measure.strip():
        raise argparse.ArgumentTypeError(f"「{text}」は読めません。「市民課=1-(2)」のように、課と施策を書いてください")
    # The measure as it was typed: its printed number may have full-width signs.
    return text[: len(department)].strip(), text[len(department) + 1 :].strip()


YEAR, YEARS, DUE = _as_type(read_year), _as_type(read_span), _as_type(read_due)
PLAN = argument("--plan", metavar="TITLE", help="計画名（複数の計画があるとき）")
MEASURE = argument("measure", metavar="MEASURE", help="施策の番号（番号がなければ施策名）")
REQUIRED_YEAR = argument("--year", type=YEAR, required=True, help="年度")
PAST = argument("--past", action="store_true", help="締切が過ぎた日でもよい")
BY_HAND = _by_hand
ANYWAY = argument("--anyway", action="store_true", help="先に片づけることが残っていても行う")
DRY_RUN = argument("--dry-run", action="store_true", help="書き込まずに結果だけを見る")


def out(metavar: str, about: str) -> Argument:
    """Return -o, the file or folder to be written."""
    return argument("-o", "--out", required=True, type=_file_name, metavar=metavar, help=about)
