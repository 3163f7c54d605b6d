"""Tables of payments, what they are for, bank statements, reminders, and codes to pay by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.migrations.triggers import append_only
from core.tables import BigId, Moment

GROWING = ("allocations", "invoice_pay_codes")
"""Their rows are never changed."""
_TABLES = (
    "invoice_pay_codes",
    "invoice_reminders",
    "invoice_marks",
    "bank_lines",
    "bank_files",
    "allocations",
    "payments",
)
"""Those first that others do not need."""


def create() -> None:
    """Make the tables, their indexes and the triggers."""
    _make_payments()
    _make_allocations()
    _make_bank()
    _make_reminders()
    for table in GROWING:
        append_only(table)


def drop() -> None:
    """Take them away."""
    for table in _TABLES:
        op.drop_table(table)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _make_payments() -> None:
    op.create_table(
        "payments",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("customer_id", BigId, nullable=True),
        sa.Column("payer", sa.String(length=200), nullable=False),
        sa.Column("method", sa.String(length=12), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("source_key", sa.String(length=80), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("recorded_by", BigId, nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("decided_by", BigId, nullable=True),
        sa.CheckConstraint("kind IN ('payment', 'refund')", name=op.f("ck_payments_kind")),
        sa.CheckConstraint(
            "state IN ('pending', 'cleared', 'reversed')", name=op.f("ck_payments_state")
        ),
        sa.CheckConstraint(
            "method IN ('transfer', 'cash', 'card', 'wallet', 'qr', 'cod', 'channel', 'other')",
            name=op.f("ck_payments_method"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payments_positive")),
        _refers("payments", "customer_id", "customers"),
        _refers("payments", "recorded_by", "operators"),
        _refers("payments", "decided_by", "operators"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("source_key", name=op.f("uq_payments_source_key")),
    )
    op.create_index("ix_payments_customer_id", "payments", ["customer_id"], unique=False)
    op.create_index("ix_payments_state_id", "payments", ["state", "id"], unique=False)


def _make_allocations() -> None:
    op.create_table(
        "allocations",
        sa.Column("id", BigId, nullable=False),
        sa.Column("payment_id", BigId, nullable=True),
        sa.Column("invoice_id", BigId, nullable=True),
        sa.Column("refund_id", BigId, nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.String(length=12), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("reverses_id", BigId, nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by_id", BigId, nullable=True),
        sa.CheckConstraint(
            "(reverses_id IS NULL) = (amount > 0) AND amount <> 0",
            name=op.f("ck_allocations_signed"),
        ),
        sa.CheckConstraint(
            "(invoice_id IS NULL) <> (refund_id IS NULL)", name=op.f("ck_allocations_target")
        ),
        sa.CheckConstraint(
            "payment_id IS NOT NULL OR invoice_id IS NOT NULL", name=op.f("ck_allocations_source")
        ),
        _refers("allocations", "payment_id", "payments"),
        _refers("allocations", "invoice_id", "invoices"),
        _refers("allocations", "refund_id", "payments"),
        _refers("allocations", "reverses_id", "allocations"),
        _refers("allocations", "by_id", "operators"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocations")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_allocations_reverses_id")),
    )
    for column in ("payment_id", "invoice_id", "refund_id"):
        op.create_index(f"ix_allocations_{column}", "allocations", [column], unique=False)


def _make_bank() -> None:
    op.create_table(
        "bank_files",
        sa.Column("id", BigId, nullable=False),
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("imported_at", Moment(), nullable=False),
        sa.Column("imported_by", BigId, nullable=True),
        _refers("bank_files", "imported_by", "operators"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_files")),
        sa.UniqueConstraint("account", "digest", name=op.f("uq_bank_files_account_digest")),
    )
    make_bank_lines(("open", "applied", "order", "ignored", "out"))


def make_bank_lines(states: tuple[str, ...]) -> None:
    """Make the table of bank lines that may be in these states, with its indexes."""
    among = ", ".join(f"'{one}'" for one in states)
    op.create_table(
        "bank_lines",
        sa.Column("id", BigId, nullable=False),
        sa.Column("file_id", BigId, nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("payer", sa.String(length=200), nullable=False),
        sa.Column("payer_account", sa.String(length=60), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("bank_ref", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("payment_id", BigId, nullable=True),
        sa.Column("order_payment_id", BigId, nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.CheckConstraint(f"state IN ({among})", name=op.f("ck_bank_lines_state")),
        _refers("bank_lines", "file_id", "bank_files"),
        _refers("bank_lines", "payment_id", "payments"),
        _refers("bank_lines", "order_payment_id", "order_payments"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_lines")),
        sa.UniqueConstraint("key", name=op.f("uq_bank_lines_key")),
    )
    for name, columns in (
        ("file_id", ["file_id"]),
        ("payer_account", ["payer_account"]),
        ("payment_id", ["payment_id"]),
        ("state_id", ["state", "id"]),
    ):
        op.create_index(f"ix_bank_lines_{name}", "bank_lines", columns, unique=False)


def _make_reminders() -> None:
    op.create_table(
        "invoice_marks",
        sa.Column("invoice_id", BigId, nullable=False),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.Column("updated_by", BigId, nullable=True),
        _refers("invoice_marks", "invoice_id", "invoices"),
        _refers("invoice_marks", "updated_by", "operators"),
        sa.PrimaryKeyConstraint("invoice_id", name=op.f("pk_invoice_marks")),
    )
    op.create_table(
        "invoice_reminders",
        sa.Column("invoice_id", BigId, nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("message_id", BigId, nullable=True),
        sa.Column("sent_at", Moment(), nullable=False),
        sa.Column("sent_by", BigId, nullable=True),
        _refers("invoice_reminders", "invoice_id", "invoices"),
        _refers("invoice_reminders", "message_id", "messages"),
        _refers("invoice_reminders", "sent_by", "operators"),
        sa.PrimaryKeyConstraint("invoice_id", "level", name=op.f("pk_invoice_reminders")),
    )
    op.create_table(
        "invoice_pay_codes",
        sa.Column("invoice_id", BigId, nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("scheme", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=500), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        _refers("invoice_pay_codes", "invoice_id", "invoices"),
        sa.PrimaryKeyConstraint("invoice_id", name=op.f("pk_invoice_pay_codes")),
        sa.UniqueConstraint("reference", name=op.f("uq_invoice_pay_codes_reference")),
    )
