"""What an open plan looks like: the measures with all that is around them, and the pages beside them."""
