"""What a plan shows: achievements, trends, year-over-year changes, evaluations, and what is still required."""
