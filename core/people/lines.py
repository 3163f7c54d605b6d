"""One line that a lead says to a station: kept, shown there until it was read, with its receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from core import audit
from core.errors import NotFound, Refusal
from core.people.models import operators, stations
from core.people.permissions import Permission, require
from core.people.watch_models import station_lines
from core.rows import AnyRow
from core.text import clean
from core.transaction import Transaction

LIMIT = 120
"""Characters of a line: what is shown whole on a terminal of 40 columns."""
SCANS = 5
"""Scans and keys at the station after which a line that stood there counts as read."""
_MOST = 5
_BY_KEY, _BY_SCANS = "key", "scans"


@dataclass(frozen=True, slots=True)
class Line:
    """What was said to a station; times are in UTC and None while it has not come to that."""

    id: int
    text: str
    who: str
    """Who said it; empty for the program itself."""
    said_at: datetime
    shown_at: datetime | None
    read_at: datetime | None
    read_by: str
    read_how: str
    """``key`` or ``scans``; empty while it is unread."""
    stood: bool
    """Whether it stood there while enough was scanned: then it counts as read."""


def say(tx: Transaction, station_id: int, text: str) -> int:
    """Say one line to a station; gives its number.

    Raises Refusal ``line_empty``, NotFound ``station_unknown``.
    """
    require(tx, Permission.STATION_MANAGE)
    text = clean(text, LIMIT)
    if not text:
        raise Refusal("line_empty")
    name = tx.execute(select(stations.c.name).where(stations.c.id == station_id)).scalar()
    if name is None:
        raise NotFound("station_unknown", station=station_id)
    row = {
        "station_id": station_id,
        "operator_id": tx.actor.operator_id,
        "text": text,
        "said_at": tx.now,
    }
    number = tx.execute(insert(station_lines).values(row).returning(station_lines.c.id))
    said: int = number.scalar_one()
    audit.record(tx, "line_said", to=name, text=text, line=said)
    return said


def unread(tx: Transaction, station_id: int) -> tuple[Line, ...]:
    """The lines that nobody at the station has read yet, the oldest first."""
    return tuple(_line(row) for row in tx.execute(_unread, {"station": station_id}))


def newest(tx: Transaction, station_id: int, limit: int = _MOST) -> tuple[Line, ...]:
    """The lines said to a station last, the newest first."""
    require(tx, Permission.STATION_MANAGE)
    query = _every.where(station_lines.c.station_id == station_id)
    found = tx.execute(query.order_by(station_lines.c.id.desc()).limit(limit))
    return tuple(_line(row) for row in found)


def with_unread(tx: Transaction) -> frozenset[int]:
    """The stations at which a line waits to be read."""
    return frozenset(tx.execute(_with_unread).scalars())


def shown(tx: Transaction, station_id: int) -> None:
    """What is unread stands on the station's screen now."""
    tx.execute(_shown, {"station": station_id, "now": tx.now})


def read(tx: Transaction, station_id: int, line_id: int) -> None:
    """Somebody at the station saw the line and said so with a key; once more changes nothing."""
    row = {"station": station_id, "line": line_id, "now": tx.now, "who": tx.actor.operator_id}
    tx.execute(_read, row)


def read_by_scans(tx: Transaction, station_id: int) -> None:
    """Lines that stood there while enough was scanned were read by whoever scanned."""
    row = {"station": station_id, "now": tx.now, "who": tx.actor.operator_id}
    tx.execute(_read_by_scans, row)


def _line(row: AnyRow) -> Line:
    number, text, who, said, shown_at, read_at, read_by, how, stood = row
    return Line(number, text, who or "", said, shown_at, read_at, read_by or "", how, bool(stood))


_said_by = operators.alias("said_by")
_read_by = operators.alias("read_by")
_every = (
    select(
        station_lines.c.id,
        station_lines.c.text,
        _said_by.c.name,
        station_lines.c.said_at,
        station_lines.c.shown_at,
        station_lines.c.read_at,
        _read_by.c.name,
        station_lines.c.read_how,
        (station_lines.c.shown_seq + SCANS <= stations.c.last_seq).label("stood"),
    )
    .select_from(station_lines)
    .join(stations, stations.c.id == station_lines.c.station_id)
    .outerjoin(_said_by, _said_by.c.id == station_lines.c.operator_id)
    .outerjoin(_read_by, _read_by.c.id == station_lines.c.read_by)
)
_unread = (
    _every.where(
        station_lines.c.station_id == bindparam("station"), station_lines.c.read_at.is_(None)
    )
    .order_by(station_lines.c.id)
    .limit(_MOST)
)
_with_unread = (
    select(station_lines.c.station_id).where(station_lines.c.read_at.is_(None)).distinct()
)
_last_seq = (
    select(stations.c.last_seq).where(stations.c.id == bindparam("station")).scalar_subquery()
)
_shown = (
    update(station_lines)
    .where(station_lines.c.station_id == bindparam("station"), station_lines.c.shown_at.is_(None))
    .values(shown_at=bindparam("now"), shown_seq=_last_seq)
)
_unread_there = update(station_lines).where(
    station_lines.c.station_id == bindparam("station"), station_lines.c.read_at.is_(None)
)
_read = _unread_there.where(station_lines.c.id == bindparam("line")).values(
    read_at=bindparam("now"), read_by=bindparam("who"), read_how=_BY_KEY
)
_read_by_scans = _unread_there.where(station_lines.c.shown_seq + SCANS <= _last_seq).values(
    read_at=bindparam("now"), read_by=bindparam("who"), read_how=_BY_SCANS
)
