"""The first tables."""

from __future__ import annotations

from alembic import op

from core.migrations.tables import first_ground, first_orders, first_work

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "print_jobs",
    "labels",
    "shipments",
    "scans",
    "reservations",
    "parcel_lines",
    "events",
    "stock_moves",
    "stock_levels",
    "sessions",
    "parcels",
    "order_words",
    "order_lines",
    "count_requests",
    "claims",
    "stations",
    "orders",
    "bins",
    "barcodes",
    "workers",
    "warehouses",
    "products",
    "printer_lights",
    "parked_orders",
    "outbox",
    "operators",
    "number_series",
)
"""The tables, those first that others do not need."""
APPEND_ONLY = ("events", "stock_moves")


def upgrade() -> None:
    """Apply."""
    first_ground.create()
    first_orders.create()
    first_work.create()
    for table in APPEND_ONLY:
        _append_only(table)


def _append_only(table: str) -> None:
    """Have the database itself refuse to change or remove rows."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        """
        CREATE OR REPLACE FUNCTION kemas_append_only() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
            RAISE EXCEPTION USING
                MESSAGE = TG_TABLE_NAME || ' is append-only', ERRCODE = 'restrict_violation';
        END $body$
        """
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION kemas_append_only()"
    )


def downgrade() -> None:
    """Take back."""
    for table in TABLES:
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS kemas_append_only()")
