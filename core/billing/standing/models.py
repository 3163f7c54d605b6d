"""Tables of standing orders, what stands on them, and which periods they were run for."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
)

from core.billing.standing.states import Auto, RunState, Shift, StandingState
from core.tables import BigId, Moment, metadata, one_of

standing_orders = Table(
    "standing_orders",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("customer_id", BigId, ForeignKey("customers.id"), nullable=False),
    Column("name", String(120), nullable=False),
    Column("state", String(8), nullable=False),
    Column("rule", String(200), nullable=False),  # RRULE of RFC 5545
    Column("anchor", Date, nullable=False),  # all days are counted from it
    Column("shift", String(8), nullable=False),
    Column("auto", String(8), nullable=False),
    Column("lead_days", Integer, nullable=False),  # made so long before its day
    Column("currency", String(3), nullable=False),
    Column("next_period", Integer, nullable=False),  # counts from 0
    Column("next_day", Date),  # of that period; none: there is none left
    Column("error", String(200), nullable=False),  # why the last run made nothing of it
    Column("version", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    CheckConstraint(one_of("state", StandingState), name="state"),
    CheckConstraint(one_of("shift", Shift), name="shift"),
    CheckConstraint(one_of("auto", Auto), name="auto"),
    Index("ix_standing_orders_state", "state", "next_day"),
    Index("ix_standing_orders_customer_id", "customer_id"),
)

standing_lines = Table(
    "standing_lines",
    metadata,
    Column("standing_id", BigId, ForeignKey("standing_orders.id"), primary_key=True),
    Column("line_no", Integer, primary_key=True),
    Column("item", String(80), nullable=False),
    Column("description", String(300), nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("unit_price", BigInteger),  # with tax, minor units; none: as the price list says
    Column("tax_rate", String(10)),  # percent; none: as the price list says
    CheckConstraint("quantity > 0", name="quantity"),
)

# One row a period, made in the transaction of its invoice: none is billed twice.
standing_runs = Table(
    "standing_runs",
    metadata,
    Column("standing_id", BigId, ForeignKey("standing_orders.id"), primary_key=True),
    Column("period", Integer, primary_key=True),
    Column("day", Date, nullable=False),
    Column("state", String(8), nullable=False),
    Column("invoice_id", BigId, ForeignKey("invoices.id")),
    Column("run_at", Moment, nullable=False),
    CheckConstraint(one_of("state", RunState), name="state"),
    CheckConstraint("(state = 'made') = (invoice_id IS NOT NULL)", name="made"),
    Index("ix_standing_runs_invoice_id", "invoice_id"),
)
