"""Merge: received copies and forms are compared with the plan, applied or held, resolved and undone."""
