"""The contents of a plan on the left."""
