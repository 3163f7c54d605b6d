"""Tables of e-invoices, their files, and the batches for Coretax."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    text,
)

from core.appendonly import append_only, fixed_once
from core.einvoice.states import CoretaxState, EKind, EState, FileKind
from core.tables import WHERE, BigId, Json, Moment, metadata, one_of

einvoices = Table(
    "einvoices",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("invoice_id", BigId, ForeignKey("invoices.id"), nullable=False, unique=True),
    Column("provider", String(20), nullable=False),
    Column("key", String(36), nullable=False, unique=True),  # ours, before the first try
    Column("kind", String(12), nullable=False),
    Column("original_id", BigId, ForeignKey("einvoices.id")),  # what it adjusts or replaces
    Column("state", String(12), nullable=False),
    Column("series", String(7), nullable=False),  # as in 1C26TAA
    Column("day", Date, nullable=False),
    Column("document", Json, nullable=False),  # what it says, as it is sent
    Column("stamped_at", Moment),  # its time as the provider is told; made when it is sent
    Column("asked_at", Moment),  # from when on the provider may have it
    Column("posts", Integer, nullable=False, default=0),
    Column("legal_no", String(20), nullable=False, default=""),
    Column("provider_id", String(80), nullable=False, default=""),
    Column("lookup_code", String(80), nullable=False, default=""),  # the buyer's
    Column("issued_at", Moment),
    Column("authority_code", String(80), nullable=False, default=""),
    Column("authority_at", Moment),
    Column("look_at", Moment),  # when the provider is asked next what became of it
    Column("looks", Integer, nullable=False, default=0),
    Column("error", String(400), nullable=False, default=""),
    Column("created_at", Moment, nullable=False),
    Column("created_by", String(80), nullable=False, default=""),
    CheckConstraint(one_of("state", EState), name="state"),
    CheckConstraint(one_of("kind", EKind), name="kind"),
    CheckConstraint("(kind = 'original') = (original_id IS NULL)", name="original"),
    Index("ix_einvoices_state", "state", "id"),
    Index("ix_einvoices_look_at", "look_at"),
    Index("ix_einvoices_original_id", "original_id"),
    Index("ix_einvoices_series", "provider", "series", "day"),
)
fixed_once(
    einvoices,
    "OLD.legal_no <> ''",
    "state",
    "lookup_code",
    "authority_code",
    "authority_at",
    "look_at",
    "looks",
    "error",
)

einvoice_files = Table(
    "einvoice_files",
    metadata,
    Column("einvoice_id", BigId, ForeignKey("einvoices.id"), primary_key=True),
    Column("kind", String(10), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("fetched_at", Moment, nullable=False),
    CheckConstraint(one_of("kind", FileKind), name="kind"),
)
fixed_once(einvoice_files, "OLD.kind <> 'preview'")

coretax_files = Table(
    "coretax_files",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("seller", String(16), nullable=False),
    Column("name", String(80), nullable=False, unique=True),
    Column("invoices", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("made_by", String(80), nullable=False, default=""),
)
append_only(coretax_files)

coretax_lines = Table(
    "coretax_lines",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("file_id", BigId, ForeignKey("coretax_files.id"), nullable=False),
    Column("invoice_id", BigId, ForeignKey("invoices.id"), nullable=False),
    Column("reference", String(80), nullable=False),
    Column("state", String(12), nullable=False),
    Column("nsfp", String(17), nullable=False, default=""),
    Column("reason", String(400), nullable=False, default=""),
    Column("changed_at", Moment, nullable=False),
    CheckConstraint(one_of("state", CoretaxState), name="state"),
    CheckConstraint("(state = 'approved') = (nsfp <> '')", name="number"),
    Index("ix_coretax_lines_file_id", "file_id"),
    Index("ix_coretax_lines_reference", "reference"),
    Index(
        "uq_coretax_lines_invoice",
        "invoice_id",
        unique=True,
        info={WHERE: text("state NOT IN ('rejected', 'withdrawn')")},
    ),
    Index(
        "uq_coretax_lines_nsfp",
        "nsfp",
        unique=True,
        info={WHERE: text("nsfp <> ''")},
    ),
)
