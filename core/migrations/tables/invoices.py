"""Tables of invoices, their lines and files; what is issued, the database itself keeps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.migrations.triggers import append_only, fixed_once
from core.tables import BigId, Json, Moment, Word

GROWING = ("invoice_lines", "invoice_files")
"""Their rows are never changed."""
_FREE = {"legal_series", "legal_no", "authority_code"}
"""What a provider says later."""


def create() -> None:
    """Make the tables, their indexes and the triggers."""
    op.create_table(
        "invoices",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("review", sa.String(length=40), nullable=False),
        sa.Column("series", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("internal_no", sa.String(length=80), nullable=True),
        sa.Column("legal_series", sa.String(length=20), nullable=False),
        sa.Column("legal_no", sa.String(length=40), nullable=False),
        sa.Column("authority_code", sa.String(length=80), nullable=False),
        sa.Column("provider_key", sa.String(length=36), nullable=False),
        sa.Column("order_id", BigId, nullable=True),
        sa.Column("customer_id", BigId, nullable=True),
        sa.Column("ref_invoice_id", BigId, nullable=True),
        sa.Column("seller", Json, nullable=False),
        sa.Column("buyer", Json, nullable=False),
        sa.Column("buyer_name", sa.String(length=200), nullable=False),
        sa.Column("folded", Word, nullable=False),
        sa.Column("tax_number", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("payment", sa.String(length=200), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("issue_date", sa.Date(), nullable=True),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("issued_at", Moment(), nullable=True),
        sa.Column("issued_by", sa.String(length=80), nullable=False),
        sa.CheckConstraint(
            "(state = 'issued') = (number IS NOT NULL AND issue_date IS NOT NULL)",
            name=op.f("ck_invoices_numbered"),
        ),
        sa.CheckConstraint(
            "kind IN ('invoice', 'credit', 'adjustment', 'replacement')",
            name=op.f("ck_invoices_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'review', 'ready', 'issuing', 'unknown', 'issued', 'discarded')",
            name=op.f("ck_invoices_state"),
        ),
        sa.CheckConstraint("total = net + tax", name=op.f("ck_invoices_total")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_invoices_customer_id")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_invoices_order_id")),
        sa.ForeignKeyConstraint(
            ["ref_invoice_id"], ["invoices.id"], name=op.f("fk_invoices_ref_invoice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoices")),
        sa.UniqueConstraint("internal_no", name=op.f("uq_invoices_internal_no")),
        sa.UniqueConstraint("provider_key", name=op.f("uq_invoices_provider_key")),
        sa.UniqueConstraint("series", "number", name=op.f("uq_invoices_series_number")),
    )
    op.create_index("ix_invoices_customer_id", "invoices", ["customer_id"], unique=False)
    op.create_index("ix_invoices_folded", "invoices", ["folded", "id"], unique=False)
    op.create_index("ix_invoices_issue_date", "invoices", ["issue_date", "id"], unique=False)
    op.create_index(
        "uq_invoices_order",
        "invoices",
        ["order_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'invoice' AND state <> 'discarded'"),
        postgresql_where=sa.text("kind = 'invoice' AND state <> 'discarded'"),
    )
    op.create_table(
        "invoice_files",
        sa.Column("invoice_id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_invoice_files_invoice_id")
        ),
        sa.PrimaryKeyConstraint("invoice_id", "kind", name=op.f("pk_invoice_files")),
    )
    op.create_table(
        "invoice_lines",
        sa.Column("id", BigId, nullable=False),
        sa.Column("invoice_id", BigId, nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("order_line_id", BigId, nullable=True),
        sa.Column("sku", sa.String(length=80), nullable=False),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("rate", sa.String(length=10), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("total = net + tax", name=op.f("ck_invoice_lines_total")),
        sa.CheckConstraint(
            "total = quantity * unit_price - discount", name=op.f("ck_invoice_lines_price")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_invoice_lines_invoice_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name=op.f("fk_invoice_lines_order_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_lines")),
        sa.UniqueConstraint(
            "invoice_id", "line_no", name=op.f("uq_invoice_lines_invoice_id_line_no")
        ),
    )
    for table in GROWING:
        append_only(table)
    fix("invoices", "OLD.state = 'issued'")


def drop() -> None:
    """Take them away."""
    for table in (*GROWING, "invoices"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION kemas_fixed()")


def fix(table: str, when: str) -> None:
    """Have rows of a table refuse to be changed or deleted once `when` holds."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            """
            CREATE OR REPLACE FUNCTION kemas_fixed() RETURNS trigger LANGUAGE plpgsql AS $body$
            BEGIN
                RAISE EXCEPTION USING
                    MESSAGE = TG_TABLE_NAME || ' stays as it is', ERRCODE = 'restrict_violation';
            END $body$
            """
        )
    fixed_once(table, when, _FREE)
