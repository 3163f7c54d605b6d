"""Bringing a shop's tables forward while nobody of an older program is at work on them.

Who is on is named, under a lock that lets nobody new on. Those that come back later, such as a
machine that slept, find their station taken and their line cut: they write nothing more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import (
    Connection,
    Select,
    column,
    func,
    inspect,
    literal,
    select,
    table,
    text,
    update,
)

from core import database, workers
from core.database import Database
from core.errors import DatabaseRefusal
from core.people import attach
from core.people.attach import Process, is_running, this_process
from core.tables import db_now_ms

IsAlive = Callable[[Process], bool]

# By name and not by model: the tables are those of the program before.
_HELD = {"stations": attach.LEASE_MS, "workers": workers.LEASE_MS}
_NEEDED = ("host", "pid", "pid_started", "fence", "lease_until_ms")
_STATIONS = table("stations", *map(column, (*_NEEDED, "name", "session_id", "version")))
_WORKERS = table("workers", *map(column, (*_NEEDED, "version")))
_SESSIONS = table("sessions", column("id"), column("operator_id"))
_PEOPLE = table("operators", column("id"), column("name"))


@dataclass(frozen=True, slots=True)
class On:
    """A station or a worker that is at work with the program of the tables as they are."""

    station: str
    """Empty: it is a worker."""
    operator: str
    version: str
    """Empty where the tables do not tell."""
    host: str
    pid: int
    heard_s: int
    """How many seconds ago it last gave a sign."""


class Occupied(DatabaseRefusal):
    """The tables are in use by an older program."""

    def __init__(self, who: tuple[On, ...]) -> None:
        super().__init__("upgrade_occupied", count=len(who))
        self.who = who


def upgrade_shop(url: str, is_alive: IsAlive = is_running) -> Database:
    """Bring the tables of a shop forward; raises Occupied where somebody is at work on them.

    Tables that are already the newest are left as they are, whoever is on.
    """
    here = this_process().host

    def alone(connection: Connection) -> None:
        _close_the_door(connection)
        who = tuple(_who_is_on(connection, here, is_alive))
        if who:
            raise Occupied(who)

    return database.upgrade(url, before=alone, after=_send_away)


def _close_the_door(connection: Connection) -> None:
    """Nobody takes a station or the work of a machine, and nobody begins, until this is over.

    On SQLite whoever writes is alone anyway.
    """
    if connection.dialect.name != "sqlite":
        names = ", ".join(["alembic_version", *_held(connection)])
        connection.execute(text(f"LOCK {names} IN ACCESS EXCLUSIVE MODE"))


def _who_is_on(connection: Connection, here: str, is_alive: IsAlive) -> Iterator[On]:
    """All that live: by their process on this machine, by their lease elsewhere."""
    for name, columns in _held(connection).items():
        for row in connection.execute(_query(name, "version" in columns)):
            mine = row.host == here
            if is_alive(Process(row.host, row.pid, row.pid_started)) if mine else row.left_ms >= 0:
                heard = max(0, _HELD[name] - int(row.left_ms)) // 1000
                yield On(row.station, row.operator, row.version, row.host, row.pid, heard)


def _query(name: str, has_version: bool) -> Select[tuple[object, ...]]:
    held = _STATIONS if name == "stations" else _WORKERS
    station = _STATIONS.c.name if name == "stations" else literal("")
    operator = func.coalesce(_PEOPLE.c.name, "") if name == "stations" else literal("")
    query = select(
        station.label("station"),
        operator.label("operator"),
        (held.c.version if has_version else literal("")).label("version"),
        held.c.host,
        held.c.pid,
        held.c.pid_started,
        (held.c.lease_until_ms - db_now_ms()).label("left_ms"),
    ).where(held.c.pid != 0)
    if name != "stations":
        return query
    with_people = _STATIONS.outerjoin(
        _SESSIONS, _SESSIONS.c.id == _STATIONS.c.session_id
    ).outerjoin(_PEOPLE, _PEOPLE.c.id == _SESSIONS.c.operator_id)
    return query.select_from(with_people).order_by(_STATIONS.c.name)


def _send_away(connection: Connection) -> None:
    """Whoever still thinks that a station or the work of a machine is theirs is wrong from now on.

    A station that is opened next says what was scanned last, as after a crash.
    """
    for name in _held(connection):
        held = _STATIONS if name == "stations" else _WORKERS
        gone = {"fence": held.c.fence + 1, "pid_started": "", "lease_until_ms": 0}
        connection.execute(update(held).values(gone))
    if connection.dialect.name != "sqlite":
        # They come back over new lines, and each of those asks what the tables are. It is waited
        # for (milliseconds) until the old ones are gone.
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = current_user"
                " AND pid <> pg_backend_pid()"
            )
        )


def _held(connection: Connection) -> dict[str, set[str]]:
    """The columns of the tables in which somebody can be on, as far as they are there."""
    seen = inspect(connection)
    there = set(seen.get_table_names())
    columns = {
        name: {str(one["name"]) for one in seen.get_columns(name)}
        for name in _HELD
        if name in there
    }
    return {name: found for name, found in columns.items() if found.issuperset(_NEEDED)}
