"""Controls and helpers that every view uses."""
