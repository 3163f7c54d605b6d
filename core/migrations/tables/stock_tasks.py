"""Tables of goods that are blocked, of pick bins with their bounds, and of filling them up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.tables import BigId, Moment

_TABLES = ("replenish_tasks", "pick_homes", "stock_blocks")


def create() -> None:
    """Make the tables and their indexes."""
    op.create_table(
        "stock_blocks",
        sa.Column("id", BigId, nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("bin_id", BigId, nullable=False),
        sa.Column("lot", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("until", Moment(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("operator_id", BigId, nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_by", BigId, nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_stock_blocks_positive")),
        *_references(
            "stock_blocks",
            warehouse_id="warehouses",
            product_id="products",
            bin_id="bins",
            operator_id="operators",
            ended_by="operators",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_blocks")),
    )
    for columns in (["product_id", "ended_at"], ["ended_at", "until"]):
        op.create_index(f"ix_stock_blocks_{'_'.join(columns)}", "stock_blocks", columns)
    op.create_table(
        "pick_homes",
        sa.Column("id", BigId, nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("bin_id", BigId, nullable=False),
        sa.Column("least", sa.BigInteger(), nullable=False),
        sa.Column("most", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "least >= 0 AND most > 0 AND least <= most", name=op.f("ck_pick_homes_bounds")
        ),
        *_references("pick_homes", warehouse_id="warehouses", product_id="products", bin_id="bins"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pick_homes")),
        sa.UniqueConstraint(
            "warehouse_id", "product_id", name=op.f("uq_pick_homes_warehouse_id_product_id")
        ),
    )
    op.create_index("ix_pick_homes_bin_id", "pick_homes", ["bin_id"])
    op.create_table(
        "replenish_tasks",
        sa.Column("id", BigId, nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("lot", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("moved", sa.BigInteger(), nullable=False),
        sa.Column("from_bin_id", BigId, nullable=False),
        sa.Column("to_bin_id", BigId, nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.Column("done_by", BigId, nullable=True),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_replenish_tasks_positive")),
        sa.CheckConstraint("moved >= 0", name=op.f("ck_replenish_tasks_moved")),
        *_references(
            "replenish_tasks",
            warehouse_id="warehouses",
            product_id="products",
            from_bin_id="bins",
            to_bin_id="bins",
            done_by="operators",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replenish_tasks")),
    )
    op.create_index(
        "uq_replenish_tasks_open",
        "replenish_tasks",
        ["product_id", "from_bin_id", "to_bin_id", "lot"],
        unique=True,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_index(
        "ix_replenish_tasks_warehouse_id_done_at", "replenish_tasks", ["warehouse_id", "done_at"]
    )


def drop() -> None:
    """Take them away."""
    for table in _TABLES:
        op.drop_table(table)


def _references(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in columns.items()
    ]
