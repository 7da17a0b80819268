"""What the layouts share: cell references, selections, titles, figures, side notes and omissions."""
