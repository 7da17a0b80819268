"""The trends of indicators on the right."""
