"""What has not got the room that its words need: a cut heading, a button whose last letters are gone."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QHeaderView,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QWidget,
)

from dxdesk.desktop.appearance.style import bold

_SLACK = 1  # px by which a hint may be rounded


def cut(view: QWidget) -> list[str]:
    """The words that nobody can read to their end, as they are."""
    found: list[str] = []
    for widget in [view, *view.findChildren(QWidget)]:
        if widget.isVisible():
            found += _cut(widget)
    return found


def _cut(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QHeaderView):
        yield from _headings(widget)
    elif isinstance(widget, QScrollArea):
        across = widget.horizontalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if not across and widget.widget().width() > widget.viewport().width() + _SLACK:
            yield f"the right of {type(widget.parentWidget()).__name__}"
    elif isinstance(widget, QTabBar):
        last = widget.tabRect(widget.count() - 1)
        if last.right() > widget.width() + _SLACK:
            yield f"tabs up to {widget.tabText(widget.count() - 1)}"
    elif isinstance(widget, QAbstractButton):
        if widget.text() and not _as_it_comes(widget) and _smaller(widget):
            yield f"button {widget.text()}"
    elif isinstance(widget, QComboBox):
        if not _as_it_comes(widget) and _room(widget) < _wide(widget):
            yield f"choice {widget.currentText()}"
    elif isinstance(widget, QLabel) and widget.text():
        if widget.wordWrap():
            if widget.heightForWidth(widget.width()) > widget.height() + _SLACK:
                yield f"text {widget.text()}"
        elif _smaller(widget):
            yield f"label {widget.text()}"


def _as_it_comes(widget: QWidget) -> bool:
    """Whether it makes do with any width: it wraps its words itself, or shows the whole of them in its list."""
    return widget.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Ignored


def _smaller(widget: QWidget) -> bool:
    wanted = widget.sizeHint()
    return widget.width() + _SLACK < wanted.width() or widget.height() + _SLACK < wanted.height()


def _headings(header: QHeaderView) -> Iterator[str]:
    if header.orientation() != Qt.Orientation.Horizontal:
        return
    metrics = QFontMetrics(bold(header.font()))
    for section in range(header.count()):
        text = str(header.model().headerData(section, header.orientation()) or "")
        wide = max(map(metrics.horizontalAdvance, text.split("\n")))
        if text and not header.isSectionHidden(section) and header.sectionSize(section) < wide:
            yield f"heading {text}"


def _room(box: QComboBox) -> int:
    """px inside a choice that are there for its words."""
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    return box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, box).width()


def _wide(box: QComboBox) -> int:
    return box.fontMetrics().horizontalAdvance(box.currentText())
