"""Controls and helpers that every page uses."""
