"""Colours, fonts, icons and the translation of Qt's own texts."""
