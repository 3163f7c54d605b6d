"""The first tables: orders with their lines and parcels, and the stations that work on them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.tables import BigId, Json, Moment


def create() -> None:
    """Make the tables and their indexes."""
    op.create_table(
        "orders",
        sa.Column("id", BigId, nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("order_no", sa.String(length=80), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("fulfilment", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("ordered_at", Moment(), nullable=False),
        sa.Column("ship_by", Moment(), nullable=True),
        sa.Column(
            "ship_rank",
            Moment(),
            sa.Computed("coalesce(ship_by, '9999-12-31 00:00:00.000000')", persisted=True),
            nullable=True,
        ),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("customer", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("district", sa.String(length=120), nullable=False),
        sa.Column("city", sa.String(length=120), nullable=False),
        sa.Column("province", sa.String(length=120), nullable=False),
        sa.Column("postcode", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("goods", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("shipping_fee", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.Column("cod", sa.BigInteger(), nullable=False),
        sa.Column("courier", sa.String(length=40), nullable=False),
        sa.Column("service", sa.String(length=40), nullable=False),
        sa.Column("courier_wish", sa.String(length=40), nullable=False),
        sa.Column("service_wish", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("must_read", sa.Boolean(), nullable=False),
        sa.Column("gift", sa.Boolean(), nullable=False),
        sa.Column("fragile", sa.Boolean(), nullable=False),
        sa.Column("hold_reason", sa.String(length=200), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("search", sa.String(length=1200), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "fulfilment IN ('short', 'ready', 'picking', 'picked', 'packing', 'packed', 'handed_over', 'held', 'cancelled')",
            name=op.f("ck_orders_fulfilment"),
        ),
        sa.CheckConstraint(
            "status IN ('unpaid', 'down_payment', 'to_confirm', 'processing', 'shipping', 'done', 'cancelled', 'returned')",
            name=op.f("ck_orders_status"),
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name=op.f("fk_orders_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("channel", "order_no", name=op.f("uq_orders_channel_order_no")),
    )
    op.create_index("ix_orders_order_no", "orders", ["order_no"], unique=False)
    op.create_index(
        "ix_orders_queue",
        "orders",
        ["warehouse_id", "fulfilment", "due_at", "ship_rank", "ordered_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_orders_work",
        "orders",
        [
            "warehouse_id",
            "due_at",
            "ship_rank",
            "ordered_at",
            "id",
            "fulfilment",
            "channel",
            "courier",
        ],
        unique=False,
        sqlite_where=sa.text("fulfilment IN ('ready', 'picking', 'picked', 'packing')"),
        postgresql_where=sa.text("fulfilment IN ('ready', 'picking', 'picked', 'packing')"),
    )
    op.create_table(
        "stations",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("pid_started", sa.String(length=40), nullable=False),
        sa.Column("lease_until_ms", sa.BigInteger(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("session_id", BigId, nullable=True),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("lane", sa.Boolean(), nullable=False),
        sa.Column("printers", Json(), nullable=False),
        sa.Column("work", Json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name=op.f("fk_stations_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stations")),
        sa.UniqueConstraint("name", name=op.f("uq_stations_name")),
    )
    op.create_table(
        "claims",
        sa.Column("order_id", BigId, autoincrement=False, nullable=False),
        sa.Column("station_id", BigId, nullable=False),
        sa.Column("operator_id", BigId, nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("claimed_at", Moment(), nullable=False),
        sa.Column("lease_until_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_claims_operator_id")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_claims_order_id")),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_claims_station_id")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_claims")),
    )
    op.create_index("ix_claims_station_id", "claims", ["station_id"], unique=False)
    op.create_table(
        "count_requests",
        sa.Column("id", BigId, nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("bin_id", BigId, nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("operator_id", BigId, nullable=True),
        sa.Column("done_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["bin_id"], ["bins.id"], name=op.f("fk_count_requests_bin_id")),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_count_requests_operator_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_count_requests_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name=op.f("fk_count_requests_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_requests")),
    )
    op.create_table(
        "order_lines",
        sa.Column("id", BigId, nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("picked", sa.BigInteger(), nullable=False),
        sa.Column("packed", sa.BigInteger(), nullable=False),
        sa.Column("boxed", sa.BigInteger(), nullable=False),
        sa.Column("short", sa.BigInteger(), nullable=False),
        sa.Column("excepted", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("boxed >= 0 AND boxed <= packed", name=op.f("ck_order_lines_boxed")),
        sa.CheckConstraint(
            "packed + short + excepted <= quantity", name=op.f("ck_order_lines_adds_up")
        ),
        sa.CheckConstraint(
            "packed >= 0 AND picked >= 0 AND short >= 0 AND excepted >= 0",
            name=op.f("ck_order_lines_counts"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_lines_positive")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_lines_order_id")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_order_lines_product_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_lines")),
        sa.UniqueConstraint("order_id", "line_no", name=op.f("uq_order_lines_order_id_line_no")),
    )
    op.create_index("ix_order_lines_product_id", "order_lines", ["product_id"], unique=False)
    op.create_table(
        "order_words",
        sa.Column(
            "word",
            sa.String(length=80).with_variant(sa.String(length=80, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("order_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_words_order_id")),
        sa.PrimaryKeyConstraint("word", "order_id", name=op.f("pk_order_words")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_order_words_order_id", "order_words", ["order_id"], unique=False)
    op.create_table(
        "parcels",
        sa.Column("id", BigId, nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("box", sa.String(length=40), nullable=False),
        sa.Column("weight_g", sa.Integer(), nullable=False),
        sa.Column("length_mm", sa.Integer(), nullable=False),
        sa.Column("width_mm", sa.Integer(), nullable=False),
        sa.Column("height_mm", sa.Integer(), nullable=False),
        sa.Column("station_id", BigId, nullable=False),
        sa.Column("operator_id", BigId, nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("completed_at", Moment(), nullable=True),
        sa.Column("handed_over_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'complete', 'labelled', 'closed', 'handed_over', 'void')",
            name=op.f("ck_parcels_state"),
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_parcels_operator_id")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_parcels_order_id")),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_parcels_station_id")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name=op.f("fk_parcels_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcels")),
        sa.UniqueConstraint("code", name=op.f("uq_parcels_code")),
        sa.UniqueConstraint("order_id", "number", name=op.f("uq_parcels_order_id_number")),
    )
    op.create_table(
        "sessions",
        sa.Column("id", BigId, nullable=False),
        sa.Column("station_id", BigId, nullable=False),
        sa.Column("operator_id", BigId, nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_sessions_operator_id")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_sessions_station_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_station_id", "sessions", ["station_id"], unique=False)
