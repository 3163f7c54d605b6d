"""Warehouses with address and rank, zones, bins in a walking order, and transfers between them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from core.migrations.columns import add_column
from core.migrations.tables import transfers
from core.tables import BigId

_OF_WAREHOUSES: tuple[tuple[str, Any, str, str], ...] = (
    ("address", sa.String(400), "", ""),
    ("district", sa.String(120), "", ""),
    ("city", sa.String(120), "", ""),
    ("province", sa.String(120), "", ""),
    ("postcode", sa.String(20), "", ""),
    ("phone", sa.String(40), "", ""),
    ("keeper", sa.String(120), "", ""),
    ("kind", sa.String(12), "main", "kind IN ('main', 'branch', 'outlet')"),
    ("active", sa.Boolean(), "1", ""),
    ("rank", sa.Integer(), "0", ""),
)
_OF_BINS: tuple[tuple[str, Any, str | None, str, str], ...] = (
    ("walk", sa.Integer(), "0", "", ""),
    ("purpose", sa.String(8), "pick", "", "purpose IN ('pick', 'bulk')"),
    ("zone_id", BigId, None, "zones", ""),
    ("active", sa.Boolean(), "1", "", ""),
)
_KINDS_BEFORE = ("shelf", "tote", "packed", "damaged", "supplier", "adjust", "out")
_KINDS = (*_KINDS_BEFORE, "transit")


def create() -> None:
    """Make the tables, and the columns of those that are there."""
    for name, kind, default, check in _OF_WAREHOUSES:
        add_column("warehouses", name, kind, default=default, check=check)
    op.create_table(
        "zones",
        sa.Column("id", BigId, nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("walk", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name=op.f("fk_zones_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zones")),
        sa.UniqueConstraint("warehouse_id", "code", name=op.f("uq_zones_warehouse_id_code")),
    )
    _allow(_KINDS)
    for name, kind, standard, refers_to, check in _OF_BINS:
        add_column("bins", name, kind, default=standard, refers_to=refers_to, check=check)
    transfers.create()


def drop() -> None:
    """Take them away; what is on its way lies in a tote then."""
    transfers.drop()
    for name, *_rest in reversed(_OF_BINS):
        op.execute(f"ALTER TABLE bins DROP COLUMN {name}")
    op.execute("UPDATE bins SET kind = 'tote' WHERE kind = 'transit'")
    _allow(_KINDS_BEFORE)
    op.drop_table("zones")
    for name, *_rest in reversed(_OF_WAREHOUSES):
        op.execute(f"ALTER TABLE warehouses DROP COLUMN {name}")


def _allow(kinds: tuple[str, ...]) -> None:
    """Say anew which kinds of bins there are.

    SQLite changes no check of a table: there its rows wait elsewhere while it is made anew. The
    migrations run without foreign keys meanwhile, and look at them all before they commit.
    """
    check = "kind IN (" + ", ".join(f"'{kind}'" for kind in kinds) + ")"
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_bins_kind"), "bins", type_="check")
        op.create_check_constraint(op.f("ck_bins_kind"), "bins", check)
        return
    columns = "id, warehouse_id, code, kind"
    op.execute(f"CREATE TEMPORARY TABLE kept_bins AS SELECT {columns} FROM bins")
    op.drop_table("bins")
    op.create_table(
        "bins",
        sa.Column("id", BigId, nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.CheckConstraint(check, name=op.f("ck_bins_kind")),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name=op.f("fk_bins_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bins")),
        sa.UniqueConstraint("warehouse_id", "code", name=op.f("uq_bins_warehouse_id_code")),
    )
    op.execute(f"INSERT INTO bins ({columns}) SELECT {columns} FROM kept_bins")
    op.execute("DROP TABLE kept_bins")
