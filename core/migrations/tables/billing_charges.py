"""The table of charges from other sources."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.tables import BigId, Moment

_TABLES = ("billing_charges",)


def create() -> None:
    """Make the table and its indexes."""
    op.create_table(
        "billing_charges",
        sa.Column("id", BigId, nullable=False),
        sa.Column("customer_id", BigId, nullable=False),
        sa.Column("source_type", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=80), nullable=False),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("tax_rate", sa.String(length=10), nullable=True),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("invoice_line_id", BigId, nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_billing_charges_quantity")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_billing_charges_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_line_id"],
            ["invoice_lines.id"],
            name=op.f("fk_billing_charges_invoice_line_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_charges")),
        sa.UniqueConstraint(
            "source_type",
            "source_id",
            "kind",
            name=op.f("uq_billing_charges_source_type_source_id_kind"),
        ),
    )
    op.create_index(
        "ix_billing_charges_customer_id", "billing_charges", ["customer_id", "invoice_line_id"]
    )
    op.create_index("ix_billing_charges_invoice_line_id", "billing_charges", ["invoice_line_id"])


def drop() -> None:
    """Take them away."""
    for table in _TABLES:
        op.drop_table(table)
