"""What walks through the bins need, as it was made then."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.tables import BigId, Json, Moment


def create() -> None:
    """Make its tables."""
    op.create_table(
        "waves",
        sa.Column("id", BigId, nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("wanted", Json(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("made_by", BigId, nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["operators.id"], name=op.f("fk_waves_made_by")),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name=op.f("fk_waves_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waves")),
    )
    op.create_table(
        "walks",
        sa.Column("id", BigId, nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("wave_id", BigId, nullable=True),
        sa.Column("mode", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("cart_id", BigId, nullable=True),
        sa.Column("station_id", BigId, nullable=True),
        sa.Column("operator_id", BigId, nullable=True),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("lease_until_ms", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("made_by", BigId, nullable=True),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "mode IN ('single', 'batch', 'cluster', 'zone')", name=op.f("ck_walks_mode")
        ),
        sa.CheckConstraint(
            "state IN ('planned', 'walking', 'sorting', 'done', 'cancelled')",
            name=op.f("ck_walks_state"),
        ),
        sa.ForeignKeyConstraint(["cart_id"], ["bins.id"], name=op.f("fk_walks_cart_id")),
        sa.ForeignKeyConstraint(["made_by"], ["operators.id"], name=op.f("fk_walks_made_by")),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_walks_operator_id")
        ),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_walks_station_id")),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name=op.f("fk_walks_warehouse_id")
        ),
        sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=op.f("fk_walks_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_walks")),
    )
    op.create_index("ix_walks_station_id", "walks", ["station_id"], unique=False)
    op.create_index(
        "ix_walks_warehouse_id_state_due_at",
        "walks",
        ["warehouse_id", "state", "due_at", "id"],
        unique=False,
    )
    op.create_table(
        "walk_orders",
        sa.Column("walk_id", BigId, nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("tote_id", BigId, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.CheckConstraint("state IN ('in', 'done', 'out')", name=op.f("ck_walk_orders_state")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_walk_orders_order_id")),
        sa.ForeignKeyConstraint(["tote_id"], ["bins.id"], name=op.f("fk_walk_orders_tote_id")),
        sa.ForeignKeyConstraint(["walk_id"], ["walks.id"], name=op.f("fk_walk_orders_walk_id")),
        sa.PrimaryKeyConstraint("walk_id", "order_id", name=op.f("pk_walk_orders")),
    )
    op.create_index(
        "ix_walk_orders_order_id_state", "walk_orders", ["order_id", "state"], unique=False
    )
    op.create_index("ix_walk_orders_tote_id", "walk_orders", ["tote_id"], unique=False)
    op.create_table(
        "pick_tasks",
        sa.Column("id", BigId, nullable=False),
        sa.Column("walk_id", BigId, nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("order_line_id", BigId, nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("bin_id", BigId, nullable=False),
        sa.Column("lot", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("picked", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("tote_id", BigId, nullable=True),
        sa.Column("operator_id", BigId, nullable=True),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.CheckConstraint("picked >= 0 AND picked <= quantity", name=op.f("ck_pick_tasks_picked")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_pick_tasks_quantity")),
        sa.CheckConstraint(
            "state IN ('open', 'claimed', 'done', 'short', 'cancelled')",
            name=op.f("ck_pick_tasks_state"),
        ),
        sa.ForeignKeyConstraint(["bin_id"], ["bins.id"], name=op.f("fk_pick_tasks_bin_id")),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_pick_tasks_operator_id")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_pick_tasks_order_id")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_pick_tasks_product_id")
        ),
        sa.ForeignKeyConstraint(["tote_id"], ["bins.id"], name=op.f("fk_pick_tasks_tote_id")),
        sa.ForeignKeyConstraint(["walk_id"], ["walks.id"], name=op.f("fk_pick_tasks_walk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pick_tasks")),
    )
    op.create_index("ix_pick_tasks_order_id", "pick_tasks", ["order_id"], unique=False)
    op.create_index("ix_pick_tasks_walk_id_place", "pick_tasks", ["walk_id", "place"], unique=False)
    op.create_table(
        "substitutions",
        sa.Column("id", BigId, nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("order_line_id", BigId, nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("by_product_id", BigId, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("operator_id", BigId, nullable=True),
        sa.Column("station_id", BigId, nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_substitutions_quantity")),
        sa.ForeignKeyConstraint(
            ["by_product_id"], ["products.id"], name=op.f("fk_substitutions_by_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_substitutions_operator_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_substitutions_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_substitutions_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_substitutions_station_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substitutions")),
    )
    op.create_index("ix_substitutions_order_id", "substitutions", ["order_id"], unique=False)


def drop() -> None:
    """Take them away."""
    op.drop_index("ix_substitutions_order_id", table_name="substitutions")
    op.drop_table("substitutions")
    op.drop_index("ix_pick_tasks_order_id", table_name="pick_tasks")
    op.drop_index("ix_pick_tasks_walk_id_place", table_name="pick_tasks")
    op.drop_table("pick_tasks")
    op.drop_index("ix_walk_orders_order_id_state", table_name="walk_orders")
    op.drop_index("ix_walk_orders_tote_id", table_name="walk_orders")
    op.drop_table("walk_orders")
    op.drop_index("ix_walks_station_id", table_name="walks")
    op.drop_index("ix_walks_warehouse_id_state_due_at", table_name="walks")
    op.drop_table("walks")
    op.drop_table("waves")
