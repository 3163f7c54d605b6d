"""Finding operators and stations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from core import barcodes
from core.errors import NotFound
from core.people.models import operators, sessions, stations
from core.people.operators import Operator, from_row
from core.rows import AnyRow
from core.text import clean, fold
from core.transaction import Actor, Transaction


@dataclass(frozen=True, slots=True)
class Station:
    """A work place."""

    id: int
    name: str
    warehouse_id: int
    session_id: int | None
    """The sign-in that is open there, if any."""


def list_operators(tx: Transaction, *, everyone: bool = False) -> list[Operator]:
    """Operators by name; with `everyone` also those who have left."""
    query = select(operators).order_by(operators.c.name)
    if not everyone:
        query = query.where(operators.c.active)
    return [from_row(row) for row in tx.execute(query)]


def operator(tx: Transaction, operator_id: int) -> Operator:
    """One operator; NotFound ``operator_not_found``."""
    row = tx.execute(select(operators).where(operators.c.id == operator_id)).one_or_none()
    if row is None:
        raise NotFound("operator_not_found", who=operator_id)
    return from_row(row)


def find_operator(tx: Transaction, who: str) -> Operator:
    """An active operator by badge code, badge id or name in any case.

    Raises NotFound ``badge_unreadable`` (a character of the badge is wrong),
    ``operator_not_found``, ``operator_ambiguous`` or ``operator_left``.
    """
    code = barcodes.read(who)
    if code.kind is barcodes.Kind.OPERATOR:
        if not barcodes.is_sealed(code.value):
            raise NotFound("badge_unreadable", who=code.value)
        rows = tx.execute(select(operators).where(operators.c.badge == code.value)).all()
    else:
        # By name a shop has few people: comparing here treats every alphabet the same.
        rows = _called(clean(who), tx.execute(select(operators)).all())
    if not rows:
        raise NotFound("operator_not_found", who=clean(who, 60))
    if len(rows) > 1:
        raise NotFound("operator_ambiguous", who=clean(who, 60))
    found = from_row(rows[0])
    if not found.active:
        raise NotFound("operator_left", who=found.name)
    return found


def _called(name: str, rows: list[AnyRow]) -> list[AnyRow]:
    """Those with this badge id or name; where none has it exactly, regardless of accents."""
    exact = [
        row for row in rows if name.upper() == row.badge or name.casefold() == row.name.casefold()
    ]
    return exact or [row for row in rows if name and fold(name) == fold(row.name)]


def list_stations(tx: Transaction) -> list[Station]:
    """All stations by name."""
    return [_station(row) for row in tx.execute(select(stations).order_by(stations.c.name))]


def find_station(tx: Transaction, name: str) -> Station:
    """A station by its name in any case; NotFound ``station_not_found``."""
    wanted = clean(name).casefold()
    for station in list_stations(tx):
        if station.name.casefold() == wanted:
            return station
    raise NotFound("station_not_found", name=clean(name, 60))


def signed_in(tx: Transaction, station_id: int) -> Actor | None:
    """The one who is signed in at a station, as the actor of what is done there; None: nobody."""
    row = tx.execute(
        select(operators, sessions.c.id.label("session"), stations.c.name.label("station"))
        .join_from(stations, sessions, stations.c.session_id == sessions.c.id)
        .join(operators, sessions.c.operator_id == operators.c.id)
        .where(stations.c.id == station_id, sessions.c.ended_at.is_(None), operators.c.active)
    ).one_or_none()
    if row is None:
        return None
    at = Actor(station_id=station_id, station=row.station, session_id=row.session)
    return from_row(row).actor(at)


def _station(row: Row[Any]) -> Station:
    return Station(row.id, row.name, row.warehouse_id, row.session_id)
