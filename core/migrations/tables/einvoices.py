"""E-invoices of invoices, the files that providers made of them, and batches for Coretax."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.migrations.columns import add_column
from core.migrations.triggers import append_only, fixed_once
from core.tables import BigId, Json, Moment

_FIXED = {
    "einvoices": (
        "OLD.legal_no <> ''",
        {
            "state",
            "lookup_code",
            "authority_code",
            "authority_at",
            "look_at",
            "looks",
            "error",
        },
    ),
    "einvoice_files": ("OLD.kind <> 'preview'", set()),
}
"""When a row stays as it is, but for some columns."""
_LIVE = "state NOT IN ('rejected', 'withdrawn')"
_NUMBERED = "nsfp <> ''"


def create() -> None:
    """Make the tables, their indexes and the triggers; messages may be about an invoice."""
    add_column("messages", "invoice_id", BigId, refers_to="invoices")
    op.create_index("ix_messages_invoice_id", "messages", ["invoice_id"])
    op.create_table(
        "einvoices",
        sa.Column("id", BigId, nullable=False),
        sa.Column("invoice_id", BigId, nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("original_id", BigId, nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("series", sa.String(length=7), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("document", Json, nullable=False),
        sa.Column("stamped_at", Moment(), nullable=True),
        sa.Column("asked_at", Moment(), nullable=True),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("legal_no", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=80), nullable=False),
        sa.Column("lookup_code", sa.String(length=80), nullable=False),
        sa.Column("issued_at", Moment(), nullable=True),
        sa.Column("authority_code", sa.String(length=80), nullable=False),
        sa.Column("authority_at", Moment(), nullable=True),
        sa.Column("look_at", Moment(), nullable=True),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=400), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.CheckConstraint(
            "(kind = 'original') = (original_id IS NULL)", name=op.f("ck_einvoices_original")
        ),
        sa.CheckConstraint(
            "kind IN ('original', 'adjustment', 'replacement')", name=op.f("ck_einvoices_kind")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'queued', 'sending', 'unknown', 'rejected', 'issued', 'accepted', "
            "'refused')",
            name=op.f("ck_einvoices_state"),
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_einvoices_invoice_id")
        ),
        sa.ForeignKeyConstraint(
            ["original_id"], ["einvoices.id"], name=op.f("fk_einvoices_original_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_einvoices")),
        sa.UniqueConstraint("invoice_id", name=op.f("uq_einvoices_invoice_id")),
        sa.UniqueConstraint("key", name=op.f("uq_einvoices_key")),
    )
    op.create_index("ix_einvoices_look_at", "einvoices", ["look_at"])
    op.create_index("ix_einvoices_original_id", "einvoices", ["original_id"])
    op.create_index("ix_einvoices_series", "einvoices", ["provider", "series", "day"])
    op.create_index("ix_einvoices_state", "einvoices", ["state", "id"])
    op.create_table(
        "einvoice_files",
        sa.Column("einvoice_id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("fetched_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('pdf', 'xml', 'preview')", name=op.f("ck_einvoice_files_kind")
        ),
        sa.ForeignKeyConstraint(
            ["einvoice_id"], ["einvoices.id"], name=op.f("fk_einvoice_files_einvoice_id")
        ),
        sa.PrimaryKeyConstraint("einvoice_id", "kind", name=op.f("pk_einvoice_files")),
    )
    _coretax()
    _guards()


def _coretax() -> None:
    op.create_table(
        "coretax_files",
        sa.Column("id", BigId, nullable=False),
        sa.Column("seller", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("invoices", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coretax_files")),
        sa.UniqueConstraint("name", name=op.f("uq_coretax_files_name")),
    )
    op.create_table(
        "coretax_lines",
        sa.Column("id", BigId, nullable=False),
        sa.Column("file_id", BigId, nullable=False),
        sa.Column("invoice_id", BigId, nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("nsfp", sa.String(length=17), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "(state = 'approved') = (nsfp <> '')", name=op.f("ck_coretax_lines_number")
        ),
        sa.CheckConstraint(
            "state IN ('exported', 'uploaded', 'approved', 'rejected', 'withdrawn')",
            name=op.f("ck_coretax_lines_state"),
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["coretax_files.id"], name=op.f("fk_coretax_lines_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_coretax_lines_invoice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coretax_lines")),
    )
    op.create_index("ix_coretax_lines_file_id", "coretax_lines", ["file_id"])
    op.create_index("ix_coretax_lines_reference", "coretax_lines", ["reference"])
    for name, column, when in (
        ("uq_coretax_lines_invoice", "invoice_id", _LIVE),
        ("uq_coretax_lines_nsfp", "nsfp", _NUMBERED),
    ):
        op.create_index(
            name,
            "coretax_lines",
            [column],
            unique=True,
            sqlite_where=sa.text(when),
            postgresql_where=sa.text(when),
        )


def drop() -> None:
    """Take them away."""
    for table in ("coretax_lines", "coretax_files", "einvoice_files", "einvoices"):
        op.drop_table(table)
    op.drop_index("ix_messages_invoice_id", "messages")
    op.execute("ALTER TABLE messages DROP COLUMN invoice_id")


def _guards() -> None:
    """What is numbered, fetched or handed out stays as it is."""
    for table, (when, free) in _FIXED.items():
        fixed_once(table, when, free)
    append_only("coretax_files")
