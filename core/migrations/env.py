"""Alembic's entry: runs the migrations on the engine that the program hands over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from core.schema import metadata


def run_migrations() -> None:
    """Migrate inside one transaction."""
    engine: Engine = context.config.attributes["engine"]
    with engine.connect() as connection, _without_foreign_keys(connection):
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            compare_type=True,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            _call("before", connection)
            context.run_migrations()
            _check_foreign_keys(connection)
            _call("after", connection)
        connection.commit()


def _call(hook: str, connection: Connection) -> None:
    """Let whoever brings the tables forward look at them, in the same transaction."""
    call = context.config.attributes.get(hook)
    if call is not None:
        call(connection)


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    """A table that is made anew on SQLite is gone for a moment, and others refer to it.

    So https://www.sqlite.org/lang_altertable.html#otheralter has it: off before the transaction
    begins, and on again after it.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    raw: Any = connection.connection.driver_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        if connection.in_transaction():
            connection.rollback()
        raw.execute("PRAGMA foreign_keys=ON")


def _check_foreign_keys(connection: Connection) -> None:
    """Raise IntegrityError where a row refers to one that is not there."""
    if connection.dialect.name != "sqlite":
        return
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if lost is not None:
        why = f"a row of {lost[0]} refers to one of {lost[2]} that is gone"
        raise IntegrityError("PRAGMA foreign_key_check", None, ValueError(why))


run_migrations()
