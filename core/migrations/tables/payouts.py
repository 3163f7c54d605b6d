"""Tables of what marketplaces pay out, as they were when they came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.migrations.triggers import append_only
from core.tables import BigId, Moment

_STATES = ("waiting", "paid", "failed", "unknown")
_PARTS = (
    *("unknown", "currency", "waiting", "differs", "stopped", "nothing", "paid", "accepted"),
    "seen",
)
_KINDS = (
    *("sale", "shipping_paid", "voucher", "refund", "commission", "payment_fee", "service_fee"),
    *("affiliate", "shipping_charged", "tax", "adjustment", "other"),
)


def _among(column: str, words: tuple[str, ...]) -> str:
    return "{} IN ({})".format(column, ", ".join(f"'{one}'" for one in words))


def create() -> None:
    """Make the tables, their indexes and triggers."""
    op.create_table(
        "payouts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("shop", sa.String(length=40), nullable=False),
        sa.Column("payout_no", sa.String(length=120), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("raw_state", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("paid_at", Moment(), nullable=True),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("page", sa.String(length=500), nullable=False),
        sa.Column("reads", sa.Integer(), nullable=False),
        sa.Column("next_at", Moment(), nullable=True),
        sa.Column("heard_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.CheckConstraint(_among("state", _STATES), name=op.f("ck_payouts_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payouts")),
        sa.UniqueConstraint("shop", "payout_no", name=op.f("uq_payouts_shop_payout_no")),
    )
    op.create_index("ix_payouts_at_id", "payouts", ["at", "id"], unique=False)
    op.create_index("ix_payouts_shop_whole", "payouts", ["shop", "whole"], unique=False)
    op.create_table(
        "payout_lines",
        sa.Column("id", BigId, nullable=False),
        sa.Column("payout_id", BigId, nullable=False),
        sa.Column("entry_no", sa.String(length=200), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("order_ref", sa.String(length=80), nullable=False),
        sa.Column("word", sa.String(length=80), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("heard_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["payout_id"], ["payouts.id"], name=op.f("fk_payout_lines_payout_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_lines")),
        sa.UniqueConstraint(
            "payout_id", "entry_no", "seq", name=op.f("uq_payout_lines_payout_id_entry_no_seq")
        ),
    )
    op.create_index("ix_payout_lines_order_ref", "payout_lines", ["order_ref"], unique=False)
    append_only("payout_lines")
    op.create_table(
        "payout_words",
        sa.Column("shop", sa.String(length=40), nullable=False),
        sa.Column("word", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.CheckConstraint(_among("kind", _KINDS), name=op.f("ck_payout_words_kind")),
        sa.PrimaryKeyConstraint("shop", "word", name=op.f("pk_payout_words")),
    )
    op.create_table(
        "payout_orders",
        sa.Column("id", BigId, nullable=False),
        sa.Column("shop", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("order_ref", sa.String(length=80), nullable=False),
        sa.Column("order_id", BigId, nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=True),
        sa.Column("brought", sa.BigInteger(), nullable=False),
        sa.Column("payment_id", BigId, nullable=True),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.CheckConstraint(_among("state", _PARTS), name=op.f("ck_payout_orders_state")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_payout_orders_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["order_payments.id"], name=op.f("fk_payout_orders_payment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_orders")),
        sa.UniqueConstraint("payment_id", name=op.f("uq_payout_orders_payment_id")),
        sa.UniqueConstraint("shop", "order_ref", name=op.f("uq_payout_orders_shop_order_ref")),
    )
    for columns in (["order_id"], ["state", "id"]):
        name = "_".join(["ix_payout_orders", *columns])
        op.create_index(name, "payout_orders", columns, unique=False)


def drop() -> None:
    """Take them away."""
    for table in ("payout_orders", "payout_words", "payout_lines", "payouts"):
        op.drop_table(table)
