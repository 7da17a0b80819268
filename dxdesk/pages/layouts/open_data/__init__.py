"""A plan for other people's programs: one table with a row for each fact, to be published as open data."""
