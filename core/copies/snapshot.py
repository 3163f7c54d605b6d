"""One state of a whole database, seen for as long as it takes to read it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from core.database import Database


@contextmanager
def snapshot(database: Database) -> Iterator[Connection]:
    """A connection on which nothing changes, whatever others write meanwhile."""
    engine = database.reader
    if not database.is_sqlite:  # there one read transaction sees one state anyway
        engine = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
    with engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def held_still(database: Database) -> Iterator[Connection]:
    """The same where nobody else can write at all; on PostgreSQL others may, but are not seen."""
    if not database.is_sqlite:
        with snapshot(database) as connection:
            yield connection
        return
    with database.writer.connect() as connection, connection.begin():
        yield connection
