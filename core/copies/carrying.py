"""Carries every row of one database into another that is empty, and proves that both are equal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError

from core.appendonly import guards_of
from core.copies.digest import (
    Digest,
    Digesting,
    all_tables,
    digest_of,
    kept_columns,
    rows_of,
)
from core.errors import Refusal

FILLED_WHEN_MADE = frozenset({"tax_rates"})
"""Tables that hold something as soon as they are made."""
Tell = Callable[[str, int, int], None]
"""Hears the table that is carried, its rows so far, and all rows so far."""


def tell_nobody(_table: str, _rows: int, _all: int) -> None:
    """The `Tell` of a caller who does not look."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What was carried over: the digest of each table, equal on both sides."""

    digests: dict[str, Digest]

    @property
    def rows(self) -> int:
        """Rows of all tables together."""
        return sum(one.rows for one in self.digests.values())


def clear(target: Connection) -> None:
    """Take out what new tables are made with.

    Raises Refusal ``copy_target_filled`` naming the first table in which somebody put something.
    """
    for table in all_tables():
        if table.name in FILLED_WHEN_MADE:
            target.execute(delete(table))
        elif target.execute(select(1).select_from(table).limit(1)).first() is not None:
            raise Refusal("copy_target_filled", table=table.name)


def carry(source: Connection, target: Connection, tell: Tell = tell_nobody) -> Carried:
    """Copy all tables within the transactions of both sides; neither is committed here.

    Raises Refusal ``copy_refused`` with the table where the target does not take a row, and
    ``copy_differs`` where what it holds afterwards is not what was given.
    """
    if target.dialect.name == "sqlite":
        target.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    digests: dict[str, Digest] = {}
    done = 0
    for table in all_tables():
        given = _one(source, target, table, partial(_told, tell, table.name, done))
        digests[table.name] = given
        done += given.rows
        _count_on(target, table)
    for table in all_tables():
        if digest_of(target, table) != digests[table.name]:
            raise Refusal("copy_differs", table=table.name)
    return Carried(digests)


def _told(tell: Tell, table: str, before: int, rows: int) -> None:
    tell(table, rows, before + rows)


def _one(
    source: Connection, target: Connection, table: Table, tell: Callable[[int], None]
) -> Digest:
    """Copy one table; what its rows say of later rows of it is filled in at the end."""
    seen = Digesting()
    columns = kept_columns(table)
    later = _pointing_onward(table)
    put = insert(table).inline()
    waiting: list[dict[str, Any]] = []
    for rows in rows_of(source, table):
        seen.add(rows)
        given = [dict(zip((column.name for column in columns), row, strict=True)) for row in rows]
        for row in given:
            pointing = {column.name: row[column.name] for column in later if row[column.name]}
            if pointing:
                waiting.append(
                    {"this_row": row["id"], **{f"to_{k}": v for k, v in pointing.items()}}
                )
                row.update(dict.fromkeys(pointing))
        _do(target, table, put, given)
        tell(seen.digest.rows)
    for column in later:
        mine = [row for row in waiting if f"to_{column.name}" in row]
        if mine:
            point = (
                update(table)
                .where(table.c.id == bindparam("this_row"))
                .values({column.name: bindparam(f"to_{column.name}")})
            )
            _do(target, table, point, mine)
    return seen.digest


def _do(target: Connection, table: Table, statement: Any, rows: list[dict[str, Any]]) -> None:
    try:
        target.execute(statement, rows)
    except DBAPIError as error:
        # PostgreSQL looks at lengths and letters that SQLite lets pass.
        why = str(error.orig).strip().partition("\n")[0]
        raise Refusal("copy_refused", table=table.name, why=why) from error


def _pointing_onward(table: Table) -> list[Column[Any]]:
    """Columns that may name a row of the same table that comes later.

    Rows that never change name only rows that were there before them.
    """
    if guards_of(table.name, "sqlite"):
        return []
    return [key.parent for key in table.foreign_keys if key.column.table is table]


def _count_on(target: Connection, table: Table) -> None:
    """Have PostgreSQL go on counting after the highest key that was carried."""
    keys = list(table.primary_key.columns)
    if target.dialect.name == "sqlite" or len(keys) != 1 or not isinstance(keys[0].type, Integer):
        return
    key = keys[0]
    series = target.execute(select(func.pg_get_serial_sequence(table.name, key.name))).scalar_one()
    if series is not None:
        top = select(func.coalesce(func.max(key), 0) + 1).scalar_subquery()
        target.execute(
            select(func.setval(text("CAST(:series AS regclass)"), top, False)), {"series": series}
        )
