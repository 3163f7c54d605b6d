"""What a table holds, in one number that is the same on both engines and in any order of rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Table, select

from core.schema import metadata

AT_ONCE = 2_000
"""Rows that are held in memory at a time."""
_MODULUS = 1 << 256


@dataclass(frozen=True, slots=True)
class Digest:
    """How many rows there are, and the sum of the hashes of all of them."""

    rows: int
    sum: int

    @property
    def hex(self) -> str:
        """The sum as 64 hexadecimal digits."""
        return f"{self.sum:064x}"


class Digesting:
    """Adds rows up as they come by."""

    def __init__(self) -> None:
        self._rows = 0
        self._sum = 0

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        """Count these rows in; equal values are written alike, whichever engine they come from."""
        self._rows += len(rows)
        for row in rows:
            word = hashlib.sha256(repr(tuple(row)).encode("utf-8", "surrogatepass")).digest()
            self._sum += int.from_bytes(word, "big")
        self._sum %= _MODULUS

    @property
    def digest(self) -> Digest:
        """What came by so far."""
        return Digest(self._rows, self._sum)


def all_tables() -> list[Table]:
    """Every table, those that others point to first."""
    return list(metadata.sorted_tables)


def kept_columns(table: Table) -> list[Column[Any]]:
    """The columns that are stored; what the engine computes follows from them."""
    return [column for column in table.columns if column.computed is None]


def rows_of(connection: Connection, table: Table) -> Iterator[Sequence[Sequence[Any]]]:
    """All rows of a table in the order of their keys, so many at a time."""
    query = select(*kept_columns(table)).order_by(*table.primary_key.columns)
    result = connection.execution_options(yield_per=AT_ONCE).execute(query)
    for part in result.partitions(AT_ONCE):
        yield [tuple(row) for row in part]


def digest_of(connection: Connection, table: Table) -> Digest:
    """What a table holds now."""
    found = Digesting()
    for rows in rows_of(connection, table):
        found.add(rows)
    return found.digest


def whole(digests: dict[str, Digest]) -> str:
    """One word for a whole database: 64 hexadecimal digits."""
    told = ";".join(f"{name}={one.rows}:{one.hex}" for name, one in sorted(digests.items()))
    return hashlib.sha256(told.encode()).hexdigest()
