"""Numbers drawn from named series, one after the other."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table, bindparam

from core.tables import metadata
from core.transaction import Transaction
from core.upsert import Upsert

series = Table(
    "number_series",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("value", BigInteger, nullable=False),
)


def draw(tx: Transaction, name: str) -> int:
    """The next number of a series, beginning with 1; taken back if the transaction is."""
    return int(tx.execute(_draw(tx), {"series": name}).scalar_one())


_draw = Upsert(
    lambda insert: (
        insert(series)
        .values(name=bindparam("series"), value=1)
        .on_conflict_do_update(index_elements=["name"], set_={"value": series.c.value + 1})
        .returning(series.c.value)
    )
)
