"""Submissions: hand-out to the departments, hand-in, merge into the plan, and the status of both."""
