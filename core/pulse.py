"""Whether anybody wrote to the database since the last look, as its engine tells it at once."""

from __future__ import annotations

import time
from threading import Lock
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from core.database import Database, refusal_of, shown_url
from core.errors import DatabaseRefusal

# Changes when another connection commits: https://sqlite.org/pragma.html#pragma_data_version
_SQLITE = "PRAGMA data_version"
# The transactions that are under way and the next one; it moves with every write.
_POSTGRES = "SELECT CAST(pg_current_snapshot() AS text)"


class Pulse:
    """Looks over a connection of its own; one thread looks, any thread may close."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Connection | None = None
        self._raw: Any = None
        self._seen: object = None
        self._in_use = Lock()
        """SQLite takes the whole process down where a connection is closed while it answers."""

    def beat(self) -> bool:
        """True where something was written since the last call, also at the first one.

        It may say so once too often, never too rarely. Raises DatabaseRefusal where the database
        cannot be asked.
        """
        driver: Any = self._database.reader.dialect.loaded_dbapi
        with self._in_use:
            try:
                now = self._look()
            except DBAPIError as error:
                self._drop()
                raise refusal_of(error, self._database.url) from error
            except driver.Error as error:
                self._drop()
                code = "database_unreadable" if self._database.is_sqlite else "database_unreachable"
                raise DatabaseRefusal(code, where=shown_url(self._database.url)) from error
            changed, self._seen = now != self._seen, now
            return changed

    def close(self) -> None:
        """Give the connection back once nobody looks; the next look takes a new one."""
        with self._in_use:
            self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
        self._connection = self._raw = self._seen = None

    def _look(self) -> object:
        return self._in_file() if self._database.is_sqlite else self._at_server()

    def _in_file(self) -> object:
        """Over a connection of its own: its answer counts what others commit."""
        if self._connection is None:
            self._connection = self._database.reader.connect()
            self._raw = self._connection.connection.driver_connection
        # Past the engine, which would begin a transaction and so see one state for ever.
        return self._raw.execute(_SQLITE).fetchone()

    def _at_server(self) -> object:
        """Over a line that waits for work: a server lets in so many, and asks who is there."""
        line = self._database.lend(writes=False)
        raw: Any = line.connection.connection.driver_connection
        self._raw, well = raw, False
        try:
            line.waiting.since = time.monotonic()
            raw.autocommit = True  # without the words that begin and end a transaction
            now: object = raw.execute(_POSTGRES).fetchone()
            raw.autocommit = False
            line.waiting.since = None
            well = True
        finally:
            if not well:
                line.connection.invalidate()
            self._database.back(line, writes=False, well=well)
        return now
