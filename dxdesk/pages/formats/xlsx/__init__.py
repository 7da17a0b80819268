"""Pages as Excel workbooks."""
