"""Tables of what couriers tell of parcels."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.tables import BigId, Moment

_UNDER_WAY = sa.text("state IN ('booked', 'failed', 'in_transit', 'returning')")
_WITH_PROBLEM = sa.text("problem <> ''")


def create() -> None:
    """Make the tables and their indexes."""
    op.create_index(
        "ix_shipments_under_way",
        "shipments",
        ["courier", "booked_at"],
        sqlite_where=_UNDER_WAY,
        postgresql_where=_UNDER_WAY,
    )
    op.create_table(
        "sightings",
        sa.Column("id", BigId, nullable=False),
        sa.Column("shipment_id", BigId, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("raw", sa.String(length=80), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("said_at", Moment(), nullable=True),
        sa.Column("heard_at", Moment(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=True),
        sa.Column("weight_g", sa.Integer(), nullable=True),
        sa.Column("cod", sa.BigInteger(), nullable=True),
        sa.Column("operator_id", BigId, nullable=True),
        sa.CheckConstraint(
            "source IN ('asked', 'told', 'file', 'hand')", name=op.f("ck_sightings_source")
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_sightings_operator_id")
        ),
        sa.ForeignKeyConstraint(
            ["shipment_id"], ["shipments.id"], name=op.f("fk_sightings_shipment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sightings")),
        sa.UniqueConstraint("shipment_id", "key", name=op.f("uq_sightings_shipment_id_key")),
    )
    op.create_table(
        "tracks",
        sa.Column("shipment_id", BigId, nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("raw", sa.String(length=80), nullable=False),
        sa.Column("stage_at", Moment(), nullable=True),
        sa.Column("problem", sa.String(length=20), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("rests_until", Moment(), nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("ask_at", Moment(), nullable=True),
        sa.Column("asked_at", Moment(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shipment_id"], ["shipments.id"], name=op.f("fk_tracks_shipment_id")
        ),
        sa.PrimaryKeyConstraint("shipment_id", name=op.f("pk_tracks")),
    )
    op.create_index(
        "ix_tracks_problem",
        "tracks",
        ["shipment_id"],
        sqlite_where=_WITH_PROBLEM,
        postgresql_where=_WITH_PROBLEM,
    )
    op.create_table(
        "courier_paces",
        sa.Column("courier", sa.String(length=40), nullable=False),
        sa.Column("next_at", Moment(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("courier", name=op.f("pk_courier_paces")),
    )


def drop() -> None:
    """Take them away."""
    for table in ("courier_paces", "tracks", "sightings"):
        op.drop_table(table)
    op.drop_index("ix_shipments_under_way", "shipments")
