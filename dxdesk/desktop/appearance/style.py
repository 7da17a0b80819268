"""How the window looks: themes as palette roles, and the Japanese font at any zoom.

Widgets never name a colour: they ask the palette. The roles in use beyond Qt's plain meaning:
Highlight is the accent, AlternateBase the asked year, Midlight a heading, Mid the table's lines, Dark the edge of what
can be clicked or typed in, BrightText a minus or a refusal, PlaceholderText what is secondary (still readable on every
ground). A widget that needs another role for its text has a foreground role; a button with the property "look" set to
LINK looks like a link, with PRIMARY like the main button; a text with FIELD shows its edge while it is edited,
one with BOXED always.
"""

import re
import sys
from dataclasses import dataclass, fields

from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from dxdesk.desktop.appearance.translation import install_japanese
from dxdesk.files import shipped_file
from dxdesk.plan.rows.errors import Refused

Role = QPalette.ColorRole
Group = QPalette.ColorGroup
LINK, PRIMARY, FIELD, BOXED = "link", "primary", "field", "boxed"
DRAWING = "drawing"  # the property of an action that names its icon
STYLE = "Fusion"  # looks alike on every system and follows the palette
POINTS = 10.0  # the font at 100 %


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
    edge: str
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
        edge="#767a85",
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
        edge="#878d9c",
        accent="#9db7ff",
        on_accent="#0b1020",
        alarm="#ff9a94",
    ),
    "high-contrast": Theme(
        ground="#000000",
        paper="#000000",
        asked="#001c4d",
        heading="#1f1f1f",
        ink="#ffffff",
        quiet="#e6e6e6",
        line="#bfbfbf",
        edge="#ffffff",
        accent="#ffe14d",
        on_accent="#000000",
        alarm="#ffb3ad",
    ),
}

_ROLES = {
    Role.Window: "ground",
    Role.Button: "ground",
    Role.Base: "paper",
    Role.AlternateBase: "asked",
    Role.ToolTipBase: "paper",
    Role.Midlight: "heading",
    Role.Light: "paper",
    Role.Mid: "line",
    Role.Dark: "edge",
    Role.Shadow: "edge",
    Role.WindowText: "ink",
    Role.Text: "ink",
    Role.ButtonText: "ink",
    Role.ToolTipText: "ink",
    Role.PlaceholderText: "quiet",
    Role.Highlight: "accent",
    Role.Accent: "accent",
    Role.HighlightedText: "on_accent",
    Role.Link: "accent",
    Role.LinkVisited: "accent",
    Role.BrightText: "alarm",
}

