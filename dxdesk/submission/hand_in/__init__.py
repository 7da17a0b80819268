"""Hand-in: what a department does with its copy, and how much of what was asked for is filled in."""
