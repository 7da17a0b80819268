"""The plan as a file on disk: opening, locking, watching, inspecting and backing up."""
