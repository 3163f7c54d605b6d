"""Customers, payments, drafts, messages, returns, and what the order book shows of an order."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from core.migrations.columns import add_column
from core.migrations.tables import desk_people, desk_work
from core.tables import BigId, Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = (
    "order_texts",
    "return_lines",
    "returns",
    "put_away_tasks",
    "stock_holds",
    "order_payments",
    "order_drafts",
    "messages",
    "message_templates",
    "saved_lists",
    "customer_phones",
    "customer_addresses",
    "customers",
    "customer_groups",
)
"""The new tables, those first that others do not need."""
_BY_FIRST_WORD = (
    ("shopee", "shopee"),
    ("lazada", "lazada"),
    ("tiktok", "tiktok"),
    ("tiktokshop", "tiktok"),
    ("web", "web"),
    ("website", "web"),
    ("woocommerce", "web"),
    ("shopify", "web"),
)
"""What the first word of a channel says of where its orders come from."""
SOURCES = ("manual", "form", "private", "shopee", "lazada", "tiktok", "web")

_OF_ORDERS: tuple[tuple[str, Any, str | None, str, str], ...] = (
    ("source", sa.String(12), "private", "",
     "source IN ('manual', 'form', 'private', 'shopee', 'lazada', 'tiktok', 'web')"),
    ("raw_status", sa.String(60), "", "", ""),
    ("customer_id", BigId, None, "customers", ""),
    ("origin", sa.String(12), "none", "", "origin IN ('none', 'copy', 'split', 'exchange')"),
    ("origin_id", BigId, None, "orders", ""),
    ("merged_into", BigId, None, "orders", ""),
    ("cancel_reason", sa.String(200), "", "", ""),
    ("confirmed_at", Moment(), None, "", ""),
    ("delivered_at", Moment(), None, "", ""),
)  # fmt: skip
_INDEXES = {
    "ix_orders_customer_id": ["customer_id"],
    "ix_orders_book": ["status", "ordered_at", "id", "source", "courier", "warehouse_id",
                       "customer_id", "total", "paid", "cod"],
}  # fmt: skip
_WORK = ["warehouse_id", "due_at", "ship_rank", "ordered_at", "id", "fulfilment", "channel",
         "courier"]  # fmt: skip
_STEPS = "fulfilment IN ('ready', 'picking', 'picked', 'packing')"
_ANY = sa.text(_STEPS)
_CONFIRMED = sa.text(f"{_STEPS} AND status IN ('processing', 'shipping')")


def upgrade() -> None:
    """Bring forward."""
    desk_people.create()
    desk_work.create()
    op.execute(
        "INSERT INTO order_texts (order_id, text) SELECT id, search FROM orders"
        " WHERE fulfilment NOT IN ('handed_over', 'cancelled')"
    )
    op.execute("ALTER TABLE orders DROP COLUMN search")
    for name, kind, default, refers_to, check in _OF_ORDERS:
        add_column("orders", name, kind, default=default, refers_to=refers_to, check=check)
    for name, columns in _INDEXES.items():
        op.create_index(name, "orders", columns)
    op.drop_index("ix_orders_work", "orders")
    op.create_index(
        "ix_orders_work", "orders", _WORK, sqlite_where=_CONFIRMED, postgresql_where=_CONFIRMED
    )
    _fill()


def _fill() -> None:
    """Say of orders that are there what their channel, their status and their money mean."""
    own = ", ".join(f"'{one}'" for one in SOURCES)
    op.execute(f"UPDATE orders SET source = channel WHERE channel IN ({own})")
    for word, source in _BY_FIRST_WORD:
        op.execute(
            f"UPDATE orders SET source = '{source}' WHERE channel = '{word}'"
            f" OR channel LIKE '{word} %' OR channel LIKE '{word}-%'"
        )
    op.execute(
        "UPDATE orders SET status = 'unpaid' WHERE status = 'down_payment' AND source <> 'manual'"
    )
    op.execute(
        "UPDATE orders SET confirmed_at = created_at "
        "WHERE status IN ('processing', 'shipping', 'done', 'returned')"
    )
    op.execute(
        "INSERT INTO order_payments (order_id, kind, method, amount, paid_on, bank, reference,"
        " proof, state, reason, reported_at, decided_at) "
        "SELECT id, 'payment', 'channel', paid, date(ordered_at), '', '', '', 'confirmed', '',"
        " created_at, created_at FROM orders WHERE paid > 0"
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_orders_work", "orders")
    op.create_index("ix_orders_work", "orders", _WORK, sqlite_where=_ANY, postgresql_where=_ANY)
    add_column("orders", "search", sa.String(1200), default="")
    op.execute(
        "UPDATE orders SET search = coalesce((SELECT text FROM order_texts"
        " WHERE order_texts.order_id = orders.id), '')"
    )
    for table in TABLES[: TABLES.index("customers")]:
        op.drop_table(table)
    for index in _INDEXES:
        op.drop_index(index, "orders")
    for name, *_rest in reversed(_OF_ORDERS):
        op.execute(f"ALTER TABLE orders DROP COLUMN {name}")
    for table in TABLES[TABLES.index("customers") :]:
        op.drop_table(table)
