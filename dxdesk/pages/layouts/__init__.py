"""One folder per city's table."""
