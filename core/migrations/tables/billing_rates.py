"""Tables of prices and of tax rates with the days on which they hold."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.tables import BigId

_TABLES = ("tax_rates", "billing_rates")


def create() -> None:
    """Make the tables and their index, with the one rate that is known to end."""
    op.create_table(
        "billing_rates",
        sa.Column("id", BigId, nullable=False),
        sa.Column("price_list", sa.String(length=40), nullable=False),
        sa.Column("customer_id", BigId, nullable=True),
        sa.Column("item", sa.String(length=80), nullable=False),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("minimum", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("tax_rate", sa.String(length=10), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_billing_rates_days")
        ),
        sa.CheckConstraint("unit_price >= 0 AND minimum >= 0", name=op.f("ck_billing_rates_price")),
        sa.CheckConstraint(
            "(customer_id IS NULL) = (price_list <> '')", name=op.f("ck_billing_rates_whose")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_billing_rates_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_rates")),
    )
    op.create_index("ix_billing_rates_item", "billing_rates", ["item", "valid_from"])
    op.create_table(
        "tax_rates",
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("rate", sa.String(length=10), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("becomes", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_tax_rates_days")
        ),
        sa.PrimaryKeyConstraint("country", "rate", "valid_from", name=op.f("pk_tax_rates")),
    )
    # 8 % for goods otherwise at 10 ends with 2026 (Resolution 204/2025/QH15, Decree 174/2025);
    # what comes then, the shop says when it is known.
    op.execute(
        "INSERT INTO tax_rates (country, rate, valid_from, valid_to, becomes)"
        " VALUES ('VN', '8', '2025-07-01', '2026-12-31', '')"
    )


def drop() -> None:
    """Take them away."""
    for table in _TABLES:
        op.drop_table(table)
