"""Themes, zoom, icons and Qt's own words: readable for everybody, switched while one works, found again the next day."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QPalette
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFileDialog, QLineEdit, QMessageBox, QPlainTextEdit, QWidget

from dxdesk.desktop import window_settings
from dxdesk.desktop.appearance.icons import icon, level_icon
from dxdesk.desktop.appearance.style import DRAWING, THEMES, palette
from dxdesk.desktop.trends.legend import strokes
from dxdesk.desktop.window import appearance_menu, application
from dxdesk.desktop.window.appearance_menu import SYSTEM, ZOOMS
from dxdesk.files import shipped_file
from dxdesk.plan.analysis.trend import Series
from dxdesk.plan.checks.finding import Level
from dxdesk.plan.rows.model import RESULT, Indicator
from tests.desktop.conftest import Opener
from tests.desktop.plans import grid_of, page_of
from tests.desktop.waiting import at_rest

DESKTOP = Path(application.__file__).parents[1]


# colours


@pytest.mark.parametrize("name", sorted(THEMES))
def test_every_text_stands_out_from_every_ground(name: str) -> None:
    theme = THEMES[name]
    enough = 7 if name == "high-contrast" else 4.5
    grounds = (theme.ground, theme.paper, theme.asked, theme.heading)
    for ink in (theme.ink, theme.quiet, theme.accent, theme.alarm):
        assert min(_contrast(ink, ground) for ground in grounds) >= enough
    assert _contrast(theme.on_accent, theme.accent) >= enough
    assert min(_contrast(theme.edge, ground) for ground in (theme.ground, theme.paper)) >= 3


@pytest.mark.parametrize("name", sorted(THEMES))
def test_every_line_of_a_chart_stands_out_from_its_paper(name: str) -> None:
    plan = [Indicator.new(measure="m", section="s", label=str(number), rank="A") for number in range(8)]
    drawn = strokes(palette(THEMES[name]), [Series(indicator, indicator.label, RESULT, ()) for indicator in plan])
    assert len({stroke.colour.name() for _, stroke in drawn}) == 8
    for _, stroke in drawn:
        assert _contrast(stroke.colour.name(), THEMES[name].paper) >= 3


def test_only_the_theme_names_colours() -> None:
    named = re.compile(r'"#[0-9A-Fa-f]{3,8}"|GlobalColor(?!\.transparent)|QColor\(["\d]|rgba?\(|setStyleSheet')
    files = [path for path in DESKTOP.rglob("*.py") if path.name != "style.py"]
    assert len(files) > 20
    assert [path.name for path in files if named.search(path.read_text(encoding="utf-8"))] == []


def _contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# themes


def test_a_theme_is_put_on_at_once_and_found_again(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    fresh = opened(plan_file, read_only=True)
    dark = next(action for action in window.appearance_menu.themes.actions() if action.data() == "dark")
    dark.trigger()
    for shown in (page_of(window), grid_of(fresh), window.menuBar()):
        assert shown.palette().color(QPalette.ColorRole.Window) == QColor(THEMES["dark"].ground)
    assert _lightness_of_the_middle(page_of(window)) < 60
    assert dark.isChecked()
    again = opened(plan_file, read_only=True)
    assert again.appearance.theme == "dark"
    again.appearance.choose_theme("light")
    assert _lightness_of_the_middle(page_of(window)) > 200


def _lightness_of_the_middle(widget: QWidget) -> int:
    image = widget.grab().toImage()
    return image.pixelColor(4, image.height() - 4).lightness()


def test_unless_chosen_the_theme_is_the_systems(opened: Opener, plan_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window = opened(plan_file)
    assert window.appearance.theme == SYSTEM
    monkeypatch.setattr(appearance_menu, "system_theme", lambda: "dark")
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert page_of(window).palette() == palette(THEMES["dark"])
    window.appearance.choose_theme("light")
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert page_of(window).palette() == palette(THEMES["light"])


def test_a_choice_that_cannot_be_read_is_none(opened: Opener, plan_file: Path) -> None:
    window_settings.remember_appearance({"theme": "rainbow", "zoom": "0"})
    window = opened(plan_file)
    assert (window.appearance.theme, window.appearance.zoom) == (SYSTEM, 100)


# zoom


def test_zoom_changes_letters_and_rows_and_comes_back(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    before = _sizes(window)
    for _ in range(3):
        QTest.keyClick(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    at_rest()
    assert window.appearance.zoom == 150
    assert [round(points / 1.5, 3) for points in _sizes(window)[0]] == before[0]
    assert all(now > then for now, then in zip(_sizes(window)[1], before[1], strict=True))
    assert window.appearance_menu.percent.text() == "150 %"
    assert opened(plan_file, read_only=True).appearance.zoom == 150
    QTest.keyClick(window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    at_rest()
    assert _sizes(window) == before


def test_zoom_ends_at_80_and_200(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    for _ in ZOOMS:
        QTest.keyClick(window, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert window.appearance.zoom == 80
    for _ in range(len(ZOOMS) + 1):
        window.appearance.zoom_in()
    assert window.appearance.zoom == 200


def _sizes(window: QWidget) -> tuple[list[float], list[int]]:
    """Of every widget's letters, and of the grid's rows and the lines' editors."""
    grid, boxes = grid_of(window), page_of(window).narrative.boxes()  # type: ignore[arg-type]
    letters = [round(widget.font().pointSizeF(), 3) for widget in page_of(window).findChildren(QWidget)]  # type: ignore[arg-type]
    heights = [grid.rowHeight(row) for row in range(grid.kpis.rowCount())] + [box.field.editor.height() for box in boxes]
    return letters, heights


