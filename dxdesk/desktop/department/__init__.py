"""What a department sees in the copy that it was handed."""
