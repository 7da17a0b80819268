"""The window. The only room that imports Qt."""

import builtins

from PySide6 import QtCore  # noqa: F401  # it brings the bindings

# Python's own import again. Qt's bindings put one of theirs before it, for `__feature__`, which nobody here asks for: it
# reads and keeps the source of every module that imports something from then on.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
