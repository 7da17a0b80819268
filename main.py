"""Starts dxdesk from a checkout."""

import sys

from dxdesk.cli import main

if __name__ == "__main__":
    sys.exit(main())
