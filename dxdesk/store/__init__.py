"""The plan file: the only room that knows SQL."""
