"""Tables of the books: what goods were worth when they moved, what was exported and closed."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
)

from core.appendonly import append_only
from core.tables import BigId, Moment, metadata

stock_values = Table(
    "stock_values",
    metadata,
    Column("move_id", BigId, ForeignKey("stock_moves.id"), primary_key=True, autoincrement=False),
    Column("value", BigInteger, nullable=False),  # minor units of the shop's currency
    Column("currency", String(3), nullable=False),
)
append_only(stock_values)

book_exports = Table(
    "book_exports",
    metadata,
    Column("since", Date, primary_key=True),
    Column("until", Date, primary_key=True),
    Column("entries", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),  # of the file
    Column("data", LargeBinary, nullable=False),  # the file, packed
    Column("made_at", Moment, nullable=False),
    Column("made_by", String(80), nullable=False),
)

book_closings = Table(
    "book_closings",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("since", Date, nullable=False, unique=True),
    Column("until", Date, nullable=False, unique=True),
    Column("entries", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("data", LargeBinary, nullable=False),  # the file, packed
    Column("kept", LargeBinary, nullable=False),  # what it says of each event, packed JSON
    Column("closed_at", Moment, nullable=False),
    Column("closed_by", String(80), nullable=False),
    CheckConstraint("since <= until", name="days"),
)
append_only(book_closings)
