"""Tables of manifests: what one courier took over at one pickup, and who signed for it."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from core.tables import WHERE, BigId, Moment, metadata

manifests = Table(
    "manifests",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("number", String(20), nullable=False, unique=True),
    Column("warehouse_id", BigId, ForeignKey("warehouses.id"), nullable=False),
    Column("courier", String(40), nullable=False),
    Column("state", String(12), nullable=False),
    Column("driver", String(80), nullable=False, default=""),
    Column("vehicle", String(40), nullable=False, default=""),
    Column("signed_by", String(80), nullable=False, default=""),
    Column("opened_at", Moment, nullable=False),
    Column("opened_by", BigId, ForeignKey("operators.id")),
    Column("closed_at", Moment),
    Column("closed_on", Date),  # on the shop's calendar
    Column("closed_by", BigId, ForeignKey("operators.id")),
    Column("document", Text, nullable=False, default=""),  # the paper as it was signed
    CheckConstraint("state IN ('open', 'closed')", name="state"),
    Index(
        "uq_manifests_open",
        "warehouse_id",
        "courier",
        unique=True,
        info={WHERE: text("state = 'open'")},
    ),
)

manifest_parcels = Table(
    "manifest_parcels",
    metadata,
    Column("manifest_id", BigId, ForeignKey("manifests.id"), nullable=False),
    Column("parcel_id", BigId, ForeignKey("parcels.id"), nullable=False),
    Column("shipment_id", BigId, ForeignKey("shipments.id"), nullable=False),
    Column("scanned_at", Moment, nullable=False),
    Column("operator_id", BigId, ForeignKey("operators.id")),
    Column("station_id", BigId, ForeignKey("stations.id")),
    PrimaryKeyConstraint("manifest_id", "parcel_id"),
    UniqueConstraint("parcel_id"),
)
