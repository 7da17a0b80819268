"""How the window looks: one theme as palette roles, the Japanese font, Qt's own words in Japanese.

Widgets never name a colour: they ask the palette. The roles in use beyond Qt's plain meaning:
Highlight is the accent, AlternateBase the asked year, Mid the table's lines, BrightText a minus or a refusal,
PlaceholderText what is secondary (still 4.5:1 against every ground).
"""

import sys
from dataclasses import dataclass, fields

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from dxdesk.plan.errors import Refused

Role = QPalette.ColorRole
Group = QPalette.ColorGroup


@dataclass(frozen=True)
class Theme:
    """The colours of a theme, `#rrggbb`."""

    ground: str
    paper: str
    asked: str
    heading: str
    ink: str
    quiet: str
    line: str
    accent: str
    on_accent: str
    alarm: str


THEMES = {
    # The accent and the neutrals follow the public design system of デジタル庁.
    "light": Theme(
        ground="#f5f6f8",
        paper="#ffffff",
        asked="#f2f5ff",
        heading="#e9edf5",
        ink="#1a1a1c",
        quiet="#4d4d52",
        line="#c9ccd4",
        accent="#0017c1",
        on_accent="#ffffff",
        alarm="#c50000",
    ),
    "dark": Theme(
        ground="#1d1f24",
        paper="#14161a",
        asked="#1c2338",
        heading="#2a2e38",
        ink="#f1f3f8",
        quiet="#c3c7d1",
        line="#4a4f5c",
        accent="#9db7ff",
        on_accent="#0b1020",
        alarm="#ff9a94",
    ),
}

# What palette roles cannot say: flat table headings and plain lines as on paper.
_SHEET = """
QTableView { gridline-color: palette(mid); }
QHeaderView::section { background: palette(midlight); color: palette(window-text); font-weight: bold;
  border: 0; border-right: 1px solid palette(mid); border-bottom: 1px solid palette(mid); padding: 5px 8px; }
"""

_FAMILIES = ["BIZ UDGothic", "Yu Gothic UI", "Meiryo", "Noto Sans CJK JP"]
_TRANSLATORS: list[QTranslator] = []


def theme_named(name: str) -> Theme:
    """The theme of that name. Raises Refused."""
    if name not in THEMES:
        raise Refused(f"配色「{name}」はありません。{'、'.join(THEMES)} から選んでください。")
    return THEMES[name]


def dress(app: QApplication, theme: Theme) -> None:
    """Gives the application its style, palette, font and Japanese."""
    app.setStyle(QStyleFactory.create("Fusion"))
    app.setPalette(palette(theme))
    app.setFont(font())
    app.setStyleSheet(_SHEET)
    _speak_japanese(app)


def palette(theme: Theme) -> QPalette:
    """The theme as palette roles."""
    made = QPalette()
    colours = {f.name: QColor(getattr(theme, f.name)) for f in fields(theme)}
    roles = {
        Role.Window: "ground",
        Role.Button: "ground",
        Role.Base: "paper",
        Role.AlternateBase: "asked",
        Role.ToolTipBase: "paper",
        Role.Midlight: "heading",
        Role.Light: "paper",
        Role.Mid: "line",
        Role.Dark: "line",
        Role.WindowText: "ink",
        Role.Text: "ink",
        Role.ButtonText: "ink",
        Role.ToolTipText: "ink",
        Role.PlaceholderText: "quiet",
        Role.Highlight: "accent",
        Role.HighlightedText: "on_accent",
        Role.Link: "accent",
        Role.BrightText: "alarm",
    }
    for role, colour in roles.items():
        made.setColor(role, colours[colour])
    for role in (Role.Text, Role.WindowText, Role.ButtonText):
        made.setColor(Group.Disabled, role, colours["quiet"])
    return made


def font() -> QFont:
    """The Japanese font: the system's on Windows, the one that comes along on Linux, so that pictures have no tofu."""
    if sys.platform.startswith("linux") and "Noto Sans CJK JP" not in QFontDatabase.families():
        from noto_cjk_sans_jp_regular import FONT_PATH

        QFontDatabase.addApplicationFont(str(FONT_PATH))
    chosen = QFont()
    chosen.setFamilies(_FAMILIES if sys.platform == "win32" else ["Noto Sans CJK JP"])
    chosen.setPointSizeF(10)
    return chosen


def small(base: QFont) -> QFont:
    """For what stands beside a value."""
    made = QFont(base)
    made.setPointSizeF(base.pointSizeF() * 0.88)
    return made


def bold(base: QFont, factor: float = 1.0) -> QFont:
    """For headings."""
    made = QFont(base)
    made.setBold(True)
    made.setPointSizeF(base.pointSizeF() * factor)
    return made


def _speak_japanese(app: QApplication) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.Japanese, QLocale.Country.Japan))
    if _TRANSLATORS:
        return
    translator = QTranslator()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_ja", folder) and app.installTranslator(translator):
        _TRANSLATORS.append(translator)


WRAP = int(Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere)
