"""A plan for other people's programs: one table, a row for each thing that is said, to be published as open data."""
