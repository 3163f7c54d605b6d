"""The table of payments on orders."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    String,
    Table,
)

from core.orders.payments.states import Method, PaymentKind, PaymentState
from core.tables import BigId, Moment, metadata, one_of

order_payments = Table(
    "order_payments",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("order_id", BigId, ForeignKey("orders.id"), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("method", String(12), nullable=False),
    Column("amount", BigInteger, nullable=False),  # minor units of the order's currency
    Column("paid_on", Date, nullable=False),  # on the shop's calendar
    Column("bank", String(60), nullable=False, default=""),
    Column("reference", String(120), nullable=False, default=""),
    Column("proof", String(1000), nullable=False, default=""),  # what the buyer sent, as text
    Column("state", String(12), nullable=False),
    Column("reason", String(200), nullable=False, default=""),  # why it was refused or reversed
    Column("reported_at", Moment, nullable=False),
    Column("reported_by", BigId, ForeignKey("operators.id")),
    Column("decided_at", Moment),
    Column("decided_by", BigId, ForeignKey("operators.id")),
    CheckConstraint(one_of("kind", PaymentKind), name="kind"),
    CheckConstraint(one_of("method", Method), name="method"),
    CheckConstraint(one_of("state", PaymentState), name="state"),
    CheckConstraint("amount > 0", name="positive"),
    Index("ix_order_payments_order_id", "order_id"),
    Index("ix_order_payments_state_id", "state", "id"),
)
