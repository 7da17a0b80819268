"""The theme and the zoom that the person chose, kept from run to run, and the menu for them."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu

from dxdesk.desktop import window_settings
from dxdesk.desktop.appearance.style import THEMES, apply_theme
from dxdesk.desktop.parts.labels import Label

SYSTEM = "system"
ZOOMS = (80, 90, 100, 110, 125, 150, 175, 200)
_CHOICES = {
    SYSTEM: "システムに合わせる(&S)",
    "light": "ライト(&L)",
    "dark": "ダーク(&D)",
    "high-contrast": "ハイコントラスト(&H)",
}


class Appearance(QObject):
    """Dresses the application as chosen. Made before the widgets, so that these are made in the right size."""

    changed = Signal()

    def __init__(self, window: QMainWindow, remembers: bool) -> None:
        """`remembers`: start with the choice of last time; else as the application is dressed."""
        super().__init__(window)
        self._remembers = remembers
        kept = window_settings.appearance() if remembers else {}
        self.theme = kept.get("theme", SYSTEM) if kept.get("theme") in _CHOICES else SYSTEM
        self.zoom = next((zoom for zoom in ZOOMS if str(zoom) == kept.get("zoom")), 100)
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._system_changed)
        hints.accessibility().contrastPreferenceChanged.connect(self._system_changed)
        if remembers:
            self._dress()

    def choose_theme(self, theme: str) -> None:
        """Use one of THEMES, or SYSTEM."""
        self.theme = theme
        self._apply()

    def zoom_in(self) -> None:
        """Go one step larger."""
        self.zoom_to(next((zoom for zoom in ZOOMS if zoom > self.zoom), self.zoom))

    def zoom_out(self) -> None:
        """Go one step smaller."""
        self.zoom_to(next((zoom for zoom in ZOOMS[::-1] if zoom < self.zoom), self.zoom))

    def zoom_back(self) -> None:
        """Go back to 100 %."""
        self.zoom_to(100)

    def zoom_to(self, zoom: int) -> None:
        """Use one of ZOOMS, in percent."""
        if zoom != self.zoom:
            self.zoom = zoom
            self._apply()

    def _apply(self) -> None:
        self._dress()
        if self._remembers:
            window_settings.remember_appearance({"theme": self.theme, "zoom": str(self.zoom)})
        self.changed.emit()

    def _dress(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_theme(app, THEMES[system_theme() if self.theme == SYSTEM else self.theme], self.zoom)

    def _system_changed(self) -> None:
        if self.theme == SYSTEM:
            self._dress()
            self.changed.emit()


class AppearanceMenu(QObject):
    """The themes in the menu 表示, the icons of all menus, and the zoom at the window's lower right."""

    def __init__(self, window: QMainWindow, menu: QMenu, appearance: Appearance) -> None:
        super().__init__(window)
        self.appearance = appearance
        themes = menu.addMenu("配色(&C)")
        self.themes = QActionGroup(self)
        for theme, text in _CHOICES.items():
            action = QAction(text, self)
            action.setCheckable(True)
            action.setData(theme)
            self.themes.addAction(action)
            themes.addAction(action)
        self.themes.triggered.connect(self._chosen)
        self.percent = Label("", window)
        self.percent.setContentsMargins(6, 0, 6, 0)
        window.statusBar().addPermanentWidget(self.percent)
        appearance.changed.connect(self._show)
        for opened in window.menuBar().findChildren(QMenu):
            opened.aboutToShow.connect(self._draw)
        self._show()

    def _draw(self) -> None:
        """Draw icons when a menu opens, in the colours of that moment: the first paint does not wait for them."""
        from dxdesk.desktop.appearance.icons import refresh_icons

        menu = self.sender()
        assert isinstance(menu, QMenu)
        refresh_icons(menu.actions())

    def _chosen(self, action: QAction) -> None:
        self.appearance.choose_theme(action.data())

    def _show(self) -> None:
        for action in self.themes.actions():
            action.setChecked(action.data() == self.appearance.theme)
        self.percent.setText(f"{self.appearance.zoom} %")
        self.percent.setAccessibleName(f"表示の大きさ {self.appearance.zoom} パーセント")


def system_theme() -> str:
    """Return the theme that the system asks for, light where it asks for none."""
    hints = QGuiApplication.styleHints()
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        return "high-contrast"
    return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"
