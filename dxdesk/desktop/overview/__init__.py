"""The plan at a glance."""
