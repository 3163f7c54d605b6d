"""Tables of links by which invoices are paid at a gateway, and of what came through them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.migrations.triggers import append_only
from core.tables import BigId, Moment

_OPEN = "state IN ('queued', 'asking', 'unknown', 'live', 'closing')"
_STATES = (
    "state IN ('queued', 'asking', 'unknown', 'rejected', 'live', 'closing', 'paid', 'cancelled', "
    "'expired')"
)
_WHY = "why = '' OR why IN ('settled', 'changed', 'by_hand', 'renewed', 'expired', 'at_gateway')"
_WAITS = "waits = '' OR waits IN ('more', 'less', 'currency', 'settled', 'late')"


def create() -> None:
    """Make the tables, their indexes and the triggers."""
    _make_links()
    _make_receipts()
    append_only("pay_link_receipts")


def drop() -> None:
    """Take them away."""
    op.drop_table("pay_link_receipts")
    op.drop_table("pay_links")


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _make_links() -> None:
    op.create_table(
        "pay_links",
        sa.Column("id", BigId, nullable=False),
        sa.Column("invoice_id", BigId, nullable=False),
        sa.Column("gateway", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=50), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("description", sa.String(length=80), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("code", sa.String(length=500), nullable=False),
        sa.Column("gateway_id", sa.String(length=80), nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("asked_at", Moment, nullable=True),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("look_at", Moment, nullable=True),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(length=40), nullable=False),
        sa.Column("error", sa.String(length=400), nullable=False),
        sa.Column("why", sa.String(length=10), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("ended_at", Moment, nullable=True),
        sa.CheckConstraint(_STATES, name=op.f("ck_pay_links_state")),
        sa.CheckConstraint(_WHY, name=op.f("ck_pay_links_why")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_pay_links_positive")),
        sa.CheckConstraint("state <> 'live' OR url <> ''", name=op.f("ck_pay_links_told")),
        _refers("pay_links", "invoice_id", "invoices"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_links")),
        sa.UniqueConstraint("gateway", "key", name=op.f("uq_pay_links_gateway_key")),
    )
    op.create_index("ix_pay_links_invoice_id", "pay_links", ["invoice_id", "id"])
    op.create_index("ix_pay_links_look_at", "pay_links", ["look_at"])
    op.create_index(
        "uq_pay_links_open",
        "pay_links",
        ["invoice_id"],
        unique=True,
        sqlite_where=sa.text(_OPEN),
        postgresql_where=sa.text(_OPEN),
    )


def _make_receipts() -> None:
    table = "pay_link_receipts"
    op.create_table(
        table,
        sa.Column("id", BigId, nullable=False),
        sa.Column("link_id", BigId, nullable=False),
        sa.Column("gateway", sa.String(length=12), nullable=False),
        sa.Column("transaction_id", sa.String(length=120), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=True),
        sa.Column("payer", sa.String(length=200), nullable=False),
        sa.Column("method", sa.String(length=60), nullable=False),
        sa.Column("paid_at", Moment, nullable=False),
        sa.Column("waits", sa.String(length=10), nullable=False),
        sa.Column("payment_id", BigId, nullable=True),
        sa.Column("bank_line_id", BigId, nullable=True),
        sa.Column("seen_at", Moment, nullable=False),
        sa.CheckConstraint(_WAITS, name=op.f(f"ck_{table}_waits")),
        sa.CheckConstraint(
            "(waits = '') = (payment_id IS NOT NULL)", name=op.f(f"ck_{table}_payment")
        ),
        sa.CheckConstraint("(waits = '') = (bank_line_id IS NULL)", name=op.f(f"ck_{table}_line")),
        sa.CheckConstraint("amount > 0", name=op.f(f"ck_{table}_positive")),
        _refers(table, "link_id", "pay_links"),
        _refers(table, "payment_id", "payments"),
        _refers(table, "bank_line_id", "bank_lines"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(
            "gateway", "transaction_id", name=op.f(f"uq_{table}_gateway_transaction_id")
        ),
    )
    op.create_index(f"ix_{table}_link_id", table, ["link_id"])
