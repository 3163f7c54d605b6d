"""Tables of transfers between warehouses: what goes, and each step that its goods took."""

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
    UniqueConstraint,
)

from core.tables import BigId, Moment, metadata, one_of
from core.transfers.states import StepKind, TransferState

transfers = Table(
    "transfers",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("number", String(40), nullable=False, unique=True),
    Column("from_id", BigId, ForeignKey("warehouses.id"), nullable=False),
    Column("to_id", BigId, ForeignKey("warehouses.id"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("note", String(400), nullable=False, default=""),
    Column("reason", String(200), nullable=False, default=""),  # why it was cancelled
    Column("expected_on", Date),  # on the shop's calendar
    Column("created_at", Moment, nullable=False),
    Column("created_by", BigId, ForeignKey("operators.id")),
    Column("sent_at", Moment),
    Column("sent_by", BigId, ForeignKey("operators.id")),
    Column("ended_at", Moment),
    CheckConstraint(one_of("state", TransferState), name="state"),
    CheckConstraint("from_id <> to_id", name="goes_elsewhere"),
    Index("ix_transfers_state_id", "state", "id"),
)

transfer_lines = Table(
    "transfer_lines",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("transfer_id", BigId, ForeignKey("transfers.id"), nullable=False),
    Column("line_no", Integer, nullable=False),
    Column("product_id", BigId, ForeignKey("products.id"), nullable=False),
    Column("quantity", BigInteger, nullable=False),  # units that shall go
    Column("sent", BigInteger, nullable=False, default=0),
    Column("received", BigInteger, nullable=False, default=0),  # damaged ones too
    Column("damaged", BigInteger, nullable=False, default=0),  # part of what was received
    Column("missing", BigInteger, nullable=False, default=0),  # sent, and never arrived
    UniqueConstraint("transfer_id", "product_id"),
    Index("ix_transfer_lines_product_id", "product_id"),
    CheckConstraint("quantity > 0", name="quantity"),
    CheckConstraint("damaged >= 0 AND damaged <= received", name="damaged"),
    CheckConstraint("missing >= 0 AND received + missing <= sent", name="arrived"),
)

transfer_steps = Table(
    "transfer_steps",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("transfer_id", BigId, ForeignKey("transfers.id"), nullable=False),
    Column("line_id", BigId, ForeignKey("transfer_lines.id"), nullable=False),
    Column("key", String(80), nullable=False, unique=True),  # of whoever acts: sent twice, once
    Column("kind", String(12), nullable=False),
    Column("product_id", BigId, ForeignKey("products.id"), nullable=False),
    Column("bin_id", BigId, ForeignKey("bins.id"), nullable=False),  # beside the one of transit
    Column("lot", String(40), nullable=False, default=""),
    Column("quantity", BigInteger, nullable=False),
    Column("note", String(200), nullable=False, default=""),
    # The step that this one takes back.
    Column("takes_back", BigId, ForeignKey("transfer_steps.id"), unique=True),
    Column("at", Moment, nullable=False),
    Column("operator_id", BigId, ForeignKey("operators.id")),
    Column("station_id", BigId, ForeignKey("stations.id")),
    CheckConstraint(one_of("kind", StepKind), name="kind"),
    CheckConstraint("quantity > 0", name="quantity"),
    Index("ix_transfer_steps_transfer_id_id", "transfer_id", "id"),
)
