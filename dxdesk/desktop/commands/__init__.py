"""What the menus do.

What is imported inside a function is not waited for when the window opens; beside it stands what it takes then.
"""
