"""Tables of purchasing: suppliers and their goods, purchase orders, receipts, and costs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.tables import BigId, Moment

TABLES = (
    "product_costs",
    "receipt_lines",
    "receipts",
    "purchase_lines",
    "purchase_orders",
    "supplier_goods",
    "suppliers",
)
"""The new tables, those first that others do not need."""


def create() -> None:
    """Make the tables and their indexes."""
    op.create_table(
        "suppliers",
        sa.Column("id", BigId, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("search", sa.String(length=400), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=400), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.CheckConstraint("lead_days >= 0", name=op.f("ck_suppliers_lead_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppliers")),
        sa.UniqueConstraint("code", name=op.f("uq_suppliers_code")),
    )
    op.create_table(
        "purchase_orders",
        sa.Column("id", BigId, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("supplier_id", BigId, nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("rate", sa.String(length=24), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", BigId, nullable=True),
        sa.Column("ordered_at", Moment(), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'ordered', 'part_received', 'received', 'closed', 'cancelled')",
            name=op.f("ck_purchase_orders_state"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["operators.id"], name=op.f("fk_purchase_orders_created_by")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["suppliers.id"], name=op.f("fk_purchase_orders_supplier_id")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name=op.f("fk_purchase_orders_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_orders")),
        sa.UniqueConstraint("number", name=op.f("uq_purchase_orders_number")),
    )
    op.create_index("ix_purchase_orders_state_id", "purchase_orders", ["state", "id"], unique=False)
    op.create_index(
        "ix_purchase_orders_supplier_id", "purchase_orders", ["supplier_id"], unique=False
    )
    op.create_table(
        "supplier_goods",
        sa.Column("id", BigId, nullable=False),
        sa.Column("supplier_id", BigId, nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("supplier_sku", sa.String(length=80), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("minimum", sa.BigInteger(), nullable=False),
        sa.Column("pack", sa.BigInteger(), nullable=False),
        sa.Column("preferred", sa.Boolean(), nullable=False),
        sa.CheckConstraint("minimum > 0 AND pack > 0", name=op.f("ck_supplier_goods_quantities")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_supplier_goods_price")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_supplier_goods_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["suppliers.id"], name=op.f("fk_supplier_goods_supplier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_goods")),
        sa.UniqueConstraint(
            "supplier_id", "product_id", name=op.f("uq_supplier_goods_supplier_id_product_id")
        ),
    )
    op.create_index(
        "ix_supplier_goods_preferred",
        "supplier_goods",
        ["product_id"],
        unique=True,
        sqlite_where=sa.text("preferred"),
        postgresql_where=sa.text("preferred"),
    )
    op.create_index("ix_supplier_goods_product_id", "supplier_goods", ["product_id"], unique=False)
    op.create_table(
        "purchase_lines",
        sa.Column("id", BigId, nullable=False),
        sa.Column("purchase_id", BigId, nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("supplier_sku", sa.String(length=80), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("damaged", sa.BigInteger(), nullable=False),
        sa.Column("allowed", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "damaged >= 0 AND damaged <= received", name=op.f("ck_purchase_lines_damaged")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_purchase_lines_quantity")),
        sa.CheckConstraint(
            "received >= 0 AND received <= allowed", name=op.f("ck_purchase_lines_received")
        ),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_purchase_lines_unit_price")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_purchase_lines_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["purchase_orders.id"], name=op.f("fk_purchase_lines_purchase_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_lines")),
        sa.UniqueConstraint(
            "purchase_id", "product_id", name=op.f("uq_purchase_lines_purchase_id_product_id")
        ),
    )
    op.create_index("ix_purchase_lines_product_id", "purchase_lines", ["product_id"], unique=False)
    op.create_table(
        "receipts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("purchase_id", BigId, nullable=False),
        sa.Column("delivery_note", sa.String(length=80), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("operator_id", BigId, nullable=True),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_receipts_operator_id")
        ),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["purchase_orders.id"], name=op.f("fk_receipts_purchase_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
        sa.UniqueConstraint("key", name=op.f("uq_receipts_key")),
        sa.UniqueConstraint("number", name=op.f("uq_receipts_number")),
    )
    op.create_index("ix_receipts_purchase_id", "receipts", ["purchase_id"], unique=False)
    op.create_table(
        "receipt_lines",
        sa.Column("id", BigId, nullable=False),
        sa.Column("receipt_id", BigId, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("purchase_line_id", BigId, nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("bin_id", BigId, nullable=False),
        sa.Column("lot", sa.String(length=40), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("damaged", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("takes_back", BigId, nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("operator_id", BigId, nullable=True),
        sa.Column("station_id", BigId, nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_receipt_lines_quantity")),
        sa.ForeignKeyConstraint(["bin_id"], ["bins.id"], name=op.f("fk_receipt_lines_bin_id")),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_receipt_lines_operator_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_receipt_lines_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["purchase_line_id"],
            ["purchase_lines.id"],
            name=op.f("fk_receipt_lines_purchase_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipts.id"], name=op.f("fk_receipt_lines_receipt_id")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_receipt_lines_station_id")
        ),
        sa.ForeignKeyConstraint(
            ["takes_back"], ["receipt_lines.id"], name=op.f("fk_receipt_lines_takes_back")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_lines")),
        sa.UniqueConstraint("key", name=op.f("uq_receipt_lines_key")),
        sa.UniqueConstraint("takes_back", name=op.f("uq_receipt_lines_takes_back")),
    )
    op.create_index(
        "ix_receipt_lines_product_id_lot", "receipt_lines", ["product_id", "lot"], unique=False
    )
    op.create_index("ix_receipt_lines_receipt_id", "receipt_lines", ["receipt_id"], unique=False)
    op.create_table(
        "product_costs",
        sa.Column("id", BigId, nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("receipt_line_id", BigId, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("units_before", sa.BigInteger(), nullable=False),
        sa.Column("average_before", sa.String(length=32), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("unit_cost", sa.String(length=32), nullable=False),
        sa.Column("average", sa.String(length=32), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_product_costs_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_line_id"], ["receipt_lines.id"], name=op.f("fk_product_costs_receipt_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_costs")),
        sa.UniqueConstraint("receipt_line_id", name=op.f("uq_product_costs_receipt_line_id")),
    )
    op.create_index("ix_product_costs_product_id", "product_costs", ["product_id"], unique=False)
