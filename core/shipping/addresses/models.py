"""Tables of couriers' places: their lists, the names in them, what people were asked about."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from core.couriers.regions import Level
from core.tables import BigId, Json, Moment, Word, metadata, one_of

KEY = 200
"""Characters of the key of a spelling."""

lists = Table(
    "courier_place_lists",
    metadata,
    Column("maps", String(40), primary_key=True),  # whose list it is
    Column("by_text", Boolean, nullable=False),  # it cannot be kept: asked for each address
    Column("tried_at", Moment, nullable=False),
    Column("read_at", Moment),  # when all of it was heard last
    Column("error", String(300), nullable=False),  # why it was not, the last time
)

places = Table(
    "courier_places",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("maps", String(40), nullable=False),
    Column("scheme", String(20), nullable=False),
    Column("level", String(10), nullable=False),
    Column("code", String(80), nullable=False),
    Column("parent_id", BigId, ForeignKey("courier_places.id")),
    Column("name", String(200), nullable=False),
    Column("served", Boolean, nullable=False),
    Column("has_more", Boolean, nullable=False),
    Column("facts", Json, nullable=False),
    Column("read_at", Moment),  # when what lies in it was heard last
    Column("gone_at", Moment),  # since when it is in the list no more; what people chose stays
    UniqueConstraint("maps", "scheme", "level", "code"),
    CheckConstraint(one_of("level", Level), name="level"),
    Index("ix_courier_places_maps_parent_id", "maps", "parent_id"),
)

names = Table(
    "courier_place_names",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("place_id", BigId, ForeignKey("courier_places.id"), nullable=False),
    Column("maps", String(40), nullable=False),
    Column("key", Word, nullable=False),  # folded, without what kind of place it is
    Column("name", String(200), nullable=False),
    Index("ix_courier_place_names_maps_key", "maps", "key"),
    Index("ix_courier_place_names_place_id", "place_id"),
)

questions = Table(
    "courier_place_questions",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("maps", String(40), nullable=False),
    Column("key", String(KEY), nullable=False),
    Column("level", String(10), nullable=False),
    Column("within_id", BigId, ForeignKey("courier_places.id")),
    Column("said", String(200), nullable=False),  # as it is written
    Column("whole", Json, nullable=False),  # the address that it was asked for first
    Column("near", Json, nullable=False),  # ids of what it may mean, as the courier says
    Column("asked_at", Moment, nullable=False),
    Column("looked_at", Moment),  # when the courier was asked what it may mean
    Column("place_id", BigId, ForeignKey("courier_places.id")),  # what somebody chose
    Column("chosen_at", Moment),
    Column("chosen_by", BigId, ForeignKey("operators.id")),
    UniqueConstraint("maps", "key"),
    CheckConstraint(one_of("level", Level), name="level"),
)

order_places = Table(
    "order_places",
    metadata,
    Column("order_id", BigId, ForeignKey("orders.id"), primary_key=True),
    Column("maps", String(40), nullable=False),
    Column("version", Integer, nullable=False),  # of the order when its address was looked at
    Column("question_id", BigId, ForeignKey("courier_place_questions.id")),  # what it waits for
    Index("ix_order_places_question_id", "question_id"),
)
