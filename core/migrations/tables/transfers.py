"""Tables of transfers between warehouses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.tables import BigId, Moment

_TABLES = ("transfer_steps", "transfer_lines", "transfers")
"""Those first that others do not need."""


def create() -> None:
    """Make the tables and their indexes."""
    op.create_table(
        "transfers",
        sa.Column("id", BigId, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("from_id", BigId, nullable=False),
        sa.Column("to_id", BigId, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", BigId, nullable=True),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("sent_by", BigId, nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_transfers_goes_elsewhere")),
        sa.CheckConstraint(
            "state IN ('draft', 'sent', 'part_received', 'received', 'cancelled')",
            name=op.f("ck_transfers_state"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["operators.id"], name=op.f("fk_transfers_created_by")
        ),
        sa.ForeignKeyConstraint(["from_id"], ["warehouses.id"], name=op.f("fk_transfers_from_id")),
        sa.ForeignKeyConstraint(["sent_by"], ["operators.id"], name=op.f("fk_transfers_sent_by")),
        sa.ForeignKeyConstraint(["to_id"], ["warehouses.id"], name=op.f("fk_transfers_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfers")),
        sa.UniqueConstraint("number", name=op.f("uq_transfers_number")),
    )
    op.create_index("ix_transfers_state_id", "transfers", ["state", "id"], unique=False)
    op.create_table(
        "transfer_lines",
        sa.Column("id", BigId, nullable=False),
        sa.Column("transfer_id", BigId, nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("damaged", sa.BigInteger(), nullable=False),
        sa.Column("missing", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "missing >= 0 AND received + missing <= sent", name=op.f("ck_transfer_lines_arrived")
        ),
        sa.CheckConstraint(
            "damaged >= 0 AND damaged <= received", name=op.f("ck_transfer_lines_damaged")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_transfer_lines_quantity")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_transfer_lines_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfers.id"], name=op.f("fk_transfer_lines_transfer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_lines")),
        sa.UniqueConstraint(
            "transfer_id", "product_id", name=op.f("uq_transfer_lines_transfer_id_product_id")
        ),
    )
    op.create_index("ix_transfer_lines_product_id", "transfer_lines", ["product_id"], unique=False)
    op.create_table(
        "transfer_steps",
        sa.Column("id", BigId, nullable=False),
        sa.Column("transfer_id", BigId, nullable=False),
        sa.Column("line_id", BigId, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("bin_id", BigId, nullable=False),
        sa.Column("lot", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("takes_back", BigId, nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("operator_id", BigId, nullable=True),
        sa.Column("station_id", BigId, nullable=True),
        sa.CheckConstraint(
            "kind IN ('sent', 'received', 'damaged', 'missing', 'returned')",
            name=op.f("ck_transfer_steps_kind"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_transfer_steps_quantity")),
        sa.ForeignKeyConstraint(["bin_id"], ["bins.id"], name=op.f("fk_transfer_steps_bin_id")),
        sa.ForeignKeyConstraint(
            ["line_id"], ["transfer_lines.id"], name=op.f("fk_transfer_steps_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_transfer_steps_operator_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_transfer_steps_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_transfer_steps_station_id")
        ),
        sa.ForeignKeyConstraint(
            ["takes_back"], ["transfer_steps.id"], name=op.f("fk_transfer_steps_takes_back")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfers.id"], name=op.f("fk_transfer_steps_transfer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_steps")),
        sa.UniqueConstraint("key", name=op.f("uq_transfer_steps_key")),
        sa.UniqueConstraint("takes_back", name=op.f("uq_transfer_steps_takes_back")),
    )
    op.create_index(
        "ix_transfer_steps_transfer_id_id", "transfer_steps", ["transfer_id", "id"], unique=False
    )


def drop() -> None:
    """Take them away."""
    for table in _TABLES:
        op.drop_table(table)
