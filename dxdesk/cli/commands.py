"""The grammar of every command but `open`."""

import argparse
from collections.abc import Sequence

from dxdesk.cli import plans, sheets, submissions, window
from dxdesk.cli.parser import YEAR, YEARS, Command, add_out
from dxdesk.pages.formats import FORMATS
from dxdesk.pages.layouts import LAYOUTS, READABLE
from dxdesk.plan.rows.model import DONE, KINDS, ROLES
from dxdesk.views import picture_names


def _measured(sub: argparse.ArgumentParser) -> argparse.ArgumentParser:
    sub.add_argument("measure", metavar="MEASURE", help="施策の番号（番号がなければ施策名）")
    return _planned(sub)


def _planned(sub: argparse.ArgumentParser) -> argparse.ArgumentParser:
    sub.add_argument("--plan", metavar="TITLE", help="計画名（複数の計画があるとき）")
    return sub


def _mapped(sub: argparse.ArgumentParser, layouts: Sequence[str]) -> None:
    sub.add_argument("--layout", required=True, choices=layouts, help="表の形")
    sub.add_argument("--map", metavar="M.toml", help="列の対応表（TOML、--layout list のとき）")


def add_commands(command: Command) -> None:
    """Adds them; `command` makes one of name, function and help."""
    sub = command("new", plans.new, "計画ファイルを作る", "作るファイル")
    sub.add_argument("--seed", action="append", default=[], metavar="NAME", help="見本の名前（何度でも）")
    sub.add_argument("--municipality", help="団体名")
    sub.add_argument("--title", help="計画名")
    sub.add_argument("--years", type=YEARS, metavar="R4-R7", help="表示する年度（最後の年度が実施予定）")

    command("info", plans.info, "何が入っているかを示す")
    _measured(command("get", plans.get, "施策を1つ示す"))

    sub = _measured(command("set", plans.set_figure, "指標の値を書く"))
    sub.add_argument("text", metavar="TEXT", help="値（書かれたとおりに残る）")
    sub.add_argument("--indicator", required=True, metavar="LABEL", help="指標の名称")
    sub.add_argument("--parent", metavar="LABEL", help="内訳のとき、上の指標の名称")
    sub.add_argument("--year", type=YEAR, required=True, help="年度")
    sub.add_argument("--role", choices=ROLES, help="実績・目標など（なければ年度の列による）")

    sub = _measured(command("add", plans.add_line, "記載を1行加える"))
    sub.add_argument("text", metavar="TEXT", help="記載の内容")
    sub.add_argument("--year", type=YEAR, required=True, help="年度")
    sub.add_argument("--kind", choices=KINDS, default=DONE, help="実績か実施予定か")
    sub.add_argument("--department", metavar="課", help="課名")

    sub = _planned(command("import", sheets.import_sheet, "表を計画に取り込む"))
    sub.add_argument("file", metavar="FILE", help="Excelブック（.xlsx）、HTML、CSVのどれか")
    _mapped(sub, [one.name for one in READABLE])
    sub.add_argument("--dry-run", action="store_true", help="書き込まずに結果だけを見る")

    sub = _planned(command("export", sheets.export, "表に書き出す"))
    _mapped(sub, list(LAYOUTS))
    sub.add_argument("--format", choices=(*FORMATS, window.PDF), default="xlsx", help="ファイルの種類")
    sub.add_argument("--years", type=YEARS, metavar="R4-R7", help="年度（最後の年度が実施予定）")
    sub.add_argument("--department", metavar="課", help="この課の施策だけ")
    sub.add_argument("--measure", action="append", default=[], metavar="N", help="この施策だけ（何度でも）")
    add_out(sub, "OUT", "書き出すファイル")

    command("check", plans.check, "確認するところを示す")

    sub = _planned(command("history", plans.history, "誰が何を変えたかを示す"))
    sub.add_argument("--measure", metavar="M", help="この施策だけ")

    _planned(command("rollover", plans.rollover, "表示する年度を1年進める（R4-R7 が R5-R8 になる）"))
    command("backup", plans.backup, "中身を確かめたバックアップを作る")
    command("restore", plans.restore, "バックアップから戻す").add_argument(
        "backup", metavar="BACKUP", help="バックアップのファイル"
    )

    submissions.add_commands(command, _planned)

    sub = _planned(command("picture", window.picture, "画面を画像にする（画面がなくてもよい）"))
    sub.add_argument("--view", required=True, choices=picture_names(), help="どの画面か")
    sub.add_argument("--measure", metavar="N", help="施策の番号")
    sub.add_argument("--theme", choices=("light", "dark", "high-contrast"), default="light", help="配色")
    sub.add_argument("--scale", type=int, choices=(100, 125, 150, 200), default=100, help="倍率（%%）")
    add_out(sub, "PNG", "書き出す画像")
