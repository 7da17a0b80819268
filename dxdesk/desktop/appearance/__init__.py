"""Colours, font, icons and Qt's own words: the one place that knows how things look."""