# What palette roles cannot express: flat headings and plain lines as on paper, and where the focus is.
_SHEET = """
QTableView, QTreeView, QListView { outline: 0; border: 1px solid palette(mid); padding: 1px; }
QTableView:focus, QTreeView:focus, QListView:focus { border: 2px solid palette(highlight); padding: 0; }
QTableView { gridline-color: palette(mid); }
QTreeView { show-decoration-selected: 0; }
QGraphicsView, QTextEdit { border: 1px solid transparent; }
QGraphicsView:focus, QTextEdit:focus { border-color: palette(highlight); }
QHeaderView::section { background: palette(midlight); color: palette(window-text); font-weight: bold;
  border: 0; border-right: 1px solid palette(mid); border-bottom: 1px solid palette(mid); padding: 5px 8px; }
QPushButton, QLineEdit, QComboBox { background: palette(base); color: palette(text);
  border: 1px solid palette(dark); border-radius: 4px; padding: 4px 10px; }
QLineEdit, QComboBox { padding: 4px 6px; placeholder-text-color: palette(placeholder-text); }
QComboBox::drop-down { border: 0; width: 1.4em; }
QComboBox::down-arrow { image: url("CHEVRON"); width: 0.8em; height: 0.8em; }
QCheckBox::indicator, QRadioButton::indicator, QListView::indicator, QTreeView::indicator { width: SIDEpx; height: SIDEpx;
  padding: 2px; background: palette(base); border: 1px solid palette(dark); }
QRadioButton::indicator { border-radius: ROUNDpx; }
QCheckBox::indicator:checked, QListView::indicator:checked, QTreeView::indicator:checked { background: palette(highlight); background-clip: content; }
QListView::indicator:selected, QTreeView::indicator:selected { background: palette(highlight); border-color: palette(highlighted-text); }
QListView::indicator:checked:selected, QTreeView::indicator:checked:selected { background: palette(highlighted-text); background-clip: content; }
QRadioButton::indicator:checked { background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5, fx: 0.5, fy: 0.5,
  stop: 0 palette(highlight), stop: 0.5 palette(highlight), stop: 0.6 palette(base), stop: 1 palette(base)); }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid palette(highlight); padding: 1px; }
QTableView QLineEdit, QTreeView QLineEdit { border: 0; border-radius: 0; padding: 0; }
QPushButton:hover, QToolButton:hover { background: palette(midlight); }
QPushButton:pressed, QToolButton:pressed { background: palette(mid); }
QPushButton:disabled { color: palette(placeholder-text); border-color: palette(mid); background: palette(window); }
QPushButton[look="primary"] { background: palette(highlight); color: palette(highlighted-text);
  border-color: palette(highlight); font-weight: bold; }
QPushButton[look="primary"]:disabled { background: palette(window); color: palette(placeholder-text);
  border-color: palette(mid); }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 3px; padding: 2px 4px; }
QToolButton[look="link"], QPushButton[look="link"] { color: palette(link); background: transparent;
  border-color: transparent; padding: 2px 4px; }
QPushButton:focus, QLineEdit:focus, QComboBox:focus, QToolButton:focus,
QPushButton[look="link"]:focus { border: 2px solid palette(highlight); }
QPushButton:focus { padding: 3px 9px; }
QLineEdit:focus, QComboBox:focus { padding: 3px 5px; }
QToolButton:focus, QPushButton[look="link"]:focus { padding: 1px 3px; }
QPushButton[look="primary"]:focus { border-color: palette(window-text); }
QTableView QLineEdit:focus, QTreeView QLineEdit:focus { border: 0; padding: 0; }
QPlainTextEdit[look="field"] { border: 1px solid transparent; border-radius: 3px; background: transparent; }
QPlainTextEdit[look="field"]:focus { border-color: palette(highlight); background: palette(base); }
QPlainTextEdit[look="boxed"] { border: 1px solid palette(dark); border-radius: 3px; background: palette(base); }
QPlainTextEdit[look="boxed"]:focus { border: 2px solid palette(highlight); }
QPlainTextEdit[look="boxed"]:read-only { border-color: palette(mid); background: transparent; }
QTabBar::tab { padding: 4px 10px; border: 2px solid transparent; border-bottom-width: 3px; color: palette(window-text);
  background: transparent; }
QTabBar::tab:selected { border-bottom-color: palette(highlight); color: palette(link); }
QTabBar::tab:focus { border-color: palette(highlight); }
QTabBar::tab:hover:!selected { border-bottom-color: palette(mid); }
QTabWidget::pane { border: 0; border-top: 1px solid palette(mid); top: 0; }
QToolTip { background: palette(base); color: palette(text); border: 1px solid palette(dark); padding: 3px; }
QScrollBar { background: palette(window); border: 0; }
QScrollBar:vertical { width: BARpx; }
QScrollBar:horizontal { height: BARpx; }
QScrollBar::handle { background: palette(mid); border: 1px solid palette(dark); border-radius: 4px; margin: 1px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: palette(dark); }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""

# Qt's text flags as numbers: to load the names of Qt's hundreds of flags takes longer than the first paint can wait.
_WRAP_AT_BLANKS, _WRAP_ANYWHERE = 0x1000, 0x2000
_UNBROKEN = re.compile(r"[!-~]{4,}")  # a number or an address, which has no place to break
_FAMILIES = ["BIZ UDGothic", "Yu Gothic UI", "Meiryo", "Noto Sans CJK JP"]


def theme_named(name: str) -> Theme:
    """Return the theme of that name. Raises Refused."""
    if name not in THEMES:
        raise Refused(f"配色「{name}」はありません。{'、'.join(THEMES)} から選んでください。")
    return THEMES[name]


def apply_theme(app: QApplication, theme: Theme, zoom: int = 100) -> None:
    """Give the application its palette, font, style sheet and translation, even while windows are open. `zoom` in %."""
    new_font = font(zoom)
    if app.palette() != palette(theme) or app.font() != new_font:
        ratio = new_font.pointSizeF() / app.font().pointSizeF()
        letters = _own_fonts(app)
        app.setPalette(palette(theme))
        app.setFont(new_font)
        app.setStyleSheet(_sheet(zoom))  # again: a style sheet reads palette and font only once
        for widget, own in letters:
            own.setPointSizeF(own.pointSizeF() * ratio)
            widget.setFont(own)
    install_japanese(app)


def palette(theme: Theme) -> QPalette:
    """Return the theme as palette roles."""
    made = QPalette()
    colours = {f.name: QColor(getattr(theme, f.name)) for f in fields(theme)}
    for role, colour in _ROLES.items():
        made.setColor(role, colours[colour])
    for role in (Role.Text, Role.WindowText, Role.ButtonText):
        made.setColor(Group.Disabled, role, colours["quiet"])
    return made


def font(zoom: int = 100) -> QFont:
    """Return the Japanese font: the system's on Windows, that of a package on Linux, so that pictures show all text."""
    if sys.platform.startswith("linux") and "Noto Sans CJK JP" not in QFontDatabase.families():
        from noto_cjk_sans_jp_regular import FONT_PATH

        QFontDatabase.addApplicationFont(str(FONT_PATH))
    chosen = QFont()
    chosen.setFamilies(_FAMILIES if sys.platform == "win32" else ["Noto Sans CJK JP"])
    chosen.setPointSizeF(POINTS * zoom / 100)
    return chosen


