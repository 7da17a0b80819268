"""What a plan tells: achievements, trends, year-over-year changes, evaluations, what is still required."""
