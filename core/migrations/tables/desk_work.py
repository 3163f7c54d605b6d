"""Tables of the order desk: what is written, paid, put away and sent back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.tables import BigId, Json, Moment


def create() -> None:
    """Make the tables and their indexes."""
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