def small(base: QFont) -> QFont:
    """Return the font for what is shown beside a value."""
    made = QFont(base)
    made.setPointSizeF(base.pointSizeF() * 0.88)
    return made


def bold(base: QFont, factor: float = 1.0) -> QFont:
    """Return the font for headings; `factor` of the size."""
    made = QFont(base)
    made.setBold(True)
    made.setPointSizeF(base.pointSizeF() * factor)
    return made


def _sheet(zoom: int) -> str:
    side = 10 * zoom // 100
    chevron = shipped_file("resources", "icons", "chevron.svg").as_posix()
    sizes = {"SIDE": side, "ROUND": (side + 6) // 2, "BAR": 8 + 6 * zoom // 100}
    sheet = _SHEET.replace("CHEVRON", chevron)
    for name, pixels in sizes.items():
        sheet = sheet.replace(name, str(pixels))
    return sheet


def _own_fonts(app: QApplication) -> list[tuple[QWidget, QFont]]:
    """Return the widgets with a font of their own; the others follow the application's."""
    widgets = app.allWidgets()
    if not widgets:
        return []  # before the first paint there is no time to load the names of Qt's hundreds of flags
    from PySide6.QtCore import Qt

    return [(w, QFont(w.font())) for w in widgets if w.testAttribute(Qt.WidgetAttribute.WA_SetFont)]


def set_look(widget: QWidget, look: str) -> None:
    """Set how a widget looks: LINK, PRIMARY, FIELD or BOXED."""
    widget.setProperty("look", look)


def wrap_flag(text: str, font: QFont, width: float) -> int:
    """Return Qt's flag for breaking lines: between words as Japanese does, within a word only if one is too long."""
    metrics = QFontMetrics(font)
    highest = metrics.height()  # no character is wider than that: few runs need to be measured
    runs = (run for run in _UNBROKEN.findall(text) if len(run) * highest > width)
    anywhere = any(metrics.horizontalAdvance(run) > width for run in runs)
    return _WRAP_ANYWHERE if anywhere else _WRAP_AT_BLANKS
