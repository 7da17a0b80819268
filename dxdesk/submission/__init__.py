"""Hand-out, hand-in, intake, merge, board: what goes to the departments and what comes back."""
