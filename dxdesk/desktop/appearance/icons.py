"""The project's own icons, drawn in one colour of the palette: `resources/icons/*.svg`, whose colour is currentColor."""

from collections.abc import Iterable
from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from dxdesk.desktop.appearance.style import DRAWING
from dxdesk.files import shipped_file
from dxdesk.plan.checks import Level

Role = QPalette.ColorRole
Group = QPalette.ColorGroup
_LEVELS = {
    Level.ERROR: ("error", Role.BrightText),
    Level.WARNING: ("warning", Role.Link),
    Level.NOTICE: ("info", Role.PlaceholderText),
}
_SIDES = (16, 20, 24, 32, 48, 64)  # px; also the sizes that a display at 200 % takes


def icon(name: str, role: QPalette.ColorRole = Role.ButtonText) -> QIcon:
    """Return an icon in the palette's present colour of a role; after a change of theme ask for it again."""
    palette = QGuiApplication.palette()
    quiet = palette.color(Group.Disabled, Role.Mid)
    return _drawn(name, palette.color(role).name(), quiet.name())


def level_icon(level: Level) -> QIcon:
    """Return the mark of a finding's level; its text names the level too, and the shapes differ."""
    name, role = _LEVELS[level]
    return icon(name, role)


def refresh_icons(actions: Iterable[QAction]) -> None:
    """Draw the icons of those actions anew whose property DRAWING names one, in the theme's colour."""
    for action in actions:
        name = action.property(DRAWING)
        if name:
            action.setIcon(icon(name))


@cache
def _drawn(name: str, colour: str, quiet: str) -> QIcon:
    source = shipped_file("resources", "icons", f"{name}.svg").read_text(encoding="utf-8")
    made = QIcon()
    for mode, ink in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, quiet)):
        renderer = QSvgRenderer(QByteArray(source.replace("currentColor", ink).encode()))
        for side in _SIDES:
            pixmap = QPixmap(QSize(side, side))
            pixmap.fill(QColor(Qt.GlobalColor.transparent))
            painter = QPainter(pixmap)
            renderer.render(painter, QRectF(0, 0, side, side))
            painter.end()
            made.addPixmap(pixmap, mode)
    return made
