"""Hand-out: copies and Excel forms for the departments, and their due date."""
