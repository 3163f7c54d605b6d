"""Tables of couriers' statements: the files that were taken in, and their lines."""

from __future__ import annotations

from enum import StrEnum

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
    UniqueConstraint,
)

from core.tables import BigId, Moment, metadata, one_of


class LineState(StrEnum):
    """What a line of a statement came to."""

    MATCHED = "matched"
    """The amount is that of the parcel: the order's payment is confirmed."""
    DIFFERS = "differs"
    """Another amount than the parcel was to collect: a person has to look."""
    ACCEPTED = "accepted"
    """A person took another amount as it came."""
    UNKNOWN = "unknown"
    """No parcel of ours has this waybill number."""
    TWICE = "twice"
    """The parcel was paid before."""
    FEE = "fee"
    """Nothing was collected: the line only bills a fee."""


cod_files = Table(
    "cod_files",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("courier", String(40), nullable=False),
    Column("name", String(200), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("imported_at", Moment, nullable=False),
    Column("imported_by", BigId, ForeignKey("operators.id")),
    UniqueConstraint("courier", "digest"),
)

cod_lines = Table(
    "cod_lines",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("file_id", BigId, ForeignKey("cod_files.id"), nullable=False),
    Column("line_no", Integer, nullable=False),
    Column("waybill", String(60), nullable=False),
    Column("shipment_id", BigId, ForeignKey("shipments.id")),
    Column("currency", String(3), nullable=False),
    Column("expected", BigInteger, nullable=False, default=0),  # minor units, as all amounts
    Column("amount", BigInteger, nullable=False),
    Column("fee", BigInteger),  # what the courier billed; NULL where it does not say
    Column("paid_on", Date),
    Column("reference", String(80), nullable=False, default=""),
    Column("state", String(12), nullable=False),
    Column("payment_id", BigId, ForeignKey("order_payments.id")),
    Column("settled_at", Moment),  # somebody looked at one that is not ours, or paid before
    UniqueConstraint("file_id", "line_no"),
    CheckConstraint(one_of("state", LineState), name="state"),
    Index("ix_cod_lines_shipment_id", "shipment_id"),
    Index("ix_cod_lines_state_id", "state", "id"),
    Index("ix_cod_lines_waybill", "waybill"),
)
