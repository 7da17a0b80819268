"""Pages on paper: the same that go into a workbook, drawn into a PDF."""
