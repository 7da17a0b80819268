"""The form in which a department without dxdesk answers: an Excel workbook without macros, identified by ids in its cells.

`submission/` hands it out and merges it. As a layout it is only written, as a specimen to look at, without ids.
"""
