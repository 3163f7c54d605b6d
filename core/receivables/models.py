"""Tables of payments, what they are for, bank statements, and what stops or drew reminders."""

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
)

from core.appendonly import append_only
from core.orders.payments.states import Method
from core.receivables.states import BankLineState, PayKind, PayState
from core.tables import BigId, Moment, metadata, one_of

payments = Table(
    "payments",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("state", String(8), nullable=False),
    Column("customer_id", BigId, ForeignKey("customers.id")),
    Column("payer", String(200), nullable=False, default=""),
    Column("method", String(12), nullable=False),
    Column("amount", BigInteger, nullable=False),  # minor units
    Column("currency", String(3), nullable=False),
    Column("paid_on", Date, nullable=False),  # on the shop's calendar
    Column("reference", String(120), nullable=False, default=""),
    Column("note", String(400), nullable=False, default=""),
    Column("source_key", String(80), unique=True),  # of whatever told of it; never taken in twice
    Column("reason", String(200), nullable=False, default=""),  # why it was reversed
    Column("recorded_at", Moment, nullable=False),
    Column("recorded_by", BigId, ForeignKey("operators.id")),
    Column("decided_at", Moment),
    Column("decided_by", BigId, ForeignKey("operators.id")),
    Column("cleared_at", Moment),  # when the money was seen
    Column("reversed_at", Moment),  # when it was found to be a mistake, or called back
    CheckConstraint(one_of("kind", PayKind), name="kind"),
    CheckConstraint(one_of("state", PayState), name="state"),
    CheckConstraint(one_of("method", Method), name="method"),
    CheckConstraint("amount > 0", name="positive"),
    Index("ix_payments_customer_id", "customer_id"),
    Index("ix_payments_state_id", "state", "id"),
)

allocations = Table(
    "allocations",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("payment_id", BigId, ForeignKey("payments.id")),  # NULL: a rest that is written off
    Column("invoice_id", BigId, ForeignKey("invoices.id")),
    Column("refund_id", BigId, ForeignKey("payments.id")),  # what went back instead
    Column("amount", BigInteger, nullable=False),  # minor units; below zero: taken back
    Column("why", String(12), nullable=False),
    Column("note", String(200), nullable=False, default=""),
    Column("reverses_id", BigId, ForeignKey("allocations.id"), unique=True),
    Column("at", Moment, nullable=False),
    Column("by_id", BigId, ForeignKey("operators.id")),
    CheckConstraint("(reverses_id IS NULL) = (amount > 0) AND amount <> 0", name="signed"),
    CheckConstraint("(invoice_id IS NULL) <> (refund_id IS NULL)", name="target"),
    CheckConstraint("payment_id IS NOT NULL OR invoice_id IS NOT NULL", name="source"),
    Index("ix_allocations_payment_id", "payment_id"),
    Index("ix_allocations_invoice_id", "invoice_id"),
    Index("ix_allocations_refund_id", "refund_id"),
)
append_only(allocations)

bank_files = Table(
    "bank_files",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("account", String(60), nullable=False),
    Column("name", String(200), nullable=False),
    Column("digest", String(64), nullable=False),  # of what it says
    Column("imported_at", Moment, nullable=False),
    Column("imported_by", BigId, ForeignKey("operators.id")),
    UniqueConstraint("account", "digest"),
)

bank_lines = Table(
    "bank_lines",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("file_id", BigId, ForeignKey("bank_files.id"), nullable=False),
    Column("line_no", Integer, nullable=False),
    Column("key", String(64), nullable=False, unique=True),  # the same in whatever file it comes
    Column("booked_on", Date, nullable=False),
    Column("amount", BigInteger, nullable=False),  # minor units; below zero: it went out
    Column("currency", String(3), nullable=False),
    Column("payer", String(200), nullable=False, default=""),
    Column("payer_account", String(60), nullable=False, default=""),
    Column("text", String(1000), nullable=False, default=""),  # the purpose, as the bank wrote it
    Column("bank_ref", String(120), nullable=False, default=""),
    Column("state", String(8), nullable=False),
    Column("payment_id", BigId, ForeignKey("payments.id")),
    Column("order_payment_id", BigId, ForeignKey("order_payments.id")),
    Column("note", String(200), nullable=False, default=""),  # why it was passed over
    CheckConstraint(one_of("state", BankLineState), name="state"),
    Index("ix_bank_lines_file_id", "file_id"),
    Index("ix_bank_lines_state_id", "state", "id"),
    Index("ix_bank_lines_payer_account", "payer_account"),
    Index("ix_bank_lines_payment_id", "payment_id"),
)

invoice_marks = Table(
    "invoice_marks",
    metadata,
    Column("invoice_id", BigId, ForeignKey("invoices.id"), primary_key=True),
    Column("disputed", Boolean, nullable=False, default=False),
    Column("promised_on", Date),  # the day until which the customer wants to pay
    Column("note", String(200), nullable=False, default=""),
    Column("updated_at", Moment, nullable=False),
    Column("updated_by", BigId, ForeignKey("operators.id")),
)

invoice_reminders = Table(
    "invoice_reminders",
    metadata,
    Column("invoice_id", BigId, ForeignKey("invoices.id"), primary_key=True),
    Column("level", Integer, primary_key=True),
    Column("message_id", BigId, ForeignKey("messages.id")),
    Column("sent_at", Moment, nullable=False),
    Column("sent_by", BigId, ForeignKey("operators.id")),
)
