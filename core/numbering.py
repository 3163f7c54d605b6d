"""Numbers drawn from named series, one after the other."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from core.tables import metadata
from core.transaction import Transaction

series = Table(
    "number_series",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("value", BigInteger, nullable=False),
)


def draw(tx: Transaction, name: str) -> int:
    """The next number of a series, beginning with 1; taken back if the transaction is."""
    insert = sqlite_insert if tx.is_sqlite else postgres_insert
    statement = (
        insert(series)
        .values(name=name, value=1)
        .on_conflict_do_update(index_elements=["name"], set_={"value": series.c.value + 1})
        .returning(series.c.value)
    )
    return int(tx.execute(statement).scalar_one())
