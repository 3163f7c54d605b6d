"""What returns take off an order: on the return, and as a sum on the order and in its index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.migrations.columns import add_column

_BOOK = "ix_orders_book"
_COLUMNS = ("status", "ordered_at", "id", "source", "courier", "warehouse_id", "customer_id",
            "total", "paid", "cod")  # fmt: skip
_MOVED_OVER = (
    "SELECT COALESCE(SUM(p.amount), 0) FROM order_payments p"
    " JOIN orders e ON e.id = returns.exchange_order_id WHERE p.order_id = returns.order_id"
    " AND p.reference = e.order_no AND p.kind = 'refund' AND p.state = 'confirmed'"
)
_OF_ORDER = "SELECT COALESCE(SUM(r.credited), 0) FROM returns r WHERE r.order_id = orders.id"
_LAST = "SELECT MAX(r.id) FROM returns r WHERE r.state = 'settled' GROUP BY r.order_id"
_REST = "SELECT total - paid - credited FROM orders WHERE orders.id = returns.order_id"


def create() -> None:
    """Add the columns; what was settled before took off what went back for it."""
    for table in ("returns", "orders"):
        add_column(table, "credited", sa.BigInteger(), default="0")
    settled = "state = 'settled'"
    op.execute(f"UPDATE returns SET credited = refund + ({_MOVED_OVER}) WHERE {settled}")
    _sum_up()
    # Of an order that came back whole nothing is owed, whoever had paid for it.
    op.execute(
        f"UPDATE returns SET credited = credited + ({_REST}) WHERE id IN ({_LAST}) AND EXISTS"
        " (SELECT 1 FROM orders WHERE orders.id = returns.order_id"
        " AND status = 'returned' AND total - paid - credited > 0)"
    )
    _sum_up()
    _index(*_COLUMNS, "credited")


def drop() -> None:
    """Take them away."""
    _index(*_COLUMNS)
    for table in ("orders", "returns"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN credited")


def _sum_up() -> None:
    op.execute(
        f"UPDATE orders SET credited = ({_OF_ORDER})"
        " WHERE id IN (SELECT order_id FROM returns WHERE state = 'settled')"
    )


def _index(*columns: str) -> None:
    op.drop_index(_BOOK, table_name="orders")
    op.create_index(_BOOK, "orders", list(columns))
