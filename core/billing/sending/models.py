"""Tables of how invoices go out: a row for each way and try, and the batches of paper."""

from __future__ import annotations

from sqlalchemy import (
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

from core.billing.sending.states import DeliveryState, OutWay
from core.tables import WHERE, BigId, Moment, metadata, one_of

WAITS_SQL = "state IN ('held', 'ready')"
"""What makes a delivery one that somebody or something still has to do with."""

post_batches = Table(
    "post_batches",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("day", Date, nullable=False),  # on the shop's calendar
    Column("made_at", Moment, nullable=False),
    Column("made_by", BigId, ForeignKey("operators.id")),
    Column("printer", String(40), nullable=False),
    Column("envelope", String(8), nullable=False, default=""),  # empty: none
    Column("envelope_job_id", BigId, ForeignKey("print_jobs.id")),
    Column("count", Integer, nullable=False),
    Column("closed_at", Moment),  # all of it is in the hands of the printer
    Index("ix_post_batches_open", "id", info={WHERE: text("closed_at IS NULL")}),
)

invoice_deliveries = Table(
    "invoice_deliveries",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("invoice_id", BigId, ForeignKey("invoices.id"), nullable=False),
    Column("way", String(8), nullable=False),
    Column("number", Integer, nullable=False),  # of its way: 1 is the first, all others are again
    Column("state", String(10), nullable=False),
    Column("odd", String(120), nullable=False, default=""),  # what is odd, by Oddity
    # As somebody said; empty: as the buyer's profile has it when it goes out.
    Column("recipient", String(200), nullable=False, default=""),
    Column("message_id", BigId, ForeignKey("messages.id")),
    Column("job_id", BigId, ForeignKey("print_jobs.id")),
    Column("batch_id", BigId, ForeignKey("post_batches.id")),
    Column("place", Integer),  # in its batch, from 1
    Column("created_at", Moment, nullable=False),
    Column("created_by", BigId, ForeignKey("operators.id")),  # none: by itself
    Column("ready_at", Moment),
    Column("decided_at", Moment),
    Column("decided_by", BigId, ForeignKey("operators.id")),
    Column("note", String(200), nullable=False, default=""),
    UniqueConstraint("invoice_id", "way", "number"),
    UniqueConstraint("batch_id", "place"),
    CheckConstraint(one_of("way", OutWay), name="way"),
    CheckConstraint(one_of("state", DeliveryState), name="state"),
    CheckConstraint(
        "(state = 'given') = (message_id IS NOT NULL OR job_id IS NOT NULL)", name="carried"
    ),
    Index("ix_invoice_deliveries_waits", "state", "id", info={WHERE: text(WAITS_SQL)}),
    Index("ix_invoice_deliveries_message_id", "message_id"),
    Index("ix_invoice_deliveries_job_id", "job_id"),
)
