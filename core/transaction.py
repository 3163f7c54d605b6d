"""The one place that opens, commits and rolls back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable, text
from sqlalchemy.exc import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    SQLAlchemyError,
)

from core import clock
from core.database import Database, is_upgraded, refusal_of
from core.database_words import is_gone
from core.errors import DatabaseRefusal
from core.prepared import Lane
from core.rows import Rows

T = TypeVar("T")
Item = TypeVar("Item")

_STILL = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
_BREATH = 0.002
"""Seconds between background transactions; those who wait for the lock look every 0.001."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and from where; stamped on everything that a transaction records."""

    operator_id: int | None = None
    name: str = ""
    permissions: frozenset[str] = field(default=frozenset())
    station_id: int | None = None
    station: str = ""
    session_id: int | None = None
    language: str = "en"
    is_system: bool = False
    """The program itself (worker, import at the command line): may do everything."""


SYSTEM = Actor(name="kemas", is_system=True)
"""The program acting by itself."""


@dataclass(slots=True)
class Approval:
    """Somebody's yes to one action of somebody else: good in one transaction, and for no other."""

    operator_id: int
    name: str
    permissions: frozenset[str]
    """What whoever says yes may do."""
    how: str
    """How they showed who they are: ``badge``, ``badge_pin`` or ``pin``."""
    action: str = ""
    """What it is a yes to, as it stands in the record."""
    why: str = ""
    used: list[str] = field(default_factory=list)
    """The permissions that the action was given by it."""
    written: bool = False
    """Whether the trail says so already."""


@dataclass(slots=True)
class Transaction:
    """An open transaction: commands take it as their first argument and never commit."""

    connection: Connection
    actor: Actor
    now: datetime
    """The moment it was opened (UTC); stamped on all that it records."""
    short: Lane | None = None
    """The way of statements that are known from before."""
    zone: str = "UTC"
    """The shop's time zone."""
    approval: Approval | None = None
    """A lead's yes to what is done here, by somebody who may not do it alone."""

    def execute(
        self,
        statement: Executable,
        parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    ) -> Rows:
        """Run one statement."""
        if self.short is not None:
            known = self.short.run(statement, parameters or {})
            if known is not None:
                return known
        result = self.connection.execute(statement, parameters)
        if not result.returns_rows:
            return Rows([], result.rowcount)
        return Rows(list(result.all()), result.rowcount)

    @property
    def today(self) -> date:
        """The shop's calendar day at that moment."""
        return clock.local(self.now, self.zone).date()

    @property
    def is_sqlite(self) -> bool:
        """Whether this runs on the embedded engine."""
        return self.connection.dialect.name == "sqlite"


def writing(database: Database, actor: Actor = SYSTEM) -> AbstractContextManager[Transaction]:
    """One transaction that may write: commits at the end, rolls back on any exception.

    Raises DatabaseRefusal where the engine is busy, full, read-only or gone.
    """
    return _open(database, actor, writes=True)


def reading(database: Database, actor: Actor = SYSTEM) -> AbstractContextManager[Transaction]:
    """One transaction that only reads.

    Each statement sees one state of the database; on PostgreSQL the next may see a newer one.
    """
    return _open(database, actor, writes=False)


@contextmanager
def reading_still(database: Database) -> Iterator[Transaction]:
    """One transaction that only reads, and whose statements all see the same state."""
    with reading(database) as tx:
        if not tx.is_sqlite:  # there every transaction is like that
            tx.connection.execute(_STILL)
        yield tx


@contextmanager
def _open(database: Database, actor: Actor, *, writes: bool) -> Iterator[Transaction]:
    try:
        line = database.lend(writes=writes)
        try:
            line.begin()
            tx = Transaction(line.connection, actor, clock.now(), line.lane, database.zone)
            yield tx
            if tx.approval is not None and tx.approval.used and not tx.approval.written:
                raise AssertionError("an approval was used and is not in the trail")
            line.end(commits=writes)
        except BaseException:
            database.back(line, writes=writes, well=False)
            raise
        database.back(line, writes=writes, well=True)
    except (DatabaseError, InterfaceError) as error:
        if isinstance(error, IntegrityError):
            raise
        # A line that is gone says nothing of the tables, and another may take seconds to open.
        if not is_gone(error):
            if _is_upgraded(database):  # the statement was for the tables of before
                raise DatabaseRefusal("database_upgraded") from error
            if _is_our_fault(error):
                raise
        raise refusal_of(error, database.url) from error


def run(
    database: Database,
    actor: Actor,
    work: Callable[[Transaction], T],
    *,
    tries: int = 3,
) -> T:
    """Do `work` in a transaction of its own, again where the engine asks for it.

    A deadlock or a lost lock leaves nothing behind, so doing the same again is safe; after `tries`
    the DatabaseRefusal ``database_busy`` is raised.
    """
    for attempt in range(1, tries + 1):
        try:
            with writing(database, actor) as tx:
                return work(tx)
        except DatabaseRefusal as refusal:
            if refusal.code != "database_busy" or attempt == tries:
                raise
            time.sleep(0.02 * attempt)
    raise AssertionError("unreachable")


def run_among_others(
    database: Database, actor: Actor, work: Callable[[Transaction], T], *, tries: int = 12
) -> T:
    """As `run`, and again where somebody else stored the same thing at the same moment.

    The next attempt finds it there.  Who tries again waits ever longer, up to a quarter second, so
    that two who store the same long list do not meet at every step of it.
    """
    for attempt in range(1, tries + 1):
        try:
            return run(database, actor, work)
        except IntegrityError:
            if attempt == tries:
                raise
            time.sleep(0.02 * attempt)
    raise AssertionError("unreachable")


def run_in_batches(
    database: Database,
    actor: Actor,
    items: Sequence[Item],
    work: Callable[[Transaction, Sequence[Item]], T],
    *,
    size: int = 50,
) -> Iterator[T]:
    """Background work in transactions of `size` items each, so that no scan waits long for it.

    Between two transactions whoever waits for SQLite's one write lock gets a chance to take it.
    """
    for start in range(0, len(items), size):
        if start and database.is_sqlite:
            time.sleep(_BREATH)
        batch = items[start : start + size]
        yield run(database, actor, lambda tx, batch=batch: work(tx, batch))  # type: ignore[misc]


def _is_upgraded(database: Database) -> bool:
    try:
        return is_upgraded(database)
    except SQLAlchemyError:  # it is away: nobody knows, and nothing is written either
        return False


def _is_our_fault(error: Exception) -> bool:
    """A broken constraint or a bad statement is a fault of the program, not of the database."""
    from sqlalchemy.exc import DataError, ProgrammingError

    return isinstance(error, IntegrityError | ProgrammingError | DataError)
