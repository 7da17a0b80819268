"""Drawing where there is no display."""

import os
import sys

from PySide6.QtGui import QGuiApplication


def without_display() -> None:
    """Lets Qt draw into memory where Linux has no display; called before an application is made."""
    displayed = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not displayed and QGuiApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
