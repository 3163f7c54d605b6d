"""Adding operators and stations, changing badges and roles, signing in and out."""

from __future__ import annotations

from sqlalchemy import insert, update

from core import audit
from core.barcodes import random_id
from core.errors import NotFound, Refusal
from core.i18n import LANGUAGES
from core.people.models import operators, sessions, stations
from core.people.operators import Operator
from core.people.permissions import Permission, Role, require
from core.people.queries import (
    Station,
    find_operator,
    find_station,
    list_operators,
    operator,
    signed_in,
)
from core.text import clean, visible
from core.transaction import Actor, Transaction

_BADGE_LENGTH = 10
_NAME_LIMIT = 60


def add_operator(tx: Transaction, name: str, role: str, language: str = "en") -> Operator:
    """Add a person and draw their badge.

    Raises Refusal ``name_unusable``, ``operator_exists``, ``role_unknown`` or
    ``language_unknown``.
    """
    require(tx, Permission.PEOPLE_MANAGE)
    name = _name(name)
    if any(one.name.casefold() == name.casefold() for one in list_operators(tx, everyone=True)):
        raise Refusal("operator_exists", who=name)
    if language not in LANGUAGES:
        raise Refusal(
            "language_unknown", language=clean(language, 20), allowed=", ".join(LANGUAGES)
        )
    badge, known_role = random_id(_BADGE_LENGTH), _role(role)
    made = tx.execute(
        insert(operators)
        .values(
            name=name,
            badge=badge,
            role=known_role.value,
            language=language,
            active=True,
            created_at=tx.now,
        )
        .returning(operators.c.id)
    )
    added = operator(tx, made.scalar_one())
    audit.record(tx, "operator_added", operator=added.id, name=name, role=known_role.value)
    return added


def change_operator(
    tx: Transaction, operator_id: int, *, role: str | None = None, language: str | None = None
) -> Operator:
    """Give a person another role or language; a person may choose their own language."""
    if role is not None or tx.actor.operator_id != operator_id:
        require(tx, Permission.PEOPLE_MANAGE)
    before = operator(tx, operator_id)
    if language is not None and language not in LANGUAGES:
        raise Refusal(
            "language_unknown", language=clean(language, 20), allowed=", ".join(LANGUAGES)
        )
    known_role = before.role if role is None else _role(role)
    if before.role is Role.ADMIN and known_role is not Role.ADMIN:
        _keep_an_admin(tx, before)
    tx.execute(
        update(operators)
        .where(operators.c.id == operator_id)
        .values(role=known_role.value, language=language or before.language)
    )
    audit.record(tx, "operator_changed", operator=operator_id, role=role, language=language)
    return operator(tx, operator_id)


def renew_badge(tx: Transaction, operator_id: int) -> Operator:
    """Draw a new badge; the old one no longer signs in."""
    require(tx, Permission.PEOPLE_MANAGE)
    operator(tx, operator_id)
    tx.execute(
        update(operators)
        .where(operators.c.id == operator_id)
        .values(badge=random_id(_BADGE_LENGTH))
    )
    audit.record(tx, "badge_renewed", operator=operator_id)
    return operator(tx, operator_id)


def deactivate_operator(tx: Transaction, operator_id: int) -> Operator:
    """Let a person sign in no longer; the trail keeps their name."""
    require(tx, Permission.PEOPLE_MANAGE)
    leaver = operator(tx, operator_id)
    if leaver.role is Role.ADMIN:
        _keep_an_admin(tx, leaver)
    tx.execute(update(operators).where(operators.c.id == operator_id).values(active=False))
    audit.record(tx, "operator_left", operator=operator_id)
    return operator(tx, operator_id)


def register_station(tx: Transaction, name: str, warehouse_id: int) -> Station:
    """The station of that name, made if there is none; it moves to the warehouse it now names.

    Anybody may open a station: what is done there needs somebody who is signed in.
    """
    name = _name(name)
    try:
        station = find_station(tx, name)
    except NotFound:
        made = tx.execute(
            insert(stations)
            .values(name=name, warehouse_id=warehouse_id, created_at=tx.now)
            .returning(stations.c.id)
        )
        return Station(made.scalar_one(), name, warehouse_id, None)
    if station.warehouse_id != warehouse_id:
        tx.execute(
            update(stations).where(stations.c.id == station.id).values(warehouse_id=warehouse_id)
        )
        audit.record(tx, "station_moved", station=station.id, warehouse=warehouse_id)
    return find_station(tx, name)


def sign_in(tx: Transaction, station_id: int, who: str) -> Actor:
    """Let a person work at a station, by badge or name; who was signed in there is signed out.

    The same person again goes on in the session that is open. Raises what `find_operator` does.
    """
    person = find_operator(tx, who)
    before = signed_in(tx, station_id)
    if before is not None and before.operator_id == person.id:
        return before
    sign_out(tx, station_id)
    made = tx.execute(
        insert(sessions)
        .values(station_id=station_id, operator_id=person.id, started_at=tx.now)
        .returning(sessions.c.id)
    )
    session_id = made.scalar_one()
    tx.execute(update(stations).where(stations.c.id == station_id).values(session_id=session_id))
    actor = signed_in(tx, station_id)
    if actor is None:
        raise NotFound("station_not_found", name=str(station_id))
    return actor


def sign_out(tx: Transaction, station_id: int) -> None:
    """End the session at a station, if one is open."""
    tx.execute(
        update(sessions)
        .where(sessions.c.station_id == station_id, sessions.c.ended_at.is_(None))
        .values(ended_at=tx.now)
    )
    tx.execute(update(stations).where(stations.c.id == station_id).values(session_id=None))


def _name(name: str) -> str:
    cleaned = clean(name)
    if not cleaned or len(cleaned) > _NAME_LIMIT:
        raise Refusal("name_unusable", name=visible(name[:_NAME_LIMIT]), limit=_NAME_LIMIT)
    return cleaned


def _role(role: str) -> Role:
    try:
        return Role(role.strip().lower())
    except ValueError:
        allowed = ", ".join(Role)
        raise Refusal("role_unknown", role=clean(role, 20), allowed=allowed) from None


def _keep_an_admin(tx: Transaction, leaver: Operator) -> None:
    others = [one for one in list_operators(tx) if one.role is Role.ADMIN and one.id != leaver.id]
    if not others:
        raise Refusal("last_admin", who=leaver.name)
