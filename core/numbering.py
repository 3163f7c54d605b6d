"""Numbers drawn from named series, one after the other."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import BigInteger, Column, String, Table, bindparam

from core.tables import metadata
from core.transaction import Transaction
from core.upsert import Upsert

_COUNT = re.compile(r"\{n(?::0([1-9]))?\}")

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


def series_of(pattern: str, day: date) -> str:
    """The series of a day: a pattern with its year and month filled in."""
    return pattern.replace("{year}", f"{day:%Y}").replace("{month}", f"{day:%m}")


def written(filled: str, number: int) -> str:
    """How a number of a series is written: where ``{n}`` stands, with as many digits as it says."""
    return _COUNT.sub(lambda found: f"{number:0{found[1] or 1}d}", filled)
