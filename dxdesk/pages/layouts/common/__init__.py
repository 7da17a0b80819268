"""Shared by the layouts: cell references, year headings, departments, selections, titles, figures, side notes, omissions."""
