"""The command line's grammar: one line of help a command, complaints in one Japanese line."""

import argparse
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from dxdesk import __version__
from dxdesk.cli import plans, sheets, submissions, window
from dxdesk.cli.answers import USAGE, Args
from dxdesk.pages.formats import FORMATS
from dxdesk.pages.layouts import names
from dxdesk.plan.errors import DxdeskError
from dxdesk.plan.model import DONE, KINDS, ROLES
from dxdesk.plan.years import read_span, read_year


class _Parser(argparse.ArgumentParser):
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


YEAR, YEARS = _as_type(read_year), _as_type(read_span)


def build() -> argparse.ArgumentParser:
    """The whole grammar; the namespace's `command` is the function to call."""
    parser = _Parser(prog="dxdesk", description="自治体のDX推進計画の進捗管理")
    parser.add_argument("--version", action="version", version=__version__)
    parser.set_defaults(command=window.open_window, location=None, read_only=False, author=None, json=False)
    commands = parser.add_subparsers(metavar="命令", title="命令")

    def command(
        name: str, run: Callable[[Args], int], about: str, location: str = "計画ファイル"
    ) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about)
        sub.add_argument("location", metavar="PLAN", help=f"{location}（.dxdb）")
        sub.add_argument("--json", action="store_true", help="結果を1つのJSONで出す")
        sub.add_argument("--author", help="操作した人の名前")
        sub.set_defaults(command=run, usage=sub.error)
        return sub

    def measured(sub: argparse.ArgumentParser) -> argparse.ArgumentParser:
        sub.add_argument("measure", metavar="MEASURE", help="施策の番号（番号がなければ施策名）")
        return planned(sub)

    def planned(sub: argparse.ArgumentParser) -> argparse.ArgumentParser:
        sub.add_argument("--plan", metavar="TITLE", help="計画名（複数の計画があるとき）")
        return sub

    def mapped(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("--layout", required=True, choices=names(), help="表の形")
        sub.add_argument("--map", metavar="M.toml", help="列の意味を書いたマップ（--layout list のとき）")

    sub = command("open", window.open_window, "ウィンドウで開く")
    sub.add_argument("--read-only", action="store_true", help="読み取り専用で開く")

    sub = command("new", plans.new, "計画ファイルを作る", "作るファイル")
    sub.add_argument("--seed", action="append", default=[], metavar="NAME", help="見本の名前（何度でも）")
    sub.add_argument("--municipality", help="団体名")
    sub.add_argument("--title", help="計画名")
    sub.add_argument("--years", type=YEARS, metavar="R4-R7", help="表示する年度（最後の年度が実施予定）")

    command("info", plans.info, "何が入っているかを示す")
    measured(command("get", plans.get, "施策を1つ示す"))

    sub = measured(command("set", plans.set_figure, "指標の値を書く"))
    sub.add_argument("text", metavar="TEXT", help="値（書かれたとおりに残る）")
    sub.add_argument("--indicator", required=True, metavar="LABEL", help="指標の名称")
    sub.add_argument("--parent", metavar="LABEL", help="内訳のとき、上の指標の名称")
    sub.add_argument("--year", type=YEAR, required=True, help="年度")
    sub.add_argument("--role", choices=ROLES, help="実績・目標など（なければ年度の列による）")

    sub = measured(command("add", plans.add_line, "記載を1行加える"))
    sub.add_argument("text", metavar="TEXT", help="記載の内容")
    sub.add_argument("--year", type=YEAR, required=True, help="年度")
    sub.add_argument("--kind", choices=KINDS, default=DONE, help="実績か実施予定か")
    sub.add_argument("--department", metavar="課", help="課名")

    sub = planned(command("import", sheets.import_sheet, "表を計画に取り込む"))
    sub.add_argument("file", metavar="FILE", help="Excelブック（.xlsx）、HTML、CSVのどれか")
    mapped(sub)
    sub.add_argument("--dry-run", action="store_true", help="書き込まずに結果だけを見る")

    sub = planned(command("export", sheets.export, "表に書き出す"))
    mapped(sub)
    sub.add_argument("--format", choices=(*FORMATS, window.PDF), default="xlsx", help="ファイルの種類")
    sub.add_argument("--years", type=YEARS, metavar="R4-R7", help="年度（最後の年度が実施予定）")
    sub.add_argument("--department", metavar="課", help="この課の施策だけ")
    sub.add_argument("--measure", action="append", default=[], metavar="N", help="この施策だけ（何度でも）")
    sub.add_argument("-o", "--out", required=True, metavar="OUT", help="書き出すファイル")

    command("check", plans.check, "確認するところを示す")

    sub = planned(command("history", plans.history, "誰が何を変えたかを示す"))
    sub.add_argument("--measure", metavar="M", help="この施策だけ")

    planned(command("rollover", plans.rollover, "表示する年度を1年進める（R4-R7 が R5-R8 になる）"))
    command("backup", plans.backup, "中身を確かめたバックアップを作る")
    command("restore", plans.restore, "バックアップから戻す").add_argument(
        "backup", metavar="BACKUP", help="バックアップのファイル"
    )

    submissions.add_commands(command, planned, YEAR)

    sub = planned(command("picture", window.picture, "画面を画像にする（画面がなくてもよい）"))
    sub.add_argument("--view", required=True, choices=window.VIEWS, help="どの画面か")
    sub.add_argument("--measure", metavar="N", help="施策の番号")
    sub.add_argument("--theme", choices=("light", "dark", "high-contrast"), default="light", help="配色")
    sub.add_argument("--scale", type=int, choices=(100, 125, 150, 200), default=100, help="倍率（%%）")
    sub.add_argument("-o", "--out", required=True, metavar="PNG", help="書き出す画像")
    return parser
