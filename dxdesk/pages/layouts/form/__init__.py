"""The form in which a department without dxdesk answers: an Excel workbook without macros, known by marks in its cells."""
