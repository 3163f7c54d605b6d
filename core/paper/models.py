"""Tables of labels and print jobs, of what printers say of themselves and people of them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from core.paper.states import JobState, LabelState
from core.tables import WHERE, BigId, Json, Moment, metadata, one_of

_CURRENT = text("state = 'current'")
_SENDING = text("state = 'sending'")

labels = Table(
    "labels",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("parcel_id", BigId, ForeignKey("parcels.id"), nullable=False),
    Column("shipment_id", BigId, ForeignKey("shipments.id")),
    Column("state", String(8), nullable=False),
    Column("inputs_hash", String(64), nullable=False),
    Column("document", Text, nullable=False),  # as core.paper.documents.dump writes it
    Column("created_at", Moment, nullable=False),
    Column("void_at", Moment),
    Column("void_reason", String(40), nullable=False, default=""),
    CheckConstraint(one_of("state", LabelState), name="state"),
    Index("ix_labels_parcel_id", "parcel_id"),
    Index(
        "uq_labels_current_parcel",
        "parcel_id",
        unique=True,
        info={WHERE: _CURRENT},
    ),
)

print_jobs = Table(
    "print_jobs",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("role", String(12), nullable=False),
    Column("state", String(10), nullable=False),
    Column("printer", String(40), nullable=False),  # its name in the configuration
    Column("copy", Integer, nullable=False, default=1),
    Column("of_job_id", BigId, ForeignKey("print_jobs.id")),  # the first job, when a copy
    Column("warehouse_id", BigId, ForeignKey("warehouses.id")),
    Column("station_id", BigId, ForeignKey("stations.id")),
    Column("operator_id", BigId, ForeignKey("operators.id")),
    Column("order_id", BigId, ForeignKey("orders.id")),
    Column("parcel_id", BigId, ForeignKey("parcels.id")),
    Column("label_id", BigId, ForeignKey("labels.id")),
    Column("document", Text, nullable=False),
    Column("content", LargeBinary),  # the bytes, drawn once and kept before they are sent
    Column("size", Integer, nullable=False, default=0),
    Column("sha256", String(64), nullable=False, default=""),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_at", Moment, nullable=False),
    Column("error", String(40), nullable=False, default=""),
    Column("confirmed", Boolean, nullable=False, default=False),  # by the printer itself
    Column("broken", Boolean, nullable=False, default=False),  # the bytes may have been cut off
    Column("created_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("done_at", Moment),
    Column("holder", String(120), nullable=False, default=""),  # the worker that has it
    Column("lease_until_ms", BigInteger, nullable=False, default=0),  # the database's clock
    Column("fence", BigInteger, nullable=False, default=0),
    CheckConstraint(one_of("state", JobState), name="state"),
    CheckConstraint("copy >= 1", name="copy"),
    Index("ix_print_jobs_order_id", "order_id"),
    Index("ix_print_jobs_label_id", "label_id"),
    Index("ix_print_jobs_of_job_id", "of_job_id"),
    Index("ix_print_jobs_printer_sent_at", "printer", "sent_at"),
    Index("ix_print_jobs_printer_state_id", "printer", "state", "id"),
    Index("ix_print_jobs_state_station_id", "state", "station_id"),
    Index(
        "uq_print_jobs_sending_printer",
        "printer",
        unique=True,
        info={WHERE: _SENDING},
    ),
)

printer_lights = Table(
    "printer_lights",
    metadata,
    Column("printer", String(40), primary_key=True),
    Column("light", String(16), nullable=False),
    Column("host", String(255), nullable=False, default=""),
    Column("seen_ms", BigInteger, nullable=False),  # the database's clock
)

printer_setups = Table(
    "printer_setups",
    metadata,
    Column("printer", String(40), primary_key=True),
    Column("paused", Boolean, nullable=False, default=False),
    Column("pause_reason", String(200), nullable=False, default=""),
    Column("paused_by", BigId, ForeignKey("operators.id")),
    Column("paused_at", Moment),
    Column("profile", Json),  # what its calibration page showed, by name of a profile's field
    Column("calibrated_at", Moment),
)
