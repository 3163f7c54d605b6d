"""Tables of hand-over manifests and of the statements on which couriers pay what they collected."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.tables import BigId, Moment

_TABLES = ("cod_lines", "cod_files", "manifest_parcels", "manifests")
"""Those first that others do not need."""
_OPEN = sa.text("state = 'open'")
_IN_HOUSE = sa.text("state IN ('closed', 'complete', 'labelled')")


def create() -> None:
    """Make the tables and their indexes."""
    _make_manifests()
    _make_statements()
    op.create_index(
        "ix_parcels_in_house",
        "parcels",
        ["warehouse_id"],
        unique=False,
        sqlite_where=_IN_HOUSE,
        postgresql_where=_IN_HOUSE,
    )


def drop() -> None:
    """Take them away."""
    op.drop_index("ix_parcels_in_house", table_name="parcels")
    for table in _TABLES:
        op.drop_table(table)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _make_manifests() -> None:
    op.create_table(
        "manifests",
        sa.Column("id", BigId, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("courier", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("driver", sa.String(length=80), nullable=False),
        sa.Column("vehicle", sa.String(length=40), nullable=False),
        sa.Column("signed_by", sa.String(length=80), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("opened_by", BigId, nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", BigId, nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_manifests_state")),
        _refers("manifests", "warehouse_id", "warehouses"),
        _refers("manifests", "opened_by", "operators"),
        _refers("manifests", "closed_by", "operators"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manifests")),
        sa.UniqueConstraint("number", name=op.f("uq_manifests_number")),
    )
    op.create_index(
        "uq_manifests_open",
        "manifests",
        ["warehouse_id", "courier"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_table(
        "manifest_parcels",
        sa.Column("manifest_id", BigId, nullable=False),
        sa.Column("parcel_id", BigId, nullable=False),
        sa.Column("shipment_id", BigId, nullable=False),
        sa.Column("scanned_at", Moment(), nullable=False),
        sa.Column("operator_id", BigId, nullable=True),
        sa.Column("station_id", BigId, nullable=True),
        _refers("manifest_parcels", "manifest_id", "manifests"),
        _refers("manifest_parcels", "parcel_id", "parcels"),
        _refers("manifest_parcels", "shipment_id", "shipments"),
        _refers("manifest_parcels", "operator_id", "operators"),
        _refers("manifest_parcels", "station_id", "stations"),
        sa.PrimaryKeyConstraint("manifest_id", "parcel_id", name=op.f("pk_manifest_parcels")),
        sa.UniqueConstraint("parcel_id", name=op.f("uq_manifest_parcels_parcel_id")),
    )


def _make_statements() -> None:
    op.create_table(
        "cod_files",
        sa.Column("id", BigId, nullable=False),
        sa.Column("courier", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("imported_at", Moment(), nullable=False),
        sa.Column("imported_by", BigId, nullable=True),
        _refers("cod_files", "imported_by", "operators"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cod_files")),
        sa.UniqueConstraint("courier", "digest", name=op.f("uq_cod_files_courier_digest")),
    )
    op.create_table(
        "cod_lines",
        sa.Column("id", BigId, nullable=False),
        sa.Column("file_id", BigId, nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("waybill", sa.String(length=60), nullable=False),
        sa.Column("shipment_id", BigId, nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("expected", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("payment_id", BigId, nullable=True),
        sa.CheckConstraint(
            "state IN ('matched', 'differs', 'accepted', 'unknown', 'twice', 'fee')",
            name=op.f("ck_cod_lines_state"),
        ),
        _refers("cod_lines", "file_id", "cod_files"),
        _refers("cod_lines", "shipment_id", "shipments"),
        _refers("cod_lines", "payment_id", "order_payments"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cod_lines")),
        sa.UniqueConstraint("file_id", "line_no", name=op.f("uq_cod_lines_file_id_line_no")),
    )
    op.create_index("ix_cod_lines_shipment_id", "cod_lines", ["shipment_id"], unique=False)
    op.create_index("ix_cod_lines_state_id", "cod_lines", ["state", "id"], unique=False)
    op.create_index("ix_cod_lines_waybill", "cod_lines", ["waybill"], unique=False)
