"""The table of charges: each is known by its source and stands on one live invoice at most."""

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
    UniqueConstraint,
)

from core.tables import BigId, Moment, metadata

billing_charges = Table(
    "billing_charges",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("customer_id", BigId, ForeignKey("customers.id"), nullable=False),
    Column("source_type", String(40), nullable=False),
    Column("source_id", String(80), nullable=False),
    Column("kind", String(40), nullable=False),  # one source may be charged for several things
    Column("item", String(80), nullable=False),
    Column("description", String(300), nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("unit_price", BigInteger),  # with tax, minor units; none: as the price list says
    Column("currency", String(3), nullable=False),
    Column("tax_rate", String(10)),  # percent; none: as the price list says
    Column("on_date", Date, nullable=False),
    Column("invoice_line_id", BigId, ForeignKey("invoice_lines.id")),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("source_type", "source_id", "kind"),
    CheckConstraint("quantity > 0", name="quantity"),
    Index("ix_billing_charges_customer_id", "customer_id", "invoice_line_id"),
    Index("ix_billing_charges_invoice_line_id", "invoice_line_id"),
)
