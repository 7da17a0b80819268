"""What goes out to the departments: copies, Excel forms, returns and due dates."""
