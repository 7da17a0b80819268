"""Status: the board, reminders, reports, sending back, and locked years."""
