"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.tables import BigId, Json, Moment

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
    op.create_table(
        "number_series",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_number_series")),
    )
    op.create_table(
        "operators",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("badge", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operators")),
        sa.UniqueConstraint("badge", name=op.f("uq_operators_badge")),
        sa.UniqueConstraint("name", name=op.f("uq_operators_name")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("payload", Json(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", Moment(), nullable=False),
        sa.Column("lease_until_ms", sa.BigInteger(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.String(length=500), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "state IN ('pending', 'in_flight', 'done', 'rejected', 'unknown')",
            name=op.f("ck_outbox_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index("ix_outbox_state_next_at", "outbox", ["state", "next_at"], unique=False)
    op.create_table(
        "parked_orders",
        sa.Column("id", BigId, nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("order_no", sa.String(length=80), nullable=False),
        sa.Column("customer", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=255), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("rows", Json(), nullable=False),
        sa.Column("reasons", Json(), nullable=False),
        sa.Column("parked_at", Moment(), nullable=False),
        sa.Column("resolved_at", Moment(), nullable=True),
        sa.Column("resolution", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parked_orders")),
        sa.UniqueConstraint(
            "channel",
            "order_no",
            "content_hash",
            name=op.f("uq_parked_orders_channel_order_no_content_hash"),
        ),
    )
    op.create_table(
        "printer_lights",
        sa.Column("printer", sa.String(length=40), nullable=False),
        sa.Column("light", sa.String(length=16), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("seen_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("printer", name=op.f("pk_printer_lights")),
    )
    op.create_table(
        "products",
        sa.Column("id", BigId, nullable=False),
        sa.Column("sku", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("search", sa.String(length=400), nullable=False),
        sa.Column("brand", sa.String(length=120), nullable=False),
        sa.Column("category", sa.String(length=120), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("tax_rate", sa.String(length=12), nullable=False),
        sa.Column("weight_g", sa.Integer(), nullable=False),
        sa.Column("length_mm", sa.Integer(), nullable=False),
        sa.Column("width_mm", sa.Integer(), nullable=False),
        sa.Column("height_mm", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("sku", name=op.f("uq_products_sku")),
    )
    op.create_table(
        "warehouses",
        sa.Column("id", BigId, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouses")),
        sa.UniqueConstraint("code", name=op.f("uq_warehouses_code")),
    )
    op.create_table(
        "workers",
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("pid_started", sa.String(length=40), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("lease_until_ms", sa.BigInteger(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_workers")),
    )
    op.create_table(
        "barcodes",
        sa.Column("id", BigId, nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_barcodes_counts")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_barcodes_product_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barcodes")),
        sa.UniqueConstraint("code", "product_id", name=op.f("uq_barcodes_code_product_id")),
    )
    op.create_index("ix_barcodes_product_id", "barcodes", ["product_id"], unique=False)
    op.create_table(
        "bins",
        sa.Column("id", BigId, nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.CheckConstraint(
            "kind IN ('shelf', 'tote', 'packed', 'damaged', 'supplier', 'adjust', 'out')",
            name=op.f("ck_bins_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name=op.f("fk_bins_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bins")),
        sa.UniqueConstraint("warehouse_id", "code", name=op.f("uq_bins_warehouse_id_code")),
    )
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
    op.create_table(
        "stock_levels",
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("bin_id", BigId, nullable=False),
        sa.Column("lot", sa.String(length=40), nullable=False),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("reserved <= on_hand", name=op.f("ck_stock_levels_reserved_on_hand")),
        sa.CheckConstraint("reserved >= 0", name=op.f("ck_stock_levels_reserved_positive")),
        sa.ForeignKeyConstraint(["bin_id"], ["bins.id"], name=op.f("fk_stock_levels_bin_id")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_stock_levels_product_id")
        ),
        sa.PrimaryKeyConstraint("product_id", "bin_id", "lot", name=op.f("pk_stock_levels")),
    )
    op.create_table(
        "stock_moves",
        sa.Column("id", BigId, nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("from_bin_id", BigId, nullable=False),
        sa.Column("to_bin_id", BigId, nullable=False),
        sa.Column("lot", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("operator_id", BigId, nullable=True),
        sa.Column("station_id", BigId, nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("from_bin_id <> to_bin_id", name=op.f("ck_stock_moves_moves_somewhere")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_stock_moves_positive")),
        sa.ForeignKeyConstraint(
            ["from_bin_id"], ["bins.id"], name=op.f("fk_stock_moves_from_bin_id")
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_stock_moves_operator_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_stock_moves_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_stock_moves_station_id")
        ),
        sa.ForeignKeyConstraint(["to_bin_id"], ["bins.id"], name=op.f("fk_stock_moves_to_bin_id")),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name=op.f("fk_stock_moves_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_moves")),
    )
    op.create_index("ix_stock_moves_product_id", "stock_moves", ["product_id"], unique=False)
    op.create_table(
        "events",
        sa.Column("id", BigId, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("order_id", BigId, nullable=True),
        sa.Column("parcel_id", BigId, nullable=True),
        sa.Column("operator_id", BigId, nullable=True),
        sa.Column("station_id", BigId, nullable=True),
        sa.Column("data", Json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_events_operator_id")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_events_order_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcels.id"], name=op.f("fk_events_parcel_id")),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_events_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index("ix_events_order_id_id", "events", ["order_id", "id"], unique=False)
    op.create_table(
        "parcel_lines",
        sa.Column("parcel_id", BigId, nullable=False),
        sa.Column("order_line_id", BigId, nullable=False),
        sa.Column("lot", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_parcel_lines_counts")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name=op.f("fk_parcel_lines_order_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_parcel_lines_parcel_id")
        ),
        sa.PrimaryKeyConstraint("parcel_id", "order_line_id", "lot", name=op.f("pk_parcel_lines")),
    )
    op.create_index(
        "ix_parcel_lines_order_line_id", "parcel_lines", ["order_line_id"], unique=False
    )
    op.create_table(
        "reservations",
        sa.Column("id", BigId, nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("order_line_id", BigId, nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("bin_id", BigId, nullable=False),
        sa.Column("lot", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_reservations_positive")),
        sa.ForeignKeyConstraint(["bin_id"], ["bins.id"], name=op.f("fk_reservations_bin_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_reservations_order_id")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name=op.f("fk_reservations_order_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_reservations_product_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservations")),
        sa.UniqueConstraint(
            "order_line_id", "bin_id", "lot", name=op.f("uq_reservations_order_line_id_bin_id_lot")
        ),
    )
    op.create_index("ix_reservations_order_id", "reservations", ["order_id"], unique=False)
    op.create_index(
        "ix_reservations_product_id_bin_id", "reservations", ["product_id", "bin_id"], unique=False
    )
    op.create_table(
        "scans",
        sa.Column("station_id", BigId, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("session_id", BigId, nullable=False),
        sa.Column("operator_id", BigId, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("verdict", sa.String(length=24), nullable=False),
        sa.Column("result", Json(), nullable=False),
        sa.Column("order_id", BigId, nullable=True),
        sa.Column("parcel_id", BigId, nullable=True),
        sa.Column("effect", Json(), nullable=True),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_scans_operator_id")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_scans_order_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcels.id"], name=op.f("fk_scans_parcel_id")),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_scans_station_id")),
        sa.PrimaryKeyConstraint("station_id", "seq", name=op.f("pk_scans")),
    )
    op.create_index("ix_scans_order_id", "scans", ["order_id"], unique=False)
    op.create_table(
        "shipments",
        sa.Column("id", BigId, nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("parcel_id", BigId, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("own_code", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("raw_state", sa.String(length=80), nullable=False),
        sa.Column("courier", sa.String(length=40), nullable=False),
        sa.Column("service", sa.String(length=40), nullable=False),
        sa.Column("waybill", sa.String(length=60), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("cod", sa.BigInteger(), nullable=False),
        sa.Column("cod_fixed", sa.Boolean(), nullable=False),
        sa.Column("insurance", sa.BigInteger(), nullable=False),
        sa.Column("fee_payer", sa.String(length=10), nullable=False),
        sa.Column("weight_g", sa.Integer(), nullable=False),
        sa.Column("length_mm", sa.Integer(), nullable=False),
        sa.Column("width_mm", sa.Integer(), nullable=False),
        sa.Column("height_mm", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("answer", Json(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("booked_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'requested', 'unknown', 'booked', 'rejected', 'cancelling', 'cancelled', 'in_transit', 'delivered', 'failed', 'returning', 'returned', 'lost')",
            name=op.f("ck_shipments_state"),
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_shipments_order_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcels.id"], name=op.f("fk_shipments_parcel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipments")),
        sa.UniqueConstraint("own_code", name=op.f("uq_shipments_own_code")),
        sa.UniqueConstraint("parcel_id", "attempt", name=op.f("uq_shipments_parcel_id_attempt")),
    )
    op.create_index("ix_shipments_order_id", "shipments", ["order_id"], unique=False)
    op.create_index("ix_shipments_waybill", "shipments", ["waybill"], unique=False)
    op.create_index(
        "uq_shipments_live_parcel",
        "shipments",
        ["parcel_id"],
        unique=True,
        sqlite_where=sa.text(
            "state IN ('booked', 'cancelling', 'draft', 'in_transit', 'requested', 'unknown')"
        ),
        postgresql_where=sa.text(
            "state IN ('booked', 'cancelling', 'draft', 'in_transit', 'requested', 'unknown')"
        ),
    )
    op.create_table(
        "labels",
        sa.Column("id", BigId, nullable=False),
        sa.Column("parcel_id", BigId, nullable=False),
        sa.Column("shipment_id", BigId, nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("inputs_hash", sa.String(length=64), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("void_at", Moment(), nullable=True),
        sa.Column("void_reason", sa.String(length=40), nullable=False),
        sa.CheckConstraint("state IN ('current', 'void')", name=op.f("ck_labels_state")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcels.id"], name=op.f("fk_labels_parcel_id")),
        sa.ForeignKeyConstraint(
            ["shipment_id"], ["shipments.id"], name=op.f("fk_labels_shipment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labels")),
    )
    op.create_index("ix_labels_parcel_id", "labels", ["parcel_id"], unique=False)
    op.create_index(
        "uq_labels_current_parcel",
        "labels",
        ["parcel_id"],
        unique=True,
        sqlite_where=sa.text("state = 'current'"),
        postgresql_where=sa.text("state = 'current'"),
    )
    op.create_table(
        "print_jobs",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("printer", sa.String(length=40), nullable=False),
        sa.Column("copy", sa.Integer(), nullable=False),
        sa.Column("of_job_id", BigId, nullable=True),
        sa.Column("warehouse_id", BigId, nullable=True),
        sa.Column("station_id", BigId, nullable=True),
        sa.Column("operator_id", BigId, nullable=True),
        sa.Column("order_id", BigId, nullable=True),
        sa.Column("parcel_id", BigId, nullable=True),
        sa.Column("label_id", BigId, nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", Moment(), nullable=False),
        sa.Column("error", sa.String(length=40), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("broken", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("done_at", Moment(), nullable=True),
        sa.Column("holder", sa.String(length=120), nullable=False),
        sa.Column("lease_until_ms", sa.BigInteger(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'printed', 'unknown', 'failed', 'cancelled')",
            name=op.f("ck_print_jobs_state"),
        ),
        sa.CheckConstraint("copy >= 1", name=op.f("ck_print_jobs_copy")),
        sa.ForeignKeyConstraint(["label_id"], ["labels.id"], name=op.f("fk_print_jobs_label_id")),
        sa.ForeignKeyConstraint(
            ["of_job_id"], ["print_jobs.id"], name=op.f("fk_print_jobs_of_job_id")
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_print_jobs_operator_id")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_print_jobs_order_id")),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_print_jobs_parcel_id")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_print_jobs_station_id")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name=op.f("fk_print_jobs_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_jobs")),
    )
    op.create_index("ix_print_jobs_label_id", "print_jobs", ["label_id"], unique=False)
    op.create_index("ix_print_jobs_of_job_id", "print_jobs", ["of_job_id"], unique=False)
    op.create_index("ix_print_jobs_order_id", "print_jobs", ["order_id"], unique=False)
    op.create_index(
        "ix_print_jobs_printer_sent_at", "print_jobs", ["printer", "sent_at"], unique=False
    )
    op.create_index(
        "ix_print_jobs_printer_state_id", "print_jobs", ["printer", "state", "id"], unique=False
    )
    op.create_index(
        "ix_print_jobs_state_station_id", "print_jobs", ["state", "station_id"], unique=False
    )
    op.create_index(
        "uq_print_jobs_sending_printer",
        "print_jobs",
        ["printer"],
        unique=True,
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    )

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
