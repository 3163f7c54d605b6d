"""Numbers drawn from named series, one after the other."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table, bindparam
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
    statement = _draw_sqlite if tx.is_sqlite else _draw_postgres
    return int(tx.execute(statement, {"series": name}).scalar_one())


_draw_sqlite, _draw_postgres = (
    insert(series)
    .values(name=bindparam("series"), value=1)
    .on_conflict_do_update(index_elements=["name"], set_={"value": series.c.value + 1})
    .returning(series.c.value)
    for insert in (sqlite_insert, postgres_insert)
)
