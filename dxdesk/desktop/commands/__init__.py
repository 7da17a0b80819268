"""What the menus do.

The window does not wait for what is imported inside a function; a comment beside it gives the milliseconds that it takes.
"""
