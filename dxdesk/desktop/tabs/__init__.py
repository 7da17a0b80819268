"""A measure's other tabs: targets, schedule, evaluation and the city's own columns."""
