"""What the places of couriers need, as it was made then."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.tables import BigId, Json, Moment, Word

_LEVELS = "level IN ('province', 'district', 'ward', 'area')"


def create() -> None:
    """Make its tables."""
    op.create_table(
        "courier_place_lists",
        sa.Column("maps", sa.String(length=40), nullable=False),
        sa.Column("by_text", sa.Boolean(), nullable=False),
        sa.Column("tried_at", Moment(), nullable=False),
        sa.Column("read_at", Moment(), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("maps", name=op.f("pk_courier_place_lists")),
    )
    op.create_table(
        "courier_places",
        sa.Column("id", BigId, nullable=False),
        sa.Column("maps", sa.String(length=40), nullable=False),
        sa.Column("scheme", sa.String(length=20), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("parent_id", BigId, nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("served", sa.Boolean(), nullable=False),
        sa.Column("has_more", sa.Boolean(), nullable=False),
        sa.Column("facts", Json(), nullable=False),
        sa.Column("read_at", Moment(), nullable=True),
        sa.Column("gone_at", Moment(), nullable=True),
        sa.CheckConstraint(_LEVELS, name=op.f("ck_courier_places_level")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["courier_places.id"], name=op.f("fk_courier_places_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courier_places")),
        sa.UniqueConstraint(
            "maps",
            "scheme",
            "level",
            "code",
            name=op.f("uq_courier_places_maps_scheme_level_code"),
        ),
    )
    op.create_index("ix_courier_places_maps_parent_id", "courier_places", ["maps", "parent_id"])
    op.create_table(
        "courier_place_names",
        sa.Column("id", BigId, nullable=False),
        sa.Column("place_id", BigId, nullable=False),
        sa.Column("maps", sa.String(length=40), nullable=False),
        sa.Column("key", Word, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["place_id"], ["courier_places.id"], name=op.f("fk_courier_place_names_place_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courier_place_names")),
    )
    op.create_index("ix_courier_place_names_maps_key", "courier_place_names", ["maps", "key"])
    op.create_index("ix_courier_place_names_place_id", "courier_place_names", ["place_id"])
    _questions()


def drop() -> None:
    """Drop its tables."""
    for table in (
        "order_places",
        "courier_place_questions",
        "courier_place_names",
        "courier_places",
        "courier_place_lists",
    ):
        op.drop_table(table)


def _questions() -> None:
    op.create_table(
        "courier_place_questions",
        sa.Column("id", BigId, nullable=False),
        sa.Column("maps", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("within_id", BigId, nullable=True),
        sa.Column("said", sa.String(length=200), nullable=False),
        sa.Column("whole", Json(), nullable=False),
        sa.Column("near", Json(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("looked_at", Moment(), nullable=True),
        sa.Column("place_id", BigId, nullable=True),
        sa.Column("chosen_at", Moment(), nullable=True),
        sa.Column("chosen_by", BigId, nullable=True),
        sa.CheckConstraint(_LEVELS, name=op.f("ck_courier_place_questions_level")),
        sa.ForeignKeyConstraint(
            ["chosen_by"], ["operators.id"], name=op.f("fk_courier_place_questions_chosen_by")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["courier_places.id"], name=op.f("fk_courier_place_questions_place_id")
        ),
        sa.ForeignKeyConstraint(
            ["within_id"], ["courier_places.id"], name=op.f("fk_courier_place_questions_within_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courier_place_questions")),
        sa.UniqueConstraint("maps", "key", name=op.f("uq_courier_place_questions_maps_key")),
    )
    op.create_table(
        "order_places",
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("maps", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("question_id", BigId, nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_places_order_id")),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["courier_place_questions.id"],
            name=op.f("fk_order_places_question_id"),
        ),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_order_places")),
    )
    op.create_index("ix_order_places_question_id", "order_places", ["question_id"])
