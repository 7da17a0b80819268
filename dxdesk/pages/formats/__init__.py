"""One file per kind of file and direction."""
