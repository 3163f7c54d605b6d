"""The first tables: what work writes, in stock, in the trail, on paper and to couriers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.tables import BigId, Json, Moment


def create() -> None:
    """Make the tables and their indexes."""
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
