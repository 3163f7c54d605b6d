"""Tables of what platforms bill the shop."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.migrations.triggers import append_only
from core.tables import BigId, Moment, Word

_TABLES = ("platform_bill_files", "platform_bills", "platform_groups", "platform_accounts")
"""Those first that others do not need."""


def create() -> None:
    """Make the tables, their indexes and the triggers."""
    op.create_table(
        "platform_accounts",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("standing", sa.String(length=12), nullable=False),
        sa.Column("said", sa.String(length=200), nullable=False),
        sa.Column("asked_at", Moment(), nullable=True),
        sa.Column("heard_at", Moment(), nullable=True),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("unpaid", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.CheckConstraint(
            "standing IN ('never', 'fine', 'empty', 'no_finance', 'no_access', 'busy', 'away')",
            name=op.f("ck_platform_accounts_standing"),
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_platform_accounts")),
    )
    op.create_table(
        "platform_groups",
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("remote_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("billed_to", sa.String(length=200), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("account", "remote_id", name=op.f("pk_platform_groups")),
    )
    op.create_table(
        "platform_bills",
        sa.Column("id", BigId, nullable=False),
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("remote_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("folded", Word, nullable=False),
        sa.Column("group_id", sa.String(length=64), nullable=False),
        sa.Column("raw_state", sa.String(length=40), nullable=False),
        sa.Column("pay_state", sa.String(length=10), nullable=False),
        sa.Column("raw_pay_state", sa.String(length=40), nullable=False),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("unpaid", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("file_wanted", sa.Boolean(), nullable=False),
        sa.Column("booked_at", Moment(), nullable=True),
        sa.Column("booked_by", sa.String(length=80), nullable=False),
        sa.Column("booked_net", sa.BigInteger(), nullable=True),
        sa.Column("booked_tax", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("total = net + tax", name=op.f("ck_platform_bills_total")),
        sa.CheckConstraint(
            "pay_state IN ('unpaid', 'part', 'paid', 'not_due', 'unknown')",
            name=op.f("ck_platform_bills_pay_state"),
        ),
        sa.CheckConstraint(
            "kind IN ('bill', 'credit', 'auto_pay')", name=op.f("ck_platform_bills_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_bills")),
        sa.UniqueConstraint(
            "account", "remote_id", name=op.f("uq_platform_bills_account_remote_id")
        ),
    )
    op.create_index("ix_platform_bills_number", "platform_bills", ["number"], unique=False)
    op.create_index("ix_platform_bills_sent_on", "platform_bills", ["sent_on", "id"], unique=False)
    op.create_table(
        "platform_bill_files",
        sa.Column("bill_id", BigId, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("fetched_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bill_id"], ["platform_bills.id"], name=op.f("fk_platform_bill_files_bill_id")
        ),
        sa.PrimaryKeyConstraint("bill_id", name=op.f("pk_platform_bill_files")),
    )
    append_only("platform_bill_files")


def drop() -> None:
    """Take them away."""
    for table in _TABLES:
        op.drop_table(table)
