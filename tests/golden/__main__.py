"""`python -m tests.golden`: writes the golden pages anew."""

from tests.golden import refresh

refresh()
