"""A department's page: what it is asked for and how it hands in."""
