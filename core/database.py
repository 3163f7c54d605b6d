"""Engines and schema: every difference between SQLite and PostgreSQL lives here."""

from __future__ import annotations

import select
import sqlite3
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any
from weakref import WeakSet

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from core.database_words import refusal_of, shown_url
from core.errors import DatabaseRefusal
from core.linewatch import LineWatch, Waiting
from core.prepared import Lane, lane, words_of

__all__ = [
    "KNOWN_SCHEMAS",
    "SCHEMA",
    "Database",
    "Line",
    "connect",
    "open_database",
    "refusal_of",
    "schema_of",
    "shown_url",
    "sqlite_path",
    "upgrade",
]

SCHEMA = "0026"
"""The newest migration this program knows; a test holds it against the migrations folder."""

KNOWN_SCHEMAS = tuple(f"{number:04}" for number in range(1, int(SCHEMA) + 1))
"""All migrations that this program can start from."""

_BUSY_MS = 5_000
# A peer that acknowledges nothing for so long is gone (seconds, but the last is milliseconds):
# https://www.postgresql.org/docs/current/libpq-connect.html
_ALIVE = {
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
_SPARE = 2
"""Connections that are kept open while nobody uses them; of a file, so many of each kind."""
_STATEMENTS = 512
"""Statements that each connection keeps compiled; a whole order needs some 150."""


class Line:
    """A connection that is lent to one transaction after the other.

    It begins and ends them in the driver's own words: SQLAlchemy's cost as much as some statements
    do. Where somebody listens, all of it goes the usual way.
    """

    __slots__ = ("_busy_ms", "_raw", "_unread", "_writes", "connection", "lane", "waiting")

    def __init__(self, connection: Connection, waiting: Waiting, *, writes: bool) -> None:
        self.connection = connection
        self.waiting = waiting
        self.lane: Lane | None = lane(connection)
        """The short way of statements; None where somebody listens."""
        raw: Any = connection.connection.driver_connection
        self._raw = raw
        self._writes = writes
        self._busy_ms = _busy_ms(raw) if connection.dialect.name == "sqlite" else None
        self._unread = select.poll()
        if self._busy_ms is None:
            self._unread.register(raw.fileno(), select.POLLIN)

    def is_lost(self) -> bool:
        """Whether the server has closed the line while nobody used it."""
        if self._busy_ms is not None or not self._unread.poll(0):
            return False
        return _is_closed(self._raw)

    def begin(self) -> None:
        """Begin a transaction, with the write lock where it writes."""
        self.waiting.since = time.monotonic()
        if self.lane is None:
            self.connection.begin()
        elif self._busy_ms is not None:  # psycopg itself says BEGIN before the first statement
            try:
                if not self._writes:
                    self._raw.execute("BEGIN")
                elif not _locked_in_time(self._raw, self._busy_ms):
                    self._raw.execute("BEGIN IMMEDIATE")
            except sqlite3.Error as error:
                raise words_of(self.connection, "BEGIN", None, error) from error

    def end(self, *, commits: bool) -> None:
        """End it: what went the usual way meanwhile has made it SQLAlchemy's own."""
        usual = self.connection.in_transaction()
        line: Any = self.connection if usual else self._raw
        try:
            if commits:
                line.commit()
            else:
                line.rollback()
        except self.connection.dialect.loaded_dbapi.Error as error:
            raise words_of(
                self.connection, "COMMIT" if commits else "ROLLBACK", None, error
            ) from error
        self.waiting.since = None


@dataclass(frozen=True)
class Database:
    """An open database: `reader` and `writer` share one pool but begin differently."""

    url: str
    reader: Engine
    writer: Engine
    zone: str = "UTC"
    """The shop's time zone (IANA): its calendar day is the day of what happens here."""
    schema: str = ""
    """The migration that it was at when it was opened; empty where nobody looked."""
    _spare: tuple[deque[Line], deque[Line]] = field(
        default_factory=lambda: (deque(), deque()), repr=False, compare=False
    )
    """Lines that nobody uses now, of the reader and of the writer: to open one costs more than
    most of what is done with it."""
    _waiting: WeakSet[Waiting] = field(default_factory=WeakSet, repr=False, compare=False)
    _watch: list[LineWatch] = field(default_factory=list, repr=False, compare=False)

    def _lines(self, *, writes: bool) -> deque[Line]:
        """Where lines of this kind wait. A server counts its connections: there one serves all."""
        return self._spare[writes and self.is_sqlite]

    def lend(self, *, writes: bool) -> Line:
        """A line for one transaction, to be given `back`; raises what SQLAlchemy raises."""
        spare = self._lines(writes=writes)
        while spare:
            try:
                line = spare.pop()
            except IndexError:  # somebody else took it
                break
            if not line.is_lost():
                return line
            line.connection.invalidate()
            line.connection.close()
        connection = (self.writer if writes else self.reader).connect()
        return Line(connection, self.waits_for(connection), writes=writes)

    def waits_for(self, connection: Connection) -> Waiting:
        """What tells the line watch since when somebody waits for a connection."""
        waiting = Waiting(connection.connection.driver_connection)
        self._waiting.add(waiting)
        return waiting

    def watch_line(self) -> None:
        """From now on nobody waits long for a server that says nothing any more."""
        if not self.is_sqlite and not self._watch:
            self._watch.append(LineWatch(self, self._waiting))
            self._watch[0].start()

    def drop_spare(self) -> None:
        """Give up the lines that nobody uses now: they lead to a server that says nothing."""
        for spare in self._spare:
            with suppress(IndexError):
                while True:
                    line = spare.pop()
                    line.connection.invalidate()
                    line.connection.close()

    def back(self, line: Line, *, writes: bool, well: bool) -> None:
        """Keep a line for the next transaction, unless this one failed."""
        spare = self._lines(writes=writes)
        if well and not line.connection.invalidated and len(spare) < _SPARE:
            spare.append(line)
        else:
            line.connection.close()

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded engine is used."""
        return self.reader.dialect.name == "sqlite"

    def close(self) -> None:
        """Close all connections."""
        for watch in self._watch:
            watch.stop()
        for spare in self._spare:
            while spare:
                spare.pop().connection.close()
        self.reader.dispose()


def connect(url: str, zone: str = "UTC") -> Database:
    """Prepare engines for a URL, for a shop in a time zone; nothing is opened yet.

    `sqlite:///PATH` is the embedded default, `postgresql://…` uses psycopg 3.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql" and "+" not in parsed.drivername:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(
            parsed,
            connect_args={"timeout": _BUSY_MS / 1000, "cached_statements": _STATEMENTS},
            pool_size=8,
            hide_parameters=True,  # what goes wrong is logged; who bought what is not
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    elif parsed.get_backend_name() == "postgresql":
        options = f"-c statement_timeout=60000 -c lock_timeout={_BUSY_MS} -c timezone=UTC"
        engine = create_engine(
            parsed,
            connect_args={"connect_timeout": 3, "options": options, **_ALIVE},
            # Lines are kept here, and no others: many stations share what one server lets in, and
            # thirty of them are to fit into its usual hundred.
            poolclass=NullPool,
            hide_parameters=True,
            isolation_level="READ COMMITTED",
        )
        event.listen(engine, "connect", _keep_prepared)
    else:
        raise DatabaseRefusal("database_kind", kind=parsed.get_backend_name())
    return Database(url, engine, engine.execution_options(kemas_writes=True), zone)


def _keep_prepared(connection: Any, _record: object) -> None:
    """The driver keeps a hundred statements, and would prepare those of a packer anew each time."""
    connection.prepared_max = _STATEMENTS


def _is_closed(connection: Any) -> bool:
    """Whether the server has closed a line while nobody used it.

    Who asks the server each time pays a round trip each time. A server that goes away closes the
    line, and that can be seen from here: there is something to read although nothing was asked.
    """
    line = select.poll()
    try:
        line.register(connection.fileno(), select.POLLIN)
        while line.poll(0):
            connection.pgconn.consume_input()  # raises once it comes to the end
    except connection.Error:
        return True
    return False


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the begin event below says BEGIN, not the driver
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={_BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "cache_size=-32000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    raw: Any = connection.connection.driver_connection
    if raw.in_transaction:  # a line began it: what comes now goes the usual way
        return
    if not connection.get_execution_options().get("kemas_writes"):
        connection.exec_driver_sql("BEGIN")
    elif not _locked_in_time(raw, _busy_ms(raw)):
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # raises in SQLAlchemy's words


def _busy_ms(raw: sqlite3.Connection) -> int:
    """How long a connection waits for others, in milliseconds."""
    return int(raw.execute("PRAGMA busy_timeout").fetchone()[0])


def _locked_in_time(raw: sqlite3.Connection, busy_ms: int) -> bool:
    """Wait for the write lock; False where somebody else keeps it.

    A writer takes it at once: it cannot read, decide and then lose the race. SQLite itself waits
    by sleeping ever longer, up to 100 ms, and so misses the moments in which a row of short
    background transactions leaves the lock free; we look every millisecond.
    """
    end = time.monotonic() + busy_ms / 1000
    raw.execute("PRAGMA busy_timeout=0")
    try:
        while not _locked_now(raw) and time.monotonic() < end:
            time.sleep(0.001)
    finally:
        raw.execute(f"PRAGMA busy_timeout={busy_ms}")
    return raw.in_transaction


def _locked_now(raw: sqlite3.Connection) -> bool:
    """Try for the write lock; True where waiting longer is no use, whatever came of it."""
    try:
        raw.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        return error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY
    return True


def open_database(url: str, zone: str = "UTC") -> Database:
    """Open an existing database of this program's schema, for a shop in a time zone.

    Raises DatabaseRefusal: ``database_missing``, ``database_newer``, ``database_older``,
    ``database_foreign`` or what `refusal_of` makes of a driver's error.
    """
    database = connect(url, zone)
    path = sqlite_path(url)
    if path is not None and not path.exists():
        raise DatabaseRefusal("database_missing", path=str(path))
    try:
        found = schema_of(database)
    except SQLAlchemyError as error:
        raise refusal_of(error, url) from error
    if found is None:
        raise DatabaseRefusal("database_foreign", where=shown_url(url))
    if found not in KNOWN_SCHEMAS:
        raise DatabaseRefusal("database_newer", where=shown_url(url), found=found, known=SCHEMA)
    if found != SCHEMA:
        raise DatabaseRefusal("database_older", where=shown_url(url), found=found, known=SCHEMA)
    if not database.is_sqlite:
        event.listen(database.reader, "connect", partial(_still_ours, SCHEMA))
    return replace(database, schema=found)


def _still_ours(schema: str, connection: Any, _record: object) -> None:
    """A line that is opened later, such as after a break, may find tables of a newer program."""
    found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    connection.rollback()
    if found is not None and found[0] != schema:
        raise DatabaseRefusal("database_upgraded")


def is_upgraded(database: Database) -> bool:
    """Whether the tables were brought forward by a newer program since this one opened them."""
    try:
        return database.schema not in {"", schema_of(database)}
    except DatabaseRefusal as refusal:  # a new line has just found it out
        return refusal.code == "database_upgraded"


def schema_of(database: Database) -> str | None:
    """The migration a database is at; None where Kemas has not made its tables."""
    with database.reader.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.execute(
            text("SELECT version_num FROM alembic_version")
        ).scalar()
        return found


def upgrade(
    url: str,
    before: Callable[[Connection], None] | None = None,
    after: Callable[[Connection], None] | None = None,
) -> Database:
    """Create the database if it is missing and bring its schema to the newest migration.

    Where there were older tables, `before` and `after` are called in the transaction that does it.
    """
    path = sqlite_path(url)
    database = connect(url)
    try:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        found = schema_of(database)
        if found is not None and found not in KNOWN_SCHEMAS:
            raise DatabaseRefusal("database_newer", where=shown_url(url), found=found, known=SCHEMA)
        from core.migrations.run import to_newest

        if found is None or found == SCHEMA:
            before = after = None
        to_newest(database.writer, before, after)
    except (SQLAlchemyError, OSError) as error:
        raise refusal_of(error, url) from error
    return database


def sqlite_path(url: str) -> Path | None:
    """The file of an SQLite URL; None for other engines and for memory."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    return None if parsed.database == ":memory:" else Path(parsed.database)
