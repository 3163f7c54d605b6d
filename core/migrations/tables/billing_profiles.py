"""The table of billing profiles, one a customer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.tables import BigId, Moment

_TABLES = ("customer_billing",)


def create() -> None:
    """Make the table."""
    op.create_table(
        "customer_billing",
        sa.Column("customer_id", BigId, nullable=False, autoincrement=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("district", sa.String(length=120), nullable=False),
        sa.Column("city", sa.String(length=120), nullable=False),
        sa.Column("province", sa.String(length=120), nullable=False),
        sa.Column("postcode", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("tax_number", sa.String(length=20), nullable=False),
        sa.Column("tax_needed", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("terms_days", sa.Integer(), nullable=True),
        sa.Column("terms_eom", sa.Boolean(), nullable=False),
        sa.Column("send_via", sa.String(length=8), nullable=False),
        sa.Column("price_list", sa.String(length=40), nullable=False),
        sa.Column("consolidate", sa.String(length=8), nullable=False),
        sa.Column("point", sa.String(length=10), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("review", sa.String(length=8), nullable=False),
        sa.Column("review_over", sa.BigInteger(), nullable=False),
        sa.Column("credit_limit", sa.BigInteger(), nullable=True),
        sa.Column("receipt_below", sa.BigInteger(), nullable=True),
        sa.Column("wants_invoice", sa.Boolean(), nullable=False),
        sa.Column("e_invoice", sa.Boolean(), nullable=False),
        sa.Column("hold", sa.String(length=4), nullable=False),
        sa.Column("reminders", sa.Boolean(), nullable=False),
        sa.Column("use_credit", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "consolidate IN ('order', 'day', 'week', 'month')",
            name=op.f("ck_customer_billing_consolidate"),
        ),
        sa.CheckConstraint("hold IN ('no', 'soft', 'hard')", name=op.f("ck_customer_billing_hold")),
        sa.CheckConstraint(
            "point IN ('shop', 'never', 'confirmed', 'shipped', 'delivered')",
            name=op.f("ck_customer_billing_point"),
        ),
        sa.CheckConstraint(
            "review IN ('always', 'over', 'never')", name=op.f("ck_customer_billing_review")
        ),
        sa.CheckConstraint(
            "send_via IN ('email', 'print', 'both', 'none')",
            name=op.f("ck_customer_billing_send_via"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_billing_customer_id")
        ),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_customer_billing")),
    )


def drop() -> None:
    """Take them away."""
    for table in _TABLES:
        op.drop_table(table)
