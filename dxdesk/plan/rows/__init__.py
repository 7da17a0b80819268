"""What a plan is made of: rows with their declared fields, the changes between them, and the values they hold."""
