"""Customers, payments, drafts, messages, returns, and what the order book shows of an order."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from core.migrations.columns import add_column
from core.tables import BigId, Json, Moment, Word

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
    op.create_table(
        "customer_groups",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("trusted", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_groups")),
        sa.UniqueConstraint("name", name=op.f("uq_customer_groups_name")),
    )
    op.create_table(
        "customers",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("folded", Word, nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("group_id", BigId, nullable=True),
        sa.Column("trust", sa.String(length=8), nullable=False),
        sa.Column("trust_reason", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("must_read", sa.Boolean(), nullable=False),
        sa.Column("merged_into", BigId, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "trust IN ('none', 'trusted', 'blocked')", name=op.f("ck_customers_trust")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["customer_groups.id"], name=op.f("fk_customers_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["customers.id"], name=op.f("fk_customers_merged_into")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
    )
    op.create_index("ix_customers_email", "customers", ["email"], unique=False)
    op.create_index(
        "ix_customers_folded", "customers", ["folded", "id", "merged_into"], unique=False
    )
    op.create_index("ix_customers_group_id", "customers", ["group_id"], unique=False)
    op.create_table(
        "message_templates",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.String(length=4000), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.Column("updated_by", BigId, nullable=True),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["operators.id"], name=op.f("fk_message_templates_updated_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_templates")),
        sa.UniqueConstraint("name", "language", name=op.f("uq_message_templates_name_language")),
    )
    op.create_table(
        "saved_lists",
        sa.Column("id", BigId, nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("operator_id", BigId, nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("wanted", Json(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_saved_lists_operator_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_lists")),
        sa.UniqueConstraint(
            "place", "operator_id", "name", name=op.f("uq_saved_lists_place_operator_id_name")
        ),
    )
    op.create_table(
        "customer_addresses",
        sa.Column("id", BigId, nullable=False),
        sa.Column("customer_id", BigId, nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("district", sa.String(length=120), nullable=False),
        sa.Column("city", sa.String(length=120), nullable=False),
        sa.Column("province", sa.String(length=120), nullable=False),
        sa.Column("postcode", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_addresses_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_addresses")),
    )
    op.create_index(
        "ix_customer_addresses_customer_id", "customer_addresses", ["customer_id"], unique=False
    )
    op.create_table(
        "customer_phones",
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("customer_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_phones_customer_id")
        ),
        sa.PrimaryKeyConstraint("phone", name=op.f("pk_customer_phones")),
    )
    op.create_index(
        "ix_customer_phones_customer_id", "customer_phones", ["customer_id"], unique=False
    )
    op.create_table(
        "stock_holds",
        sa.Column("id", BigId, nullable=False),
        sa.Column("holder", sa.String(length=40), nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("bin_id", BigId, nullable=False),
        sa.Column("lot", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("lease_until_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_stock_holds_positive")),
        sa.ForeignKeyConstraint(["bin_id"], ["bins.id"], name=op.f("fk_stock_holds_bin_id")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_stock_holds_product_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_holds")),
        sa.UniqueConstraint(
            "holder",
            "product_id",
            "bin_id",
            "lot",
            name=op.f("uq_stock_holds_holder_product_id_bin_id_lot"),
        ),
    )
    op.create_index(
        "ix_stock_holds_lease_until_ms", "stock_holds", ["lease_until_ms"], unique=False
    )
    op.create_table(
        "messages",
        sa.Column("id", BigId, nullable=False),
        sa.Column("order_id", BigId, nullable=True),
        sa.Column("customer_id", BigId, nullable=True),
        sa.Column("way", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("template", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.String(length=4000), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("provider_id", sa.String(length=200), nullable=False),
        sa.Column("error", sa.String(length=500), nullable=False),
        sa.Column("operator_id", BigId, nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "state IN ('shown', 'queued', 'sent', 'failed', 'unknown')",
            name=op.f("ck_messages_state"),
        ),
        sa.CheckConstraint("way IN ('link', 'whatsapp', 'email')", name=op.f("ck_messages_way")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_messages_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_messages_operator_id")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_messages_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("key", name=op.f("uq_messages_key")),
    )
    op.create_index("ix_messages_customer_id", "messages", ["customer_id"], unique=False)
    op.create_index("ix_messages_order_id_reason", "messages", ["order_id", "reason"], unique=False)
    op.create_table(
        "order_drafts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("operator_id", BigId, nullable=True),
        sa.Column("station_id", BigId, nullable=True),
        sa.Column("contents", Json(), nullable=False),
        sa.Column("order_id", BigId, nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_order_drafts_operator_id")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_drafts_order_id")),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_order_drafts_station_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_drafts")),
        sa.UniqueConstraint("key", name=op.f("uq_order_drafts_key")),
    )
    op.create_index("ix_order_drafts_operator_id", "order_drafts", ["operator_id"], unique=False)
    op.create_table(
        "order_payments",
        sa.Column("id", BigId, nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("method", sa.String(length=12), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("bank", sa.String(length=60), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("proof", sa.String(length=1000), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("reported_at", Moment(), nullable=False),
        sa.Column("reported_by", BigId, nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("decided_by", BigId, nullable=True),
        sa.CheckConstraint(
            "kind IN ('down_payment', 'payment', 'refund')", name=op.f("ck_order_payments_kind")
        ),
        sa.CheckConstraint(
            "method IN ('transfer', 'cash', 'card', 'wallet', 'qr', 'cod', 'channel', 'other')",
            name=op.f("ck_order_payments_method"),
        ),
        sa.CheckConstraint(
            "state IN ('reported', 'confirmed', 'refused', 'reversed')",
            name=op.f("ck_order_payments_state"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_order_payments_positive")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["operators.id"], name=op.f("fk_order_payments_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_order_payments_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by"], ["operators.id"], name=op.f("fk_order_payments_reported_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_payments")),
    )
    op.create_index("ix_order_payments_order_id", "order_payments", ["order_id"], unique=False)
    op.create_index("ix_order_payments_state_id", "order_payments", ["state", "id"], unique=False)
    op.create_table(
        "put_away_tasks",
        sa.Column("id", BigId, nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("lot", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("from_bin_id", BigId, nullable=False),
        sa.Column("to_bin_id", BigId, nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("order_id", BigId, nullable=True),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.Column("done_by", BigId, nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_put_away_tasks_positive")),
        sa.ForeignKeyConstraint(
            ["done_by"], ["operators.id"], name=op.f("fk_put_away_tasks_done_by")
        ),
        sa.ForeignKeyConstraint(
            ["from_bin_id"], ["bins.id"], name=op.f("fk_put_away_tasks_from_bin_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_put_away_tasks_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_put_away_tasks_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_bin_id"], ["bins.id"], name=op.f("fk_put_away_tasks_to_bin_id")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name=op.f("fk_put_away_tasks_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_put_away_tasks")),
    )
    op.create_index("ix_put_away_tasks_order_id", "put_away_tasks", ["order_id"], unique=False)
    op.create_index(
        "ix_put_away_tasks_warehouse_id_done_at",
        "put_away_tasks",
        ["warehouse_id", "done_at"],
        unique=False,
    )
    op.create_table(
        "returns",
        sa.Column("id", BigId, nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("wish", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("refund", sa.BigInteger(), nullable=False),
        sa.Column("exchange_order_id", BigId, nullable=True),
        sa.Column("billing", sa.String(length=12), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("arrived_at", Moment(), nullable=True),
        sa.Column("inspected_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("operator_id", BigId, nullable=True),
        sa.CheckConstraint(
            "billing IN ('none', 'credit', 'replacement')", name=op.f("ck_returns_billing")
        ),
        sa.CheckConstraint(
            "state IN ('announced', 'arrived', 'inspected', 'settled', 'refused')",
            name=op.f("ck_returns_state"),
        ),
        sa.CheckConstraint(
            "wish IN ('refund', 'exchange', 'nothing')", name=op.f("ck_returns_wish")
        ),
        sa.CheckConstraint("refund >= 0", name=op.f("ck_returns_refund")),
        sa.ForeignKeyConstraint(
            ["exchange_order_id"], ["orders.id"], name=op.f("fk_returns_exchange_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_returns_operator_id")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_returns_order_id")),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name=op.f("fk_returns_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returns")),
        sa.UniqueConstraint("code", name=op.f("uq_returns_code")),
    )
    op.create_index("ix_returns_order_id", "returns", ["order_id"], unique=False)
    op.create_index("ix_returns_state_id", "returns", ["state", "id"], unique=False)
    op.create_table(
        "return_lines",
        sa.Column("id", BigId, nullable=False),
        sa.Column("return_id", BigId, nullable=False),
        sa.Column("order_line_id", BigId, nullable=False),
        sa.Column("lot", sa.String(length=40), nullable=False),
        sa.Column("expected", sa.BigInteger(), nullable=False),
        sa.Column("good", sa.BigInteger(), nullable=False),
        sa.Column("damaged", sa.BigInteger(), nullable=False),
        sa.Column("bin_id", BigId, nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "expected > 0 AND good >= 0 AND damaged >= 0", name=op.f("ck_return_lines_counts")
        ),
        sa.CheckConstraint("good + damaged <= expected", name=op.f("ck_return_lines_adds_up")),
        sa.ForeignKeyConstraint(["bin_id"], ["bins.id"], name=op.f("fk_return_lines_bin_id")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name=op.f("fk_return_lines_order_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["return_id"], ["returns.id"], name=op.f("fk_return_lines_return_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_lines")),
        sa.UniqueConstraint(
            "return_id",
            "order_line_id",
            "lot",
            name=op.f("uq_return_lines_return_id_order_line_id_lot"),
        ),
    )
    op.create_index(
        "ix_return_lines_order_line_id", "return_lines", ["order_line_id"], unique=False
    )
    op.create_table(
        "order_texts",
        sa.Column("order_id", BigId, autoincrement=False, nullable=False),
        sa.Column("text", sa.String(length=1200), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_texts_order_id")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_order_texts")),
    )
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
