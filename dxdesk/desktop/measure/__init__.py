"""The page of one measure."""
