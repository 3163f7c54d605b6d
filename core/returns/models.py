"""Tables of returns and of what was found in each."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
)

from core.returns.states import BillingLink, ReturnState, Wish
from core.tables import BigId, Moment, metadata, one_of

returns = Table(
    "returns",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("warehouse_id", BigId, ForeignKey("warehouses.id"), nullable=False),
    Column("order_id", BigId, ForeignKey("orders.id"), nullable=False),
    Column("code", String(40), nullable=False, unique=True),
    Column("state", String(12), nullable=False),
    Column("wish", String(12), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("refund", BigInteger, nullable=False, default=0),  # minor units of the order's currency
    Column("exchange_order_id", BigId, ForeignKey("orders.id")),
    Column("billing", String(12), nullable=False),  # the document that billing has to make
    Column("created_at", Moment, nullable=False),
    Column("arrived_at", Moment),
    Column("inspected_at", Moment),
    Column("ended_at", Moment),
    Column("operator_id", BigId, ForeignKey("operators.id")),
    # Minor units that it took off what the order is owed.
    Column("credited", BigInteger, nullable=False, server_default="0"),
    CheckConstraint(one_of("state", ReturnState), name="state"),
    CheckConstraint(one_of("wish", Wish), name="wish"),
    CheckConstraint(one_of("billing", BillingLink), name="billing"),
    CheckConstraint("refund >= 0", name="refund"),
    Index("ix_returns_order_id", "order_id"),
    Index("ix_returns_state_id", "state", "id"),
)

return_lines = Table(
    "return_lines",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("return_id", BigId, ForeignKey("returns.id"), nullable=False),
    Column("order_line_id", BigId, ForeignKey("order_lines.id"), nullable=False),
    Column("lot", String(40), nullable=False, default=""),
    Column("expected", BigInteger, nullable=False),
    Column("good", BigInteger, nullable=False, default=0),  # went to `bin_id`
    Column("damaged", BigInteger, nullable=False, default=0),
    Column("bin_id", BigId, ForeignKey("bins.id")),
    Column("note", String(200), nullable=False, default=""),
    UniqueConstraint("return_id", "order_line_id", "lot"),
    CheckConstraint("expected > 0 AND good >= 0 AND damaged >= 0", name="counts"),
    CheckConstraint("good + damaged <= expected", name="adds_up"),
    Index("ix_return_lines_order_line_id", "order_line_id"),
)
