"""Where the departments are: the board, the reports, the workbooks of both and the locked years."""
