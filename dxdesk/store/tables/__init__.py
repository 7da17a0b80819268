"""The tables in a plan file: their columns, how rows are read and written, the history and undo."""
