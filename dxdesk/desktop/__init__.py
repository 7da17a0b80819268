"""The window. The only room that imports Qt."""

from dxdesk.desktop.runtime import restore_import

restore_import()
