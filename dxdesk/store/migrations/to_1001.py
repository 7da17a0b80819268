"""1001: a figure keeps the label as printed that year, and a printed 対前年比 that the figures do not give."""

import sqlalchemy as sa
from alembic.operations import Operations


def upgrade(operations: Operations) -> None:
    """Add two columns, blank on the rows that exist."""
    for name in ("written", "printed_change"):
        operations.add_column("figure", sa.Column(name, sa.Text, nullable=False, server_default=""))
