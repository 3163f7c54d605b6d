"""What core says to the database, written down, and said again by the bare driver."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import Connection, event, make_url

from core.database import Database, sqlite_path
from core.prepared import HEARD


@dataclass(slots=True)
class Said:
    """One transaction: its statements with their parameters, and how it ended."""

    writes: bool
    committed: bool = False
    statements: list[tuple[str, Any, bool]] = field(default_factory=list)
    """SQL, parameters, and whether there are many sets of them."""


class Recorder:
    """Writes down every transaction of a database from now on."""

    def __init__(self, database: Database) -> None:
        self.done: list[Said] = []
        self._open: dict[int, Said] = {}
        for engine in (database.reader, database.writer):
            engine.update_execution_options(**{HEARD: True})
        engine = database.reader
        event.listen(engine, "begin", self._begin)
        event.listen(engine, "commit", self._commit)
        event.listen(engine, "rollback", self._rollback)
        event.listen(engine, "before_cursor_execute", self._say)

    def take(self) -> list[Said]:
        """What was said since the last call."""
        done, self.done = self.done, []
        return done

    def _begin(self, connection: Connection) -> None:
        writes = bool(connection.get_execution_options().get("kemas_writes"))
        self._open[id(connection.connection.driver_connection)] = Said(writes)

    def _say(
        self, connection: Connection, _cursor: Any, sql: str, params: Any, _ctx: Any, many: bool
    ) -> None:
        said = self._open.get(id(connection.connection.driver_connection))
        if said is not None and not sql.startswith("BEGIN"):
            said.statements.append((sql, params, many))

    def _commit(self, connection: Connection) -> None:
        self._end(connection, committed=True)

    def _rollback(self, connection: Connection) -> None:
        self._end(connection, committed=False)

    def _end(self, connection: Connection, *, committed: bool) -> None:
        said = self._open.pop(id(connection.connection.driver_connection), None)
        if said is not None:
            said.committed = committed
            self.done.append(said)


class Driver(Protocol):
    """A connection of the bare driver."""

    def say(self, said: Said) -> float:
        """Say a transaction again; gives milliseconds, its commit included."""

    def close(self) -> None:
        """Close the connection."""


def driver_of(url: str) -> Driver:
    """The bare driver on a database, set up as core sets up its own connections."""
    path = sqlite_path(url)
    return _Postgres(url) if path is None else _Sqlite(str(path))


class _Sqlite:
    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in (
            "busy_timeout=5000",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "cache_size=-32000",
        ):
            self._connection.execute(f"PRAGMA {pragma}")

    def say(self, said: Said) -> float:
        began = time.perf_counter()
        cursor = self._connection.cursor()
        cursor.execute("BEGIN IMMEDIATE" if said.writes else "BEGIN")
        for sql, params, many in said.statements:
            if many:
                cursor.executemany(sql, params)
            else:
                cursor.execute(sql, params)
                if cursor.description is not None:
                    cursor.fetchall()
        cursor.execute("COMMIT" if said.committed else "ROLLBACK")
        cursor.close()
        return (time.perf_counter() - began) * 1000

    def close(self) -> None:
        self._connection.close()


class _Postgres:
    def __init__(self, url: str) -> None:
        import psycopg

        plain = make_url(url).set(drivername="postgresql")
        self._connection = psycopg.connect(plain.render_as_string(hide_password=False))

    def say(self, said: Said) -> float:
        began = time.perf_counter()
        with self._connection.cursor() as cursor:
            for sql, params, many in said.statements:
                if many:
                    cursor.executemany(sql, params)
                else:
                    cursor.execute(sql, params)
                    if cursor.description is not None:
                        cursor.fetchall()
        if said.committed:
            self._connection.commit()
        else:
            self._connection.rollback()
        return (time.perf_counter() - began) * 1000

    def close(self) -> None:
        self._connection.close()
