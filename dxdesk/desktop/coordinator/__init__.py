"""The coordinator's pages: what came back from the departments, and where each of them stands."""
