"""Tables of suppliers and their goods, purchase orders, goods receipts, and what goods cost."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from core.purchasing.states import PurchaseState
from core.tables import WHERE, BigId, Moment, metadata, one_of

suppliers = Table(
    "suppliers",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("code", String(40), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("search", String(400), nullable=False, default=""),  # folded code and name
    Column("phone", String(40), nullable=False, default=""),
    Column("email", String(200), nullable=False, default=""),
    Column("address", String(400), nullable=False, default=""),
    Column("currency", String(3), nullable=False),
    Column("lead_days", Integer, nullable=False, default=0),
    Column("note", String(400), nullable=False, default=""),
    Column("active", Boolean, nullable=False, default=True),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    CheckConstraint("lead_days >= 0", name="lead_days"),
)

supplier_goods = Table(
    "supplier_goods",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("supplier_id", BigId, ForeignKey("suppliers.id"), nullable=False),
    Column("product_id", BigId, ForeignKey("products.id"), nullable=False),
    Column("supplier_sku", String(80), nullable=False, default=""),
    Column("price", BigInteger, nullable=False),  # minor units of `currency`
    Column("currency", String(3), nullable=False),
    Column("minimum", BigInteger, nullable=False, default=1),  # units of one order at least
    Column("pack", BigInteger, nullable=False, default=1),  # orders are multiples of this
    Column("preferred", Boolean, nullable=False, default=False),
    UniqueConstraint("supplier_id", "product_id"),
    Index(
        "ix_supplier_goods_preferred", "product_id", unique=True, info={WHERE: text("preferred")}
    ),
    Index("ix_supplier_goods_product_id", "product_id"),
    CheckConstraint("price >= 0", name="price"),
    CheckConstraint("minimum > 0 AND pack > 0", name="quantities"),
)

purchase_orders = Table(
    "purchase_orders",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("number", String(40), nullable=False, unique=True),
    Column("supplier_id", BigId, ForeignKey("suppliers.id"), nullable=False),
    Column("warehouse_id", BigId, ForeignKey("warehouses.id"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("currency", String(3), nullable=False),
    # What one unit of `currency` costs in the shop's, as exact text; empty: nobody said.
    Column("rate", String(24), nullable=False, default=""),
    Column("note", String(400), nullable=False, default=""),
    Column("reason", String(200), nullable=False, default=""),  # why it was cancelled or closed
    Column("created_at", Moment, nullable=False),
    Column("created_by", BigId, ForeignKey("operators.id")),
    Column("ordered_at", Moment),
    Column("expected_on", Date),  # on the shop's calendar
    Column("ended_at", Moment),
    CheckConstraint(one_of("state", PurchaseState), name="state"),
    Index("ix_purchase_orders_state_id", "state", "id"),
    Index("ix_purchase_orders_supplier_id", "supplier_id"),
)

purchase_lines = Table(
    "purchase_lines",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("purchase_id", BigId, ForeignKey("purchase_orders.id"), nullable=False),
    Column("line_no", Integer, nullable=False),
    Column("product_id", BigId, ForeignKey("products.id"), nullable=False),
    Column("supplier_sku", String(80), nullable=False, default=""),
    Column("quantity", BigInteger, nullable=False),
    Column("unit_price", BigInteger, nullable=False),  # minor units of the order's currency
    Column("received", BigInteger, nullable=False, default=0),
    Column("damaged", BigInteger, nullable=False, default=0),  # part of what was received
    Column("allowed", BigInteger, nullable=False),  # what may be received at most
    UniqueConstraint("purchase_id", "product_id"),
    Index("ix_purchase_lines_product_id", "product_id"),
    CheckConstraint("quantity > 0", name="quantity"),
    CheckConstraint("unit_price >= 0", name="unit_price"),
    CheckConstraint("received >= 0 AND received <= allowed", name="received"),
    CheckConstraint("damaged >= 0 AND damaged <= received", name="damaged"),
)

receipts = Table(
    "receipts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("number", String(40), nullable=False, unique=True),
    Column("key", String(80), nullable=False, unique=True),  # of whoever receives: sent twice, once
    Column("purchase_id", BigId, ForeignKey("purchase_orders.id"), nullable=False),
    Column("delivery_note", String(80), nullable=False, default=""),  # the supplier's number
    Column("created_at", Moment, nullable=False),
    Column("operator_id", BigId, ForeignKey("operators.id")),
    Index("ix_receipts_purchase_id", "purchase_id"),
)

receipt_lines = Table(
    "receipt_lines",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("receipt_id", BigId, ForeignKey("receipts.id"), nullable=False),
    Column("key", String(80), nullable=False, unique=True),
    Column("purchase_line_id", BigId, ForeignKey("purchase_lines.id"), nullable=False),
    Column("product_id", BigId, ForeignKey("products.id"), nullable=False),
    Column("bin_id", BigId, ForeignKey("bins.id"), nullable=False),
    Column("lot", String(40), nullable=False, default=""),
    Column("expires_on", Date),
    Column("quantity", BigInteger, nullable=False),
    Column("damaged", Boolean, nullable=False, default=False),
    Column("note", String(200), nullable=False, default=""),
    # The line whose goods go back to the supplier's side by this one.
    Column("takes_back", BigId, ForeignKey("receipt_lines.id"), unique=True),
    Column("at", Moment, nullable=False),
    Column("operator_id", BigId, ForeignKey("operators.id")),
    Column("station_id", BigId, ForeignKey("stations.id")),
    CheckConstraint("quantity > 0", name="quantity"),
    Index("ix_receipt_lines_receipt_id", "receipt_id"),
    Index("ix_receipt_lines_product_id_lot", "product_id", "lot"),
)

product_costs = Table(
    "product_costs",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("product_id", BigId, ForeignKey("products.id"), nullable=False),
    Column("receipt_line_id", BigId, ForeignKey("receipt_lines.id"), nullable=False, unique=True),
    Column("currency", String(3), nullable=False),
    Column("units_before", BigInteger, nullable=False),  # on hand in all warehouses
    # Minor units as exact text with at most six decimals; empty: not known.
    Column("average_before", String(32), nullable=False, default=""),
    Column("units", BigInteger, nullable=False),  # below zero: taken back
    Column("unit_cost", String(32), nullable=False),
    Column("average", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_product_costs_product_id", "product_id"),
)
