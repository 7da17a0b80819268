"""Plans as tables: layouts turn a plan into pages and back, formats turn pages into files and back."""
