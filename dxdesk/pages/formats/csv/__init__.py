"""Pages as CSV files."""
