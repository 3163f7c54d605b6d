"""Tables of how invoices go out, and of the batches of paper."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.tables import BigId, Moment

_WAITS = sa.text("state IN ('held', 'ready')")
_OPEN = sa.text("closed_at IS NULL")


def create() -> None:
    """Make the tables and their indexes; addresses that were written to are found."""
    op.create_index("ix_messages_recipient", "messages", ["recipient"])
    _make_batches()
    _make_deliveries()


def drop() -> None:
    """Take them away."""
    op.drop_table("invoice_deliveries")
    op.drop_table("post_batches")
    op.drop_index("ix_messages_recipient", table_name="messages")


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _make_batches() -> None:
    op.create_table(
        "post_batches",
        sa.Column("id", BigId, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("made_by", BigId, nullable=True),
        sa.Column("printer", sa.String(length=40), nullable=False),
        sa.Column("envelope", sa.String(length=8), nullable=False),
        sa.Column("envelope_job_id", BigId, nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        _refers("post_batches", "made_by", "operators"),
        _refers("post_batches", "envelope_job_id", "print_jobs"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_batches")),
    )
    op.create_index(
        "ix_post_batches_open",
        "post_batches",
        ["id"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def _make_deliveries() -> None:
    op.create_table(
        "invoice_deliveries",
        sa.Column("id", BigId, nullable=False),
        sa.Column("invoice_id", BigId, nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("odd", sa.String(length=120), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("message_id", BigId, nullable=True),
        sa.Column("job_id", BigId, nullable=True),
        sa.Column("batch_id", BigId, nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", BigId, nullable=True),
        sa.Column("ready_at", Moment(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("decided_by", BigId, nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.CheckConstraint("way IN ('email', 'print')", name=op.f("ck_invoice_deliveries_way")),
        sa.CheckConstraint(
            "state IN ('held', 'ready', 'given', 'taken_out')",
            name=op.f("ck_invoice_deliveries_state"),
        ),
        sa.CheckConstraint(
            "(state = 'given') = (message_id IS NOT NULL OR job_id IS NOT NULL)",
            name=op.f("ck_invoice_deliveries_carried"),
        ),
        _refers("invoice_deliveries", "invoice_id", "invoices"),
        _refers("invoice_deliveries", "message_id", "messages"),
        _refers("invoice_deliveries", "job_id", "print_jobs"),
        _refers("invoice_deliveries", "batch_id", "post_batches"),
        _refers("invoice_deliveries", "created_by", "operators"),
        _refers("invoice_deliveries", "decided_by", "operators"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_deliveries")),
        sa.UniqueConstraint(
            "invoice_id",
            "way",
            "number",
            name=op.f("uq_invoice_deliveries_invoice_id_way_number"),
        ),
        sa.UniqueConstraint("batch_id", "place", name=op.f("uq_invoice_deliveries_batch_id_place")),
    )
    op.create_index(
        "ix_invoice_deliveries_waits",
        "invoice_deliveries",
        ["state", "id"],
        sqlite_where=_WAITS,
        postgresql_where=_WAITS,
    )
    for column in ("message_id", "job_id"):
        op.create_index(f"ix_invoice_deliveries_{column}", "invoice_deliveries", [column])
