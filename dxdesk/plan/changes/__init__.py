"""How a plan changes: comparing, editing, ordering and reorganising rows, who may do so, and changes in words."""
