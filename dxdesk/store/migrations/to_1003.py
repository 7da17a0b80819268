"""1003: messages and contacts of departments, requests by hand, versions, and for which text a publication was made."""

import sqlalchemy as sa
from alembic.operations import Operations


def upgrade(operations: Operations) -> None:
    """Add the tables, empty, and the columns, blank; only in a master, what is published now counts as made for its text.

    In a copy it stays unknown: its rows must remain those that were handed out.
    """
    _add_tables(operations)
    _add_columns(operations)
    connection = operations.get_bind()
    role = connection.execute(sa.text("SELECT value FROM meta WHERE key = 'role'")).scalar()
    if role != "copy":
        connection.execute(sa.text("UPDATE entry SET publication_of = text WHERE publication IS NOT NULL"))


def downgrade(operations: Operations) -> None:
    """Drop what was added, for a copy that an older release reads."""
    for table in ("contact", "message", "request"):
        operations.drop_table(table)
    operations.drop_column("entry", "publication_of")
    for name in ("reference", "sender", "made_with", "withdrawn", "form", "recipient"):
        operations.drop_column("hand_out", name)
    operations.drop_column("year_lock", "counts")
    for table in ("submit", "accepted"):
        for name in ("unchanged", "made_with"):
            operations.drop_column(table, name)


def _add_tables(operations: Operations) -> None:
    operations.create_table(
        "contact",
        sa.Column("id", sa.Text, nullable=False),
        _reference("contact", "department", nullable=False),
        *(sa.Column(name, sa.Text, nullable=False, server_default="") for name in ("address", "extension", "person")),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
    )
    operations.create_table(
        "message",
        sa.Column("id", sa.Text, nullable=False),
        _reference("message", "department", nullable=False),
        _reference("message", "measure", nullable=True),
        sa.Column("year", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False, server_default="") for name in ("place", "what", "text")),
        sa.Column("seen", sa.Text, nullable=True),
        sa.Column("reply", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
    )
    operations.create_index("ix_contact_department", "contact", ["department"])
    operations.create_index("ix_message_department", "message", ["department"])
    operations.create_index("ix_message_measure", "message", ["measure"])
    operations.create_table(
        "request",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("measure", sa.Text, nullable=False),
        sa.Column("wanted", sa.Boolean, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_request"),
    )


def _add_columns(operations: Operations) -> None:
    operations.add_column("entry", sa.Column("publication_of", sa.Text, nullable=True))
    for name in ("reference", "sender", "made_with"):
        operations.add_column("hand_out", sa.Column(name, sa.Text, nullable=False, server_default=""))
    operations.add_column("hand_out", sa.Column("withdrawn", sa.Text, nullable=True))
    operations.add_column("hand_out", sa.Column("form", sa.Boolean, nullable=False, server_default=sa.false()))
    operations.add_column("hand_out", sa.Column("recipient", sa.Text, nullable=False, server_default=""))
    operations.add_column("year_lock", sa.Column("counts", sa.Text, nullable=False, server_default="{}"))
    for table in ("submit", "accepted"):
        operations.add_column(table, sa.Column("unchanged", sa.Boolean, nullable=False, server_default=sa.false()))
        operations.add_column(table, sa.Column("made_with", sa.Text, nullable=False, server_default=""))


def _reference(table: str, target: str, *, nullable: bool) -> sa.Column[str]:
    key = sa.ForeignKey(f"{target}.id", name=f"fk_{table}_{target}", deferrable=True, initially="DEFERRED")
    return sa.Column(target, sa.Text, key, nullable=nullable)
