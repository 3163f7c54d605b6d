"""What came to invoices: agreed terms, orders and returns that were billed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.migrations.columns import add_column
from core.migrations.tables.invoices import fix
from core.tables import BigId, Moment

_FIXED = "OLD.state = 'issued'"
_OPEN = sa.text("state NOT IN ('issued', 'discarded')")
_COLUMNS = ("reason_code", "due_eom", "due_days", "e_invoice")
_TABLES = ("billed_returns", "billed_orders")


def create() -> None:
    """Add columns and indexes, make the tables; orders that have an invoice are billed."""
    _unfix()
    add_column("invoices", "e_invoice", sa.Boolean(), default="0")
    add_column("invoices", "due_days", sa.Integer())
    add_column("invoices", "due_eom", sa.Boolean(), default="0")
    add_column("invoices", "reason_code", sa.String(length=4), default="")
    add_column("invoice_lines", "ref_line_no", sa.Integer())
    fix("invoices", _FIXED)
    op.create_index("ix_invoices_ref_invoice_id", "invoices", ["ref_invoice_id"])
    op.create_index(
        "ix_invoices_open",
        "invoices",
        ["state", "id"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_table(
        "billed_orders",
        sa.Column("order_id", BigId, nullable=False, autoincrement=False),
        sa.Column("invoice_id", BigId, nullable=True),
        sa.Column("billed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_billed_orders_invoice_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_billed_orders_order_id")
        ),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_billed_orders")),
    )
    op.create_index("ix_billed_orders_invoice_id", "billed_orders", ["invoice_id"])
    op.create_table(
        "billed_returns",
        sa.Column("return_id", BigId, nullable=False, autoincrement=False),
        sa.Column("invoice_id", BigId, nullable=False),
        sa.Column("billed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_billed_returns_invoice_id")
        ),
        sa.ForeignKeyConstraint(
            ["return_id"], ["returns.id"], name=op.f("fk_billed_returns_return_id")
        ),
        sa.PrimaryKeyConstraint("return_id", name=op.f("pk_billed_returns")),
    )
    op.create_index("ix_billed_returns_invoice_id", "billed_returns", ["invoice_id"])
    op.execute(
        "INSERT INTO billed_orders (order_id, invoice_id, billed_at)"
        " SELECT order_id, id, created_at FROM invoices"
        " WHERE kind = 'invoice' AND state <> 'discarded' AND order_id IS NOT NULL"
    )


def drop() -> None:
    """Take them away."""
    for table in _TABLES:
        op.drop_table(table)
    for index in ("ix_invoices_open", "ix_invoices_ref_invoice_id"):
        op.drop_index(index, table_name="invoices")
    op.execute("ALTER TABLE invoice_lines DROP COLUMN ref_line_no")
    _unfix()
    for column in _COLUMNS:
        op.execute(f"ALTER TABLE invoices DROP COLUMN {column}")
    fix("invoices", _FIXED)


def _unfix() -> None:
    """The triggers name all columns: they go before these change, and come back after it."""
    of = "" if op.get_bind().dialect.name == "sqlite" else " ON invoices"
    for name in ("fixed", "kept"):
        op.execute(f"DROP TRIGGER invoices_{name}{of}")
