"""1002: hand-outs with their rows, submissions, hand-overs, held changes and year locks are kept beside the plan.

An entry and a 見解 have a flag that the same text as the year before is intended.
"""

import sqlalchemy as sa
from alembic.operations import Operations


def upgrade(operations: Operations) -> None:
    """Add the tables, empty, and the flags, off."""
    for table in ("entry", "assessment"):
        operations.add_column(table, sa.Column("as_before", sa.Boolean, nullable=False, server_default=sa.false()))
    operations.create_table(
        "base",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_base"),
    )
    operations.create_table(
        "hand_out",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("base", sa.Text, sa.ForeignKey("base.id", name="fk_hand_out_base"), nullable=True),
        sa.Column("due", sa.Text, nullable=True),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("guide", sa.Text, nullable=False),
        sa.Column("confirming", sa.Boolean, nullable=False),
        sa.Column("required", sa.Text, nullable=False),
        sa.Column("comments", sa.Text, nullable=False),
        sa.Column("returned", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_hand_out"),
    )
    operations.create_table(
        "submit",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("hand_out", sa.Text, sa.ForeignKey("hand_out.id", name="fk_submit_hand_out"), nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("extension", sa.Text, nullable=False),
        sa.Column("confirmed", sa.Text, nullable=False),
        sa.Column("batch", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_submit"),
    )
    operations.create_table(
        "hand_over",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("hand_out", sa.Text, sa.ForeignKey("hand_out.id", name="fk_hand_over_hand_out"), nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("colleague", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_hand_over"),
    )
    operations.create_table(
        "accepted",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("submit", sa.Text, nullable=False),
        sa.Column("lineage", sa.Text, nullable=False),
        sa.Column("hand_out", sa.Text, sa.ForeignKey("hand_out.id", name="fk_accepted_hand_out"), nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("submitted", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("applied", sa.Integer, nullable=False),
        sa.Column("changes", sa.LargeBinary, nullable=False),
        sa.Column("undone", sa.Text, nullable=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("extension", sa.Text, nullable=False),
        sa.Column("confirmed", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_accepted"),
    )
    operations.create_table(
        "held",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("accepted", sa.Text, sa.ForeignKey("accepted.id", name="fk_held_accepted"), nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("table_name", sa.Text, nullable=False),
        sa.Column("row_id", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("base", sa.Text, nullable=False),
        sa.Column("theirs", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("closed_by", sa.Text, nullable=False),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("decided_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_held"),
    )
    operations.create_table(
        "year_lock",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("locked", sa.Boolean, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_year_lock"),
    )
