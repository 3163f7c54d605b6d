"""The table of seals: each closes a span of the trail and the seal before it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, String, Table

from core.appendonly import append_only
from core.tables import BigId, Moment, metadata

seals = Table(
    "seals",
    metadata,
    # Given, not drawn: of two workers that seal at once one finds the number taken.
    Column("number", BigId, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("first_id", BigInteger, nullable=False),
    Column("last_id", BigInteger, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("mac", String(64), nullable=False),
)
append_only(seals)
