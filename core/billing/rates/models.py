"""Tables of prices and of tax rates with the days on which they hold."""

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

from core.tables import BigId, metadata

billing_rates = Table(
    "billing_rates",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("price_list", String(40), nullable=False),  # empty: of one customer
    Column("customer_id", BigId, ForeignKey("customers.id")),
    Column("item", String(80), nullable=False),  # the SKU of a product, or the code of a service
    Column("description", String(300), nullable=False),  # of a service
    Column("unit_price", BigInteger, nullable=False),  # with tax; minor units, as the next
    Column("minimum", BigInteger, nullable=False),  # a line comes to at least this
    Column("currency", String(3), nullable=False),
    Column("tax_rate", String(10), nullable=False),  # of a service; percent
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),  # the last day; none: until further notice
    CheckConstraint("(customer_id IS NULL) = (price_list <> '')", name="whose"),
    CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="days"),
    CheckConstraint("unit_price >= 0 AND minimum >= 0", name="price"),
    Index("ix_billing_rates_item", "item", "valid_from"),
)

# A rate without a row is always in force; one with rows only on their days.
tax_rates = Table(
    "tax_rates",
    metadata,
    Column("country", String(2), primary_key=True),
    Column("rate", String(10), primary_key=True),  # percent
    Column("valid_from", Date, primary_key=True),
    Column("valid_to", Date),
    Column("becomes", String(10), nullable=False),  # afterwards; empty: somebody has to say
    CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="days"),
)
