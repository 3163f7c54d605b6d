"""Tables of customers, their phones and addresses, and the groups they are in."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
)

from core.tables import BigId, Moment, Word, metadata, one_of


class Trust(StrEnum):
    """What the shop thinks of a buyer."""

    NONE = "none"
    TRUSTED = "trusted"
    """Orders go to the queue before they are paid, where the shop allows it."""
    BLOCKED = "blocked"
    """Orders wait for a person."""


customer_groups = Table(
    "customer_groups",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("name", String(60), nullable=False, unique=True),
    Column("trusted", Boolean, nullable=False, default=False),  # all of its members are
    Column("created_at", Moment, nullable=False),
)

customers = Table(
    "customers",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("folded", Word, nullable=False),  # the name as it is searched
    Column("phone", String(40), nullable=False, default=""),  # the one that is shown, +CC…
    Column("email", String(200), nullable=False, default=""),
    Column("country", String(2), nullable=False, default=""),
    Column("language", String(5), nullable=False, default=""),
    Column("group_id", BigId, ForeignKey("customer_groups.id")),
    Column("trust", String(8), nullable=False),
    Column("trust_reason", String(200), nullable=False, default=""),
    Column("note", String(1000), nullable=False, default=""),
    Column("must_read", Boolean, nullable=False, default=False),
    Column("merged_into", BigId, ForeignKey("customers.id")),
    Column("version", Integer, nullable=False, default=1),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    CheckConstraint(one_of("trust", Trust), name="trust"),
    # All that the list by name needs to know of those that it does not show.
    Index("ix_customers_folded", "folded", "id", "merged_into"),
    Index("ix_customers_email", "email"),
    Index("ix_customers_group_id", "group_id"),
)

customer_phones = Table(
    "customer_phones",
    metadata,
    # International, digits and a plus (E.164); one customer has it, or nobody.
    Column("phone", String(40), primary_key=True),
    Column("customer_id", BigId, ForeignKey("customers.id"), nullable=False),
    Index("ix_customer_phones_customer_id", "customer_id"),
)

customer_addresses = Table(
    "customer_addresses",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("customer_id", BigId, ForeignKey("customers.id"), nullable=False),
    Column("label", String(60), nullable=False, default=""),
    Column("name", String(200), nullable=False, default=""),  # who takes the parcel
    Column("phone", String(40), nullable=False, default=""),
    Column("address", String(500), nullable=False),
    Column("district", String(120), nullable=False, default=""),
    Column("city", String(120), nullable=False, default=""),
    Column("province", String(120), nullable=False, default=""),
    Column("postcode", String(20), nullable=False, default=""),
    Column("country", String(2), nullable=False, default=""),
    Column("is_default", Boolean, nullable=False, default=False),
    Column("created_at", Moment, nullable=False),
    Column("used_at", Moment),
    Index("ix_customer_addresses_customer_id", "customer_id"),
)