# icons


def test_every_icon_is_there_and_has_one_colour(opened: Opener, plan_file: Path) -> None:
    drawings = list(shipped_file("resources", "icons").glob("*.svg"))
    for drawing in drawings:
        source = drawing.read_text(encoding="utf-8")
        assert QSvgRenderer(source.encode()).isValid()
        colours = set(re.findall(r'(?:stroke|fill)="([^"]+)"', source)) - {"none"}
        assert len(colours) == 1
        assert (colours == {"currentColor"}) == (drawing.stem != "chevron")
    used = {str(action.property(DRAWING)) for action in opened(plan_file).findChildren(QAction)} - {"", "None"}
    assert used | {"chevron", "error", "warning", "info"} == {drawing.stem for drawing in drawings}


def test_icons_follow_the_theme_and_levels_differ_in_form(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    window.appearance.choose_theme("light")
    light = icon("save").pixmap(24).toImage()
    marks = [level_icon(level).pixmap(24).toImage().createAlphaMask() for level in Level]
    assert marks[0] != marks[1] != marks[2] != marks[0]
    window.appearance.choose_theme("high-contrast")
    assert icon("save").pixmap(24).toImage() != light
    menu = next(action.menu() for action in window.menuBar().actions() if action.text().startswith("編集"))
    menu.aboutToShow.emit()  # type: ignore[attr-defined]
    assert not menu.actions()[0].icon().isNull()  # type: ignore[attr-defined]


# Qt's own words


def test_qts_dialogs_and_menus_speak_japanese(qapp: QApplication) -> None:
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    words = [_words_of(child) for mode in QFileDialog.AcceptMode for child in _with_mode(dialog, mode)]
    box = QMessageBox()
    box.setStandardButtons(
        QMessageBox.StandardButton.Cancel | QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Yes
    )
    words += [button.text() for button in box.buttons()]
    for editor in (QLineEdit(), QPlainTextEdit()):
        menu = editor.createStandardContextMenu()
        words += [action.text().split("\t")[0] for action in menu.actions()]
        menu.deleteLater()
    english = re.compile(r"[A-Za-z]{2,}")
    assert [word for word in words if english.search(re.sub(r"\(&.\)", "", word))] == []
    assert qapp.translate("QPlatformTheme", "Cancel") == "キャンセル"


def _with_mode(dialog: QFileDialog, mode: QFileDialog.AcceptMode) -> list[QWidget]:
    dialog.setAcceptMode(mode)
    return [child for child in dialog.findChildren(QWidget) if not isinstance(child, QAbstractItemView)]


def _words_of(widget: QWidget) -> str:
    """What is written on it and told about it, but not what stands in a field."""
    said = [widget.toolTip(), widget.accessibleName()]
    if not isinstance(widget, QLineEdit) and hasattr(widget, "text"):
        said.append(str(widget.text()))
    return " ".join(said)
